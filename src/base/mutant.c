/* SPDX-License-Identifier: Apache-2.0 */
/* The switched-off row of the test-only build. Empty in every other. */
/* No test of its own: `make mutants` is its use, and it is not built otherwise. */
#include "base/mutant.h"

#ifdef RSPD_MUTANTS
#include <stdlib.h>
#include <string.h>

bool mutant_off(const char *name)
{
	const char *off = getenv("RSPD_MUTANT");
	return off && strcmp(off, name) == 0;
}
#endif
