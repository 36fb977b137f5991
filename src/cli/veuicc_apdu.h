/* SPDX-License-Identifier: Apache-2.0 */
/* veuicc apdu: the card behind somebody else's LPA. */
#ifndef CLI_VEUICC_APDU_H
#define CLI_VEUICC_APDU_H

#include "cli/command.h"

int veuicc_apdu(const struct command_line *line);

#endif
