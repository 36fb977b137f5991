/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES2+.ReleaseProfile (SGP.22 §5.3.4, §6.5.2.4): JSON to struct and back, no decisions.
 * The response is its header only: esx_header_encode.
 */
#ifndef MSG_ES2P_RELEASE_PROFILE_H
#define MSG_ES2P_RELEASE_PROFILE_H

#include "msg/es2p_field.h"
#include "msg/esx_header.h"

struct es2p_release_profile_request {
	struct esx_request_header header;
	struct bytes iccid; /* digits without padding */
};

/* Errors as esx_request_decode. Slices live in the arena. */
enum err es2p_release_profile_request_decode(struct arena *a, struct bytes body,
					     struct es2p_release_profile_request *out);
enum err es2p_release_profile_response_decode(struct arena *a, struct bytes body,
					      struct esx_response_header *out);

/* Errors as esx_request_encode. */
enum err es2p_release_profile_request_encode(const struct es2p_release_profile_request *request,
					     struct buf *out);

#endif
