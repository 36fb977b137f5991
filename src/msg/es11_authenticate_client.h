/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES11.AuthenticateClient (SGP.22 §5.8.2, §6.5.2.8): bytes to struct and back, no decisions. The
 * request is that of ES9+ (es9p_authenticate_client.h), as InitiateAuthentication is (§5.8.1).
 */
#ifndef MSG_ES11_AUTHENTICATE_CLIENT_H
#define MSG_ES11_AUTHENTICATE_CLIENT_H

#include <stddef.h>

#include "msg/es9p_binding.h"

/* EventEntries: an event record. Texts of at least one character; what they hold is unchecked. */
struct es11_event_entry {
	struct bytes event_id;
	struct bytes rsp_server_address;
};

struct es11_authenticate_client_response {
	struct esx_response_header header;
	struct bytes transaction_id; /* 1 to 16 bytes */
	const struct es11_event_entry *event_entries;
	size_t event_entry_count; /* 0: an empty array */
};

/* In both bindings; the functions below are JSON. */
extern const struct es9p_function es11_authenticate_client;

/* Errors as json_decode and esx_response_decode. Entries and slices live in the arena. */
enum err es11_authenticate_client_response_decode(struct arena *a, struct bytes body,
						  struct es11_authenticate_client_response *out);

/* Append the body. Errors as json_encode. */
enum err
es11_authenticate_client_response_encode(const struct es11_authenticate_client_response *response,
					 struct buf *out);

#endif
