/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line of rspd.
 */
#ifndef CLI_RSPD_H
#define CLI_RSPD_H

#include "cli/command.h"

extern const struct command rspd_program;

#endif
