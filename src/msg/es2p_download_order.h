/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES2+.DownloadOrder (SGP.22 §5.3.1, §6.5.2.1): JSON to struct and back, no decisions.
 */
#ifndef MSG_ES2P_DOWNLOAD_ORDER_H
#define MSG_ES2P_DOWNLOAD_ORDER_H

#include "msg/es2p_field.h"
#include "msg/esx_header.h"

struct es2p_download_order_request {
	struct esx_request_header header;
	struct bytes eid;	   /* 32 digits, or absent */
	struct bytes iccid;	   /* digits without padding, or absent */
	struct bytes profile_type; /* or absent; that one of the two is there is not checked here */
};

struct es2p_download_order_response {
	struct esx_response_header header;
	struct bytes iccid; /* digits without padding */
};

/* Errors as esx_request_decode and esx_response_decode. Slices live in the arena. */
enum err es2p_download_order_request_decode(struct arena *a, struct bytes body,
					    struct es2p_download_order_request *out);
enum err es2p_download_order_response_decode(struct arena *a, struct bytes body,
					     struct es2p_download_order_response *out);

/* Errors as esx_request_encode. */
enum err es2p_download_order_request_encode(const struct es2p_download_order_request *request,
					    struct buf *out);
enum err es2p_download_order_response_encode(const struct es2p_download_order_response *response,
					     const struct es2p_dialect *dialect, struct buf *out);

#endif
