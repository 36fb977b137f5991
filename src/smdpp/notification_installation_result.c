/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ProfileInstallationResult (SGP.22 §2.5.6, §5.6.4): how the installation of a delivered package
 * went. It has no certificates: it is judged by what was kept at delivery.
 */
#include "base/log.h"
#include "msg/es10b_load_bound_profile_package.h"
#include "session/profile_state.h"
#include "role/check.h"
#include "smdpp/device_reason.h"
#include "smdpp/euicc_key.h"
#include "smdpp/notification.h"
#include "smdpp/es2p_handle_download_progress_info.h"

struct run {
	struct role_call *call;
	struct bytes received;
	struct es10b_profile_installation_result result;
	struct es10b_profile_installation_result_data data;
	struct profile_download download;
	struct notification notification;
	const struct device_reason *outcome; /* NULL: has no meaning to us */
	struct profile_row profile;
};

static enum err download_known(void *context)
{
	struct run *r = context;
	const struct role_call *call = r->call;
	return profile_download_get(call->smdpp->with.store, call->arena, r->data.transaction_id,
				    &r->download);
}

static enum err signature(void *context)
{
	const struct run *r = context;
	return euicc_key_verify(r->download.euicc_public_key, &r->result.data, 1,
				r->result.euicc_sign_pir);
}

/* An ICCID that was not delivered with this transaction is none of our business. */
static enum err iccid_delivered(void *context)
{
	const struct run *r = context;
	struct bytes named = r->data.notification_metadata.iccid;
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	if (!bytes_present(named))
		return OK;
	TRY(iccid_decode(named, iccid));
	return strcmp(iccid, r->download.iccid) == 0 ? OK : ERR_MISMATCH;
}

/* The answer is 204 whatever they say, so they have no status codes. */
static const struct check checks[] = {
	{"notification_installation_result.download_known", .run = download_known},
	{"notification_installation_result.signature", .run = signature},
	{"notification_installation_result.iccid_delivered", .run = iccid_delivered},
};

/* NULL: the number has no meaning to us. */
static const struct device_reason *outcome_of(const struct run *r)
{
	static const struct device_reason success = {.words = "success", .event = ON_INSTALLED};
	if (r->data.success)
		return &success;
	return device_reason_of_failure(r->data.error_result.error_reason);
}

/* What is no longer needed goes with the order's end; a retry needs all of it. */
static void wipe_what_ended(const struct device_reason *outcome, struct profile_change *change)
{
	change->wipe_binding = outcome->event != ON_INSTALL_INTERRUPTED;
	change->wipe_order_secrets = outcome->event == ON_INSTALLED;
	change->wipe_package = outcome->event == ON_INSTALLED;
}

static enum err change_profile(const struct run *r)
{
	const struct role_call *call = r->call;
	const struct device_reason *outcome = r->outcome;
	struct profile_change change = {};
	struct profile_notification identity = {};
	uint8_t digest[HASH_LEN] = {};
	const struct status_code *code = outcome->report.subject ? &outcome->report : NULL;
	struct store_cause cause = smdpp_cause(call, r->data.transaction_id, code);
	const struct report report = {
		.point = ES2P_POINT_BPP_INSTALLATION,
		.code = code,
		.eid = r->download.eid,
		.result_data = r->received,
		.tac = r->download.tac,
		.imei = r->download.imei,
	};
	TRY(smdpp_notification_identity(&r->notification, digest, &identity));
	TRY(profile_state_change(&r->profile, outcome->event, &change));
	change.notification = &identity;
	change.install_result = r->received;
	change.cause = &cause;
	wipe_what_ended(outcome, &change);
	TRY(smdpp_report_add(call, &r->profile, &report, &change));
	TRY(profile_change(call->smdpp->with.store, &change));
	smdpp_report_wake(call, &change);
	return OK;
}

static enum err order_known(void *context)
{
	struct run *r = context;
	const struct role_call *call = r->call;
	return profile_get(call->smdpp->with.store, call->arena, r->download.iccid, NULL,
			   &r->profile);
}

static enum err eid_of_order(void *context)
{
	const struct run *r = context;
	return strcmp(r->profile.eid, r->download.eid) == 0 ? OK : ERR_MISMATCH;
}

static enum err outcome_expected(void *context)
{
	const struct run *r = context;
	bool expected = r->outcome && profile_state_allows(r->profile.state, r->outcome->event);
	return expected ? OK : ERR_WRONG_STATE;
}

/* A result for an order that has ended, or that is another eUICC's by now, is only recorded. */
static const struct check order_checks[] = {
	{"notification_installation_result.order_known", .run = order_known},
	{"notification_installation_result.eid_of_order", .run = eid_of_order},
	{"notification_installation_result.outcome_expected", .run = outcome_expected},
};

static enum err judge(void *context)
{
	struct run *r = context;
	r->outcome = outcome_of(r);
	enum err e = check_run(r->call, CHECK_ROWS(order_checks), r);
	if (err_is_refusal(e))
		return smdpp_notification_record(r->call, &r->notification);
	TRY(e);
	return change_profile(r);
}

static enum err decode(struct run *r)
{
	TRY(es10b_profile_installation_result_decode(r->received, &r->result));
	return es10b_profile_installation_result_data_decode(r->result.data, &r->data);
}

enum err smdpp_notification_installation_result(struct role_call *call, struct bytes received)
{
	struct run r = {.call = call, .received = received};
	TRY(decode(&r));
	TRY(check_run(call, CHECK_ROWS(checks), &r));
	TRY(arena_str(call->arena, bytes_str(r.download.iccid), &call->iccid));
	r.notification = (struct notification){
		.signed_data = r.result.data,
		.eid = r.download.eid,
		.seq_number = r.data.notification_metadata.seq_number,
		.iccid = r.download.iccid,
		.transaction_id = r.data.transaction_id,
	};
	TRY(smdpp_judge(judge, &r));
	LOG_EVENT(LOG_INFO, "installation_result", LOG_ID("iccid", r.download.iccid),
		  LOG_TEXT("result", r.data.success ? "success" : "failure"),
		  LOG_NUM("errorReason", (int64_t)r.data.error_result.error_reason));
	enum err e = session_close(call->smdpp->with.store, r.data.transaction_id);
	return e == ERR_NOT_FOUND ? OK : e;
}
