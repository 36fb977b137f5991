/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.AuthenticateClient as two tables: the members of the clause, and nothing else. */
#include "msg/es9p_authenticate_client.h"

#include "msg/rsp_type.h"

static const struct json_member request_members[] = {
	JSON_MEMBER(struct es9p_authenticate_client_request, transaction_id, "transactionId",
		    JSON_AS_HEX, .len_min = 1, .len_max = RSP_TRANSACTION_ID_MAX),
	JSON_MEMBER(struct es9p_authenticate_client_request, authenticate_server_response,
		    "authenticateServerResponse", JSON_AS_TLV, .tag = 0xBF38),
};
static const struct json_table request_table = JSON_TABLE(request_members);

static const struct json_member response_members[] = {
	JSON_MEMBER(struct es9p_authenticate_client_response, transaction_id, "transactionId",
		    JSON_AS_HEX, .len_min = 1, .len_max = RSP_TRANSACTION_ID_MAX),
	JSON_MEMBER(struct es9p_authenticate_client_response, profile_metadata, "profileMetadata",
		    JSON_AS_TLV, .tag = 0xBF25),
	JSON_MEMBER(struct es9p_authenticate_client_response, smdp_signed2, "smdpSigned2",
		    JSON_AS_TLV, .tag = 0x30),
	JSON_MEMBER(struct es9p_authenticate_client_response, smdp_signature2, "smdpSignature2",
		    JSON_AS_TLV_VALUE, .tag = RSP_TAG_SIGNATURE, .len_min = 1,
		    .len_max = RSP_SIGNATURE_MAX),
	JSON_MEMBER(struct es9p_authenticate_client_response, smdp_certificate, "smdpCertificate",
		    JSON_AS_TLV, .tag = 0x30),
};
static const struct json_table response_table = JSON_TABLE(response_members);

enum err es9p_authenticate_client_request_decode(struct arena *a, struct bytes body,
						 struct es9p_authenticate_client_request *out)
{
	return json_decode(a, body, &request_table, out, NULL);
}

enum err es9p_authenticate_client_response_decode(struct arena *a, struct bytes body,
						  struct es9p_authenticate_client_response *out)
{
	*out = (struct es9p_authenticate_client_response){};
	return esx_response_decode(a, body, &response_table, out);
}

enum err
es9p_authenticate_client_request_encode(const struct es9p_authenticate_client_request *request,
					struct buf *out)
{
	return json_encode(&request_table, request, out);
}

enum err
es9p_authenticate_client_response_encode(const struct es9p_authenticate_client_response *response,
					 struct buf *out)
{
	return esx_response_encode(&response_table, response, out);
}
