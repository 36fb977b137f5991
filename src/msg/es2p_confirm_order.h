/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES2+.ConfirmOrder (SGP.22 §5.3.2, §6.5.2.2): JSON to struct and back, no decisions.
 * The request holds secrets (MatchingID, confirmation code): its arena is wiped, its buffer too.
 */
#ifndef MSG_ES2P_CONFIRM_ORDER_H
#define MSG_ES2P_CONFIRM_ORDER_H

#include <stdbool.h>

#include "msg/es2p_field.h"
#include "msg/esx_header.h"

struct es2p_confirm_order_request {
	struct esx_request_header header;
	struct bytes iccid;	  /* digits without padding */
	struct bytes eid;	  /* 32 digits, or absent */
	struct bytes matching_id; /* may be empty; absent: to be made; its form is not checked */
	struct bytes confirmation_code; /* or absent */
	struct bytes smds_address;	/* or absent */
	bool release_flag;
};

struct es2p_confirm_order_response {
	struct esx_response_header header;
	struct bytes eid;	   /* or absent */
	struct bytes matching_id;  /* may be empty */
	struct bytes smdp_address; /* or absent */
};

/* Errors as esx_request_decode and esx_response_decode. Slices live in the arena. */
enum err es2p_confirm_order_request_decode(struct arena *a, struct bytes body,
					   struct es2p_confirm_order_request *out);
enum err es2p_confirm_order_response_decode(struct arena *a, struct bytes body,
					    struct es2p_confirm_order_response *out);

/* Errors as esx_request_encode. */
enum err es2p_confirm_order_request_encode(const struct es2p_confirm_order_request *request,
					   struct buf *out);
enum err es2p_confirm_order_response_encode(const struct es2p_confirm_order_response *response,
					    struct buf *out);

#endif
