/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `veuicc discover`: which events an SM-DS has for the card, and what they lead to.
 */
#ifndef CLI_VEUICC_DISCOVER_H
#define CLI_VEUICC_DISCOVER_H

#include "cli/command.h"

extern const struct command_option veuicc_discover_options[];
int veuicc_discover_run(const struct command_line *line);

#endif
