/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OtherSignedNotification (SGP.22 §5.6.4): a profile was enabled, disabled or deleted. It brings
 * its own certificates, since there is no session any more.
 */
#include "crypto/ecdsa.h"
#include "msg/es10b_notification.h"
#include "pki/euicc_chain.h"
#include "session/profile_state.h"
#include "role/check.h"
#include "smdpp/es2p_handle_download_progress_info.h"
#include "smdpp/notification.h"

struct run {
	struct role_call *call;
	struct bytes received;
	struct es10b_other_signed_notification content;
	struct es10b_notification_metadata metadata;
	struct euicc_chain_result chain;
	char iccid[ICCID_DIGITS_MAX + 1];
	struct notification notification;
	enum device_state device_state; /* that follows; DEVICE_NONE: it stays */
	struct profile_row profile;
};

static enum err verify_chain(struct run *r)
{
	const struct smdpp *s = r->call->smdpp;
	struct euicc_chain_input in = {
		.euicc = r->content.euicc_certificate,
		.eum = r->content.eum_certificate,
		.now_ms = r->call->now,
		.others = r->content.other_certs_in_chain,
		.crls = r->call->crls,
		.cache = s->role.chain_cache,
	};
	in.sub_cas = credentials_sub_cas(r->call->credentials, &in.sub_ca_count);
	in.cis = credentials_cis(r->call->credentials, &in.ci_count);
	enum err e = euicc_chain_verify(&in, &r->chain);
	r->call->check = r->chain.check;
	return e;
}

static enum err signature(void *context)
{
	const struct run *r = context;
	return ecdsa_verify(&r->chain.public_key, &r->content.tbs_other_notification, 1,
			    r->content.euicc_notification_signature);
}

/* The answer is 204 whatever it says, so it has no status codes. */
static const struct check checks[] = {
	{"notification_other.signature", .run = signature},
};

/* The runtime states of a profile that this eUICC has; its state as to orders stays. */
static enum err change_profile(const struct run *r)
{
	const struct role_call *call = r->call;
	const struct profile_row *profile = &r->profile;
	struct profile_notification identity = {};
	uint8_t digest[HASH_LEN] = {};
	struct store_cause cause = smdpp_cause(call, (struct bytes){}, NULL);
	struct profile_change change = {
		.iccid = profile->iccid,
		.from = {profile->state},
		.from_n = 1,
		.revision = profile->revision,
		.to = profile->state,
		.device_state = r->device_state,
		.notification = &identity,
		.cause = &cause,
	};
	TRY(smdpp_notification_identity(&r->notification, digest, &identity));
	TRY(smdpp_report_device(call, profile, &change));
	TRY(profile_change(call->smdpp->with.store, &change));
	smdpp_report_wake(call, &change);
	return OK;
}

static enum err profile_known(void *context)
{
	struct run *r = context;
	const struct role_call *call = r->call;
	return profile_get(call->smdpp->with.store, call->arena, r->iccid, NULL, &r->profile);
}

static enum err eid_of_profile(void *context)
{
	const struct run *r = context;
	return strcmp(r->profile.eid, r->chain.eid) == 0 ? OK : ERR_MISMATCH;
}

static enum err profile_on_card(void *context)
{
	const struct run *r = context;
	enum profile_state state = r->profile.state;
	bool on_card = state == PROFILE_DOWNLOADED || state == PROFILE_INSTALLED;
	return on_card ? OK : ERR_WRONG_STATE;
}

/* Notifications overtake each other: what happened before tells nothing of the present (seqNumber
 * counts an eUICC's notifications, §2.4.9). */
static enum err newest(void *context)
{
	const struct run *r = context;
	bool newer = (int64_t)r->metadata.seq_number > r->profile.device_sequence;
	return newer ? OK : ERR_WRONG_STATE;
}

/* What is not about a profile that this eUICC has, or is out of date, is only recorded. */
static const struct check profile_checks[] = {
	{"notification_other.profile_known", .run = profile_known},
	{"notification_other.eid_of_profile", .run = eid_of_profile},
	{"notification_other.profile_on_card", .run = profile_on_card},
	{"notification_other.newest", .run = newest},
};

static enum err judge(void *context)
{
	struct run *r = context;
	r->device_state = profile_state_of_device(
		(enum notification_event)r->metadata.profile_management_operation);
	enum err e = check_run(r->call, CHECK_ROWS(profile_checks), r);
	if (err_is_refusal(e))
		return smdpp_notification_record(r->call, &r->notification);
	TRY(e);
	return change_profile(r);
}

static enum err decode(struct run *r)
{
	TRY(es10b_other_signed_notification_decode(r->received, &r->content));
	TRY(es10b_notification_metadata_decode(r->content.tbs_other_notification, &r->metadata));
	return bytes_present(r->metadata.iccid) ? iccid_decode(r->metadata.iccid, r->iccid) : OK;
}

enum err smdpp_notification_other(struct role_call *call, struct bytes received)
{
	struct run r = {.call = call, .received = received};
	TRY(decode(&r));
	TRY(verify_chain(&r));
	TRY(check_run(call, CHECK_ROWS(checks), &r));
	TRY(arena_str(call->arena, bytes_str(r.iccid), &call->iccid));
	r.notification = (struct notification){
		.signed_data = r.content.tbs_other_notification,
		.eid = r.chain.eid,
		.seq_number = r.metadata.seq_number,
		.iccid = r.iccid,
	};
	return smdpp_judge(judge, &r);
}
