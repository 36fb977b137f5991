/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands of rspctl, the operator's command line.
 */
#ifndef CLI_RSPCTL_H
#define CLI_RSPCTL_H

#include "cli/command.h"

extern const struct command rspctl_program;

#endif
