/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of veuicc's commands: a virtual eUICC in a state file, and a plain LPA on top.
 */
#ifndef CLI_VEUICC_H
#define CLI_VEUICC_H

#include "cli/command.h"

extern const struct command veuicc_program;

#endif
