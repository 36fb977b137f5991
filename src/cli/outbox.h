/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `rspctl outbox`: notifications to operators that wait or were set aside.
 */
#ifndef CLI_OUTBOX_H
#define CLI_OUTBOX_H

#include "cli/command.h"

/* list, retry. */
extern const struct command outbox_commands[];

#endif
