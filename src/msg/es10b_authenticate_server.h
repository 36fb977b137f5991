/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.AuthenticateServer (SGP.22 §5.7.13) and the objects in it, which ES9+ carries:
 * ServerSigned1, CtxParams1, DeviceInfo, EuiccSigned1. DER to struct and back, no decisions.
 * What is signed is kept as received: verify over the slice of the whole TLV.
 */
#ifndef MSG_ES10B_AUTHENTICATE_SERVER_H
#define MSG_ES10B_AUTHENTICATE_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "msg/rsp_type.h"

/*
 * All decoders here: `whole` is exactly one TLV of the tag that is named; slices point into it;
 * unknown members are skipped; errors as tlv_only and tlv_decode. All encoders append the TLV;
 * errors as tlv_encode.
 */

/* ServerSigned1, TLV 30. */
struct es10b_server_signed1 {
	struct bytes transaction_id;   /* 1 to 16 bytes */
	struct bytes euicc_challenge;  /* 16 bytes */
	struct bytes server_address;   /* text */
	struct bytes server_challenge; /* 16 bytes */
};
enum err es10b_server_signed1_decode(struct bytes whole, struct es10b_server_signed1 *out);
enum err es10b_server_signed1_encode(const struct es10b_server_signed1 *s, struct buf *out);

/* DeviceCapabilities: the highest release of each, a VersionType, or absent. */
struct es10b_device_capabilities {
	struct bytes gsm;
	struct bytes utran;
	struct bytes cdma2000_onex;
	struct bytes cdma2000_hrpd;
	struct bytes cdma2000_ehrpd;
	struct bytes eutran_epc;
	struct bytes contactless;
	struct bytes rsp_crl;
	struct bytes nr_epc;
	struct bytes nr_5gc;
	struct bytes eutran_5gc;
};

/* CtxParams1, TLV A0: ctxParamsForCommonAuthentication, with the members of DeviceInfo. Another
 * choice is ERR_MISSING. */
struct es10b_ctx_params1 {
	struct bytes matching_id; /* text, may be empty, or absent */
	struct bytes tac;	  /* 4 bytes; 8 from some eUICCs of version 2.0 */
	struct es10b_device_capabilities device_capabilities;
	struct bytes imei; /* 8 bytes, or absent */
};
enum err es10b_ctx_params1_decode(struct bytes whole, struct es10b_ctx_params1 *out);
enum err es10b_ctx_params1_encode(const struct es10b_ctx_params1 *ctx, struct buf *out);

/* AuthenticateServerRequest, TLV BF38. */
struct es10b_authenticate_server_request {
	struct bytes server_signed1;		/* whole TLV 30 */
	struct bytes server_signature1;		/* raw r || s */
	struct bytes euicc_ci_pk_id_to_be_used; /* the key identifier itself */
	struct bytes server_certificate;	/* whole TLV 30: CERT.XXauth */
	struct bytes ctx_params1;		/* whole TLV A0 */
};
enum err es10b_authenticate_server_request_decode(struct bytes whole,
						  struct es10b_authenticate_server_request *out);
enum err
es10b_authenticate_server_request_encode(const struct es10b_authenticate_server_request *request,
					 struct buf *out);

/* EuiccSigned1, TLV 30. */
struct es10b_euicc_signed1 {
	struct bytes transaction_id;   /* 1 to 16 bytes */
	struct bytes server_address;   /* text */
	struct bytes server_challenge; /* 16 bytes */
	struct bytes euicc_info2;      /* whole TLV BF22, see es10b_get_euicc_info.h */
	struct bytes ctx_params1;      /* whole TLV A0 */
};
enum err es10b_euicc_signed1_decode(struct bytes whole, struct es10b_euicc_signed1 *out);
enum err es10b_euicc_signed1_encode(const struct es10b_euicc_signed1 *s, struct buf *out);

/* AuthenticateErrorCode */
enum {
	ES10B_AUTHENTICATE_INVALID_CERTIFICATE = 1,
	ES10B_AUTHENTICATE_INVALID_SIGNATURE = 2,
	ES10B_AUTHENTICATE_UNSUPPORTED_CURVE = 3,
	ES10B_AUTHENTICATE_NO_SESSION_CONTEXT = 4,
	ES10B_AUTHENTICATE_INVALID_OID = 5,
	ES10B_AUTHENTICATE_EUICC_CHALLENGE_MISMATCH = 6,
	ES10B_AUTHENTICATE_CI_PK_UNKNOWN = 7,
	ES10B_AUTHENTICATE_UNDEFINED_ERROR = 127,
};

/* AuthenticateServerResponse, TLV BF38: `ok` tells which of the two arms it is; the members of the
 * other are absent. */
struct es10b_authenticate_server_response {
	bool ok;
	struct {
		struct bytes euicc_signed1;	   /* whole TLV 30 */
		struct bytes euicc_signature1;	   /* raw r || s */
		struct bytes euicc_certificate;	   /* whole TLV 30 */
		struct bytes eum_certificate;	   /* whole TLV 30 */
		struct bytes other_certs_in_chain; /* of version 3: TLVs 30; or absent */
	} authenticate_response_ok;
	struct {
		struct bytes transaction_id;
		uint64_t authenticate_error_code; /* ES10B_AUTHENTICATE_*, or another number */
	} authenticate_response_error;
};
enum err es10b_authenticate_server_response_decode(struct bytes whole,
						   struct es10b_authenticate_server_response *out);
enum err
es10b_authenticate_server_response_encode(const struct es10b_authenticate_server_response *response,
					  struct buf *out);

#endif
