/* SPDX-License-Identifier: Apache-2.0 */
/* veuicc notifications: what the card still has to tell. */
#ifndef CLI_VEUICC_NOTIFICATIONS_H
#define CLI_VEUICC_NOTIFICATIONS_H

#include "cli/command.h"

extern const struct command veuicc_notifications_commands[];

#endif
