/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The device's functions up to the package (SGP.22 §5.6.1 to §5.6.3, §5.8): messages of an eUICC
 * and an LPA that do what the wishes say.
 * No test of its own: the cases of ES9+ in tests/conformance.sh.
 */
#include <string.h>

#include "conformance/device_message.h"
#include "conformance/invariant.h"
#include "conformance/verb.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es10b_prepare_download.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_get_bound_profile_package.h"
#include "msg/es9p_initiate_authentication.h"

enum { BODY_MAX = 64 * 1024 };

#define PATH "/gsma/rsp2/es9plus/"

static enum err breaks(struct scene *scene, const char *function, enum err e)
{
	return scene_fault(scene, e, "the answer of %s cannot be read (%s)", function, err_name(e));
}

static enum err post(struct scene *scene, const struct wishes *w, const char *function,
		     struct buf *body)
{
	const struct scene_call call = {TARGET_ES9P, PATH, function};
	return scene_post(scene, w, &call, buf_bytes(body));
}

/* --- InitiateAuthentication ----------------------------------------------------------------- */

static enum err learn_initiation(struct scene *scene, struct actor *actor)
{
	struct es9p_initiate_authentication_response r = {};
	struct es10b_server_signed1 content = {};
	enum err e =
		es9p_initiate_authentication_response_decode(&scene->arena, scene->reply.body, &r);
	if (e == OK)
		e = es10b_server_signed1_decode(r.server_signed1, &content);
	if (e != OK)
		return breaks(scene, "InitiateAuthentication", e);
	actor->transaction_id = r.transaction_id;
	actor->signed_transaction_id = content.transaction_id;
	actor->server_challenge = content.server_challenge;
	actor->server_address = content.server_address;
	actor->server_signed1 = r.server_signed1;
	actor->server_signature1 = r.server_signature1;
	actor->server_certificate = r.server_certificate;
	actor->ci_pk_id = r.euicc_ci_pk_id_to_be_used;
	return invariant_initiation(scene, actor, content.euicc_challenge);
}

/* Devices of an SM-DS call it by its own name. */
static const char *own_address(const struct scene *scene, const struct wishes *w)
{
	bool smds = wish_is(w, WISH_AT, "es11") || wish_is(w, WISH_AT, "es11-alias");
	const char *address = scene->target->connections[smds ? TARGET_ES11 : TARGET_ES9P].address;
	return wish_text(w, WISH_SMDP_ADDRESS, address ? address : "");
}

enum err verb_initiate_authentication(struct scene *scene, const struct wishes *w)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	struct actor *actor = NULL;
	struct es9p_initiate_authentication_request request = {};
	TRY(scene_actor(scene, w, &actor));
	TRY(entropy_fill(&scene->target->entropy, actor->challenge, sizeof(actor->challenge)));
	request.euicc_challenge = BYTES_OF(actor->challenge);
	request.smdp_address = bytes_str(own_address(scene, w));
	TRY(device_message_euicc_info1(scene, w, actor, &request.euicc_info1));
	TRY(es9p_initiate_authentication_request_encode(&request, &body));
	TRY(post(scene, w, "initiateAuthentication", &body));
	return scene_executed(scene) ? learn_initiation(scene, actor) : OK;
}

/* --- AuthenticateClient --------------------------------------------------------------------- */

static enum err learn_authentication(struct scene *scene, struct actor *actor)
{
	struct es9p_authenticate_client_response r = {};
	struct es10b_smdp_signed2 content = {};
	enum err e = es9p_authenticate_client_response_decode(&scene->arena, scene->reply.body, &r);
	if (e == OK)
		e = es10b_smdp_signed2_decode(r.smdp_signed2, &content);
	if (e != OK)
		return breaks(scene, "AuthenticateClient", e);
	actor->metadata = r.profile_metadata;
	actor->smdp_signed2 = r.smdp_signed2;
	actor->smdp_signature2 = r.smdp_signature2;
	actor->smdp_certificate = r.smdp_certificate;
	actor->cc_required = content.cc_required_flag;
	actor->bpp_euicc_otpk = content.bpp_euicc_otpk;
	return invariant_authentication(scene, actor, r.transaction_id, content.transaction_id);
}

enum err verb_authenticate_client(struct scene *scene, const struct wishes *w)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	struct actor *actor = NULL;
	struct es9p_authenticate_client_request request = {};
	bool smds = wish_is(w, WISH_AT, "es11") || wish_is(w, WISH_AT, "es11-alias");
	TRY(scene_actor(scene, w, &actor));
	TRY(device_message_authenticate_server(scene, w, actor,
					       &request.authenticate_server_response));
	TRY(device_message_transaction(scene, w, WISH_TRANSACTION, actor->transaction_id,
				       &request.transaction_id));
	TRY(es9p_authenticate_client_request_encode(&request, &body));
	TRY(post(scene, w, "authenticateClient", &body));
	if (!scene_executed(scene))
		return OK;
	return smds ? invariant_events(scene, actor) : learn_authentication(scene, actor);
}

/* --- GetBoundProfilePackage ----------------------------------------------------------------- */

static enum err learn_package(struct scene *scene, struct actor *actor)
{
	struct es9p_get_bound_profile_package_response r = {};
	enum err e = es9p_get_bound_profile_package_response_decode(&scene->arena,
								    scene->reply.body, &r);
	if (e != OK)
		return breaks(scene, "GetBoundProfilePackage", e);
	actor->bpp_before = actor->bpp;
	actor->bpp = r.bound_profile_package;
	return invariant_package(scene, actor, r.transaction_id);
}

enum err verb_get_bound_profile_package(struct scene *scene, const struct wishes *w)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	struct actor *actor = NULL;
	struct es9p_get_bound_profile_package_request request = {};
	TRY(scene_actor(scene, w, &actor));
	TRY(device_message_prepare_download(scene, w, actor, &request.prepare_download_response));
	TRY(device_message_transaction(scene, w, WISH_TRANSACTION, actor->transaction_id,
				       &request.transaction_id));
	TRY(es9p_get_bound_profile_package_request_encode(&request, &body));
	TRY(post(scene, w, "getBoundProfilePackage", &body));
	return scene_executed(scene) ? learn_package(scene, actor) : OK;
}
