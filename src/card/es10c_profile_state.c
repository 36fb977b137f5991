/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10c.EnableProfile, DisableProfile, DeleteProfile and SetNickname (SGP.22 §5.7.16 to §5.7.18,
 * §5.7.21). One profile is enabled at a time.
 */
#include "msg/es10c_profile_state.h"

#include <stdio.h>

#include "base/mutant.h"
#include "card/es10_handler.h"
#include "card/notification.h"
#include "card/policy.h"
#include "msg/rsp_type.h"

/* What is to be done with which profile. */
struct operation {
	struct euicc *e;
	struct euicc_profile *target;
	struct euicc_profile *enabled; /* NULL: none is */
};

static bool is_disabled(const struct operation *o)
{
	return !o->target->enabled;
}

static bool is_enabled(const struct operation *o)
{
	return o->target->enabled;
}

/* Enabling one disables the other. */
static bool other_may_be_disabled(const struct operation *o)
{
	return !o->enabled || !policy_is_set(o->enabled, RSP_PPR1);
}

static bool may_be_disabled(const struct operation *o)
{
	return !policy_is_set(o->target, RSP_PPR1);
}

static bool may_be_deleted(const struct operation *o)
{
	return !policy_is_set(o->target, RSP_PPR2);
}

static bool has_room(const struct operation *o)
{
	return notification_room(o->e);
}

/* Any function's check that a row of `checks` names. */
static const struct check {
	const char *name;
	enum es10_function function;
	bool (*holds)(const struct operation *o);
	enum es10_result otherwise;
} checks[] = {
	{"es10c_profile_state.enable_state", ES10C_ENABLE_PROFILE, is_disabled,
	 ES10_WRONG_PROFILE_STATE},
	{"es10c_profile_state.enable_ppr1", ES10C_ENABLE_PROFILE, other_may_be_disabled,
	 ES10_DISALLOWED_BY_POLICY},
	{"es10c_profile_state.enable_room", ES10C_ENABLE_PROFILE, has_room, ES10_UNDEFINED_ERROR},
	{"es10c_profile_state.disable_state", ES10C_DISABLE_PROFILE, is_enabled,
	 ES10_WRONG_PROFILE_STATE},
	{"es10c_profile_state.disable_ppr1", ES10C_DISABLE_PROFILE, may_be_disabled,
	 ES10_DISALLOWED_BY_POLICY},
	{"es10c_profile_state.disable_room", ES10C_DISABLE_PROFILE, has_room, ES10_UNDEFINED_ERROR},
	{"es10c_profile_state.delete_state", ES10C_DELETE_PROFILE, is_disabled,
	 ES10_WRONG_PROFILE_STATE},
	{"es10c_profile_state.delete_ppr2", ES10C_DELETE_PROFILE, may_be_deleted,
	 ES10_DISALLOWED_BY_POLICY},
	{"es10c_profile_state.delete_room", ES10C_DELETE_PROFILE, has_room, ES10_UNDEFINED_ERROR},
};

static enum es10_result run_checks(enum es10_function function, const struct operation *o)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (checks[i].function != function || mutant_off(checks[i].name))
			continue;
		if (!checks[i].holds(o))
			return checks[i].otherwise;
	}
	return ES10_OK;
}

static enum err set_enabled(struct euicc *e, struct euicc_profile *p, bool enabled)
{
	p->enabled = enabled;
	e->changed = true;
	return notification_raise_profile(e, p, enabled ? RSP_EVENT_ENABLE : RSP_EVENT_DISABLE);
}

static enum err enable(const struct operation *o)
{
	if (o->enabled)
		TRY(set_enabled(o->e, o->enabled, false));
	return set_enabled(o->e, o->target, true);
}

static enum err disable(const struct operation *o)
{
	return set_enabled(o->e, o->target, false);
}

static enum err delete (const struct operation *o) { return euicc_delete_profile(o->e, o->target); }

static struct euicc_profile *find(const struct euicc *e, struct bytes aid, struct bytes iccid)
{
	for (size_t i = 0; bytes_present(aid) && i < e->n_profiles; i++) {
		if (bytes_eq(BYTES_OF(e->profiles[i]->aid), aid))
			return e->profiles[i];
	}
	return bytes_present(iccid) ? euicc_profile(e, iccid) : NULL;
}

static enum err run(struct euicc *e, struct bytes request,
		    enum err (*execute)(const struct operation *o), struct buf *response)
{
	struct es10c_profile_state_request r = {};
	TRY(es10c_profile_state_request_decode(request, &r));
	struct operation o = {
		.e = e,
		.target = find(e, r.isdp_aid, r.iccid),
		.enabled = euicc_enabled_profile(e),
	};
	if (!o.target)
		return es10_result_encode(r.function, ES10_NOT_FOUND, response);
	enum es10_result result = run_checks(r.function, &o);
	if (result == ES10_OK)
		TRY(execute(&o));
	return es10_result_encode(r.function, result, response);
}

enum err card_enable_profile(struct euicc *e, struct bytes request, struct buf *response)
{
	return run(e, request, enable, response);
}

enum err card_disable_profile(struct euicc *e, struct bytes request, struct buf *response)
{
	return run(e, request, disable, response);
}

enum err card_delete_profile(struct euicc *e, struct bytes request, struct buf *response)
{
	return run(e, request, delete, response);
}

enum err card_set_nickname(struct euicc *e, struct bytes request, struct buf *response)
{
	struct es10c_set_nickname_request r = {};
	TRY(es10c_set_nickname_request_decode(request, &r));
	struct euicc_profile *p = euicc_profile(e, r.iccid);
	if (!p)
		return es10_result_encode(ES10C_SET_NICKNAME, ES10_NOT_FOUND, response);
	(void)snprintf(p->nickname, sizeof(p->nickname), "%.*s", BYTES_FMT(r.profile_nickname));
	e->changed = true;
	return es10_result_encode(ES10C_SET_NICKNAME, ES10_OK, response);
}
