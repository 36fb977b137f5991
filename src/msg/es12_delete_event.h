/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES12.DeleteEvent and ES15.DeleteEvent (SGP.22 §5.9.2, §6.5.2.14): JSON to struct and back, no
 * decisions. The response is its header only: esx_header_encode. An EventID is a secret.
 */
#ifndef MSG_ES12_DELETE_EVENT_H
#define MSG_ES12_DELETE_EVENT_H

#include "msg/esx_header.h"

struct es12_delete_event_request {
	struct esx_request_header header;
	struct bytes eid; /* 32 digits */
	struct bytes event_id;
};

/* Errors as esx_request_decode. Slices live in the arena. */
enum err es12_delete_event_request_decode(struct arena *a, struct bytes body,
					  struct es12_delete_event_request *out);
enum err es12_delete_event_response_decode(struct arena *a, struct bytes body,
					   struct esx_response_header *out);

/* Errors as esx_request_encode. */
enum err es12_delete_event_request_encode(const struct es12_delete_event_request *request,
					  struct buf *out);

#endif
