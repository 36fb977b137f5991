/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.HandleNotification as a table. */
#include "msg/es9p_handle_notification.h"

static const struct json_member request_members[] = {
	JSON_MEMBER(struct es9p_handle_notification_request, pending_notification,
		    "pendingNotification", JSON_AS_TLV),
};
static const struct json_table request_table = JSON_TABLE(request_members);

enum err es9p_handle_notification_request_decode(struct arena *a, struct bytes body,
						 struct es9p_handle_notification_request *out)
{
	return json_decode(a, body, &request_table, out, NULL);
}

enum err
es9p_handle_notification_request_encode(const struct es9p_handle_notification_request *request,
					struct buf *out)
{
	return json_encode(&request_table, request, out);
}
