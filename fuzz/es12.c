/* SPDX-License-Identifier: Apache-2.0 */
/* What an SM-DP+ asks of an SM-DS over ES12, and an alternative SM-DS of the root over ES15.
 * Covers: msg/es12_delete_event.c msg/es12_register_event.c */
#include "msg/es12_delete_event.h"
#include "msg/es12_register_event.h"
#include "round_trip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define register_response_decode es12_register_event_response_decode
#define delete_response_decode	 es12_delete_event_response_decode

static enum err header_encode(const struct esx_response_header *header, struct buf *out)
{
	return esx_header_encode(&header->execution_status, out);
}
#define register_response_encode header_encode
#define delete_response_encode	 header_encode

ROUND_TRIP_JSON(es12_register_event_request, struct es12_register_event_request)
ROUND_TRIP_JSON(es12_delete_event_request, struct es12_delete_event_request)
ROUND_TRIP_JSON(register_response, struct esx_response_header)
ROUND_TRIP_JSON(delete_response, struct esx_response_header)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const targets[])(struct bytes) = {
		round_trip_es12_register_event_request,
		round_trip_es12_delete_event_request,
		round_trip_register_response,
		round_trip_delete_response,
	};
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		targets[i](bytes_from(data, len));
	return 0;
}
