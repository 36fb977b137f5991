/* SPDX-License-Identifier: Apache-2.0 */
/* The order of the groups. No test of its own: tests/conformance.sh runs all of them. */
#include "conformance/cases.h"

const struct conformance_group *const conformance_groups[] = {
	&cases_es9p_initiate_authentication,
	NULL,
};
