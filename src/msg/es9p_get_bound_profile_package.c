/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.GetBoundProfilePackage as two tables. */
#include "msg/es9p_get_bound_profile_package.h"

#include "msg/rsp_type.h"

static const struct json_member request_members[] = {
	JSON_MEMBER(struct es9p_get_bound_profile_package_request, transaction_id, "transactionId",
		    JSON_AS_HEX, .len_min = 1, .len_max = RSP_TRANSACTION_ID_MAX),
	JSON_MEMBER(struct es9p_get_bound_profile_package_request, prepare_download_response,
		    "prepareDownloadResponse", JSON_AS_TLV, .tag = 0xBF21),
};
static const struct json_table request_table = JSON_TABLE(request_members);

static const struct json_member response_members[] = {
	JSON_MEMBER(struct es9p_get_bound_profile_package_response, transaction_id, "transactionId",
		    JSON_AS_HEX, .len_min = 1, .len_max = RSP_TRANSACTION_ID_MAX),
	JSON_MEMBER(struct es9p_get_bound_profile_package_response, bound_profile_package,
		    "boundProfilePackage", JSON_AS_TLV, .tag = 0xBF36),
};
static const struct json_table response_table = JSON_TABLE(response_members);

enum err
es9p_get_bound_profile_package_request_decode(struct arena *a, struct bytes body,
					      struct es9p_get_bound_profile_package_request *out)
{
	return json_decode(a, body, &request_table, out, NULL);
}

enum err
es9p_get_bound_profile_package_response_decode(struct arena *a, struct bytes body,
					       struct es9p_get_bound_profile_package_response *out)
{
	*out = (struct es9p_get_bound_profile_package_response){};
	return esx_response_decode(a, body, &response_table, out);
}

enum err es9p_get_bound_profile_package_request_encode(
	const struct es9p_get_bound_profile_package_request *request, struct buf *out)
{
	return json_encode(&request_table, request, out);
}

enum err es9p_get_bound_profile_package_response_encode(
	const struct es9p_get_bound_profile_package_response *response, struct buf *out)
{
	return esx_response_encode(&response_table, response, out);
}
