/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's side: orders over ES2+.
 */
#ifndef BENCH_ES2P_ORDER_H
#define BENCH_ES2P_ORDER_H

#include "base/text.h"
#include "caller.h"
#include "world.h"

enum { ES2P_MATCHING_ID_MAX = 255 };

struct es2p_order {
	char iccid[ICCID_DIGITS_MAX + 1];
	char matching_id[ES2P_MATCHING_ID_MAX + 1];
};

/* The body of a new DownloadOrder: for this ICCID, or any of WORLD_TYPE if it is NULL. */
enum err es2p_order_body(const char *iccid, struct buf *out);

/*
 * DownloadOrder: of order->iccid, or, if that is empty, of any of WORLD_TYPE; order->iccid is the
 * answer's. ERR_DENIED if it is refused; errors of caller_post.
 */
enum err es2p_order_reserve(struct caller *caller, struct es2p_order *order);

/* ConfirmOrder with releaseFlag: sets the MatchingID. Errors as above. */
enum err es2p_order_release(struct caller *caller, struct es2p_order *order);

/*
 * Reserve and release `n` orders, many at a time; the first `iccid` that are not empty are kept to.
 */
enum err es2p_order_many(const struct world *world, struct es2p_order *orders, size_t n);

#endif
