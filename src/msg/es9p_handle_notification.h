/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.HandleNotification (SGP.22 §5.6.4, §6.5.2.9): bytes to struct and back, no decisions. The
 * answer is HTTP 204 without a body. What is in the TLV: es10b_notification.h.
 */
#ifndef MSG_ES9P_HANDLE_NOTIFICATION_H
#define MSG_ES9P_HANDLE_NOTIFICATION_H

#include "msg/es9p_binding.h"

struct es9p_handle_notification_request {
	struct bytes pending_notification; /* one whole TLV, of whatever tag */
};

/* In both bindings; the functions below are JSON. */
extern const struct es9p_function es9p_handle_notification;

/* Errors as json_decode. Slices live in the arena. */
enum err es9p_handle_notification_request_decode(struct arena *a, struct bytes body,
						 struct es9p_handle_notification_request *out);

/* Append the body. Errors as json_encode. */
enum err
es9p_handle_notification_request_encode(const struct es9p_handle_notification_request *request,
					struct buf *out);

#endif
