/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.GetBoundProfilePackage (SGP.22 §5.6.2): the user's consent, and the confirmation code where
 * one is asked, are proven; the package is bound to the eUICC's one-time key and handed over.
 */
#include "msg/es9p_get_bound_profile_package.h"

#include "base/limits.h"
#include "msg/es10b_prepare_download.h"
#include "session/profile_state.h"
#include "session/rsp_session.h"
#include "smdpp/binding.h"
#include "role/check.h"
#include "role/envelope.h"
#include "role/session_claim.h"
#include "smdpp/es8p_bound_profile_package.h"
#include "smdpp/euicc_key.h"
#include "smdpp/order_expiry.h"
#include "smdpp/functions.h"
#include "smdpp/order_secrets.h"
#include "smdpp/es2p_handle_download_progress_info.h"

enum { SIGNED_MAX = 512 }; /* euiccSigned2 and smdpSignature2 */

struct run {
	struct role_call *call;
	struct es9p_get_bound_profile_package_request request;
	struct es10b_prepare_download_response response; /* the eUICC's, within the request */
	struct es10b_euicc_signed2 signed2;

	struct session_claim claim;

	struct profile_row profile;
	const struct rspd_profile_type *type;
	bool repeated; /* in this session; it has been counted and reported */

	struct private_key *otsk;
	struct buf binding; /* sealed, if it is a new one */
	struct buf bpp;
};

/* --- the eUICC ------------------------------------------------------------------------------ */

static enum err signature2(void *context)
{
	const struct run *r = context;
	CLEANUP(buf_free) struct buf input = buf_make(SIGNED_MAX);
	TRY(rsp_chained_input(r->response.download_response_ok.euicc_signed2,
			      r->claim.session.smdp_signature2, &input));
	const struct bytes whole = buf_bytes(&input);
	return euicc_key_verify(r->claim.session.euicc_public_key, &whole, 1,
				r->response.download_response_ok.euicc_signature2);
}

static const struct check euicc_checks[] = {
	{"es9p_get_bound_profile_package.signature2", "8.1", "6.1", "euiccSignature2 is invalid",
	 .run = signature2},
};

/* --- the order ------------------------------------------------------------------------------ */

/* It may have been cancelled since. */
static enum err order_open(void *context)
{
	const struct run *r = context;
	return profile_state_allows(r->profile.state, ON_BPP_DELIVERED) ? OK : ERR_WRONG_STATE;
}

/* It may have been cancelled, and ordered anew for another eUICC. */
static enum err eid_linked(void *context)
{
	const struct run *r = context;
	return strcmp(r->profile.eid, r->claim.session.eid) == 0 ? OK : ERR_MISMATCH;
}

/* Within one session there is only one binding; another session may have made another since. */
static enum err key_bound(void *context)
{
	const struct run *r = context;
	bool same_key = bytes_eq(r->profile.otpk_euicc, r->signed2.euicc_otpk);
	return r->repeated && !same_key ? ERR_MISMATCH : OK;
}

static enum err not_expired(void *context)
{
	const struct run *r = context;
	return order_expiry_is_over(&r->profile, r->call->now) ? ERR_EXPIRED : OK;
}

static enum err code_given(void *context)
{
	const struct run *r = context;
	return r->profile.cc_required && !bytes_present(r->signed2.hash_cc) ? ERR_MISSING : OK;
}

static enum err code_right(void *context)
{
	const struct run *r = context;
	if (!r->profile.cc_required)
		return OK;
	struct order_secrets secrets = {};
	TRY(order_secrets_open(r->call->smdpp->with.keyring, r->call->arena, &r->profile,
			       &secrets));
	return order_secrets_prove(&secrets, r->claim.session.transaction_id, r->signed2.hash_cc);
}

/* A wrong code for which there is no further try. */
static enum err code_attempts_left(void *context)
{
	const struct run *r = context;
	bool last = r->profile.cc_attempts + 1 >= r->type->max_confirmation_code_attempts;
	return last ? code_right(context) : OK;
}

static enum err change_profile(const struct run *r, struct profile_change *change)
{
	TRY(profile_change(r->call->smdpp->with.store, change));
	smdpp_report_wake(r->call, change);
	return OK;
}

