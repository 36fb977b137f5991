/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `veuicc notifications`: what the card has to report, and its delivery.
 */
#ifndef CLI_VEUICC_NOTIFICATIONS_H
#define CLI_VEUICC_NOTIFICATIONS_H

#include "cli/command.h"

int veuicc_notifications_run(const struct command_line *line);

#endif
