/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.CancelSession as tables, and the choice in its answer. */
#include "msg/es10b_cancel_session.h"

#include "codec/tlv.h"
#include "msg/es10_function.h"

enum {
	TAG_SEQUENCE = 0x30,
	TAG_OK = 0xA0,
	TAG_ERROR = 0x81,
};

static const struct tlv_member request_members[] = {
	TLV_MEMBER(struct es10b_cancel_session_request, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(struct es10b_cancel_session_request, reason, 0x81, .kind = TLV_NUMBER),
};

enum err es10b_cancel_session_request_decode(struct bytes whole,
					     struct es10b_cancel_session_request *out)
{
	return tlv_decode_in(whole, ES10B_CANCEL_SESSION, TLV_ROWS(request_members), out);
}

enum err es10b_cancel_session_request_encode(const struct es10b_cancel_session_request *request,
					     struct buf *out)
{
	return tlv_encode_in(out, ES10B_CANCEL_SESSION, TLV_ROWS(request_members), request);
}

static const struct tlv_member signed_members[] = {
	TLV_MEMBER(struct es10b_cancel_session_signed, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(struct es10b_cancel_session_signed, smdp_oid, 0x81, .len_min = 1),
	TLV_MEMBER(struct es10b_cancel_session_signed, reason, 0x82, .kind = TLV_NUMBER),
};

enum err es10b_cancel_session_signed_decode(struct bytes whole,
					    struct es10b_cancel_session_signed *out)
{
	return tlv_decode_in(whole, TAG_SEQUENCE, TLV_ROWS(signed_members), out);
}

enum err es10b_cancel_session_signed_encode(const struct es10b_cancel_session_signed *s,
					    struct buf *out)
{
	return tlv_encode_in(out, TAG_SEQUENCE, TLV_ROWS(signed_members), s);
}

typedef struct es10b_cancel_session_response response_t;

static const struct tlv_member ok_members[] = {
	TLV_MEMBER(response_t, cancel_session_response_ok.euicc_cancel_session_signed, TAG_SEQUENCE,
		   .whole = true),
	TLV_MEMBER(response_t, cancel_session_response_ok.euicc_cancel_session_signature,
		   RSP_TAG_SIGNATURE, .len_min = 1, .len_max = RSP_SIGNATURE_MAX),
};

enum err es10b_cancel_session_response_decode(struct bytes whole,
					      struct es10b_cancel_session_response *out)
{
	struct tlv arm = {};
	*out = (response_t){};
	TRY(tlv_choice(whole, ES10B_CANCEL_SESSION, &arm));
	out->ok = arm.tag == TAG_OK;
	if (out->ok)
		return tlv_decode(arm.value, TLV_ROWS(ok_members), out);
	return arm.tag == TAG_ERROR ? tlv_uint(arm.value, &out->cancel_session_response_error)
				    : ERR_MISSING;
}

enum err es10b_cancel_session_response_encode(const struct es10b_cancel_session_response *response,
					      struct buf *out)
{
	size_t mark = 0;
	TRY(tlv_open(out, ES10B_CANCEL_SESSION, &mark));
	if (response->ok)
		TRY(tlv_encode_in(out, TAG_OK, TLV_ROWS(ok_members), response));
	else
		TRY(tlv_put_uint(out, TAG_ERROR, response->cancel_session_response_error));
	return tlv_close(out, mark);
}
