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

enum err verb_cancel_session(struct scene *scene, const struct wishes *w)
{
	struct es9p_cancel_session_request request = {};
	struct esx_response_header response = {};
	const struct scene_function call = {&es9p_cancel_session, &request, &response};
	struct actor *actor = NULL;
	TRY(scene_actor(scene, w, &actor));
	TRY(device_message_cancel_session(scene, w, actor, &request.cancel_session_response));
	TRY(device_message_transaction(scene, w, WISH_TRANSACTION, actor->transaction_id,
				       &request.transaction_id));
	TRY(scene_call(scene, w, &call));
	return scene_executed(scene) ? invariant_members(scene, NULL) : OK;
}

static enum err notify(struct scene *scene, const struct wishes *w, device_message *message)
{
	struct es9p_handle_notification_request request = {};
	struct esx_response_header none = {};
	const struct scene_function call = {&es9p_handle_notification, &request, &none};
	struct actor *actor = NULL;
	TRY(scene_actor(scene, w, &actor));
	TRY(message(scene, w, actor, &request.pending_notification));
	return scene_call(scene, w, &call);
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
	const struct scene_post call = {TARGET_ES9P, "/gsma/rsp2/es9plus/",
					"initiateAuthentication"};
	return scene_post(scene, w, &call, BYTES_LIT("{}"));
}
