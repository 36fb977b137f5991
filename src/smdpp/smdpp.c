/* SPDX-License-Identifier: Apache-2.0 */
/* The making of an SM-DP+, and what its functions share. */
#include "smdpp/smdpp.h"

#include <stdlib.h>

#include "base/log.h"
#include "sys/net.h"

/* Each try fails only because another caller's change succeeded. */
enum { JUDGE_TRIES = 8 };

enum err smdpp_create(const struct smdpp_setup *setup, struct smdpp **out)
{
	CLEANUP(smdpp_free) struct smdpp *s = calloc(1, sizeof(*s));
	if (!s)
		return ERR_NOMEM;
	s->with = *setup;
	int64_t now = clock_now_ms(setup->clock);
	TRY(credentials_load(setup->config, setup->keyring, now, &s->credentials));
	TRY(operators_load(setup->config, &s->operators));
	TRY(chain_cache_create(&s->chain_cache));
	s->counters = calloc(1, sizeof(*s->counters));
	if (!s->counters)
		return ERR_NOMEM;
	*out = s;
	s = NULL;
	return OK;
}

void smdpp_free(struct smdpp **smdpp)
{
	struct smdpp *s = *smdpp;
	if (!s)
		return;
	free(s->counters);
	chain_cache_free(&s->chain_cache);
	operators_free(&s->operators);
	credentials_free(&s->credentials);
	free(s);
	*smdpp = NULL;
}

struct store_cause smdpp_cause(const struct smdpp_call *call, struct bytes transaction_id,
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

enum err smdpp_judge(enum err (*once)(void *context), void *context)
{
	for (int i = 0; i < JUDGE_TRIES; i++) {
		enum err e = once(context);
		if (e != ERR_CONFLICT)
			return e;
	}
	return ERR_BUSY;
}

enum err smdpp_profile_type(const struct smdpp_call *call, const struct profile_row *profile,
			    const struct rspd_profile_type **out)
{
	*out = rspd_config_profile_type(call->smdpp->with.config, profile->profile_type);
	if (*out)
		return OK;
	LOG_EVENT(LOG_ERROR, "profile_type_not_configured",
		  LOG_TEXT("profile_type", profile->profile_type), LOG_ID("iccid", profile->iccid));
	return ERR_IO;
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

bool smdpp_address_is_ours(const struct smdpp_call *call, struct bytes address)
{
	struct net_address theirs = {}, ours = {};
	split_port(address, &theirs);
	split_port(bytes_str(call->smdpp->with.config->smdpp.address), &ours);
	bool same_port = theirs.port == ours.port || theirs.port == 0 || ours.port == 0;
	return same_port && bytes_eq_nocase(bytes_str(theirs.host), bytes_str(ours.host));
}
