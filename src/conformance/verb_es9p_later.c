/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a session: CancelSession, and notifications (SGP.22 §5.6.4, §5.6.5); and requests that
 * are none of a function.
 * No test of its own: the cases of ES9+ in tests/conformance.sh.
 */
#include "conformance/device_message.h"
#include "conformance/invariant.h"
#include "conformance/verb.h"
#include "msg/es9p_cancel_session.h"
#include "msg/es9p_handle_notification.h"

enum { BODY_MAX = 64 * 1024 };

#define PATH "/gsma/rsp2/es9plus/"

enum err verb_cancel_session(struct scene *scene, const struct wishes *w)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	const struct scene_call call = {TARGET_ES9P, PATH, "cancelSession"};
	struct es9p_cancel_session_request request = {};
	struct actor *actor = NULL;
	TRY(scene_actor(scene, w, &actor));
	TRY(device_message_cancel_session(scene, w, actor, &request.cancel_session_response));
	TRY(device_message_transaction(scene, w, WISH_TRANSACTION, actor->transaction_id,
				       &request.transaction_id));
	TRY(es9p_cancel_session_request_encode(&request, &body));
	TRY(scene_post(scene, w, &call, buf_bytes(&body)));
	return scene_executed(scene) ? invariant_members(scene, NULL) : OK;
}

static enum err notify(struct scene *scene, const struct wishes *w, device_message *message)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	const struct scene_call call = {TARGET_ES9P, PATH, "handleNotification"};
	struct es9p_handle_notification_request request = {};
	struct actor *actor = NULL;
	TRY(scene_actor(scene, w, &actor));
	TRY(message(scene, w, actor, &request.pending_notification));
	TRY(es9p_handle_notification_request_encode(&request, &body));
	return scene_post(scene, w, &call, buf_bytes(&body));
}

enum err verb_installation_result(struct scene *scene, const struct wishes *w)
{
	return notify(scene, w, device_message_installation_result);
}

enum err verb_notification(struct scene *scene, const struct wishes *w)
{
	return notify(scene, w, device_message_notification);
}

enum err verb_post(struct scene *scene, const struct wishes *w)
{
	const struct scene_call call = {TARGET_ES9P, PATH, "initiateAuthentication"};
	return scene_post(scene, w, &call, BYTES_LIT("{}"));
}
