/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.AuthenticateClient (SGP.22 §5.6.3): the eUICC proves itself, an order is found for it, and
 * the SM-DP+ says what may be downloaded. The bytes of request and answer are in
 * msg/es9p_authenticate_client.h, what is in them in msg/es10b_*.h.
 */
#include "msg/es9p_authenticate_client.h"

#include "crypto/ecdsa.h"
#include "msg/es10b_prepare_download.h"
#include "session/profile_state.h"
#include "session/rsp_session.h"
#include "role/check.h"
#include "role/euicc_proof.h"
#include "role/envelope.h"
#include "smdpp/eligibility.h"
#include "smdpp/euicc_key.h"
#include "smdpp/order_expiry.h"
#include "smdpp/functions.h"
#include "smdpp/es2p_handle_download_progress_info.h"

enum { SIGNED_MAX = 256 }; /* smdpSigned2 with an otPK.EUICC */

/* One run of the function: what is asked, and what is learnt on the way. */
struct run {
	struct role_call *call;
	struct es9p_authenticate_client_request request;
	struct euicc_proof proof;
	uint8_t euicc_key[EUICC_KEY_LEN];

	struct profile_row profile;
	enum err found; /* of the look-up of the order */
	const struct rspd_profile_type *type;
	struct bytes metadata;
};

/* --- the order ------------------------------------------------------------------------------ */

static bool has_matching_id(const struct run *r)
{
	return r->proof.ctx.matching_id.len > 0;
}

/* With a MatchingID the order is the one that has it; without, the oldest that waits for the EID
 * (default SM-DP+ address, or SM-DS: §3.1.3), or else the last one that has waited too long. */
static enum err find_order(struct run *r)
{
	const struct role_call *call = r->call;
	const struct smdpp_setup *with = &call->smdpp->with;
	r->profile = (struct profile_row){};
	if (has_matching_id(r)) {
		uint8_t hmac[HASH_LEN] = {};
		TRY(envelope_matching_id_hmac(with->keyring, r->proof.ctx.matching_id, hmac));
		return order_by_matching_id(with->store, call->arena, BYTES_OF(hmac), &r->profile);
	}
	size_t n = 0;
	TRY(order_by_eid(with->store, call->arena, r->proof.chain.eid, 1, &r->profile, &n));
	if (n > 0)
		return OK;
	return order_expired_of_eid(with->store, call->arena, r->proof.chain.eid, call->now,
				    &r->profile);
}

static enum err order_waits(void *context)
{
	const struct run *r = context;
	return !has_matching_id(r) && r->found == ERR_NOT_FOUND ? ERR_NOT_FOUND : OK;
}

static enum err eid_linked(void *context)
{
	const struct run *r = context;
	bool other = *r->profile.eid != '\0' && strcmp(r->profile.eid, r->proof.chain.eid) != 0;
	return other ? ERR_MISMATCH : OK;
}

static enum err released(void *context)
{
	const struct run *r = context;
	return r->profile.state == PROFILE_CONFIRMED ? ERR_WRONG_STATE : OK;
}

static enum err order_open(void *context)
{
	const struct run *r = context;
	bool open = r->found == OK && profile_state_allows(r->profile.state, ON_DOWNLOAD_BEGUN);
	return open ? OK : ERR_WRONG_STATE;
}

static enum err not_expired(void *context)
{
	const struct run *r = context;
	return order_expiry_is_over(&r->profile, r->call->now) ? ERR_EXPIRED : OK;
}

/* Was this session's attempt counted and reported before, but could not be answered? */
static bool is_repeated(const struct run *r)
{
	return bytes_eq(r->profile.attempt_transaction_id, r->proof.claim.session.transaction_id);
}

static enum err attempts_left(void *context)
{
	const struct run *r = context;
	bool left = r->profile.download_attempts < r->type->max_download_attempts;
	return left || is_repeated(r) ? OK : ERR_LIMIT;
}

