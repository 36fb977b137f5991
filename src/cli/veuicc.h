/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands of veuicc, the virtual eUICC with its LPA.
 */
#ifndef CLI_VEUICC_H
#define CLI_VEUICC_H

#include "cli/command.h"

extern const struct command veuicc_program;

#endif
