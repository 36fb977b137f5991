/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.HandleNotification in both bindings (SGP.22 §6.5.2.9, §6.6.2.4). */
#include "msg/es9p_handle_notification.h"

static const struct json_member request_json[] = {
	JSON_MEMBER(struct es9p_handle_notification_request, pending_notification,
		    "pendingNotification", JSON_AS_TLV),
};

/* PendingNotification has no tag of its own, so that the automatic one is around it. */
enum { TAG_PENDING_NOTIFICATION = 0xA0 };

static enum err request_asn1_decode(struct arena *a, struct bytes value, void *out)
{
	struct es9p_handle_notification_request *request = out;
	struct tlv t = {};
	(void)a;
	TRY(tlv_choice(value, TAG_PENDING_NOTIFICATION, &t));
	request->pending_notification = t.whole;
	return OK;
}

static enum err request_asn1_encode(const void *source, struct buf *out)
{
	const struct es9p_handle_notification_request *request = source;
	if (!bytes_present(request->pending_notification))
		return ERR_MISSING;
	return tlv_put(out, TAG_PENDING_NOTIFICATION, request->pending_notification);
}

static const struct es9p_message request_message = {
	.tag = 0xBF3D,
	.size = sizeof(struct es9p_handle_notification_request),
	.json = JSON_TABLE(request_json),
	.decode_asn1 = request_asn1_decode,
	.encode_asn1 = request_asn1_encode,
};

static const struct es9p_message response_message = {
	.size = sizeof(struct esx_response_header),
};

const struct es9p_function es9p_handle_notification = {
	.name = "handleNotification",
	.request = &request_message,
	.response = &response_message,
};

enum err es9p_handle_notification_request_decode(struct arena *a, struct bytes body,
						 struct es9p_handle_notification_request *out)
{
	return es9p_request_decode(&es9p_handle_notification, ES9P_JSON, a, body, out);
}

enum err
es9p_handle_notification_request_encode(const struct es9p_handle_notification_request *request,
					struct buf *out)
{
	return es9p_request_encode(&es9p_handle_notification, ES9P_JSON, request, out);
}
