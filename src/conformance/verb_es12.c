/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SM-DP+'s functions at an SM-DS, and an alternative SM-DS's at its root (SGP.22 §5.9, §5.10).
 * No test of its own: the cases of ES12 and ES15 in tests/conformance.sh.
 */
#include <string.h>

#include "codec/json.h"
#include "conformance/invariant.h"
#include "conformance/verb.h"

enum { BODY_MAX = 16 * 1024, CALL_ID_DIGITS = 16 };

static enum err open_body(struct scene *scene, const struct wishes *w, struct buf *out)
{
	const char *requester = scene->target->connections[TARGET_ES12].requester;
	struct esx_request_header header = {};
	struct wishes device = {.value[WISH_DEVICE] = wish_text(w, WISH_EID, "A")};
	const char *eid = device.value[WISH_DEVICE];
	struct actor *actor = NULL;
	char digits[CALL_ID_DIGITS + 1] = "";
	TRY(actor_digits(scene->target, digits, CALL_ID_DIGITS));
	header.function_requester_identifier =
		bytes_str(wish_text(w, WISH_REQUESTER, requester ? requester : "2.999.10"));
	header.function_call_identifier = bytes_str(digits);
	if (eid && strlen(eid) == 1) {
		TRY(scene_actor(scene, &device, &actor));
		eid = actor->eid;
	}
	TRY(json_open(out, NULL, '{'));
	TRY(esx_request_header_put(&header, out));
	if (eid)
		TRY(json_put_str(out, "eid", eid));
	return json_put_str(out, "eventId", wish_text(w, WISH_EVENT_ID, scene->tags[1]));
}

/* ES15 is ES12 of another caller: its functions have the paths of ES12 (docs/conformance.md). */
static enum err post(struct scene *scene, const struct wishes *w, const char *function,
		     struct buf *body)
{
	const struct scene_post call = {TARGET_ES12, "/gsma/rsp2/es12/", function};
	TRY(json_close(body, '}'));
	TRY(scene_post(scene, w, &call, buf_bytes(body)));
	return scene_executed(scene) ? invariant_members(scene, NULL) : OK;
}

static void remember(struct scene *scene, const struct wishes *w)
{
	const struct actor *actor = scene_actor_named(scene, wish_text(w, WISH_EID, "A"));
	if (!scene_executed(scene) || !actor || scene->registered_n == SCENE_ORDERS)
		return;
	scene->registered[scene->registered_n++] = (struct scene_event){
		.event_id = wish_text(w, WISH_EVENT_ID, scene->tags[1]),
		.eid = actor->eid,
		.at = w->value[WISH_AT],
	};
}

/* The answer of the root SM-DS while the call is under way. */
static enum err set_root(struct scene *scene, const struct wishes *w)
{
	if (!w->value[WISH_ROOT] && !wish_is(w, WISH_FORWARDING, "true"))
		return OK;
	if (!scene->target->root)
		return scene_fault(scene, ERR_UNSUPPORTED, "the target names no root");
	root_smds_set_answer(scene->target->root,
			     wish_is(w, WISH_ROOT, "refuses") ? ROOT_SMDS_REFUSES
			     : wish_is(w, WISH_ROOT, "busy")  ? ROOT_SMDS_IS_BUSY
							      : ROOT_SMDS_EXECUTES);
	return OK;
}

enum err verb_register_event(struct scene *scene, const struct wishes *w)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	TRY(open_body(scene, w, &body));
	TRY(json_put_str(&body, "rspServerAddress",
			 wish_text(w, WISH_SERVER, "smdpp.example.com")));
	TRY(json_put_flag(&body, "forwardingIndicator", wish_is(w, WISH_FORWARDING, "true")));
	TRY(set_root(scene, w));
	enum err e = post(scene, w, "registerEvent", &body);
	if (scene->target->root)
		root_smds_set_answer(scene->target->root, ROOT_SMDS_EXECUTES);
	TRY(e);
	remember(scene, w);
	return OK;
}

enum err verb_delete_event(struct scene *scene, const struct wishes *w)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	TRY(open_body(scene, w, &body));
	return post(scene, w, "deleteEvent", &body);
}

void verb_give_back_events(struct scene *scene)
{
	for (size_t i = 0; i < scene->registered_n; i++) {
		const struct scene_event *event = &scene->registered[i];
		const struct wishes w = {.value = {[WISH_EVENT_ID] = event->event_id,
						   [WISH_EID] = event->eid,
						   [WISH_AT] = event->at}};
		(void)(verb_delete_event(scene, &w) == OK);
	}
}
