/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.AuthenticateClient (SGP.22 §5.6.3, §6.5.2.8): bytes to struct and back, no decisions.
 * What is in the TLVs: es10b_authenticate_server.h, es8p_store_metadata.h,
 * es10b_prepare_download.h.
 */
#ifndef MSG_ES9P_AUTHENTICATE_CLIENT_H
#define MSG_ES9P_AUTHENTICATE_CLIENT_H

#include "msg/es9p_binding.h"

struct es9p_authenticate_client_request {
	struct bytes transaction_id;		   /* 1 to 16 bytes */
	struct bytes authenticate_server_response; /* whole TLV BF38 */
};

struct es9p_authenticate_client_response {
	struct esx_response_header header;
	struct bytes transaction_id;   /* 1 to 16 bytes */
	struct bytes profile_metadata; /* whole TLV BF25 */
	struct bytes smdp_signed2;     /* whole TLV 30 */
	struct bytes smdp_signature2;  /* raw r || s */
	struct bytes smdp_certificate; /* whole TLV 30: CERT.DPpb */
};

/* In both bindings; the functions below are JSON. */
extern const struct es9p_function es9p_authenticate_client;

/* Its request, which ES11 has as well (es11_authenticate_client.h). */
extern const struct es9p_message es9p_authenticate_client_request;

/* Errors as json_decode and esx_response_decode. Slices live in the arena. */
enum err es9p_authenticate_client_request_decode(struct arena *a, struct bytes body,
						 struct es9p_authenticate_client_request *out);
enum err es9p_authenticate_client_response_decode(struct arena *a, struct bytes body,
						  struct es9p_authenticate_client_response *out);

/* Append the body. Errors as json_encode. */
enum err
es9p_authenticate_client_request_encode(const struct es9p_authenticate_client_request *request,
					struct buf *out);
enum err
es9p_authenticate_client_response_encode(const struct es9p_authenticate_client_response *response,
					 struct buf *out);

#endif
