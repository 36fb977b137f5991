/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.CancelSession (SGP.22 §5.6.5): the device breaks off a download; its reason decides whether
 * the order may be tried again.
 */
#include "msg/es9p_cancel_session.h"

#include "base/log.h"
#include "msg/es10b_cancel_session.h"
#include "session/profile_state.h"
#include "session/rsp_session.h"
#include "role/check.h"
#include "role/session_claim.h"
#include "smdpp/device_reason.h"
#include "smdpp/euicc_key.h"
#include "smdpp/functions.h"
#include "smdpp/es2p_handle_download_progress_info.h"

struct run {
	struct role_call *call;
	struct es9p_cancel_session_request request;
	struct es10b_cancel_session_response response; /* the eUICC's, within the request */
	struct es10b_cancel_session_signed content;
	struct session_claim claim;
	struct profile_row profile;
};

static enum err signature(void *context)
{
	const struct run *r = context;
	const struct bytes input =
		r->response.cancel_session_response_ok.euicc_cancel_session_signed;
	return euicc_key_verify(
		r->claim.session.euicc_public_key, &input, 1,
		r->response.cancel_session_response_ok.euicc_cancel_session_signature);
}

static enum err smdp_oid(void *context)
{
	const struct run *r = context;
	struct bytes ours = credentials_oid(r->call->credentials);
	return bytes_eq(r->content.smdp_oid, ours) ? OK : ERR_MISMATCH;
}

static const struct check checks[] = {
	{"es9p_cancel_session.signature", "8.1", "6.1", "euiccCancelSessionSignature is invalid",
	 .run = signature},
	{"es9p_cancel_session.smdp_oid", "8.8", "3.10",
	 "The eUICC has signed the OID of another SM-DP+", .run = smdp_oid},
};

/* NULL: the order may be tried again. */
static const struct device_reason *final_reason(const struct run *r)
{
	const struct device_reason *reason = device_reason_of_cancellation(r->content.reason);
	if (!reason || reason->event == PROFILE_EVENTS)
		return NULL;
	bool mistyped = reason->number == ES10B_CANCEL_END_USER_REJECTION &&
			!rsp_session_rejection_ends_order(r->claim.session.state);
	return mistyped ? NULL : reason;
}

/* The point that the download did not reach. */
static enum es2p_notification_point point(const struct run *r)
{
	bool bound = strcmp(r->claim.session.state, rsp_session_state_name(RSP_BOUND)) == 0;
	return bound ? ES2P_POINT_BPP_INSTALLATION : ES2P_POINT_BPP_DOWNLOAD;
}

static enum err end_order(const struct run *r, const struct device_reason *reason)
{
	const struct role_call *call = r->call;
	const struct status_code *code = &reason->report;
	struct profile_change change = {};
	struct store_cause cause = smdpp_cause(call, r->claim.session.transaction_id, code);
	const struct report report = {
		.point = point(r),
		.code = code,
		.eid = r->claim.session.eid,
		.tac = r->claim.session.tac,
		.imei = r->claim.session.imei,
	};
	TRY(profile_state_change(&r->profile, reason->event, &change));
	change.cause = &cause;
	change.wipe_binding = true;
	change.install_result = r->request.cancel_session_response;
	TRY(smdpp_report_add(call, &r->profile, &report, &change));
	TRY(profile_change(call->smdpp->with.store, &change));
	smdpp_report_wake(call, &change);
	return OK;
}

static enum err order_known(void *context)
{
	struct run *r = context;
	const struct role_call *call = r->call;
	return profile_get(call->smdpp->with.store, call->arena, r->claim.session.iccid, NULL,
			   &r->profile);
}

static enum err eid_of_order(void *context)
{
	const struct run *r = context;
	return strcmp(r->profile.eid, r->claim.session.eid) == 0 ? OK : ERR_MISMATCH;
}

static enum err order_open(void *context)
{
	const struct run *r = context;
	return profile_state_allows(r->profile.state, ON_REJECTED) ? OK : ERR_WRONG_STATE;
}

/* An order that is no longer this session's is left alone. */
static const struct check order_checks[] = {
	{"es9p_cancel_session.order_known", .run = order_known},
	{"es9p_cancel_session.eid_of_order", .run = eid_of_order},
	{"es9p_cancel_session.order_open", .run = order_open},
};

static enum err judge(void *context)
{
	struct run *r = context;
	const struct device_reason *reason = final_reason(r);
	if (!reason)
		return OK;
	enum err e = check_run(r->call, CHECK_ROWS(order_checks), r);
	if (err_is_refusal(e))
		return OK;
	TRY(e);
	return end_order(r, reason);
}

static enum err decode(struct run *r)
{
	struct role_call *call = r->call;
	TRY(role_decode(call, &r->request));
	TRY(es10b_cancel_session_response_decode(r->request.cancel_session_response, &r->response));
	if (r->response.ok)
		TRY(es10b_cancel_session_signed_decode(
			r->response.cancel_session_response_ok.euicc_cancel_session_signed,
			&r->content));
	/* The error, by which the eUICC says that it has no such session, is not signed. */
	r->claim = (struct session_claim){
		.call = call,
		.event = RSP_CANCEL_SESSION,
		.transaction_id = r->request.transaction_id,
		.refused = !r->response.ok,
		.error_code = r->response.cancel_session_response_error,
		.signed_transaction_id = r->content.transaction_id,
	};
	return OK;
}

enum err smdpp_cancel_session(struct role_call *call)
{
	struct run r = {.call = call};
	TRY(decode(&r));
	TRY(session_claim_check(&r.claim));
	TRY(check_run(call, CHECK_ROWS(checks), &r));
	TRY(arena_str(call->arena, bytes_str(r.claim.session.iccid), &call->iccid));
	TRY(smdpp_judge(judge, &r));
	LOG_EVENT(LOG_INFO, "session_cancelled", LOG_NUM("reason", (int64_t)r.content.reason));
	enum err e = session_close(call->smdpp->with.store, r.claim.session.transaction_id);
	TRY(e == ERR_NOT_FOUND ? OK : e);
	return role_answer(call, &(struct esx_response_header){});
}
