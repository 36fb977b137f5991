/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.CancelSession (SGP.22 §5.6.5, §6.5.2.10): bytes to struct and back, no decisions.
 * The response is its header only: esx_header_encode. What is in the TLV: es10b_cancel_session.h.
 */
#ifndef MSG_ES9P_CANCEL_SESSION_H
#define MSG_ES9P_CANCEL_SESSION_H

#include "msg/es9p_binding.h"

struct es9p_cancel_session_request {
	struct bytes transaction_id;	      /* 1 to 16 bytes */
	struct bytes cancel_session_response; /* whole TLV BF41 */
};

/* In both bindings; the functions below are JSON. */
extern const struct es9p_function es9p_cancel_session;

/* Errors as json_decode and esx_response_decode. Slices live in the arena. */
enum err es9p_cancel_session_request_decode(struct arena *a, struct bytes body,
					    struct es9p_cancel_session_request *out);
enum err es9p_cancel_session_response_decode(struct arena *a, struct bytes body,
					     struct esx_response_header *out);

/* Append the body. Errors as json_encode. */
enum err es9p_cancel_session_request_encode(const struct es9p_cancel_session_request *request,
					    struct buf *out);

#endif
