/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.CancelSession as a table. */
#include "msg/es9p_cancel_session.h"

#include "msg/rsp_type.h"

static const struct json_member request_members[] = {
	JSON_MEMBER(struct es9p_cancel_session_request, transaction_id, "transactionId",
		    JSON_AS_HEX, .len_min = 1, .len_max = RSP_TRANSACTION_ID_MAX),
	JSON_MEMBER(struct es9p_cancel_session_request, cancel_session_response,
		    "cancelSessionResponse", JSON_AS_TLV, .tag = 0xBF41),
};
static const struct json_table request_table = JSON_TABLE(request_members);

enum err es9p_cancel_session_request_decode(struct arena *a, struct bytes body,
					    struct es9p_cancel_session_request *out)
{
	return json_decode(a, body, &request_table, out, NULL);
}

enum err es9p_cancel_session_response_decode(struct arena *a, struct bytes body,
					     struct esx_response_header *out)
{
	return esx_response_decode(a, body, NULL, out);
}

enum err es9p_cancel_session_request_encode(const struct es9p_cancel_session_request *request,
					    struct buf *out)
{
	return json_encode(&request_table, request, out);
}
