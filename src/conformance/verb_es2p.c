/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's functions (SGP.22 §5.3), with the current order kept in the scene.
 * No test of its own: the cases of ES2+ in tests/conformance.sh.
 */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "conformance/verb.h"
#include "msg/es2p_cancel_order.h"
#include "msg/es2p_confirm_order.h"
#include "msg/es2p_download_order.h"
#include "msg/es2p_handle_download_progress_info.h"
#include "msg/es2p_release_profile.h"

enum { BODY_MAX = 16 * 1024, CALL_ID_DIGITS = 16, PROGRESS_MS = 10000 };

#define PATH "/gsma/rsp2/es2plus/"

static enum err make_header(struct scene *scene, const struct wishes *w,
			    struct esx_request_header *out)
{
	const struct target_connection *c = &scene->target->connections[TARGET_ES2P];
	char digits[CALL_ID_DIGITS + 1] = "";
	TRY(actor_digits(scene->target, digits, CALL_ID_DIGITS));
	out->function_requester_identifier =
		bytes_str(wish_text(w, WISH_REQUESTER, c->requester ? c->requester : ""));
	return arena_dup(&scene->arena, bytes_str(digits), &out->function_call_identifier);
}

/* A device's letter stands for its EID. */
static enum err eid_of(struct scene *scene, const struct wishes *w, const char *standard,
		       struct bytes *out)
{
	const char *text = wish_text(w, WISH_EID, standard);
	struct wishes device = {.value[WISH_DEVICE] = text};
	struct actor *actor = NULL;
	*out = bytes_str(text);
	if (!text || strlen(text) != 1)
		return OK;
	TRY(scene_actor(scene, &device, &actor));
	*out = bytes_str(actor->eid);
	return OK;
}

static struct bytes iccid_of(struct scene *scene, const struct wishes *w)
{
	return bytes_str(wish_text(w, WISH_ICCID, scene_order(scene)->iccid));
}

static enum err post(struct scene *scene, const struct wishes *w, const char *function,
		     struct buf *body)
{
	const struct scene_post call = {TARGET_ES2P, PATH, function};
	return scene_post(scene, w, &call, buf_bytes(body));
}

static enum err breaks(struct scene *scene, const char *function, enum err e)
{
	return scene_fault(scene, e, "the answer of %s cannot be read (%s)", function, err_name(e));
}

/* The orders of a case are kept once for each ICCID. */
static enum err remember_order(struct scene *scene, struct bytes iccid, const char *type,
			       struct bytes eid)
{
	struct scene_order order = {.type = type};
	TRY(arena_str(&scene->arena, iccid, &order.iccid));
	if (bytes_present(eid))
		TRY(arena_str(&scene->arena, eid, &order.eid));
	const char *last = scene_order(scene)->iccid;
	if (!last || strcmp(last, order.iccid) != 0) {
		if (scene->orders_n == SCENE_ORDERS)
			return scene_fault(scene, ERR_LIMIT, "the case has too many orders");
		scene->orders_n++;
	}
	if (!order.type)
		order.type = scene_order(scene)->type;
	*scene_order(scene) = order;
	return OK;
}

/* The server's name of the type that the wishes want by its role. */
static enum err type_of(struct scene *scene, const struct wishes *w, const char **out)
{
	bool by_iccid = w->value[WISH_ICCID] != NULL && !wish_is(w, WISH_ICCID, "none");
	const char *role = wish_text(w, WISH_TYPE, by_iccid ? NULL : "session-keys");
	*out = role;
	if (!role || strcmp(role, "") == 0 || strcmp(role, "unknown") == 0)
		return OK;
	*out = target_profile_type_of(scene->target, role);
	if (!*out)
		return scene_fault(scene, ERR_UNSUPPORTED, "the target names no profile type %s",
				   role);
	return OK;
}

enum err verb_download_order(struct scene *scene, const struct wishes *w)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	struct es2p_download_order_response response = {};
	struct es2p_download_order_request request = {
		.iccid = bytes_str(wish_text(w, WISH_ICCID, NULL))};
	const char *type = NULL;
	TRY(make_header(scene, w, &request.header));
	TRY(eid_of(scene, w, NULL, &request.eid));
	TRY(type_of(scene, w, &type));
	request.profile_type = bytes_str(type);
	TRY(es2p_download_order_request_encode(&request, &body));
	TRY(post(scene, w, "downloadOrder", &body));
	if (!scene_executed(scene))
		return OK;
	enum err e =
		es2p_download_order_response_decode(&scene->arena, scene->reply.body, &response);
	return e == OK ? remember_order(scene, response.iccid, type, request.eid)
		       : breaks(scene, "DownloadOrder", e);
}

