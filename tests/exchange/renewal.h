/* SPDX-License-Identifier: Apache-2.0 */
/*
 * New certificates of the SM-DP+ for a sandbox in which rspd runs: issued by the sandbox's CI with
 * new keys, put in the place of the old ones, and announced by SIGHUP.
 */
#ifndef TESTS_EXCHANGE_RENEWAL_H
#define TESTS_EXCHANGE_RENEWAL_H

#include "base/buf.h"
#include "crypto/private_key.h"
#include "world.h"

struct renewal {
	const struct world *world;
	struct private_key *ci_key;
	struct buf ci;
	size_t reloads, refusals; /* that rspd's log must tell */
};

/* Load the sandbox's CI. Errors after a note; free it also then. */
enum err renewal_open(struct renewal *renewal, const struct world *world);

/* Fits CLEANUP(). */
void renewal_close(struct renewal *renewal);

/* Issue DPauth, DPpb and DPtls anew, and wait until rspd uses them. ERR_TIMEOUT. */
enum err renewal_exchange(struct renewal *renewal);

/* Have rspd read a key that is not its certificate's, wait until it refuses, and put things right.
 * ERR_TIMEOUT. */
enum err renewal_spoil(struct renewal *renewal);

#endif
