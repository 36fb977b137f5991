/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SM-DP+: what all its functions work with, and the request that they work on.
 * Which path leads to which function is in smdpp/routes.h; each function has its own file.
 */
#ifndef SMDPP_SMDPP_H
#define SMDPP_SMDPP_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "config/rspd_config.h"
#include "keyring/keyring.h"
#include "msg/esx_header.h"
#include "pki/chain_cache.h"
#include "smdpp/credentials.h"
#include "smdpp/operators.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/entropy.h"

/* What an SM-DP+ is made from. All of it must outlive it, and is constant from then on. */
struct smdpp_setup {
	const struct rspd_config *config;
	struct store *store;
	struct keyring *keyring; /* filled with the keys of the certificates */
	const struct clock *clock;
	struct entropy *entropy;
	void (*wake_outbox)(void *wake_context); /* after a message was stored; may be NULL */
	void *wake_context;
};

/* Constant after its making; the caches in it lock themselves. */
struct smdpp {
	struct smdpp_setup with;
	struct credentials *credentials;
	struct operators *operators;
	struct chain_cache *chain_cache;
};

/*
 * Load certificates and keys, and check that they belong together. ERR_NOT_FOUND, ERR_IO,
 * ERR_SYNTAX, ERR_MISMATCH, ERR_EXPIRED and others of the certificates; the log names the file.
 */
enum err smdpp_create(const struct smdpp_setup *setup, struct smdpp **out);

/* Release, and set to NULL. Safe on NULL. Fits CLEANUP(). */
void smdpp_free(struct smdpp **smdpp);

/*
 * One request, as the functions see it. A function appends its answer to `reply` and says OK; or it
 * fills `refusal` and says why not; or says that it could not be asked (store, memory), and the
 * peer gets 503. A refusal with an empty `refusal` means that the request itself is malformed.
 */
struct smdpp_call {
	const struct smdpp *smdpp;
	struct arena *arena;
	struct bytes body;
	struct buf *reply;
	int64_t now;
	const struct rspd_operator *operator; /* the caller; ES2+ only */
	struct status_code refusal;
	const char *check; /* name of the row that refused; for the log */
	const char *iccid; /* for the log, once known */
};

typedef enum err smdpp_function(struct smdpp_call *call);

#endif
