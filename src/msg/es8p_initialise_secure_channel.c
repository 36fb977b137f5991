/* SPDX-License-Identifier: Apache-2.0 */
/* ES8+.InitialiseSecureChannel as a table; without its last row it is the head of what smdpSign
 * signs. */
#include "msg/es8p_initialise_secure_channel.h"

#include "codec/tlv.h"

typedef struct es8p_initialise_secure_channel request_t;

enum { TAG_REQUEST = 0xBF23 };

static const struct tlv_member control_ref_template_members[] = {
	TLV_MEMBER(request_t, key_type, 0x80, .len_min = 1, .len_max = 1),
	TLV_MEMBER(request_t, key_len, 0x81, .len_min = 1, .len_max = 1),
	TLV_MEMBER(request_t, host_id, 0x84, .len_min = 1, .len_max = RSP_HOST_ID_MAX),
};

/* The template's members stand in the request itself. */
static const struct tlv_member request_members[] = {
	TLV_MEMBER(request_t, remote_op_id, 0x82, .kind = TLV_NUMBER),
	TLV_MEMBER(request_t, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	{.tag = 0xA6, TLV_GROUP_OF(control_ref_template_members)},
	TLV_MEMBER(request_t, smdp_otpk, RSP_TAG_OTPK, .len_min = RSP_OTPK_LEN,
		   .len_max = RSP_OTPK_LEN),
	TLV_MEMBER(request_t, smdp_sign, RSP_TAG_SIGNATURE, .len_min = 1,
		   .len_max = RSP_SIGNATURE_MAX),
};
enum { REQUEST_N = sizeof(request_members) / sizeof(request_members[0]) };

enum err es8p_initialise_secure_channel_decode(struct bytes whole,
					       struct es8p_initialise_secure_channel *out)
{
	return tlv_decode_in(whole, TAG_REQUEST, request_members, REQUEST_N, out);
}

enum err es8p_initialise_secure_channel_encode(const struct es8p_initialise_secure_channel *request,
					       struct buf *out)
{
	return tlv_encode_in(out, TAG_REQUEST, request_members, REQUEST_N, request);
}

enum err es8p_initialise_secure_channel_input(const struct es8p_initialise_secure_channel *request,
					      struct bytes euicc_otpk, struct buf *out)
{
	TRY(tlv_encode(out, request_members, REQUEST_N - 1, request));
	return tlv_put(out, RSP_TAG_OTPK, euicc_otpk);
}
