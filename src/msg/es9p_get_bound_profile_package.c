/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.GetBoundProfilePackage as tables, two for each binding (SGP.22 §6.5.2.7, §6.6.2.3). */
#include "msg/es9p_get_bound_profile_package.h"

#include "msg/rsp_type.h"

typedef struct es9p_get_bound_profile_package_request request_t;
typedef struct es9p_get_bound_profile_package_response response_t;

static const struct json_member request_json[] = {
	JSON_MEMBER(request_t, transaction_id, "transactionId", JSON_AS_HEX, .len_min = 1,
		    .len_max = RSP_TRANSACTION_ID_MAX),
	JSON_MEMBER(request_t, prepare_download_response, "prepareDownloadResponse", JSON_AS_TLV,
		    .tag = 0xBF21),
};

static const struct json_member response_json[] = {
	JSON_MEMBER(response_t, transaction_id, "transactionId", JSON_AS_HEX, .len_min = 1,
		    .len_max = RSP_TRANSACTION_ID_MAX),
	JSON_MEMBER(response_t, bound_profile_package, "boundProfilePackage", JSON_AS_TLV,
		    .tag = 0xBF36),
};

static const struct tlv_member request_asn1[] = {
	TLV_MEMBER(request_t, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(request_t, prepare_download_response, 0xBF21, .whole = true),
};

static const struct tlv_member response_asn1[] = {
	TLV_MEMBER(response_t, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(response_t, bound_profile_package, 0xBF36, .whole = true),
};

static const struct es9p_error errors[] = {
	{"8.1", "6.1", 1},     /* euiccSignatureInvalid */
	{"8.2.7", "2.2", 2},   /* confirmationCodeMissing */
	{"8.2.7", "3.8", 3},   /* confirmationCodeRefused */
	{"8.2.7", "6.4", 4},   /* confirmationCodeRetriesExceeded */
	{"8.2", "3.7", 5},     /* bppRebindingRefused */
	{"8.8.5", "4.10", 6},  /* downloadOrderExpired; without a name since v2.6 */
	{"8.10.1", "3.9", 95}, /* invalidTransactionId */
};

static const struct es9p_message request_message = {
	.tag = 0xBF3A,
	.size = sizeof(request_t),
	.json = JSON_TABLE(request_json),
	ES9P_MEMBERS(request_asn1),
};

static const struct es9p_message response_message = {
	.tag = 0xBF3A,
	.size = sizeof(response_t),
	.json = JSON_TABLE(response_json),
	ES9P_MEMBERS(response_asn1),
};

const struct es9p_function es9p_get_bound_profile_package = {
	.name = "getBoundProfilePackage",
	.request = &request_message,
	.response = &response_message,
	ES9P_ERRORS(errors),
};

enum err
es9p_get_bound_profile_package_request_decode(struct arena *a, struct bytes body,
					      struct es9p_get_bound_profile_package_request *out)
{
	return es9p_request_decode(&es9p_get_bound_profile_package, ES9P_JSON, a, body, out);
}

enum err
es9p_get_bound_profile_package_response_decode(struct arena *a, struct bytes body,
					       struct es9p_get_bound_profile_package_response *out)
{
	return es9p_response_decode(&es9p_get_bound_profile_package, ES9P_JSON, a, body, out);
}

enum err es9p_get_bound_profile_package_request_encode(
	const struct es9p_get_bound_profile_package_request *request, struct buf *out)
{
	return es9p_request_encode(&es9p_get_bound_profile_package, ES9P_JSON, request, out);
}

enum err es9p_get_bound_profile_package_response_encode(
	const struct es9p_get_bound_profile_package_response *response, struct buf *out)
{
	return es9p_response_encode(&es9p_get_bound_profile_package, ES9P_JSON, response, out);
}
