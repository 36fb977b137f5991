/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `veuicc download`: from an activation code to an installed profile.
 */
#ifndef CLI_VEUICC_DOWNLOAD_H
#define CLI_VEUICC_DOWNLOAD_H

#include "cli/command.h"

extern const struct command_option veuicc_download_options[];
int veuicc_download_run(const struct command_line *line);

#endif
