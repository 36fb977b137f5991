/* SPDX-License-Identifier: Apache-2.0 */
/* ES12.DeleteEvent as a table. */
#include "msg/es12_delete_event.h"

#include "msg/es2p_field.h"

static const struct json_member request_members[] = {
	JSON_MEMBER(struct es12_delete_event_request, eid, "eid", JSON_AS_TEXT,
		    .check = es2p_check_eid),
	JSON_MEMBER(struct es12_delete_event_request, event_id, "eventId", JSON_AS_TEXT),
};
static const struct json_table request_table = JSON_TABLE(request_members);

enum err es12_delete_event_request_decode(struct arena *a, struct bytes body,
					  struct es12_delete_event_request *out)
{
	*out = (struct es12_delete_event_request){};
	return esx_request_decode(a, body, &request_table, out);
}

enum err es12_delete_event_response_decode(struct arena *a, struct bytes body,
					   struct esx_response_header *out)
{
	return esx_response_decode(a, body, NULL, out);
}

enum err es12_delete_event_request_encode(const struct es12_delete_event_request *request,
					  struct buf *out)
{
	return esx_request_encode(&request_table, request, out);
}
