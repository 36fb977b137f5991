/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every role that eUICCs talk to is made of: store, keys, certificates, its address, and the
 * counters of its functions. struct smdpp and struct smds have one each.
 */
#ifndef ROLE_ROLE_H
#define ROLE_ROLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/current.h"
#include "config/rspd_config.h"
#include "keyring/keyring.h"
#include "pki/chain_cache.h"
#include "role/credentials.h"
#include "role/crls.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/entropy.h"

/* All of it must outlive the role, and is constant from then on. */
struct role_setup {
	const struct rspd_config *config;
	struct store *store;
	struct keyring *keyring; /* for envelopes; certificates have their own keys */
	const struct clock *clock;
	struct entropy *entropy;
	enum credentials_kind kind;
	struct crls *crls;   /* NULL: nothing is known of revocations */
	const char *address; /* that eUICCs are told */
	int64_t svn_min;     /* of eUICCs, as 0xMMmmrr; 0: any 2.x */
	int64_t session_ttl_s;
	int64_t authentication_ttl_s; /* 0: the same */
};

/* How often each function was called, and how it ended; for metrics. By route and outcome. */
enum role_outcome { ROLE_DONE, ROLE_REFUSED, ROLE_FAILED, ROLE_OUTCOMES };
enum { ROLE_ROUTES = 24, ROLE_OID_TEXT_MAX = 80 };
struct role_counters {
	atomic_uint_fast64_t calls[ROLE_ROUTES][ROLE_OUTCOMES];
};

/* Constant after its making, but for the certificates; the cache locks itself. */
struct role {
	struct role_setup with;
	struct current *credentials;	  /* calls take them: role_call.credentials */
	char oid_text[ROLE_OID_TEXT_MAX]; /* of the server, in dots; an exchange keeps it */
	struct chain_cache *chain_cache;
	struct role_counters *counters;
};

/* Load certificates and keys. Errors as credentials_load; what was made then is closed by
 * role_close. */
enum err role_open(const struct role_setup *setup, struct role *out);

/*
 * Load the certificates of `config` for an exchange, without changing anything yet. The sets that
 * it has no more are kept for sessions under way: for the time of one. Errors as credentials_load;
 * ERR_MISMATCH also if the OID of the server is another.
 */
enum err role_load(const struct role *role, const struct rspd_config *config,
		   struct credentials **out);

/* Have calls that begin from now on use these, which are taken over. ERR_BUSY: too many old ones
 * are in use; then they stay the caller's. Any thread. */
enum err role_exchange(const struct role *role, struct credentials **credentials);

/* Forget sets whose sessions are over by now. */
void role_forget(const struct role *role);

/* Give a call what it works with, and take it back. */
struct role_call;
struct role_hold {
	struct current_hold credentials, crls;
};
struct role_hold role_begin(struct role_call *call);
void role_end(struct role_hold *hold);

/* Release what it holds. Safe on a zeroed struct and twice. */
void role_close(struct role *role);

/* Is this the address that eUICCs are told (SGP.22 §5.6.1, §5.8.1)? In any case; without a port on
 * either side, with any. */
bool role_address_is_ours(const struct role *role, struct bytes address);

/* When a session in this state, begun at `begun`, expires (session/rsp_session.h). */
int64_t role_session_expiry(const struct role *role, const char *state, int64_t begun);

#endif
