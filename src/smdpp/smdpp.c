/* SPDX-License-Identifier: Apache-2.0 */
/* The making of an SM-DP+, and what its functions share. */
#include "smdpp/smdpp.h"

#include <stdlib.h>

#include "base/log.h"

/* Each try fails only because another caller's change succeeded. */
enum { JUDGE_TRIES = 8 };

static enum err open_role(struct smdpp *s)
{
	const struct role_setup setup = {
		.config = s->with.config,
		.store = s->with.store,
		.keyring = s->with.keyring,
		.clock = s->with.clock,
		.entropy = s->with.entropy,
		.kind = CREDENTIALS_SMDPP,
		.crls = s->with.crls,
		.address = s->with.config->smdpp.address,
		.svn_min = s->with.config->smdpp.svn_min,
		.session_ttl_s = s->with.config->smdpp.session_ttl_s,
		.authentication_ttl_s = s->with.config->smdpp.authentication_ttl_s,
	};
	return role_open(&setup, &s->role);
}

/* A certificate says which operator calls. */
static enum err check_operators(const struct smdpp *s)
{
	struct clients_conflict conflict = {};
	enum err e = clients_check(s->operators, clock_now_ms(s->with.clock), &conflict);
	const struct rspd_operator *one = conflict.one, *other = conflict.other;
	if (e == ERR_CONFLICT)
		LOG_EVENT(LOG_ERROR, "operators_share_a_client", LOG_TEXT("operator", one->name),
			  LOG_TEXT("other", other->name));
	return e;
}

static enum err load_operators(struct smdpp *s)
{
	const struct rspd_config *config = s->with.config;
	TRY(clients_new(&s->operators));
	for (size_t i = 0; i < config->operators_n; i++) {
		const struct rspd_operator *op = &config->operators[i];
		TRY(clients_add(s->operators, op->clients, op->clients_n, op));
	}
	return check_operators(s);
}

enum err smdpp_create(const struct smdpp_setup *setup, struct smdpp **out)
{
	CLEANUP(smdpp_free) struct smdpp *s = calloc(1, sizeof(*s));
	if (!s)
		return ERR_NOMEM;
	s->with = *setup;
	TRY(open_role(s));
	TRY(load_operators(s));
	*out = s;
	s = NULL;
	return OK;
}

void smdpp_free(struct smdpp **smdpp)
{
	struct smdpp *s = *smdpp;
	if (!s)
		return;
	clients_free(&s->operators);
	role_close(&s->role);
	free(s);
	*smdpp = NULL;
}

struct store_cause smdpp_cause(const struct role_call *call, struct bytes transaction_id,
			       const struct status_code *code)
{
	return (struct store_cause){
		.at = call->now,
		.who = call->who,
		.function = call->function,
		.subject_code = code ? code->subject : NULL,
		.reason_code = code ? code->reason : NULL,
		.transaction_id = transaction_id,
	};
}

void smdpp_outbox_wake(const struct role_call *call)
{
	const struct smdpp_setup *with = &call->smdpp->with;
	if (with->wake_outbox)
		with->wake_outbox(with->wake_context);
}

enum err smdpp_judge(enum err (*once)(void *context), void *context)
{
	for (int i = 0; i < JUDGE_TRIES; i++) {
		enum err e = once(context);
		if (e != ERR_CONFLICT)
			return e;
	}
	return ERR_BUSY;
}

enum err smdpp_profile_type(const struct role_call *call, const struct profile_row *profile,
			    const struct rspd_profile_type **out)
{
	*out = rspd_config_profile_type(call->smdpp->with.config, profile->profile_type);
	if (*out)
		return OK;
	LOG_EVENT(LOG_ERROR, "profile_type_not_configured",
		  LOG_TEXT("profile_type", profile->profile_type), LOG_ID("iccid", profile->iccid));
	return ERR_IO;
}
