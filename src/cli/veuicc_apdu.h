/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `veuicc apdu`: the card at the other end of lpac's stdio APDU driver, so that a real LPA can use
 * it. Lines of JSON: {"type":"apdu","payload":{"func":…,"param":…}} in, {"type":"apdu","payload":
 * {"ecode":…,"data":…}} out.
 */
#ifndef CLI_VEUICC_APDU_H
#define CLI_VEUICC_APDU_H

#include <stdio.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "card/euicc.h"
#include "cli/command.h"

enum { VEUICC_APDU_WORDS_MAX = 64 }; /* of the command line of an LPA that is started */

int veuicc_apdu_run(const struct command_line *line);

/*
 * Answer one line of the driver. ERR_UNSUPPORTED if it is not for the card: another type, or no
 * JSON at all; the LPA says such things to people. ERR_NOMEM and errors of buf_put.
 */
enum err veuicc_apdu_answer(struct euicc *card, struct bytes line, struct buf *out);

#endif
