/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.GetBoundProfilePackage (SGP.22 §5.6.2, §6.5.2.7): bytes to struct and back, no decisions.
 * What is in the TLVs: es10b_prepare_download.h, es8p_bound_profile_package.h.
 */
#ifndef MSG_ES9P_GET_BOUND_PROFILE_PACKAGE_H
#define MSG_ES9P_GET_BOUND_PROFILE_PACKAGE_H

#include "msg/es9p_binding.h"

struct es9p_get_bound_profile_package_request {
	struct bytes transaction_id;		/* 1 to 16 bytes */
	struct bytes prepare_download_response; /* whole TLV BF21 */
};

struct es9p_get_bound_profile_package_response {
	struct esx_response_header header;
	struct bytes transaction_id;	    /* 1 to 16 bytes */
	struct bytes bound_profile_package; /* whole TLV BF36 */
};

/* In both bindings; the functions below are JSON. */
extern const struct es9p_function es9p_get_bound_profile_package;

/* Errors as json_decode and esx_response_decode. Slices live in the arena. */
enum err
es9p_get_bound_profile_package_request_decode(struct arena *a, struct bytes body,
					      struct es9p_get_bound_profile_package_request *out);
enum err
es9p_get_bound_profile_package_response_decode(struct arena *a, struct bytes body,
					       struct es9p_get_bound_profile_package_response *out);

/* Append the body; the package goes straight into it. Errors as json_encode. */
enum err es9p_get_bound_profile_package_request_encode(
	const struct es9p_get_bound_profile_package_request *request, struct buf *out);
enum err es9p_get_bound_profile_package_response_encode(
	const struct es9p_get_bound_profile_package_response *response, struct buf *out);

#endif
