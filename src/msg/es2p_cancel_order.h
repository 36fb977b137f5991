/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES2+.CancelOrder (SGP.22 §5.3.3, §6.5.2.3): JSON to struct and back, no decisions.
 * The response is its header only: esx_header_encode; extra members are ignored.
 */
#ifndef MSG_ES2P_CANCEL_ORDER_H
#define MSG_ES2P_CANCEL_ORDER_H

#include "msg/es2p_field.h"
#include "msg/esx_header.h"

/* finalProfileStatusIndicator */
enum es2p_final_profile_status {
	ES2P_FINAL_AVAILABLE,
	ES2P_FINAL_UNAVAILABLE,
};

struct es2p_cancel_order_request {
	struct esx_request_header header;
	struct bytes iccid;	  /* digits without padding */
	struct bytes eid;	  /* 32 digits, or absent */
	struct bytes matching_id; /* may be empty, or absent; its alphabet is not checked */
	enum es2p_final_profile_status final_profile_status;
};

/* Errors as esx_request_decode; ERR_SYNTAX for an unknown finalProfileStatusIndicator. Slices live
 * in the arena. */
enum err es2p_cancel_order_request_decode(struct arena *a, struct bytes body,
					  struct es2p_cancel_order_request *out);
enum err es2p_cancel_order_response_decode(struct arena *a, struct bytes body,
					   struct esx_response_header *out);

/* Errors as esx_request_encode. */
enum err es2p_cancel_order_request_encode(const struct es2p_cancel_order_request *request,
					  struct buf *out);

#endif