/* Point 1, eligibility and retry limit check, as it went (§5.3.5). */
static enum err report_point(struct run *r, const struct status_code *code,
			     struct profile_change *change)
{
	const struct report report = {
		.point = ES2P_POINT_ELIGIBILITY,
		.code = code,
		.eid = r->proof.chain.eid,
		.tac = r->proof.ctx.tac,
		.imei = r->proof.ctx.imei,
	};
	return smdpp_report_add(r->call, &r->profile, &report, change);
}

static enum err change_profile(const struct run *r, struct profile_change *change)
{
	TRY(profile_change(r->call->smdpp->with.store, change));
	smdpp_report_wake(r->call, change);
	return OK;
}

/* The order ends here, and its operator is told. */
static enum err attempts_exhausted(void *context)
{
	struct run *r = context;
	struct profile_change change = {};
	struct store_cause cause =
		smdpp_cause(r->call, r->proof.claim.session.transaction_id, &r->call->refusal);
	TRY(profile_state_change(&r->profile, ON_ATTEMPTS_EXHAUSTED, &change));
	change.cause = &cause;
	TRY(report_point(r, &r->call->refusal, &change));
	return change_profile(r, &change);
}

static const struct check order_checks[] = {
	{"es9p_authenticate_client.order_waits", "8.1.1", "3.8", "There is no order for this EID",
	 .run = order_waits},
	{"es9p_authenticate_client.eid_linked", "8.1.1", "3.8", "The order is for another EID",
	 .run = eid_linked},
	{"es9p_authenticate_client.released", "8.2", "1.2", "The profile is not released yet",
	 .run = released},
	{"es9p_authenticate_client.not_expired", "8.8.5", "4.10", "The order has expired",
	 .run = not_expired},
	{"es9p_authenticate_client.order_open", "8.2.6", "3.8",
	 "There is no open order with this MatchingID", .run = order_open},
	{"es9p_authenticate_client.attempts_left", "8.8.5", "6.4",
	 "The order has no download attempt left", .run = attempts_left,
	 .refused = attempts_exhausted},
};

/* Count the attempt, and link the order to the EID if it is open to any. */
static enum err begin_download(struct run *r)
{
	struct profile_change change = {};
	struct store_cause cause =
		smdpp_cause(r->call, r->proof.claim.session.transaction_id, NULL);
	TRY(profile_state_change(&r->profile, ON_DOWNLOAD_BEGUN, &change));
	change.eid = r->proof.chain.eid;
	change.download_attempts_max = r->type->max_download_attempts;
	change.cause = &cause;
	TRY(report_point(r, NULL, &change));
	return change_profile(r, &change);
}

/* Counted, so that it ends; but the order stays open to another device. The operator is told what
 * was lacking, and nothing more can come of this session. */