static enum err remember_confirmation(struct scene *scene, const struct wishes *w,
				      const struct es2p_confirm_order_request *request)
{
	struct es2p_confirm_order_response response = {};
	struct scene_order *order = scene_order(scene);
	enum err e =
		es2p_confirm_order_response_decode(&scene->arena, scene->reply.body, &response);
	if (e != OK)
		return breaks(scene, "ConfirmOrder", e);
	if (bytes_present(request->matching_id) &&
	    !bytes_eq(response.matching_id, request->matching_id))
		return scene_fault(scene, ERR_MISMATCH,
				   "the matchingId of the answer is not that of the request");
	TRY(arena_str(&scene->arena, response.matching_id, &order->matching_id));
	order->cc = wish_text(w, WISH_CC, NULL);
	return bytes_present(request->eid) ? arena_str(&scene->arena, request->eid, &order->eid)
					   : OK;
}

enum err verb_confirm_order(struct scene *scene, const struct wishes *w)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	struct es2p_confirm_order_request request = {
		.iccid = iccid_of(scene, w),
		.matching_id = bytes_str(wish_text(w, WISH_MATCHING_ID, NULL)),
		.confirmation_code = bytes_str(wish_text(w, WISH_CC, NULL)),
		.smds_address = bytes_str(wish_text(w, WISH_SMDS, NULL)),
		.release_flag = wish_is(w, WISH_RELEASE, "true"),
	};
	TRY(make_header(scene, w, &request.header));
	TRY(eid_of(scene, w, NULL, &request.eid));
	if (wish_is(w, WISH_SMDS, "target"))
		request.smds_address = bytes_str(scene->target->connections[TARGET_ES11].address);
	TRY(es2p_confirm_order_request_encode(&request, &body));
	TRY(post(scene, w, "confirmOrder", &body));
	return scene_executed(scene) ? remember_confirmation(scene, w, &request) : OK;
}

enum err verb_cancel_order(struct scene *scene, const struct wishes *w)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	const struct scene_order *order = scene_order(scene);
	struct es2p_cancel_order_request request = {
		.iccid = iccid_of(scene, w),
		.matching_id = bytes_str(wish_text(w, WISH_MATCHING_ID, order->matching_id)),
		.final_profile_status = wish_is(w, WISH_FINAL, "Unavailable")
						? ES2P_FINAL_UNAVAILABLE
						: ES2P_FINAL_AVAILABLE,
	};
	TRY(make_header(scene, w, &request.header));
	TRY(eid_of(scene, w, order->eid, &request.eid));
	TRY(es2p_cancel_order_request_encode(&request, &body));
	return post(scene, w, "cancelOrder", &body);
}

void verb_give_back(struct scene *scene)
{
	const struct wishes none = {};
	(void)(verb_cancel_order(scene, &none) == OK);
}

enum err verb_release_profile(struct scene *scene, const struct wishes *w)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	struct es2p_release_profile_request request = {.iccid = iccid_of(scene, w)};
	TRY(make_header(scene, w, &request.header));
	TRY(es2p_release_profile_request_encode(&request, &body));
	return post(scene, w, "releaseProfile", &body);
}

/* What the notification says of the order must be so (§5.3.5). */
static enum err check_progress(struct scene *scene,
			       const struct es2p_handle_download_progress_info_request *info)
{
	const struct scene_order *order = scene_order(scene);
	if (order->type && !bytes_eq(info->profile_type, bytes_str(order->type)))
		return scene_fault(scene, ERR_MISMATCH, "profileType is not that of the order");

	return OK;
}

/* The notification is what came from the server: its notificationPointStatus is judged. */
static enum err take_progress(struct scene *scene, struct bytes body)
{
	struct es2p_handle_download_progress_info_request info = {};
	struct scene_reply *r = &scene->reply;
	*r = (struct scene_reply){.status = 200, .body = body, .has_execution = true};
	enum err e = es2p_handle_download_progress_info_request_decode(&scene->arena, body, &info);
	if (e != OK)
		return breaks(scene, "HandleDownloadProgressInfo", e);
	r->execution = info.notification_point_status;
	return check_progress(scene, &info);
}

enum err verb_progress(struct scene *scene, const struct wishes *w)
{
	const struct endpoint_wait wait = {
		.filter = scene_notifications(scene),
		.point = (int)wish_number(w, WISH_POINT, 0),
		.nth = (unsigned)wish_number(w, WISH_NTH, 1),
		.timeout_ms = PROGRESS_MS,
	};
	struct bytes body = {};
	if (!scene->target->endpoint)
		return scene_fault(scene, ERR_UNSUPPORTED, "the target names no endpoint");
	enum err e = endpoint_wait(scene->target->endpoint, &wait, &scene->arena, &body);
	if (e == OK)
		return take_progress(scene, body);
	scene->reply = (struct scene_reply){.transport = e, .reason = "no notification came"};
	return OK;
}
