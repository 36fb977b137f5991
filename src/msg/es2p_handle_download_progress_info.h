/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES2+.HandleDownloadProgressInfo (SGP.22 §5.3.5, §6.5.2.5): JSON to struct and back, no
 * decisions. The operator answers with HTTP 204 and no body.
 */
#ifndef MSG_ES2P_HANDLE_DOWNLOAD_PROGRESS_INFO_H
#define MSG_ES2P_HANDLE_DOWNLOAD_PROGRESS_INFO_H

#include <stdint.h>

#include "msg/es2p_field.h"
#include "msg/esx_header.h"

/* notificationPointId, as far as all agree; those of the device states are a dialect's. */
enum es2p_notification_point {
	ES2P_POINT_ELIGIBILITY = 1, /* eligibility and retry limit check */
	ES2P_POINT_CONFIRMATION_FAILURE = 2,
	ES2P_POINT_BPP_DOWNLOAD = 3,
	ES2P_POINT_BPP_INSTALLATION = 4,
};

struct es2p_handle_download_progress_info_request {
	struct esx_request_header header;
	struct bytes eid;   /* 32 digits, or absent */
	struct bytes iccid; /* digits without padding */
	struct bytes profile_type;
	int64_t timestamp_ms; /* since 1970 */
	int64_t notification_point_id;
	struct esx_execution_status notification_point_status;
	struct bytes result_data; /* ProfileInstallationResult as received, or absent */
	struct bytes tac;	  /* digits, or absent; written if the dialect has them */
	struct bytes imei;
};

/* Errors as esx_request_decode, and of es2p_timestamp. notificationPointId may be a number or a
 * string of digits, timestamp may be "timeStamp". Slices live in the arena. */
enum err es2p_handle_download_progress_info_request_decode(
	struct arena *a, struct bytes body, struct es2p_handle_download_progress_info_request *out);

/* `dialect` may be NULL. Errors as esx_request_encode. */
enum err es2p_handle_download_progress_info_request_encode(
	const struct es2p_handle_download_progress_info_request *request,
	const struct es2p_dialect *dialect, struct buf *out);

#endif
