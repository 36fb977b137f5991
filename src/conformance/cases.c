/* SPDX-License-Identifier: Apache-2.0 */
/* The order of the groups. */
#include "conformance/cases.h"

const struct conformance_group *const conformance_groups[] = {
	&cases_es9p_initiate_authentication,
	NULL,
};
