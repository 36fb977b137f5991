/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.InitiateAuthentication (SGP.22 §5.6.1, §6.5.2.6; ES11 §5.8.1 is the same): bytes to struct
 * and back, no decisions. What is in the TLVs: es10b_get_euicc_info.h, es10b_authenticate_server.h.
 */
#ifndef MSG_ES9P_INITIATE_AUTHENTICATION_H
#define MSG_ES9P_INITIATE_AUTHENTICATION_H

#include "msg/es9p_binding.h"

struct es9p_initiate_authentication_request {
	struct bytes euicc_challenge; /* 16 bytes */
	struct bytes euicc_info1;     /* whole TLV BF20 */
	struct bytes smdp_address;    /* text */
};

struct es9p_initiate_authentication_response {
	struct esx_response_header header;
	struct bytes transaction_id;		/* 1 to 16 bytes */
	struct bytes server_signed1;		/* whole TLV 30 */
	struct bytes server_signature1;		/* raw r || s */
	struct bytes euicc_ci_pk_id_to_be_used; /* the key identifier itself */
	struct bytes server_certificate;	/* whole TLV 30 */
};

/* In both bindings; the functions below are JSON. */
extern const struct es9p_function es9p_initiate_authentication;

/* Its messages, which ES11 has as well (es11_initiate_authentication.h). */
extern const struct es9p_message es9p_initiate_authentication_request;
extern const struct es9p_message es9p_initiate_authentication_response;

/* Errors as json_decode and esx_response_decode. Slices live in the arena. */
enum err
es9p_initiate_authentication_request_decode(struct arena *a, struct bytes body,
					    struct es9p_initiate_authentication_request *out);
enum err
es9p_initiate_authentication_response_decode(struct arena *a, struct bytes body,
					     struct es9p_initiate_authentication_response *out);

/* Errors as json_encode. */
enum err es9p_initiate_authentication_request_encode(
	const struct es9p_initiate_authentication_request *request, struct buf *out);
enum err es9p_initiate_authentication_response_encode(
	const struct es9p_initiate_authentication_response *response, struct buf *out);

#endif
