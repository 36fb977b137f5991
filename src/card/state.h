/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state file of a virtual eUICC: one JSON object with a version, readable, replaced whole. It
 * holds private keys and profile packages, so it is written with mode 0600.
 */
#ifndef CARD_STATE_H
#define CARD_STATE_H

#include "base/err.h"
#include "card/euicc.h"

#define STATE_FORMAT "rspd-veuicc"

enum {
	STATE_VERSION = 1,
	/* All packages that fit in the default memory, in base64, and the rest. */
	STATE_FILE_MAX = 64 * 1024 * 1024,
};

/*
 * Write everything that `e` remembers, in place of what the file held. A crash leaves the old or
 * the new content. ERR_NOT_FOUND without its directory, ERR_IO, ERR_NOMEM, ERR_TOO_LONG over
 * STATE_FILE_MAX.
 */
enum err state_write(const struct euicc *e, const char *path);

/*
 * Fill `e`, which must come fresh from euicc_init. ERR_NOT_FOUND if there is no such file,
 * ERR_UNSUPPORTED for another version, ERR_SYNTAX, ERR_MISSING or ERR_MISMATCH for a damaged or
 * foreign one, ERR_IO, ERR_NOMEM. On error `e` holds a part of it and must be freed.
 */
enum err state_read(struct euicc *e, const char *path);

/* The same from the file's content. */
enum err state_read_text(struct euicc *e, struct bytes text);

/* For struct euicc's `save`: state_write; `path` is a const char *. */
enum err state_save(const struct euicc *e, void *path);

#endif