static enum err report_point(const struct run *r, enum es2p_notification_point point,
			     const struct status_code *code, struct profile_change *change)
{
	const struct report report = {
		.point = point,
		.code = code,
		.eid = r->claim.session.eid,
		.tac = r->claim.session.tac,
		.imei = r->claim.session.imei,
	};
	return smdpp_report_add(r->call, &r->profile, &report, change);
}

/* Count a wrong code, and tell the operator; `event` says whether the order goes on. */
static enum err count_code(const struct run *r, enum profile_event event)
{
	struct profile_change change = {};
	const struct status_code *code = &r->call->refusal;
	struct store_cause cause = smdpp_cause(r->call, r->claim.session.transaction_id, code);
	TRY(profile_state_change(&r->profile, event, &change));
	change.cc_attempts_max = r->profile.cc_attempts + 1;
	change.cause = &cause;
	TRY(report_point(r, ES2P_POINT_CONFIRMATION_FAILURE, code, &change));
	return change_profile(r, &change);
}

/* A session that has gone on meanwhile is left alone. */
static enum err remember_refusal(const struct run *r)
{
	struct session_row row = {.transaction_id = r->claim.session.transaction_id};
	enum err e = rsp_session_next(r->claim.session.state, RSP_REFUSE_CODE, &row.state);
	if (e == OK)
		e = session_advance(r->call->smdpp->with.store, r->claim.session.state, &row);
	return e == ERR_WRONG_STATE || e == ERR_NOT_FOUND ? OK : e;
}

static enum err code_missing(void *context)
{
	return remember_refusal(context);
}

/* Counted last: what fails before is asked again, and is not to be counted twice. */
static enum err code_wrong(void *context)
{
	TRY(remember_refusal(context));
	return count_code(context, ON_CODE_REFUSED);
}

static enum err code_attempts_exhausted(void *context)
{
	return count_code(context, ON_ATTEMPTS_EXHAUSTED);
}

enum { ORDER_OPEN = 1 }; /* the row by which a package that cannot be bound is refused, too */
static const struct check order_checks[] = {
	{"es9p_get_bound_profile_package.not_expired", "8.8.5", "4.10", "The order has expired",
	 .run = not_expired},
	{"es9p_get_bound_profile_package.order_open", "8.2", "3.7",
	 "The profile is not available for this binding", .run = order_open},
	{"es9p_get_bound_profile_package.eid_linked", "8.2", "3.7",
	 "The profile is for another EID", .run = eid_linked},
	{"es9p_get_bound_profile_package.key_bound", "8.2", "3.7",
	 "The profile is bound to another key", .run = key_bound},
	{"es9p_get_bound_profile_package.code_given", "8.2.7", "2.2",
	 "The confirmation code is missing", .run = code_given, .refused = code_missing},
	{"es9p_get_bound_profile_package.code_attempts_left", "8.2.7", "6.4",
	 "The confirmation code was wrong too often", .run = code_attempts_left,
	 .refused = code_attempts_exhausted},
	{"es9p_get_bound_profile_package.code_right", "8.2.7", "3.8",
	 "The confirmation code is wrong", .run = code_right, .refused = code_wrong},
};

/* --- the package ---------------------------------------------------------------------------- */

/* The same otPK.EUICC gets the same otPK.DP again; another one gets a new pair. */
static enum err choose_key(struct run *r)
{
	const struct keyring *keyring = r->call->smdpp->with.keyring;
	private_key_free(&r->otsk);
	buf_free(&r->binding);
	r->binding = buf_make(BINDING_SEALED_MAX);
	bool bound = bytes_present(r->profile.binding) &&
		     bytes_eq(r->profile.otpk_euicc, r->signed2.euicc_otpk);
	if (bound)
		return binding_open(keyring, &r->profile, &r->otsk);
	TRY(private_key_generate(r->claim.credentials->pb.certificate.public_key.curve, &r->otsk));
	return binding_seal(keyring, r->profile.iccid, r->otsk, &r->binding);
}

static enum err bind(struct run *r)
{
	const struct smdpp_setup *with = &r->call->smdpp->with;
	struct profile_content content = {};
	CLEANUP(buf_free) struct buf package = buf_make(LIMIT_PROFILE_PACKAGE);
	TRY(profile_content(with->store, r->call->arena, r->profile.id, &content));
	TRY(envelope_open(with->keyring, ENVELOPE_PACKAGE, r->profile.iccid, content.package,
			  &package));
	const struct bound_profile_package_input in = {
		.transaction_id = r->claim.session.transaction_id,
		.eid = r->claim.session.eid,
		.metadata = content.metadata,
		.package = buf_bytes(&package),
		.euicc_otpk = r->signed2.euicc_otpk,
		.otsk = r->otsk,
		.pb = &r->claim.credentials->pb,
		.protection = (enum rspd_protection)r->type->protection,
	};
	buf_free(&r->bpp);
	r->bpp = buf_make(LIMIT_HTTP_REPLY);
	return smdpp_bind(r->call->smdpp, &in, &r->bpp);
}

