/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.InitiateAuthentication as two tables. */
#include "msg/es9p_initiate_authentication.h"

#include "msg/rsp_type.h"

static const struct json_member request_members[] = {
	JSON_MEMBER(struct es9p_initiate_authentication_request, euicc_challenge, "euiccChallenge",
		    JSON_AS_BASE64, .len_min = RSP_CHALLENGE_LEN, .len_max = RSP_CHALLENGE_LEN),
	JSON_MEMBER(struct es9p_initiate_authentication_request, euicc_info1, "euiccInfo1",
		    JSON_AS_TLV, .tag = 0xBF20),
	JSON_MEMBER(struct es9p_initiate_authentication_request, smdp_address, "smdpAddress",
		    JSON_AS_TEXT),
};
static const struct json_table request_table = JSON_TABLE(request_members);

static const struct json_member response_members[] = {
	JSON_MEMBER(struct es9p_initiate_authentication_response, transaction_id, "transactionId",
		    JSON_AS_HEX, .len_min = 1, .len_max = RSP_TRANSACTION_ID_MAX),
	JSON_MEMBER(struct es9p_initiate_authentication_response, server_signed1, "serverSigned1",
		    JSON_AS_TLV, .tag = 0x30),
	JSON_MEMBER(struct es9p_initiate_authentication_response, server_signature1,
		    "serverSignature1", JSON_AS_TLV_VALUE, .tag = RSP_TAG_SIGNATURE, .len_min = 1,
		    .len_max = RSP_SIGNATURE_MAX),
	JSON_MEMBER(struct es9p_initiate_authentication_response, euicc_ci_pk_id_to_be_used,
		    "euiccCiPKIdToBeUsed", JSON_AS_TLV_VALUE, .tag = 0x04, .len_min = 1,
		    .len_max = RSP_KEY_ID_MAX),
	JSON_MEMBER(struct es9p_initiate_authentication_response, server_certificate,
		    "serverCertificate", JSON_AS_TLV, .tag = 0x30),
};
static const struct json_table response_table = JSON_TABLE(response_members);

enum err
es9p_initiate_authentication_request_decode(struct arena *a, struct bytes body,
					    struct es9p_initiate_authentication_request *out)
{
	return json_decode(a, body, &request_table, out, NULL);
}

enum err
es9p_initiate_authentication_response_decode(struct arena *a, struct bytes body,
					     struct es9p_initiate_authentication_response *out)
{
	*out = (struct es9p_initiate_authentication_response){};
	return esx_response_decode(a, body, &response_table, out);
}

enum err es9p_initiate_authentication_request_encode(
	const struct es9p_initiate_authentication_request *request, struct buf *out)
{
	return json_encode(&request_table, request, out);
}

enum err es9p_initiate_authentication_response_encode(
	const struct es9p_initiate_authentication_response *response, struct buf *out)
{
	return esx_response_encode(&response_table, response, out);
}
