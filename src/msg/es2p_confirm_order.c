/* SPDX-License-Identifier: Apache-2.0 */
/* ES2+.ConfirmOrder as two tables. */
#include "msg/es2p_confirm_order.h"

static const struct json_member request_members[] = {
	JSON_MEMBER(struct es2p_confirm_order_request, iccid, "iccid", JSON_AS_TEXT,
		    .check = es2p_check_iccid),
	JSON_MEMBER(struct es2p_confirm_order_request, eid, "eid", JSON_AS_TEXT, .optional = true,
		    .check = es2p_check_eid),
	JSON_MEMBER(struct es2p_confirm_order_request, matching_id, "matchingId", JSON_AS_TEXT,
		    .optional = true),
	JSON_MEMBER(struct es2p_confirm_order_request, confirmation_code, "confirmationCode",
		    JSON_AS_TEXT, .optional = true),
	JSON_MEMBER(struct es2p_confirm_order_request, smds_address, "smdsAddress", JSON_AS_TEXT,
		    .optional = true),
	JSON_MEMBER(struct es2p_confirm_order_request, release_flag, "releaseFlag", JSON_AS_FLAG),
};
static const struct json_table request_table = JSON_TABLE(request_members);

static const struct json_member response_members[] = {
	JSON_MEMBER(struct es2p_confirm_order_response, eid, "eid", JSON_AS_TEXT, .optional = true,
		    .check = es2p_check_eid),
	JSON_MEMBER(struct es2p_confirm_order_response, matching_id, "matchingId", JSON_AS_TEXT),
	JSON_MEMBER(struct es2p_confirm_order_response, smdp_address, "smdpAddress", JSON_AS_TEXT,
		    .optional = true),
};
static const struct json_table response_table = JSON_TABLE(response_members);

enum err es2p_confirm_order_request_decode(struct arena *a, struct bytes body,
					   struct es2p_confirm_order_request *out)
{
	*out = (struct es2p_confirm_order_request){};
	TRY(esx_request_decode(a, body, &request_table, out));
	return es2p_strip_iccid(a, &out->iccid);
}

enum err es2p_confirm_order_response_decode(struct arena *a, struct bytes body,
					    struct es2p_confirm_order_response *out)
{
	*out = (struct es2p_confirm_order_response){};
	return esx_response_decode(a, body, &response_table, out);
}

enum err es2p_confirm_order_request_encode(const struct es2p_confirm_order_request *request,
					   struct buf *out)
{
	return esx_request_encode(&request_table, request, out);
}

enum err es2p_confirm_order_response_encode(const struct es2p_confirm_order_response *response,
					    struct buf *out)
{
	return esx_response_encode(&response_table, response, out);
}
