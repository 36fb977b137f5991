/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to operators about downloads. */
#include "smdpp/es2p_handle_download_progress_info.h"

#include "base/limits.h"
#include "base/text.h"
#include "notify/kind.h"

enum {
	CALL_ID_LEN = 8,
	/* resultData comes from one request; the other members take some hundred bytes. */
	BODY_MAX = 2 * LIMIT_HTTP_BODY,
};

/* One id for all deliveries of a message, so that its receiver can tell a repetition. */
static enum err new_call_id(const struct role_call *call, struct bytes *out)
{
	uint8_t random[CALL_ID_LEN] = {};
	CLEANUP(buf_free) struct buf text = buf_make(sizeof(random) * 2);
	TRY(entropy_fill(call->smdpp->with.entropy, random, sizeof(random)));
	TRY(hex_encode(&text, BYTES_OF(random)));
	return arena_dup(call->arena, buf_bytes(&text), out);
}

/* What a device says of itself may be nonsense (TACs of 8 bytes, letters): then it is left out. */
static enum err put_device(const struct role_call *call, const struct report *report,
			   struct es2p_handle_download_progress_info_request *request)
{
	enum err e = es2p_device_digits(call->arena, report->tac, &request->tac);
	if (e == OK || e == ERR_SYNTAX)
		e = es2p_device_digits(call->arena, report->imei, &request->imei);
	return e == ERR_SYNTAX ? OK : e;
}

static enum err encode(const struct role_call *call, const struct profile_row *profile,
		       const struct report *report, const struct es2p_dialect *dialect,
		       struct bytes *body)
{
	struct es2p_handle_download_progress_info_request request = {
		.header.function_requester_identifier = bytes_str(call->role->oid_text),
		.iccid = bytes_str(profile->iccid),
		.profile_type = bytes_str(profile->profile_type),
		.timestamp_ms = call->now,
		.notification_point_id = report->point,
		.result_data = report->result_data,
	};
	if (report->eid && *report->eid)
		request.eid = bytes_str(report->eid);
	if (report->code)
		request.notification_point_status =
			(struct esx_execution_status){ESX_FAILED, *report->code};
	TRY(put_device(call, report, &request));
	TRY(new_call_id(call, &request.header.function_call_identifier));
	CLEANUP(buf_free) struct buf out = buf_make(BODY_MAX);
	TRY(es2p_handle_download_progress_info_request_encode(&request, dialect, &out));
	return arena_dup(call->arena, buf_bytes(&out), body);
}

/* NULL if nobody is to be told. */
static const struct rspd_operator *listener_of(const struct role_call *call,
					       const struct profile_row *profile)
{
	const struct rspd_operator *owner =
		rspd_config_operator(call->smdpp->with.config, profile->operator_name);
	return owner && owner->notify ? owner : NULL;
}

enum err smdpp_report_add(const struct role_call *call, const struct profile_row *profile,
			  const struct report *report, struct profile_change *change)
{
	const struct rspd_operator *owner = listener_of(call, profile);
	if (!owner)
		return OK;
	struct store_message *message = NULL;
	TRY(ARENA_NEW(call->arena, &message));
	message->operator_name = profile->operator_name;
	message->kind = KIND_DOWNLOAD_PROGRESS;
	TRY(encode(call, profile, report, &owner->dialect, &message->body));
	change->messages = message;
	change->messages_n = 1;
	return OK;
}

enum err smdpp_report_device(const struct role_call *call, const struct profile_row *profile,
			     struct profile_change *change)
{
	const struct rspd_operator *owner = listener_of(call, profile);
	if (!owner)
		return OK;
	const int64_t numbers[DEVICE_STATES] = {
		[DEVICE_ENABLED] = owner->dialect.points.enabled,
		[DEVICE_DISABLED] = owner->dialect.points.disabled,
		[DEVICE_DELETED] = owner->dialect.points.deleted,
	};
	const struct report report = {.point = numbers[change->device_state], .eid = profile->eid};
	return report.point == 0 ? OK : smdpp_report_add(call, profile, &report, change);
}

void smdpp_report_wake(const struct role_call *call, const struct profile_change *change)
{
	if (change->messages_n > 0 || change->end_event)
		smdpp_outbox_wake(call);
}
