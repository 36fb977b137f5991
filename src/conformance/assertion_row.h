/* SPDX-License-Identifier: Apache-2.0 */
/* A row of the tables behind conformance/assertion.h; the tables end with one without a name. */
#ifndef CONFORMANCE_ASSERTION_ROW_H
#define CONFORMANCE_ASSERTION_ROW_H

#include <stdbool.h>

#include "conformance/scene.h"

struct assertion_row {
	const char *name;
	bool (*holds)(struct scene *s, const char *argument);
	const char *text; /* what it says, for the matrix */
};

extern const struct assertion_row assertion_package_rows[], assertion_event_rows[];

#endif
