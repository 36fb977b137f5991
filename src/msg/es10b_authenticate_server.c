/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.AuthenticateServer as tables, and the choice in its answer. */
#include "msg/es10b_authenticate_server.h"

#include "codec/tlv.h"
#include "msg/es10_function.h"

enum {
	TAG_SEQUENCE = 0x30,
	TAG_OK = 0xA0,
	TAG_ERROR = 0xA1,
	TAG_COMMON_AUTHENTICATION = 0xA0,
	TAG_OTHER_CERTS = 0xA0, /* otherCertsInChain of version 3 */
};

static const struct tlv_member server_signed1_members[] = {
	TLV_MEMBER(struct es10b_server_signed1, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(struct es10b_server_signed1, euicc_challenge, 0x81, .len_min = RSP_CHALLENGE_LEN,
		   .len_max = RSP_CHALLENGE_LEN),
	TLV_MEMBER(struct es10b_server_signed1, server_address, 0x83),
	TLV_MEMBER(struct es10b_server_signed1, server_challenge, 0x84,
		   .len_min = RSP_CHALLENGE_LEN, .len_max = RSP_CHALLENGE_LEN),
};

enum err es10b_server_signed1_decode(struct bytes whole, struct es10b_server_signed1 *out)
{
	return tlv_decode_in(whole, TAG_SEQUENCE, TLV_ROWS(server_signed1_members), out);
}

enum err es10b_server_signed1_encode(const struct es10b_server_signed1 *s, struct buf *out)
{
	return tlv_encode_in(out, TAG_SEQUENCE, TLV_ROWS(server_signed1_members), s);
}

typedef struct es10b_device_capabilities capabilities_t;

static const struct tlv_member capabilities_members[] = {
	TLV_MEMBER(capabilities_t, gsm, 0x80, .optional = true),
	TLV_MEMBER(capabilities_t, utran, 0x81, .optional = true),
	TLV_MEMBER(capabilities_t, cdma2000_onex, 0x82, .optional = true),
	TLV_MEMBER(capabilities_t, cdma2000_hrpd, 0x83, .optional = true),
	TLV_MEMBER(capabilities_t, cdma2000_ehrpd, 0x84, .optional = true),
	TLV_MEMBER(capabilities_t, eutran_epc, 0x85, .optional = true),
	TLV_MEMBER(capabilities_t, contactless, 0x86, .optional = true),
	TLV_MEMBER(capabilities_t, rsp_crl, 0x87, .optional = true),
	TLV_MEMBER(capabilities_t, nr_epc, 0x88, .optional = true),
	TLV_MEMBER(capabilities_t, nr_5gc, 0x89, .optional = true),
	TLV_MEMBER(capabilities_t, eutran_5gc, 0x8A, .optional = true),
};

static const struct tlv_member device_info_members[] = {
	TLV_MEMBER(struct es10b_ctx_params1, tac, 0x80, .len_min = 4, .len_max = 8),
	TLV_MEMBER(struct es10b_ctx_params1, device_capabilities, 0xA1,
		   TLV_GROUP_OF(capabilities_members)),
	TLV_MEMBER(struct es10b_ctx_params1, imei, 0x82, .optional = true, .len_min = 8,
		   .len_max = 8),
};

/* The members of DeviceInfo stand in the struct itself. */
static const struct tlv_member ctx_params1_members[] = {
	TLV_MEMBER(struct es10b_ctx_params1, matching_id, 0x80, .optional = true),
	{.tag = 0xA1, TLV_GROUP_OF(device_info_members)},
};

enum err es10b_ctx_params1_decode(struct bytes whole, struct es10b_ctx_params1 *out)
{
	return tlv_decode_in(whole, TAG_COMMON_AUTHENTICATION, TLV_ROWS(ctx_params1_members), out);
}

enum err es10b_ctx_params1_encode(const struct es10b_ctx_params1 *ctx, struct buf *out)
{
	return tlv_encode_in(out, TAG_COMMON_AUTHENTICATION, TLV_ROWS(ctx_params1_members), ctx);
}

typedef struct es10b_authenticate_server_request request_t;

static const struct tlv_member request_members[] = {
	TLV_MEMBER(request_t, server_signed1, TAG_SEQUENCE, .whole = true),
	TLV_MEMBER(request_t, server_signature1, RSP_TAG_SIGNATURE, .len_min = 1,
		   .len_max = RSP_SIGNATURE_MAX),
	TLV_MEMBER(request_t, euicc_ci_pk_id_to_be_used, 0x04, .len_min = 1,
		   .len_max = RSP_KEY_ID_MAX),
	TLV_MEMBER(request_t, server_certificate, TAG_SEQUENCE, .whole = true),
	TLV_MEMBER(request_t, ctx_params1, TAG_COMMON_AUTHENTICATION, .whole = true),
};

enum err es10b_authenticate_server_request_decode(struct bytes whole,
						  struct es10b_authenticate_server_request *out)
{
	return tlv_decode_in(whole, ES10B_AUTHENTICATE_SERVER, TLV_ROWS(request_members), out);
}

enum err
es10b_authenticate_server_request_encode(const struct es10b_authenticate_server_request *request,
					 struct buf *out)
{
	return tlv_encode_in(out, ES10B_AUTHENTICATE_SERVER, TLV_ROWS(request_members), request);
}

static const struct tlv_member euicc_signed1_members[] = {
	TLV_MEMBER(struct es10b_euicc_signed1, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(struct es10b_euicc_signed1, server_address, 0x83),
	TLV_MEMBER(struct es10b_euicc_signed1, server_challenge, 0x84, .len_min = RSP_CHALLENGE_LEN,
		   .len_max = RSP_CHALLENGE_LEN),
	TLV_MEMBER(struct es10b_euicc_signed1, euicc_info2, ES10B_GET_EUICC_INFO2, .whole = true),
	TLV_MEMBER(struct es10b_euicc_signed1, ctx_params1, TAG_COMMON_AUTHENTICATION,
		   .whole = true),
};

enum err es10b_euicc_signed1_decode(struct bytes whole, struct es10b_euicc_signed1 *out)
{
	return tlv_decode_in(whole, TAG_SEQUENCE, TLV_ROWS(euicc_signed1_members), out);
}

enum err es10b_euicc_signed1_encode(const struct es10b_euicc_signed1 *s, struct buf *out)
{
	return tlv_encode_in(out, TAG_SEQUENCE, TLV_ROWS(euicc_signed1_members), s);
}

typedef struct es10b_authenticate_server_response response_t;

static const struct tlv_member ok_members[] = {
	TLV_MEMBER(response_t, authenticate_response_ok.euicc_signed1, TAG_SEQUENCE, .whole = true),
	TLV_MEMBER(response_t, authenticate_response_ok.euicc_signature1, RSP_TAG_SIGNATURE,
		   .len_min = 1, .len_max = RSP_SIGNATURE_MAX),
	TLV_MEMBER(response_t, authenticate_response_ok.euicc_certificate, TAG_SEQUENCE,
		   .whole = true),
	TLV_MEMBER(response_t, authenticate_response_ok.eum_certificate, TAG_SEQUENCE,
		   .whole = true),
	TLV_MEMBER(response_t, authenticate_response_ok.other_certs_in_chain, TAG_OTHER_CERTS,
		   .optional = true),
};

static const struct tlv_member error_members[] = {
	TLV_MEMBER(response_t, authenticate_response_error.transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(response_t, authenticate_response_error.authenticate_error_code, 0x02,
		   .kind = TLV_NUMBER),
};

enum err es10b_authenticate_server_response_decode(struct bytes whole,
						   struct es10b_authenticate_server_response *out)
{
	struct tlv arm = {};
	*out = (response_t){};
	TRY(tlv_choice(whole, ES10B_AUTHENTICATE_SERVER, &arm));
	out->ok = arm.tag == TAG_OK;
	if (out->ok)
		return tlv_decode(arm.value, TLV_ROWS(ok_members), out);
	if (arm.tag != TAG_ERROR)
		return ERR_MISSING;
	return tlv_decode(arm.value, TLV_ROWS(error_members), out);
}

enum err
es10b_authenticate_server_response_encode(const struct es10b_authenticate_server_response *response,
					  struct buf *out)
{
	size_t mark = 0;
	TRY(tlv_open(out, ES10B_AUTHENTICATE_SERVER, &mark));
	if (response->ok)
		TRY(tlv_encode_in(out, TAG_OK, TLV_ROWS(ok_members), response));
	else
		TRY(tlv_encode_in(out, TAG_ERROR, TLV_ROWS(error_members), response));
	return tlv_close(out, mark);
}
