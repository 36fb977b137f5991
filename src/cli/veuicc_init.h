/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `veuicc init`: a new card out of certificates and keys.
 */
#ifndef CLI_VEUICC_INIT_H
#define CLI_VEUICC_INIT_H

#include "cli/command.h"

extern const struct command_option veuicc_init_options[];
int veuicc_init_run(const struct command_line *line);

#endif
