/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `rspctl conformance`: run the conformance suite against a server, and say what came of it.
 */
#ifndef CLI_CONFORMANCE_H
#define CLI_CONFORMANCE_H

#include "cli/command.h"

extern const struct command_option conformance_options[];
int conformance_run(const struct command_line *line);

#endif
