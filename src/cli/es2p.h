/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `rspctl es2p`: an operator's ES2+ client for people and scripts (SGP.22 §5.3).
 */
#ifndef CLI_ES2P_H
#define CLI_ES2P_H

#include "cli/command.h"

/* download-order, confirm-order, cancel-order, release-profile, listen. */
extern const struct command es2p_commands[];

#endif
