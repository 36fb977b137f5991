/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The activation code (SGP.22 §4.1) as text and as a QR code for the terminal. It lets whoever has
 * it download the profile: it goes to the operator's screen, never to a log.
 */
#ifndef CLI_ACTIVATION_H
#define CLI_ACTIVATION_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

/* Append "LPA:1$address$matching_id", with "$$1" behind it if a confirmation code is needed. */
enum err activation_text(struct bytes smdp_address, struct bytes matching_id, bool cc_required,
			 struct buf *out);

/*
 * Append the QR code of `text` in UTF-8 half blocks, two rows of modules to a line, dark on light
 * whatever the terminal's colours are if `colour` is set, else for light letters on a dark ground.
 * ERR_TOO_LONG if it does not fit a QR code.
 */
enum err activation_qr(const char *text, bool colour, struct buf *out);

#endif
