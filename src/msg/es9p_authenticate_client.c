/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.AuthenticateClient as tables, two for each binding (SGP.22 §6.5.2.8, §6.6.2.2): the members
 * of the clause, and nothing else. */
#include "msg/es9p_authenticate_client.h"

#include "msg/rsp_type.h"

typedef struct es9p_authenticate_client_request request_t;
typedef struct es9p_authenticate_client_response response_t;

static const struct json_member request_json[] = {
	JSON_MEMBER(request_t, transaction_id, "transactionId", JSON_AS_HEX, .len_min = 1,
		    .len_max = RSP_TRANSACTION_ID_MAX),
	JSON_MEMBER(request_t, authenticate_server_response, "authenticateServerResponse",
		    JSON_AS_TLV, .tag = 0xBF38),
};

static const struct json_member response_json[] = {
	JSON_MEMBER(response_t, transaction_id, "transactionId", JSON_AS_HEX, .len_min = 1,
		    .len_max = RSP_TRANSACTION_ID_MAX),
	JSON_MEMBER(response_t, profile_metadata, "profileMetadata", JSON_AS_TLV, .tag = 0xBF25),
	JSON_MEMBER(response_t, smdp_signed2, "smdpSigned2", JSON_AS_TLV, .tag = 0x30),
	JSON_MEMBER(response_t, smdp_signature2, "smdpSignature2", JSON_AS_TLV_VALUE,
		    .tag = RSP_TAG_SIGNATURE, .len_min = 1, .len_max = RSP_SIGNATURE_MAX),
	JSON_MEMBER(response_t, smdp_certificate, "smdpCertificate", JSON_AS_TLV, .tag = 0x30),
};

static const struct tlv_member request_asn1[] = {
	TLV_MEMBER(request_t, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(request_t, authenticate_server_response, 0xBF38, .whole = true),
};

static const struct tlv_member response_asn1[] = {
	TLV_MEMBER(response_t, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(response_t, profile_metadata, 0xBF25, .whole = true),
	TLV_MEMBER(response_t, smdp_signed2, 0x30, .whole = true),
	TLV_MEMBER(response_t, smdp_signature2, RSP_TAG_SIGNATURE, .len_min = 1,
		   .len_max = RSP_SIGNATURE_MAX),
	TLV_MEMBER(response_t, smdp_certificate, 0x30, .whole = true),
};

/* 8.8.5/6.4 has no value of its own. */
static const struct es9p_error errors[] = {
	{"8.1.2", "6.1", 1},   /* eumCertificateInvalid */
	{"8.1.2", "6.3", 2},   /* eumCertificateExpired */
	{"8.1.3", "6.1", 3},   /* euiccCertificateInvalid */
	{"8.1.3", "6.3", 4},   /* euiccCertificateExpired */
	{"8.1", "6.1", 5},     /* euiccSignatureInvalid */
	{"8.2.6", "3.8", 6},   /* matchingIdRefused */
	{"8.1.1", "3.8", 7},   /* eidMismatch */
	{"8.2.5", "4.3", 8},   /* noEligibleProfile */
	{"8.2", "1.2", 8},     /* the same: it is not released yet */
	{"8.11.1", "3.9", 9},  /* ciPKUnknown */
	{"8.10.1", "3.9", 10}, /* invalidTransactionId */
	{"8.1", "4.8", 11},    /* insufficientMemory */
	{"8.8.5", "4.10", 18}, /* downloadOrderExpired, named since v2.6 */
};

const struct es9p_message es9p_authenticate_client_request = {
	.tag = 0xBF3B,
	.size = sizeof(request_t),
	.json = JSON_TABLE(request_json),
	ES9P_MEMBERS(request_asn1),
};

static const struct es9p_message response_message = {
	.tag = 0xBF3B,
	.size = sizeof(response_t),
	.json = JSON_TABLE(response_json),
	ES9P_MEMBERS(response_asn1),
};

const struct es9p_function es9p_authenticate_client = {
	.name = "authenticateClient",
	.request = &es9p_authenticate_client_request,
	.response = &response_message,
	ES9P_ERRORS(errors),
};

enum err es9p_authenticate_client_request_decode(struct arena *a, struct bytes body,
						 struct es9p_authenticate_client_request *out)
{
	return es9p_request_decode(&es9p_authenticate_client, ES9P_JSON, a, body, out);
}

enum err es9p_authenticate_client_response_decode(struct arena *a, struct bytes body,
						  struct es9p_authenticate_client_response *out)
{
	return es9p_response_decode(&es9p_authenticate_client, ES9P_JSON, a, body, out);
}

enum err
es9p_authenticate_client_request_encode(const struct es9p_authenticate_client_request *request,
					struct buf *out)
{
	return es9p_request_encode(&es9p_authenticate_client, ES9P_JSON, request, out);
}

enum err
es9p_authenticate_client_response_encode(const struct es9p_authenticate_client_response *response,
					 struct buf *out)
{
	return es9p_response_encode(&es9p_authenticate_client, ES9P_JSON, response, out);
}
