/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `rspctl profile`: import of packages, and the inventory for people to read.
 */
#ifndef CLI_PROFILE_H
#define CLI_PROFILE_H

#include "cli/command.h"

/* import, list, show, stock. */
extern const struct command profile_commands[];

#endif
