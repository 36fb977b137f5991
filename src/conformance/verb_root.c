/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the root SM-DS, which we are, has heard of an alternative one (SGP.22 §5.10).
 * No test of its own: the cases of ES15 in tests/conformance.sh.
 */
#include "conformance/verb.h"

enum { ROOT_MS = 10000 };

static enum err wait_for(struct scene *scene, const struct wishes *w, const char *function,
			 struct root_smds_call *out)
{
	struct actor *actor = NULL;
	if (!scene->target->root)
		return scene_fault(scene, ERR_UNSUPPORTED, "the target names no root");
	TRY(scene_actor(scene, w, &actor));
	const struct root_smds_call wanted = {
		.function = function,
		.eid = actor->eid,
		.event_id = scene->root_event_id, /* NULL before the registration */
	};
	enum err e = root_smds_wait(scene->target->root, &wanted, ROOT_MS, &scene->arena, out);
	scene->reply = (struct scene_reply){.transport = e,
					    .reason = e == OK ? "" : "the root was not called",
					    .status = 200,
					    .has_execution = e == OK};
	return OK;
}

/* The alternative SM-DS names itself, and makes an EventID of its own (§5.10.1). */
enum err verb_root_registered(struct scene *scene, const struct wishes *w)
{
	struct root_smds_call call = {};
	const char *address = scene->target->connections[TARGET_ES11].address;
	TRY(wait_for(scene, w, "registerEvent", &call));
	if (scene->reply.transport != OK)
		return OK;
	scene->root_event_id = call.event_id;
	if (!bytes_eq_nocase(bytes_str(call.rsp_server_address), bytes_str(address)))
		return scene_fault(scene, ERR_MISMATCH,
				   "rspServerAddress is not the alternative SM-DS's");
	if (call.forwarding_indicator)
		return scene_fault(scene, ERR_MISMATCH, "forwardingIndicator is set");
	if (strcmp(call.event_id, scene->tags[1]) == 0)
		return scene_fault(scene, ERR_MISMATCH, "the EventID is the SM-DP+'s");
	return OK;
}

enum err verb_root_deleted(struct scene *scene, const struct wishes *w)
{
	struct root_smds_call call = {};
	return wait_for(scene, w, "deleteEvent", &call);
}
