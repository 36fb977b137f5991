/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks are rows of tables. In the test-only build with RSPD_MUTANTS the environment variable
 * RSPD_MUTANT names one row that is passed over, so that `make mutants` can show that each row has
 * a test. In every other build the question costs nothing and the answer is no.
 */
#ifndef BASE_MUTANT_H
#define BASE_MUTANT_H

#include <stdbool.h>

#ifdef RSPD_MUTANTS
/* True if the row `name` ("es9p_authenticate_client.server_challenge") is switched off. */
bool mutant_off(const char *name);
#else
static inline bool mutant_off(const char *name)
{
	(void)name;
	return false;
}
#endif

#endif