static enum err not_eligible(struct run *r, const char *why)
{
	struct profile_change change = {};
	struct status_code code = r->call->refusal;
	struct store_cause cause =
		smdpp_cause(r->call, r->proof.claim.session.transaction_id, &code);
	code.message = why;
	if (!is_repeated(r)) {
		TRY(profile_state_change(&r->profile, ON_INELIGIBLE, &change));
		change.download_attempts_max = r->type->max_download_attempts;
		change.cause = &cause;
		TRY(report_point(r, &code, &change));
		TRY(change_profile(r, &change));
	}
	enum err e =
		session_close(r->call->smdpp->with.store, r->proof.claim.session.transaction_id);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err eligible(struct run *r)
{
	struct eligibility e = {
		.call = r->call,
		.svn_min = r->call->role->with.svn_min,
		.requirements = &r->type->requirements,
		.metadata = r->metadata,
		.euicc_info2 = r->proof.signed1.euicc_info2,
		.device = &r->proof.ctx.device_capabilities,
	};
	enum err result = eligibility_check(&e);
	if (err_is_refusal(result))
		TRY(not_eligible(r, e.why));
	return result;
}

static enum err look_at_profile(struct run *r)
{
	TRY(arena_str(r->call->arena, bytes_str(r->profile.iccid), &r->call->iccid));
	return smdpp_profile_type(r->call, &r->profile, &r->type);
}

static enum err judge_order(void *context)
{
	struct run *r = context;
	r->found = find_order(r);
	if (r->found != OK && r->found != ERR_NOT_FOUND)
		return r->found;
	if (r->found == OK)
		TRY(look_at_profile(r));
	TRY(check_run(r->call, CHECK_ROWS(order_checks), r));
	TRY(r->found);
	TRY(profile_metadata(r->call->smdpp->with.store, r->call->arena, r->profile.id,
			     &r->metadata));
	TRY(eligible(r));
	return is_repeated(r) ? OK : begin_download(r);
}

/* --- the answer ----------------------------------------------------------------------------- */

/* The one-time key of an earlier try is named, so that the eUICC can use it again (§5.6.3). */
static enum err put_signed2(const struct run *r, struct buf *out)
{
	const struct es10b_smdp_signed2 content = {
		.transaction_id = r->proof.claim.session.transaction_id,
		.cc_required_flag = r->profile.cc_required,
		.bpp_euicc_otpk = r->profile.otpk_euicc,
	};
	return es10b_smdp_signed2_encode(&content, out);
}

static enum err sign2(const struct run *r, struct bytes smdp_signed2,
		      uint8_t signature[static ECDSA_SIGNATURE_LEN])
{
	CLEANUP(buf_free) struct buf input = buf_make(2 * SIGNED_MAX);
	TRY(rsp_chained_input(smdp_signed2,
			      r->proof.response.authenticate_response_ok.euicc_signature1, &input));
	const struct bytes whole = buf_bytes(&input);
	return credentials_sign(&r->proof.claim.credentials->pb, &whole, 1, signature);
}

static enum err advance_session(struct run *r, struct bytes smdp_signature2)
{
	const struct session_claim *claim = &r->proof.claim;
	struct session_row learnt = {
		.euicc_public_key = BYTES_OF(r->euicc_key),
		.smdp_signature2 = smdp_signature2,
		.cc_required = r->profile.cc_required,
		.tac = r->proof.ctx.tac,
		.imei = r->proof.ctx.imei,
		.expires_at = role_session_expiry(r->call->role, claim->next_state,
						  claim->session.created_at),
	};
	memcpy(learnt.eid, r->proof.chain.eid, sizeof(learnt.eid));
	memcpy(learnt.iccid, r->profile.iccid, sizeof(learnt.iccid));
	return session_claim_advance(claim, learnt);
}

static enum err answer(struct run *r)
{
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	CLEANUP(buf_free) struct buf smdp_signed2 = buf_make(SIGNED_MAX);
	TRY(put_signed2(r, &smdp_signed2));
	TRY(sign2(r, buf_bytes(&smdp_signed2), signature));
	const struct es9p_authenticate_client_response response = {
		.transaction_id = r->proof.claim.session.transaction_id,
		.profile_metadata = r->metadata,
		.smdp_signed2 = buf_bytes(&smdp_signed2),
		.smdp_signature2 = BYTES_OF(signature),
		.smdp_certificate = r->proof.claim.credentials->pb.certificate.der,
	};
	TRY(role_answer(r->call, &response));
	/* Last: the session takes no second authentication. */
	return advance_session(r, BYTES_OF(signature));
}

static enum err decode(struct run *r)
{
	struct role_call *call = r->call;
	TRY(role_decode(call, &r->request));
	r->proof.claim = (struct session_claim){
		.call = call,
		.event = RSP_AUTHENTICATE_CLIENT,
		.transaction_id = r->request.transaction_id,
	};
	return euicc_proof_decode(&r->proof, r->request.authenticate_server_response);
}

enum err smdpp_authenticate_client(struct role_call *call)
{
	struct run r = {.call = call};
	TRY(decode(&r));
	TRY(euicc_proof_check(&r.proof));
	euicc_key_store(&r.proof.chain.public_key, r.euicc_key);
	TRY(smdpp_judge(judge_order, &r));
	return answer(&r);
}
