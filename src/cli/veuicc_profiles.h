/* SPDX-License-Identifier: Apache-2.0 */
/* veuicc list, enable, disable, …: what a user does with the profiles that are there. */
#ifndef CLI_VEUICC_PROFILES_H
#define CLI_VEUICC_PROFILES_H

#include "cli/command.h"

int veuicc_info(const struct command_line *line);
int veuicc_list(const struct command_line *line);
int veuicc_enable(const struct command_line *line);
int veuicc_disable(const struct command_line *line);
int veuicc_delete(const struct command_line *line);
int veuicc_nickname(const struct command_line *line);
int veuicc_package(const struct command_line *line);
int veuicc_reset(const struct command_line *line);
int veuicc_default_smdp(const struct command_line *line);

#endif
