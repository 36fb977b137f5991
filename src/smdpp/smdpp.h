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
#include "notify/es12_client.h"
#include "role/call.h"
#include "role/clients.h"
#include "role/role.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/entropy.h"

/* What an SM-DP+ is made from. All of it must outlive it, and is constant from then on. */
struct smdpp_setup {
	const struct rspd_config *config;
	struct store *store;
	struct keyring *keyring; /* for envelopes */
	const struct clock *clock;
	struct entropy *entropy;
	struct crls *crls;			 /* NULL: nothing is known of revocations */
	void (*wake_outbox)(void *wake_context); /* after a message was stored; may be NULL */
	void *wake_context;
	/* Calls an SM-DS and waits, as es12_client_call; NULL: there is none. */
	enum err (*ask_smds)(void *smds_context, const struct rspd_smds_peer *peer,
			     const char *function, struct bytes body, struct es12_answer *out);
	void *smds_context;
};

/* Constant after its making. */
struct smdpp {
	struct smdpp_setup with;
	struct role role;
	struct clients *operators; /* whose owners are struct rspd_operator */
};

/*
 * Load certificates and keys, and check that they belong together. ERR_NOT_FOUND, ERR_IO,
 * ERR_SYNTAX, ERR_MISMATCH, ERR_EXPIRED and others of the certificates; the log names the file.
 */
enum err smdpp_create(const struct smdpp_setup *setup, struct smdpp **out);

/* Release, and set to NULL. Safe on NULL. Fits CLEANUP(). */
void smdpp_free(struct smdpp **smdpp);

/* A text member of a decoded message as C has it; NULL if it is absent. */
static inline const char *smdpp_text(struct bytes member)
{
	return (const char *)member.ptr;
}

/* The cause of a change that this call makes; `code` is NULL on success. */
struct store_cause smdpp_cause(const struct role_call *call, struct bytes transaction_id,
			       const struct status_code *code);

/*
 * Judge and change: call `once`, and again as long as another caller was first (ERR_CONFLICT), so
 * that it reads and judges anew. ERR_BUSY after some tries; other errors as `once`.
 */
enum err smdpp_judge(enum err (*once)(void *context), void *context);

/* After a message was stored: wake the outbox. */
void smdpp_outbox_wake(const struct role_call *call);

/* The type of a profile, whose policy its downloads follow. ERR_IO (and a line in the log) if it is
 * configured no more. */
enum err smdpp_profile_type(const struct role_call *call, const struct profile_row *profile,
			    const struct rspd_profile_type **out);

#endif
