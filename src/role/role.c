/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The making of what roles share.
 * No test of its own: the roles have them, e.g. es9p_initiate_authentication_test.c.
 */
#include "role/role.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#include "role/call.h"
#include "session/rsp_session.h"
#include "sys/net.h"

enum { SECOND = 1000 };

static void release(void *value)
{
	struct credentials *credentials = value;
	credentials_free(&credentials);
}

enum err role_open(const struct role_setup *setup, struct role *out)
{
	struct credentials *credentials = NULL;
	*out = (struct role){.with = *setup};
	TRY(credentials_load(setup->config, setup->kind, clock_now_ms(setup->clock), &credentials));
	(void)snprintf(out->oid_text, sizeof(out->oid_text), "%s",
		       credentials_oid_text(credentials));
	TRY(current_create(credentials, release, &out->credentials));
	TRY(chain_cache_create(&out->chain_cache));
	out->counters = calloc(1, sizeof(*out->counters));
	return out->counters ? OK : ERR_NOMEM;
}

void role_close(struct role *role)
{
	free(role->counters);
	role->counters = NULL;
	chain_cache_free(&role->chain_cache);
	current_free(&role->credentials);
}

enum err role_load(const struct role *role, const struct rspd_config *config,
		   struct credentials **out)
{
	CLEANUP(current_give) struct current_hold before = current_take(role->credentials);
	CLEANUP(credentials_free) struct credentials *fresh = NULL;
	int64_t now = clock_now_ms(role->with.clock);
	TRY(credentials_load(config, role->with.kind, now, &fresh));
	if (strcmp(credentials_oid_text(fresh), role->oid_text) != 0) {
		LOG_EVENT(LOG_ERROR, "other_server_oid",
			  LOG_TEXT("oid", credentials_oid_text(fresh)));
		return ERR_MISMATCH;
	}
	TRY(credentials_keep(fresh, before.value, now, now + role->with.session_ttl_s * SECOND));
	*out = fresh;
	fresh = NULL;
	return OK;
}

enum err role_exchange(const struct role *role, struct credentials **credentials)
{
	TRY(current_replace(role->credentials, *credentials));
	*credentials = NULL;
	return OK;
}

/* What cannot be forgotten now is forgotten later. */
void role_forget(const struct role *role)
{
	CLEANUP(current_give) struct current_hold before = current_take(role->credentials);
	CLEANUP(credentials_free) struct credentials *fresh = NULL;
	int64_t now = clock_now_ms(role->with.clock);
	if (credentials_stale(before.value, now) &&
	    credentials_fresh(before.value, now, &fresh) == OK)
		(void)!role_exchange(role, &fresh);
}

struct role_hold role_begin(struct role_call *call)
{
	const struct role *role = call->role;
	struct role_hold hold = {.credentials = current_take(role->credentials)};
	if (role->with.crls)
		hold.crls = crls_take(role->with.crls);
	call->credentials = hold.credentials.value;
	call->crls = hold.crls.value;
	return hold;
}

void role_end(struct role_hold *hold)
{
	current_give(&hold->credentials);
	current_give(&hold->crls);
}

/* "host" and "host:443" are the same address; another port is not. */
static void split_port(struct bytes text, struct net_address *out)
{
	*out = (struct net_address){};
	if (net_address_parse(text, out) == OK)
		return;
	size_t len = text.len < NET_HOST_MAX ? text.len : NET_HOST_MAX;
	memcpy(out->host, text.ptr, len);
	out->port = 0;
}

bool role_address_is_ours(const struct role *role, struct bytes address)
{
	struct net_address theirs = {}, ours = {};
	split_port(address, &theirs);
	split_port(bytes_str(role->with.address), &ours);
	bool same_port = theirs.port == ours.port || theirs.port == 0 || ours.port == 0;
	return same_port && bytes_eq_nocase(bytes_str(theirs.host), bytes_str(ours.host));
}

int64_t role_session_expiry(const struct role *role, const char *state, int64_t begun)
{
	return rsp_session_expiry(state, begun, role->with.session_ttl_s,
				  role->with.authentication_ttl_s);
}
