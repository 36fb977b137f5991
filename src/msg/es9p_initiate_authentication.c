/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.InitiateAuthentication as tables, two for each binding (SGP.22 §6.5.2.6, §6.6.2.1). */
#include "msg/es9p_initiate_authentication.h"

#include <string.h>

#include "msg/rsp_type.h"

typedef struct es9p_initiate_authentication_request request_t;
typedef struct es9p_initiate_authentication_response response_t;

static const struct json_member request_json[] = {
	JSON_MEMBER(request_t, euicc_challenge, "euiccChallenge", JSON_AS_BASE64,
		    .len_min = RSP_CHALLENGE_LEN, .len_max = RSP_CHALLENGE_LEN),
	JSON_MEMBER(request_t, euicc_info1, "euiccInfo1", JSON_AS_TLV, .tag = 0xBF20),
	JSON_MEMBER(request_t, smdp_address, "smdpAddress", JSON_AS_TEXT),
};

static const struct json_member response_json[] = {
	JSON_MEMBER(response_t, transaction_id, "transactionId", JSON_AS_HEX, .len_min = 1,
		    .len_max = RSP_TRANSACTION_ID_MAX),
	JSON_MEMBER(response_t, server_signed1, "serverSigned1", JSON_AS_TLV, .tag = 0x30),
	JSON_MEMBER(response_t, server_signature1, "serverSignature1", JSON_AS_TLV_VALUE,
		    .tag = RSP_TAG_SIGNATURE, .len_min = 1, .len_max = RSP_SIGNATURE_MAX),
	JSON_MEMBER(response_t, euicc_ci_pk_id_to_be_used, "euiccCiPKIdToBeUsed", JSON_AS_TLV_VALUE,
		    .tag = 0x04, .len_min = 1, .len_max = RSP_KEY_ID_MAX),
	JSON_MEMBER(response_t, server_certificate, "serverCertificate", JSON_AS_TLV, .tag = 0x30),
};

static const struct tlv_member request_asn1[] = {
	TLV_MEMBER(request_t, euicc_challenge, 0x81, .len_min = RSP_CHALLENGE_LEN,
		   .len_max = RSP_CHALLENGE_LEN),
	TLV_MEMBER(request_t, smdp_address, 0x83),
	TLV_MEMBER(request_t, euicc_info1, 0xBF20, .whole = true),
};

/* As in JSON: a text has no NUL in it, and one behind it. */
static enum err request_asn1_decode(struct arena *a, struct bytes value, void *out)
{
	request_t *request = out;
	const char *address = NULL;
	TRY(tlv_decode(value, TLV_ROWS(request_asn1), request));
	TRY(arena_str(a, request->smdp_address, &address));
	if (strlen(address) != request->smdp_address.len)
		return ERR_SYNTAX;
	request->smdp_address = bytes_str(address);
	return OK;
}

static const struct tlv_member response_asn1[] = {
	TLV_MEMBER(response_t, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(response_t, server_signed1, 0x30, .whole = true),
	TLV_MEMBER(response_t, server_signature1, RSP_TAG_SIGNATURE, .len_min = 1,
		   .len_max = RSP_SIGNATURE_MAX),
	TLV_MEMBER(response_t, euicc_ci_pk_id_to_be_used, 0x04, .len_min = 1,
		   .len_max = RSP_KEY_ID_MAX),
	TLV_MEMBER(response_t, server_certificate, 0x30, .whole = true),
};

/* 8.8.4/3.7 has no value of its own. */
static const struct es9p_error errors[] = {
	{"8.8.1", "3.8", 1}, /* invalidDpAddress */
	{"8.8.3", "3.1", 2}, /* euiccVersionNotSupportedByDp */
	{"8.8.2", "3.1", 3}, /* ciPKIdNotSupported */
};

const struct es9p_message es9p_initiate_authentication_request = {
	.tag = 0xBF39,
	.size = sizeof(request_t),
	.json = JSON_TABLE(request_json),
	ES9P_MEMBERS(request_asn1),
	.decode_asn1 = request_asn1_decode,
};

const struct es9p_message es9p_initiate_authentication_response = {
	.tag = 0xBF39,
	.size = sizeof(response_t),
	.json = JSON_TABLE(response_json),
	ES9P_MEMBERS(response_asn1),
};

const struct es9p_function es9p_initiate_authentication = {
	.name = "initiateAuthentication",
	.request = &es9p_initiate_authentication_request,
	.response = &es9p_initiate_authentication_response,
	ES9P_ERRORS(errors),
};

enum err
es9p_initiate_authentication_request_decode(struct arena *a, struct bytes body,
					    struct es9p_initiate_authentication_request *out)
{
	return es9p_request_decode(&es9p_initiate_authentication, ES9P_JSON, a, body, out);
}

enum err
es9p_initiate_authentication_response_decode(struct arena *a, struct bytes body,
					     struct es9p_initiate_authentication_response *out)
{
	return es9p_response_decode(&es9p_initiate_authentication, ES9P_JSON, a, body, out);
}

enum err es9p_initiate_authentication_request_encode(
	const struct es9p_initiate_authentication_request *request, struct buf *out)
{
	return es9p_request_encode(&es9p_initiate_authentication, ES9P_JSON, request, out);
}

enum err es9p_initiate_authentication_response_encode(
	const struct es9p_initiate_authentication_response *response, struct buf *out)
{
	return es9p_response_encode(&es9p_initiate_authentication, ES9P_JSON, response, out);
}
