/* SPDX-License-Identifier: Apache-2.0 */
/* The making of an SM-DS, and what it does now and then. */
#include "smds/smds.h"

#include <stdlib.h>

#include "base/log.h"
#include "smds/cascade.h"

/* One commit each; with a call each second, 5 million a day. */
enum { EXPIRE_BATCH = 64, ARENA_MAX = 1024 * 1024 };

static enum err open_role(struct smds *s)
{
	const struct role_setup setup = {
		.config = s->with.config,
		.store = s->with.store,
		.keyring = s->with.keyring,
		.crls = s->with.crls,
		.clock = s->with.clock,
		.entropy = s->with.entropy,
		.kind = CREDENTIALS_SMDS,
		.address = s->with.config->smds.address,
		.session_ttl_s = s->with.config->smds.session_ttl_s,
	};
	return role_open(&setup, &s->role);
}

/* Each rule is its own owner: what it says of the OID counts when an event is registered. */
static enum err load_registrars(struct smds *s)
{
	const struct rspd_config *config = s->with.config;
	TRY(clients_new(&s->registrars));
	for (size_t i = 0; i < config->smds.registrars_n; i++) {
		const struct rspd_client *rule = &config->smds.registrars[i];
		TRY(clients_add(s->registrars, rule, 1, rule));
	}
	return OK;
}

enum err smds_create(const struct smds_setup *setup, struct smds **out)
{
	CLEANUP(smds_free) struct smds *s = calloc(1, sizeof(*s));
	if (!s)
		return ERR_NOMEM;
	s->with = *setup;
	TRY(open_role(s));
	TRY(load_registrars(s));
	*out = s;
	s = NULL;
	return OK;
}

void smds_free(struct smds **smds)
{
	struct smds *s = *smds;
	if (!s)
		return;
	clients_free(&s->registrars);
	role_close(&s->role);
	free(s);
	*smds = NULL;
}

enum err smds_expire(const struct smds *smds)
{
	CLEANUP(arena_free) struct arena a = arena_make(ARENA_MAX);
	struct event_registration rows[EXPIRE_BATCH] = {};
	size_t n = 0;
	int64_t now = clock_now_ms(smds->with.clock);
	TRY(event_registration_expired(smds->with.store, &a, now, EXPIRE_BATCH, rows, &n));
	for (size_t i = 0; i < n; i++) {
		enum err e = cascade_end(smds, &a, &rows[i], now);
		TRY(e == ERR_NOT_FOUND ? OK : e);
	}
	if (n > 0)
		LOG_EVENT(LOG_INFO, "events_expired", LOG_NUM("n", (int64_t)n));
	return OK;
}
