/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles and types by their owner. */
#include "smdpp/es2p_profile.h"

/* Who may not know is answered as if there were none, so that ICCIDs cannot be probed. */
static enum err foreign(const struct role_call *call)
{
	return call->caller->foreign == RSPD_FOREIGN_NOT_ALLOWED ? ERR_DENIED : ERR_NOT_FOUND;
}

enum err es2p_profile_foreign(const struct role_call *call, const char *iccid)
{
	struct profile_row anyones = {};
	if (foreign(call) == ERR_NOT_FOUND)
		return ERR_NOT_FOUND;
	TRY(profile_get(call->smdpp->with.store, call->arena, iccid, NULL, &anyones));
	return ERR_DENIED;
}

enum err es2p_profile_get(const struct role_call *call, const char *iccid, struct profile_row *out)
{
	enum err e =
		profile_get(call->smdpp->with.store, call->arena, iccid, call->caller->name, out);
	return e == ERR_NOT_FOUND ? es2p_profile_foreign(call, iccid) : e;
}

enum err es2p_profile_type(const struct role_call *call, const char *name)
{
	const struct rspd_profile_type *type =
		rspd_config_profile_type(call->smdpp->with.config, name);
	if (!type)
		return ERR_NOT_FOUND;
	return type->op == call->caller ? OK : foreign(call);
}
