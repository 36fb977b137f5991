/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sandbox of its own for each figure, with a running rspd: made by `rspctl sandbox` as an
 * operator would, with inventory as the figure needs it. On the disk on which the build is, so that
 * durable means what it says.
 */
#ifndef BENCH_WORLD_H
#define BENCH_WORLD_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/text.h"

enum { WORLD_PATH_MAX = 256 };

/* Names that the sandbox has. */
#define WORLD_OPERATOR	"example"
#define WORLD_REQUESTER "2.999.20"
#define WORLD_TYPE	"prepaid" /* BPPs with session keys */

struct world {
	const char *programs; /* directory of rspd and rspctl */
	char directory[WORLD_PATH_MAX];
	char config[WORLD_PATH_MAX]; /* of rspd */
	uint16_t es9p_port, es2p_port, notify_port;
	pid_t rspd; /* 0: not running */
	SSL_CTX *operator;
	size_t stocked; /* profiles so far */
};

/*
 * Make it, empty. Without `notify` the operator has no URL for notifications, and nothing goes
 * through the outbox. Errors after a line on standard error; world_remove it also then.
 */
enum err world_make(struct world *world, const char *programs, bool notify);

/* Put `more` into rspd's configuration, behind the first `anchor`. ERR_NOT_FOUND, ERR_IO. */
enum err world_configure(const struct world *world, const char *anchor, const char *more);

/* DIRECTORY/name. */
void world_path(const struct world *world, const char *name, char out[static WORLD_PATH_MAX]);

/*
 * Add `n` Available profiles of WORLD_TYPE, each with a package of `package_len` bytes, or of the
 * recipe's own size (0.9 kB) if that is larger. rspd need not run.
 */
enum err world_stock(struct world *world, size_t n, size_t package_len);

/* The ICCID of the profile that was stocked as number `n`, from 0. */
void world_iccid(size_t n, char out[static ICCID_DIGITS_MAX + 1]);

/* Start rspd. ERR_IO. */
enum err world_start(struct world *world);

/* Start rspd, and wait until it serves. */
enum err world_serve(struct world *world);

/* The same on the first CPU, which it has for itself: we run on the others from then on. */
enum err world_serve_apart(struct world *world);

/* Let rspd end, and remove everything. Safe on a zeroed world and twice. Fits CLEANUP(). */
void world_remove(struct world *world);

#endif
