/* SPDX-License-Identifier: Apache-2.0 */
/* veuicc download: a profile from an SM-DP+ onto the card. */
#ifndef CLI_VEUICC_DOWNLOAD_H
#define CLI_VEUICC_DOWNLOAD_H

#include "cli/command.h"

extern const struct command_option veuicc_download_options[];
int veuicc_download(const struct command_line *line);

#endif
