/* SPDX-License-Identifier: Apache-2.0 */
/* ES2+.ReleaseProfile as a table. */
#include "msg/es2p_release_profile.h"

static const struct json_member request_members[] = {
	JSON_MEMBER(struct es2p_release_profile_request, iccid, "iccid", JSON_AS_TEXT,
		    .check = es2p_check_iccid),
};
static const struct json_table request_table = JSON_TABLE(request_members);

enum err es2p_release_profile_request_decode(struct arena *a, struct bytes body,
					     struct es2p_release_profile_request *out)
{
	*out = (struct es2p_release_profile_request){};
	TRY(esx_request_decode(a, body, &request_table, out));
	return es2p_strip_iccid(a, &out->iccid);
}

enum err es2p_release_profile_response_decode(struct arena *a, struct bytes body,
					      struct esx_response_header *out)
{
	return esx_response_decode(a, body, NULL, out);
}

enum err es2p_release_profile_request_encode(const struct es2p_release_profile_request *request,
					     struct buf *out)
{
	return esx_request_encode(&request_table, request, out);
}
