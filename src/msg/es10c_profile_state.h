/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10c.EnableProfile, DisableProfile, DeleteProfile, SetNickname (SGP.22 §5.7.16 to §5.7.18,
 * §5.7.21): DER to struct and back. The answers are es10_results.
 */
#ifndef MSG_ES10C_PROFILE_STATE_H
#define MSG_ES10C_PROFILE_STATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "msg/es10_function.h"

/* A request for ES10C_ENABLE_PROFILE, ES10C_DISABLE_PROFILE or ES10C_DELETE_PROFILE. Exactly one of
 * the two identifiers is present. */
struct es10c_profile_state_request {
	enum es10_function function;
	struct bytes isdp_aid; /* 1 to 16 bytes, or absent */
	struct bytes iccid;    /* 10 bytes, or absent */
	bool refresh_flag;     /* not in DeleteProfile */
};

/* `whole` is exactly one TLV, of one of the three functions. Slices point into it. Errors as
 * tlv_only and tlv_decode; ERR_MISSING without an identifier; ERR_UNSUPPORTED for another
 * function. */
enum err es10c_profile_state_request_decode(struct bytes whole,
					    struct es10c_profile_state_request *out);

/* Append the TLV. ERR_MISSING without an identifier or with both; errors as buf_put. */
enum err es10c_profile_state_request_encode(const struct es10c_profile_state_request *request,
					    struct buf *out);

enum { ES10C_NICKNAME_MAX = 64 }; /* bytes of UTF-8 */

/* SetNicknameRequest, TLV BF29. */
struct es10c_set_nickname_request {
	struct bytes iccid;	       /* 10 bytes */
	struct bytes profile_nickname; /* may be empty: remove it */
};
enum err es10c_set_nickname_request_decode(struct bytes whole,
					   struct es10c_set_nickname_request *out);
enum err es10c_set_nickname_request_encode(const struct es10c_set_nickname_request *request,
					   struct buf *out);

#endif
