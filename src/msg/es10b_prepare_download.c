/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.PrepareDownload as tables, and the choice in its answer. */
#include "msg/es10b_prepare_download.h"

#include "codec/tlv.h"
#include "msg/es10_function.h"

enum {
	TAG_SEQUENCE = 0x30,
	TAG_HASH_CC = 0x04,
	TAG_OK = 0xA0,
	TAG_ERROR = 0xA1,
};

static const struct tlv_member smdp_signed2_members[] = {
	TLV_MEMBER(struct es10b_smdp_signed2, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(struct es10b_smdp_signed2, cc_required_flag, 0x01, .kind = TLV_FLAG),
	TLV_MEMBER(struct es10b_smdp_signed2, bpp_euicc_otpk, RSP_TAG_OTPK, .optional = true,
		   .len_min = RSP_OTPK_LEN, .len_max = RSP_OTPK_LEN),
};

enum err es10b_smdp_signed2_decode(struct bytes whole, struct es10b_smdp_signed2 *out)
{
	return tlv_decode_in(whole, TAG_SEQUENCE, TLV_ROWS(smdp_signed2_members), out);
}

enum err es10b_smdp_signed2_encode(const struct es10b_smdp_signed2 *s, struct buf *out)
{
	return tlv_encode_in(out, TAG_SEQUENCE, TLV_ROWS(smdp_signed2_members), s);
}

typedef struct es10b_prepare_download_request request_t;

static const struct tlv_member request_members[] = {
	TLV_MEMBER(request_t, smdp_signed2, TAG_SEQUENCE, .whole = true),
	TLV_MEMBER(request_t, smdp_signature2, RSP_TAG_SIGNATURE, .len_min = 1,
		   .len_max = RSP_SIGNATURE_MAX),
	TLV_MEMBER(request_t, hash_cc, TAG_HASH_CC, .optional = true, .len_min = RSP_HASH_CC_LEN,
		   .len_max = RSP_HASH_CC_LEN),
	TLV_MEMBER(request_t, smdp_certificate, TAG_SEQUENCE, .whole = true),
};

enum err es10b_prepare_download_request_decode(struct bytes whole,
					       struct es10b_prepare_download_request *out)
{
	return tlv_decode_in(whole, ES10B_PREPARE_DOWNLOAD, TLV_ROWS(request_members), out);
}

enum err es10b_prepare_download_request_encode(const struct es10b_prepare_download_request *request,
					       struct buf *out)
{
	return tlv_encode_in(out, ES10B_PREPARE_DOWNLOAD, TLV_ROWS(request_members), request);
}

static const struct tlv_member euicc_signed2_members[] = {
	TLV_MEMBER(struct es10b_euicc_signed2, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(struct es10b_euicc_signed2, euicc_otpk, RSP_TAG_OTPK, .len_min = RSP_OTPK_LEN,
		   .len_max = RSP_OTPK_LEN),
	TLV_MEMBER(struct es10b_euicc_signed2, hash_cc, TAG_HASH_CC, .optional = true,
		   .len_min = RSP_HASH_CC_LEN, .len_max = RSP_HASH_CC_LEN),
};

enum err es10b_euicc_signed2_decode(struct bytes whole, struct es10b_euicc_signed2 *out)
{
	return tlv_decode_in(whole, TAG_SEQUENCE, TLV_ROWS(euicc_signed2_members), out);
}

enum err es10b_euicc_signed2_encode(const struct es10b_euicc_signed2 *s, struct buf *out)
{
	return tlv_encode_in(out, TAG_SEQUENCE, TLV_ROWS(euicc_signed2_members), s);
}

typedef struct es10b_prepare_download_response response_t;

static const struct tlv_member ok_members[] = {
	TLV_MEMBER(response_t, download_response_ok.euicc_signed2, TAG_SEQUENCE, .whole = true),
	TLV_MEMBER(response_t, download_response_ok.euicc_signature2, RSP_TAG_SIGNATURE,
		   .len_min = 1, .len_max = RSP_SIGNATURE_MAX),
};

static const struct tlv_member error_members[] = {
	TLV_MEMBER(response_t, download_response_error.transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(response_t, download_response_error.download_error_code, 0x02,
		   .kind = TLV_NUMBER),
};

enum err es10b_prepare_download_response_decode(struct bytes whole,
						struct es10b_prepare_download_response *out)
{
	struct tlv arm = {};
	*out = (response_t){};
	TRY(tlv_choice(whole, ES10B_PREPARE_DOWNLOAD, &arm));
	out->ok = arm.tag == TAG_OK;
	if (out->ok)
		return tlv_decode(arm.value, TLV_ROWS(ok_members), out);
	if (arm.tag != TAG_ERROR)
		return ERR_MISSING;
	return tlv_decode(arm.value, TLV_ROWS(error_members), out);
}

enum err
es10b_prepare_download_response_encode(const struct es10b_prepare_download_response *response,
				       struct buf *out)
{
	size_t mark = 0;
	TRY(tlv_open(out, ES10B_PREPARE_DOWNLOAD, &mark));
	if (response->ok)
		TRY(tlv_encode_in(out, TAG_OK, TLV_ROWS(ok_members), response));
	else
		TRY(tlv_encode_in(out, TAG_ERROR, TLV_ROWS(error_members), response));
	return tlv_close(out, mark);
}
