/* SPDX-License-Identifier: Apache-2.0 */
/* ES2+.HandleDownloadProgressInfo: a table, and by hand the members that no table can tell. */
#include "msg/es2p_handle_download_progress_info.h"

#include <stdio.h>

typedef struct es2p_handle_download_progress_info_request request_t;

static const struct json_member first_members[] = {
	JSON_MEMBER(request_t, eid, "eid", JSON_AS_TEXT, .optional = true, .check = es2p_check_eid),
	JSON_MEMBER(request_t, iccid, "iccid", JSON_AS_TEXT, .check = es2p_check_iccid),
	JSON_MEMBER(request_t, profile_type, "profileType", JSON_AS_TEXT),
};
static const struct json_table first_table = JSON_TABLE(first_members);

static const struct json_member last_members[] = {
	JSON_MEMBER(request_t, result_data, "resultData", JSON_AS_BASE64, .optional = true),
};
static const struct json_table last_table = JSON_TABLE(last_members);

/* Of no clause: some operators' endpoints want to know the device. */
static const struct json_member device_members[] = {
	JSON_MEMBER(request_t, tac, "tac", JSON_AS_TEXT, .optional = true),
	JSON_MEMBER(request_t, imei, "imei", JSON_AS_TEXT, .optional = true),
};
static const struct json_table device_table = JSON_TABLE(device_members);

static enum err take_timestamp(const json_t *root, int64_t *out_ms)
{
	struct bytes text = {};
	enum err e = json_text(root, "timestamp", &text);
	if (e == ERR_MISSING)
		e = json_text(root, "timeStamp", &text);
	TRY(e);
	return es2p_timestamp(text, out_ms);
}

static enum err take_members(struct arena *a, const json_t *root, request_t *out)
{
	const char **culprit = &out->header.culprit;
	TRY(esx_request_header_take(a, root, &out->header));
	TRY(json_decode_members(a, root, &first_table, out, culprit));
	TRY(es2p_strip_iccid(a, &out->iccid));
	*culprit = "timestamp";
	TRY(take_timestamp(root, &out->timestamp_ms));
	*culprit = "notificationPointId";
	TRY(json_number(root, *culprit, &out->notification_point_id));
	*culprit = "notificationPointStatus";
	TRY(esx_execution_status_take(a, root, *culprit, &out->notification_point_status));
	*culprit = NULL;
	TRY(json_decode_members(a, root, &last_table, out, culprit));
	return json_decode_members(a, root, &device_table, out, culprit);
}

enum err es2p_handle_download_progress_info_request_decode(
	struct arena *a, struct bytes body, struct es2p_handle_download_progress_info_request *out)
{
	CLEANUP(json_release) json_t *root = NULL;
	*out = (request_t){};
	TRY(json_parse(body, &root));
	return take_members(a, root, out);
}

static enum err put_point(const struct es2p_dialect *dialect, int64_t point, struct buf *out)
{
	enum { POINT_MAX = 24 };
	char text[POINT_MAX] = "";
	if (!dialect->numbers_as_text)
		return json_put_integer(out, "notificationPointId", point);
	(void)snprintf(text, sizeof(text), "%lld", (long long)point);
	return json_put_str(out, "notificationPointId", text);
}

enum err es2p_handle_download_progress_info_request_encode(
	const struct es2p_handle_download_progress_info_request *request,
	const struct es2p_dialect *dialect, struct buf *out)
{
	static const struct es2p_dialect standard = {};
	const struct es2p_dialect *d = dialect ? dialect : &standard;
	uint8_t scratch[ES2P_ICCID_MAX] = {};
	request_t padded = *request;
	padded.iccid = es2p_pad_iccid(d, request->iccid, scratch);
	es2p_fit_status(d, &padded.notification_point_status);
	TRY(json_open(out, NULL, '{'));
	TRY(esx_request_header_put(&request->header, out));
	TRY(json_encode_members(&first_table, &padded, out));
	TRY(es2p_put_timestamp(d, request->timestamp_ms, out));
	TRY(put_point(d, request->notification_point_id, out));
	TRY(esx_execution_status_put("notificationPointStatus", &padded.notification_point_status,
				     out));
	TRY(json_encode_members(&last_table, request, out));
	if (d->device)
		TRY(json_encode_members(&device_table, request, out));
	return json_close(out, '}');
}
