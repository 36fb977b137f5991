/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands of veuicc that look at a card and manage its profiles.
 */
#ifndef CLI_VEUICC_PROFILES_H
#define CLI_VEUICC_PROFILES_H

#include "cli/command.h"

int veuicc_profiles_list(const struct command_line *line);
int veuicc_profiles_enable(const struct command_line *line);
int veuicc_profiles_disable(const struct command_line *line);
int veuicc_profiles_delete(const struct command_line *line);
int veuicc_profiles_nickname(const struct command_line *line);
int veuicc_profiles_reset(const struct command_line *line);
int veuicc_profiles_default_smdp(const struct command_line *line);
int veuicc_profiles_load_crl(const struct command_line *line);
int veuicc_profiles_info(const struct command_line *line);
int veuicc_profiles_package(const struct command_line *line);

#endif
