/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.LoadCRL. */
#include "msg/es10b_load_crl.h"

#include "codec/tlv.h"
#include "msg/es10_function.h"

enum {
	TAG_OK = 0xA0,
	TAG_ERROR = 0x81,
};

static const struct tlv_member crl_member[] = {{.tag = 0xA0}};

enum err es10b_load_crl_request_decode(struct bytes whole, struct bytes *crl)
{
	return tlv_decode_in(whole, ES10B_LOAD_CRL, TLV_ROWS(crl_member), crl);
}

enum err es10b_load_crl_request_encode(struct bytes crl, struct buf *out)
{
	return tlv_encode_in(out, ES10B_LOAD_CRL, TLV_ROWS(crl_member), &crl);
}

static const struct tlv_member ok_members[] = {
	TLV_MEMBER(struct es10b_load_crl_response, missing_parts, 0xA0, .optional = true),
};

enum err es10b_load_crl_response_decode(struct bytes whole, struct es10b_load_crl_response *out)
{
	struct tlv arm = {};
	*out = (struct es10b_load_crl_response){};
	TRY(tlv_choice(whole, ES10B_LOAD_CRL, &arm));
	out->ok = arm.tag == TAG_OK;
	if (out->ok)
		return tlv_decode(arm.value, TLV_ROWS(ok_members), out);
	return arm.tag == TAG_ERROR ? tlv_uint(arm.value, &out->error) : ERR_MISSING;
}

enum err es10b_load_crl_response_encode(const struct es10b_load_crl_response *response,
					struct buf *out)
{
	size_t mark = 0;
	TRY(tlv_open(out, ES10B_LOAD_CRL, &mark));
	if (response->ok)
		TRY(tlv_encode_in(out, TAG_OK, TLV_ROWS(ok_members), response));
	else
		TRY(tlv_put_uint(out, TAG_ERROR, response->error));
	return tlv_close(out, mark);
}