/* What the card's answer, which may come days later, will be judged by goes with the change. */
static enum err deliver(struct run *r)
{
	struct profile_change change = {};
	struct store_cause cause = smdpp_cause(r->call, r->claim.session.transaction_id, NULL);
	struct profile_download download = {
		.transaction_id = r->claim.session.transaction_id,
		.euicc_public_key = r->claim.session.euicc_public_key,
		.tac = r->claim.session.tac,
		.imei = r->claim.session.imei,
	};
	memcpy(download.eid, r->claim.session.eid, sizeof(download.eid));
	TRY(profile_state_change(&r->profile, ON_BPP_DELIVERED, &change));
	change.eid = r->claim.session.eid;
	change.otpk_euicc = r->signed2.euicc_otpk;
	change.binding = buf_bytes(&r->binding);
	change.download = &download;
	change.cause = &cause;
	TRY(report_point(r, ES2P_POINT_BPP_DOWNLOAD, NULL, &change));
	return change_profile(r, &change);
}

/* Was the package delivered in this session? The delivery alone says so: a session may be ahead of
 * the database, or behind it. */
static enum err find_repetition(struct run *r)
{
	const struct role_call *call = r->call;
	struct profile_download download = {};
	r->repeated = false;
	if (r->profile.state != PROFILE_DOWNLOADED)
		return OK;
	enum err e = profile_download_get(call->smdpp->with.store, call->arena,
					  r->claim.session.transaction_id, &download);
	r->repeated = e == OK;
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err judge(void *context)
{
	struct run *r = context;
	const struct role_call *call = r->call;
	enum err e = profile_get(call->smdpp->with.store, call->arena, r->claim.session.iccid, NULL,
				 &r->profile);
	TRY(check_outcome(r->call, &order_checks[ORDER_OPEN], e));
	TRY(smdpp_profile_type(call, &r->profile, &r->type));
	TRY(find_repetition(r));
	TRY(check_run(r->call, CHECK_ROWS(order_checks), r));
	TRY(choose_key(r));
	e = bind(r);
	TRY(check_outcome(r->call, &order_checks[ORDER_OPEN], e));
	return r->repeated ? OK : deliver(r);
}

static enum err decode(struct run *r)
{
	struct role_call *call = r->call;
	TRY(role_decode(call, &r->request));
	TRY(es10b_prepare_download_response_decode(r->request.prepare_download_response,
						   &r->response));
	if (r->response.ok)
		TRY(es10b_euicc_signed2_decode(r->response.download_response_ok.euicc_signed2,
					       &r->signed2));
	r->claim = (struct session_claim){
		.call = call,
		.event = RSP_GET_BOUND_PROFILE_PACKAGE,
		.transaction_id = r->request.transaction_id,
		.refused = !r->response.ok,
		.error_code = r->response.download_response_error.download_error_code,
		.signed_transaction_id = r->signed2.transaction_id,
	};
	return OK;
}

static enum err run(struct run *r)
{
	struct role_call *call = r->call;
	TRY(decode(r));
	TRY(session_claim_check(&r->claim));
	TRY(check_run(call, CHECK_ROWS(euicc_checks), r));
	TRY(arena_str(call->arena, bytes_str(r->claim.session.iccid), &call->iccid));
	TRY(smdpp_judge(judge, r));
	const struct session_row learnt = {.otpk_euicc = r->signed2.euicc_otpk};
	TRY(session_claim_advance(&r->claim, learnt));
	const struct es9p_get_bound_profile_package_response response = {
		.transaction_id = r->claim.session.transaction_id,
		.bound_profile_package = buf_bytes(&r->bpp),
	};
	return role_answer(call, &response);
}

enum err smdpp_get_bound_profile_package(struct role_call *call)
{
	struct run r = {.call = call};
	enum err e = run(&r);
	private_key_free(&r.otsk);
	buf_free(&r.binding);
	buf_free(&r.bpp);
	return e;
}
