/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SM-DS: what all its functions work with. It tells devices over ES11 where an event waits for
 * them that somebody has registered over ES12. Which path leads to which function is in
 * smds/routes.h; each function has its own file.
 */
#ifndef SMDS_SMDS_H
#define SMDS_SMDS_H

#include "config/rspd_config.h"
#include "keyring/keyring.h"
#include "notify/es12_client.h"
#include "role/call.h"
#include "role/clients.h"
#include "role/role.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/entropy.h"

/* What an SM-DS is made from. All of it must outlive it, and is constant from then on. */
struct smds_setup {
	const struct rspd_config *config;
	struct store *store;
	struct keyring *keyring; /* for envelopes */
	const struct clock *clock;
	struct entropy *entropy;
	struct crls *crls; /* NULL: nothing is known of revocations */
	/* Calls another SM-DS and waits, as es12_client_call; NULL: nothing is passed on. */
	enum err (*ask_smds)(void *smds_context, const struct rspd_smds_peer *peer,
			     const char *function, struct bytes body, struct es12_answer *out);
	void *smds_context;
	void (*wake_outbox)(void *wake_context); /* after a message was stored; may be NULL */
	void *wake_context;
};

/* Constant after its making. */
struct smds {
	struct smds_setup with;
	struct role role;
	struct clients *registrars; /* whose owners are their rules, struct rspd_client */
};

/*
 * Load certificates and keys, and check that they belong together. Errors of credentials_load and
 * clients_add; the log names the file.
 */
enum err smds_create(const struct smds_setup *setup, struct smds **out);

/* Release, and set to NULL. Safe on NULL. Fits CLEANUP(). */
void smds_free(struct smds **smds);

/* Remove events that have expired, a bounded number, at the root SM-DS, too; what is left waits for
 * the next time. Errors of the store. */
enum err smds_expire(const struct smds *smds);

#endif
