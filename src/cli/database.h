/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `rspctl database`: schema and backup.
 */
#ifndef CLI_DATABASE_H
#define CLI_DATABASE_H

#include "cli/command.h"

/* migrate, backup. */
extern const struct command database_commands[];

#endif
