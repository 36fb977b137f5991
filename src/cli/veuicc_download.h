/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `veuicc download`: from an activation code to an installed profile.
 */
#ifndef CLI_VEUICC_DOWNLOAD_H
#define CLI_VEUICC_DOWNLOAD_H

#include "base/bytes.h"
#include "cli/command.h"
#include "cli/veuicc_device.h"
#include "lpa/lpa.h"

extern const struct command_option veuicc_download_options[];
int veuicc_download_run(const struct command_line *line);

/* For commands that download: an observer that says the steps if --steps is given, and shows what
 * comes. `device` must not move. */
struct lpa_observer veuicc_download_observer(struct veuicc_device *device);

/* The code in the file of --confirmation-code-file, absent without that option. COMMAND_OK, or
 * COMMAND_FAILED after a message. It lives in the device's arena. */
int veuicc_download_read_code(struct veuicc_device *device, struct bytes *out);

#endif
