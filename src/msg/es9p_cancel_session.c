/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.CancelSession in both bindings (SGP.22 §6.5.2.10, §6.6.2.5). */
#include "msg/es9p_cancel_session.h"

#include "base/limits.h"
#include "msg/rsp_type.h"

typedef struct es9p_cancel_session_request request_t;

static const struct json_member request_json[] = {
	JSON_MEMBER(request_t, transaction_id, "transactionId", JSON_AS_HEX, .len_min = 1,
		    .len_max = RSP_TRANSACTION_ID_MAX),
	JSON_MEMBER(request_t, cancel_session_response, "cancelSessionResponse", JSON_AS_TLV,
		    .tag = 0xBF41),
};

/*
 * The automatic tag of cancelSessionResponse takes the place of BF41, the tag of its type
 * (X.680 §31.2.7); some encoders put it around that.
 */
enum { TAG_CANCEL_SESSION_RESPONSE = 0xA1, TAG_OBJECT = 0xBF41 };

static const struct tlv_member request_asn1[] = {
	TLV_MEMBER(request_t, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(request_t, cancel_session_response, TAG_CANCEL_SESSION_RESPONSE),
};

static enum err request_asn1_decode(struct arena *a, struct bytes value, void *out)
{
	CLEANUP(buf_free) struct buf object = buf_make(LIMIT_HTTP_BODY);
	request_t *request = out;
	struct tlv t = {};
	TRY(tlv_decode(value, TLV_ROWS(request_asn1), request));
	if (tlv_only(request->cancel_session_response, TAG_OBJECT, &t) == OK) {
		request->cancel_session_response = es9p_asn1_innermost(t).whole;
		return OK;
	}
	TRY(tlv_put(&object, TAG_OBJECT, request->cancel_session_response));
	return arena_dup(a, buf_bytes(&object), &request->cancel_session_response);
}

static enum err request_asn1_encode(const void *source, struct buf *out)
{
	request_t request = *(const request_t *)source;
	struct tlv t = {};
	TRY(tlv_only(request.cancel_session_response, TAG_OBJECT, &t));
	request.cancel_session_response = t.value;
	return tlv_encode(out, TLV_ROWS(request_asn1), &request);
}

/* 8.8/3.10 has no value of its own. */
static const struct es9p_error errors[] = {
	{"8.10.1", "3.9", 1}, /* invalidTransactionId */
	{"8.1", "6.1", 2},    /* euiccSignatureInvalid */
};

static const struct es9p_message request_message = {
	.tag = 0xBF41,
	.size = sizeof(request_t),
	.json = JSON_TABLE(request_json),
	.decode_asn1 = request_asn1_decode,
	.encode_asn1 = request_asn1_encode,
};

static const struct es9p_message response_message = {
	.tag = 0xBF41,
	.size = sizeof(struct esx_response_header),
};

const struct es9p_function es9p_cancel_session = {
	.name = "cancelSession",
	.request = &request_message,
	.response = &response_message,
	ES9P_ERRORS(errors),
};

enum err es9p_cancel_session_request_decode(struct arena *a, struct bytes body,
					    struct es9p_cancel_session_request *out)
{
	return es9p_request_decode(&es9p_cancel_session, ES9P_JSON, a, body, out);
}

enum err es9p_cancel_session_response_decode(struct arena *a, struct bytes body,
					     struct esx_response_header *out)
{
	return es9p_response_decode(&es9p_cancel_session, ES9P_JSON, a, body, out);
}

enum err es9p_cancel_session_request_encode(const struct es9p_cancel_session_request *request,
					    struct buf *out)
{
	return es9p_request_encode(&es9p_cancel_session, ES9P_JSON, request, out);
}
