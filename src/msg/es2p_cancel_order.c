/* SPDX-License-Identifier: Apache-2.0 */
/* ES2+.CancelOrder as a table. */
#include "msg/es2p_cancel_order.h"

/* What JSON has; the indicator is still a word. */
struct cancel_order_texts {
	struct esx_request_header header;
	struct bytes iccid;
	struct bytes eid;
	struct bytes matching_id;
	struct bytes indicator;
};

static const struct json_member request_members[] = {
	JSON_MEMBER(struct cancel_order_texts, iccid, "iccid", JSON_AS_TEXT,
		    .check = es2p_check_iccid),
	JSON_MEMBER(struct cancel_order_texts, eid, "eid", JSON_AS_TEXT, .optional = true,
		    .check = es2p_check_eid),
	JSON_MEMBER(struct cancel_order_texts, matching_id, "matchingId", JSON_AS_TEXT,
		    .optional = true),
	JSON_MEMBER(struct cancel_order_texts, indicator, "finalProfileStatusIndicator",
		    JSON_AS_TEXT),
};
static const struct json_table request_table = JSON_TABLE(request_members);

static const char *const indicators[] = {
	[ES2P_FINAL_AVAILABLE] = "Available",
	[ES2P_FINAL_UNAVAILABLE] = "Unavailable",
};

static enum err indicator_of(struct bytes word, enum es2p_final_profile_status *out)
{
	for (enum es2p_final_profile_status s = 0; s <= ES2P_FINAL_UNAVAILABLE; s++) {
		if (bytes_eq(word, bytes_str(indicators[s]))) {
			*out = s;
			return OK;
		}
	}
	return ERR_SYNTAX;
}

enum err es2p_cancel_order_request_decode(struct arena *a, struct bytes body,
					  struct es2p_cancel_order_request *out)
{
	struct cancel_order_texts texts = {};
	enum err e = esx_request_decode(a, body, &request_table, &texts);
	*out = (struct es2p_cancel_order_request){.header = texts.header,
						  .iccid = texts.iccid,
						  .eid = texts.eid,
						  .matching_id = texts.matching_id};
	TRY(e);
	TRY(es2p_strip_iccid(a, &out->iccid));
	out->header.culprit = "finalProfileStatusIndicator";
	TRY(indicator_of(texts.indicator, &out->final_profile_status));
	out->header.culprit = NULL;
	return OK;
}

enum err es2p_cancel_order_response_decode(struct arena *a, struct bytes body,
					   struct esx_response_header *out)
{
	return esx_response_decode(a, body, NULL, out);
}

enum err es2p_cancel_order_request_encode(const struct es2p_cancel_order_request *request,
					  struct buf *out)
{
	const struct cancel_order_texts texts = {
		.header = request->header,
		.iccid = request->iccid,
		.eid = request->eid,
		.matching_id = request->matching_id,
		.indicator = bytes_str(indicators[request->final_profile_status]),
	};
	return esx_request_encode(&request_table, &texts, out);
}
