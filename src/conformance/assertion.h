/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Assertions on the last answer beyond success or failure, by the table of names: "cc",
 * "otpk-offered", "points:1,3,4", … What follows the colon is the assertion's argument.
 */
#ifndef CONFORMANCE_ASSERTION_H
#define CONFORMANCE_ASSERTION_H

#include <stdbool.h>

#include "conformance/scene.h"

/* Does it hold? If not, scene->why says so in words. An unknown word does not hold. */
bool assertion_holds(struct scene *scene, struct bytes word);

/* Row `i` of the table: its name and what it says; false past the last. */
bool assertion_row(size_t i, const char **name, const char **text);

#endif
