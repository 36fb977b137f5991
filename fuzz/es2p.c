/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator sends over ES2+, and what it would answer to us. */
#include "msg/es2p_cancel_order.h"
#include "msg/es2p_confirm_order.h"
#include "msg/es2p_download_order.h"
#include "msg/es2p_handle_download_progress_info.h"
#include "msg/es2p_release_profile.h"
#include "round_trip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* With the dialect bound, so that all have the shape of ROUND_TRIP_JSON. */
static const struct es2p_dialect dialect = {
	.matching_id_extra = "_", .iccid_padded = true, .numbers_as_text = true};

static enum err confirm_request_decode(struct arena *a, struct bytes in,
				       struct es2p_confirm_order_request *out)
{
	return es2p_confirm_order_request_decode(a, in, &dialect, out);
}

#define confirm_request_encode es2p_confirm_order_request_encode

static enum err download_response_encode(const struct es2p_download_order_response *response,
					 struct buf *out)
{
	return es2p_download_order_response_encode(response, &dialect, out);
}
#define download_response_decode es2p_download_order_response_decode

typedef struct es2p_handle_download_progress_info_request progress_t;

#define progress_decode es2p_handle_download_progress_info_request_decode

static enum err progress_encode(const progress_t *request, struct buf *out)
{
	TRY(es2p_handle_download_progress_info_request_encode(request, NULL, out));
	buf_reset(out);
	/* A negative number has no form as digits. */
	return es2p_handle_download_progress_info_request_encode(
		request, request->notification_point_id < 0 ? NULL : &dialect, out);
}

#define header_decode es2p_release_profile_response_decode

static enum err header_encode(const struct esx_response_header *header, struct buf *out)
{
	return esx_header_encode(&header->execution_status, out);
}

ROUND_TRIP_JSON(es2p_download_order_request, struct es2p_download_order_request)
ROUND_TRIP_JSON(download_response, struct es2p_download_order_response)
ROUND_TRIP_JSON(confirm_request, struct es2p_confirm_order_request)
ROUND_TRIP_JSON(es2p_confirm_order_response, struct es2p_confirm_order_response)
ROUND_TRIP_JSON(es2p_cancel_order_request, struct es2p_cancel_order_request)
ROUND_TRIP_JSON(es2p_release_profile_request, struct es2p_release_profile_request)
ROUND_TRIP_JSON(progress, progress_t)
ROUND_TRIP_JSON(header, struct esx_response_header)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const targets[])(struct bytes) = {
		round_trip_es2p_download_order_request,
		round_trip_download_response,
		round_trip_confirm_request,
		round_trip_es2p_confirm_order_response,
		round_trip_es2p_cancel_order_request,
		round_trip_es2p_release_profile_request,
		round_trip_progress,
		round_trip_header,
	};
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		targets[i](bytes_from(data, len));
	return 0;
}
