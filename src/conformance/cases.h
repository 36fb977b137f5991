/* SPDX-License-Identifier: Apache-2.0 */
/* The groups of cases, one file for each: conformance/cases_*.c. */
#ifndef CONFORMANCE_CASES_H
#define CONFORMANCE_CASES_H

#include "conformance/suite.h"

extern const struct conformance_group cases_es9p_initiate_authentication;

#endif
