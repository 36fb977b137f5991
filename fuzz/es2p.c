/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator sends over ES2+, what it answers to us, and what we make of that.
 * Covers: msg/es2p_cancel_order.c msg/es2p_confirm_order.c msg/es2p_download_order.c
 *  msg/es2p_field.c msg/es2p_handle_download_progress_info.c msg/es2p_release_profile.c
 *  msg/esx_header.c
 *  notify/outcome.c */
#include "cli/es2p_listen.h"
#include "msg/es2p_cancel_order.h"
#include "msg/es2p_confirm_order.h"
#include "msg/es2p_download_order.h"
#include "msg/es2p_handle_download_progress_info.h"
#include "msg/es2p_release_profile.h"
#include "notify/outcome.h"
#include "round_trip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* With the dialect bound, so that all have the shape of ROUND_TRIP_JSON. */
static const struct es2p_dialect dialect = {
	.iccid_padded = true,
	.numbers_as_text = true,
	.device = true,
	.timestamp_form = ES2P_TIMESTAMP_MILLISECONDS,
	.timestamp_name = "timeStamp",
};

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
ROUND_TRIP_JSON(es2p_confirm_order_request, struct es2p_confirm_order_request)
ROUND_TRIP_JSON(es2p_confirm_order_response, struct es2p_confirm_order_response)
ROUND_TRIP_JSON(es2p_cancel_order_request, struct es2p_cancel_order_request)
ROUND_TRIP_JSON(es2p_release_profile_request, struct es2p_release_profile_request)
ROUND_TRIP_JSON(progress, progress_t)
ROUND_TRIP_JSON(header, struct esx_response_header)

/* The answer to a notification of ours, whatever its status. */
static void answer(struct bytes in)
{
	static const int64_t accepted[] = {202};
	const struct es2p_dialect standard = {},
				  own = {.accepted_statuses = accepted, .accepted_statuses_n = 1};
	for (int status = 200; status <= 503; status += 101) {
		CLEANUP(arena_free) struct arena a = arena_make(FUZZ_MAX);
		struct outcome_input input = {
			.status = status,
			.body = in,
			.reason = "none",
			.attempts = (int64_t)in.len,
			.retry_h = 72,
			.dialect = in.len % 2 ? &own : &standard,
			.kind = kind_of(in.len % 3 ? KIND_DOWNLOAD_PROGRESS : KIND_DELETE_EVENT)};
		struct outcome outcome = {};
		input.result = in.len % 7 == 0 ? ERR_IO : OK;
		outcome_judge(&input, &a, &outcome);
		must((outcome.verdict == OUTCOME_DELIVERED) == (outcome.text[0] == '\0'));
	}
}

/* A notification, as `rspctl es2p listen` shows it. */
static void shown(struct bytes in)
{
	CLEANUP(arena_free) struct arena a = arena_make(FUZZ_MAX);
	CLEANUP(buf_free) struct buf line = buf_make(FUZZ_MAX);
	(void)!es2p_listen_line(&a, in, &line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const targets[])(struct bytes) = {
		round_trip_es2p_download_order_request,
		round_trip_download_response,
		round_trip_es2p_confirm_order_request,
		round_trip_es2p_confirm_order_response,
		round_trip_es2p_cancel_order_request,
		round_trip_es2p_release_profile_request,
		round_trip_progress,
		round_trip_header,
		answer,
		shown,
	};
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		targets[i](bytes_from(data, len));
	return 0;
}
