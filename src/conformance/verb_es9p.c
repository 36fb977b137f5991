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
#include "msg/es11_authenticate_client.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_get_bound_profile_package.h"
#include "msg/es9p_initiate_authentication.h"

static bool is_smds(const struct wishes *w)
{
	return wish_is(w, WISH_AT, "es11") || wish_is(w, WISH_AT, "es11-alias");
}

/* --- InitiateAuthentication ----------------------------------------------------------------- */

static enum err learn_initiation(struct scene *scene, struct actor *actor,
				 const struct es9p_initiate_authentication_response *r)
{
	struct es10b_server_signed1 content = {};
	if (es10b_server_signed1_decode(r->server_signed1, &content) != OK)
		return scene_fault(scene, ERR_SYNTAX, "serverSigned1 cannot be read");
	actor->transaction_id = r->transaction_id;
	actor->signed_transaction_id = content.transaction_id;
	actor->server_challenge = content.server_challenge;
	actor->server_address = content.server_address;
	actor->server_signed1 = r->server_signed1;
	actor->server_signature1 = r->server_signature1;
	actor->server_certificate = r->server_certificate;
	actor->ci_pk_id = r->euicc_ci_pk_id_to_be_used;
	return invariant_initiation(scene, actor, content.euicc_challenge);
}

/* Devices of an SM-DS call it by its own name. */
static const char *own_address(const struct scene *scene, const struct wishes *w)
{
	const char *address =
		scene->target->connections[is_smds(w) ? TARGET_ES11 : TARGET_ES9P].address;
	return wish_text(w, WISH_SMDP_ADDRESS, address ? address : "");
}

enum err verb_initiate_authentication(struct scene *scene, const struct wishes *w)
{
	struct actor *actor = NULL;
	struct es9p_initiate_authentication_request request = {};
	struct es9p_initiate_authentication_response response = {};
	const struct scene_function call = {&es9p_initiate_authentication, &request, &response};
	TRY(scene_actor(scene, w, &actor));
	TRY(entropy_fill(&scene->target->entropy, actor->challenge, sizeof(actor->challenge)));
	request.euicc_challenge = BYTES_OF(actor->challenge);
	request.smdp_address = bytes_str(own_address(scene, w));
	TRY(device_message_euicc_info1(scene, w, actor, &request.euicc_info1));
	TRY(scene_call(scene, w, &call));
	return scene_executed(scene) ? learn_initiation(scene, actor, &response) : OK;
}

/* --- AuthenticateClient --------------------------------------------------------------------- */

static enum err learn_authentication(struct scene *scene, struct actor *actor,
				     const struct es9p_authenticate_client_response *r)
{
	struct es10b_smdp_signed2 content = {};
	if (es10b_smdp_signed2_decode(r->smdp_signed2, &content) != OK)
		return scene_fault(scene, ERR_SYNTAX, "smdpSigned2 cannot be read");
	actor->metadata = r->profile_metadata;
	actor->smdp_signed2 = r->smdp_signed2;
	actor->smdp_signature2 = r->smdp_signature2;
	actor->smdp_certificate = r->smdp_certificate;
	actor->cc_required = content.cc_required_flag;
	actor->bpp_euicc_otpk = content.bpp_euicc_otpk;
	return invariant_authentication(scene, actor, r->transaction_id, content.transaction_id);
}

/* An SM-DS answers with events, an SM-DP+ with a profile. */
static enum err authenticate_at_smds(struct scene *scene, const struct wishes *w,
				     const struct es9p_authenticate_client_request *request,
				     struct actor *actor)
{
	struct es11_authenticate_client_response response = {};
	const struct scene_function call = {&es11_authenticate_client, request, &response};
	TRY(scene_call(scene, w, &call));
	if (!scene_executed(scene))
		return OK;
	scene->events = response.event_entries;
	scene->events_n = response.event_entry_count;
	return invariant_events(scene, actor, response.transaction_id);
}

enum err verb_authenticate_client(struct scene *scene, const struct wishes *w)
{
	struct actor *actor = NULL;
	struct es9p_authenticate_client_request request = {};
	struct es9p_authenticate_client_response response = {};
	const struct scene_function call = {&es9p_authenticate_client, &request, &response};
	TRY(scene_actor(scene, w, &actor));
	TRY(device_message_authenticate_server(scene, w, actor,
					       &request.authenticate_server_response));
	TRY(device_message_transaction(scene, w, WISH_TRANSACTION, actor->transaction_id,
				       &request.transaction_id));
	if (is_smds(w))
		return authenticate_at_smds(scene, w, &request, actor);
	TRY(scene_call(scene, w, &call));
	return scene_executed(scene) ? learn_authentication(scene, actor, &response) : OK;
}

/* --- GetBoundProfilePackage ----------------------------------------------------------------- */

enum err verb_get_bound_profile_package(struct scene *scene, const struct wishes *w)
{
	struct actor *actor = NULL;
	struct es9p_get_bound_profile_package_request request = {};
	struct es9p_get_bound_profile_package_response response = {};
	const struct scene_function call = {&es9p_get_bound_profile_package, &request, &response};
	TRY(scene_actor(scene, w, &actor));
	TRY(device_message_prepare_download(scene, w, actor, &request.prepare_download_response));
	TRY(device_message_transaction(scene, w, WISH_TRANSACTION, actor->transaction_id,
				       &request.transaction_id));
	TRY(scene_call(scene, w, &call));
	if (!scene_executed(scene))
		return OK;
	actor->bpp_before = actor->bpp;
	actor->bpp = response.bound_profile_package;
	return invariant_package(scene, actor, response.transaction_id);
}
