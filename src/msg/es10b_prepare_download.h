/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.PrepareDownload (SGP.22 §5.7.5) and the objects in it, which ES9+ carries: SmdpSigned2 and
 * EuiccSigned2. DER to struct and back, no decisions.
 * What is signed is kept as received: verify over the slice of the whole TLV.
 */
#ifndef MSG_ES10B_PREPARE_DOWNLOAD_H
#define MSG_ES10B_PREPARE_DOWNLOAD_H

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

/* SmdpSigned2, TLV 30. */
struct es10b_smdp_signed2 {
	struct bytes transaction_id; /* 1 to 16 bytes */
	bool cc_required_flag;
	struct bytes bpp_euicc_otpk; /* 65 bytes, or absent */
};
enum err es10b_smdp_signed2_decode(struct bytes whole, struct es10b_smdp_signed2 *out);
enum err es10b_smdp_signed2_encode(const struct es10b_smdp_signed2 *s, struct buf *out);

/* PrepareDownloadRequest, TLV BF21. */
struct es10b_prepare_download_request {
	struct bytes smdp_signed2;     /* whole TLV 30 */
	struct bytes smdp_signature2;  /* raw r || s */
	struct bytes hash_cc;	       /* 32 bytes, or absent */
	struct bytes smdp_certificate; /* whole TLV 30: CERT.DPpb */
};
enum err es10b_prepare_download_request_decode(struct bytes whole,
					       struct es10b_prepare_download_request *out);
enum err es10b_prepare_download_request_encode(const struct es10b_prepare_download_request *request,
					       struct buf *out);

/* EuiccSigned2, TLV 30. */
struct es10b_euicc_signed2 {
	struct bytes transaction_id; /* 1 to 16 bytes */
	struct bytes euicc_otpk;     /* 65 bytes */
	struct bytes hash_cc;	     /* 32 bytes, or absent */
};
enum err es10b_euicc_signed2_decode(struct bytes whole, struct es10b_euicc_signed2 *out);
enum err es10b_euicc_signed2_encode(const struct es10b_euicc_signed2 *s, struct buf *out);

/* DownloadErrorCode */
enum {
	ES10B_DOWNLOAD_INVALID_CERTIFICATE = 1,
	ES10B_DOWNLOAD_INVALID_SIGNATURE = 2,
	ES10B_DOWNLOAD_UNSUPPORTED_CURVE = 3,
	ES10B_DOWNLOAD_NO_SESSION_CONTEXT = 4,
	ES10B_DOWNLOAD_INVALID_TRANSACTION_ID = 5,
	ES10B_DOWNLOAD_UNDEFINED_ERROR = 127,
};

/* PrepareDownloadResponse, TLV BF21: `ok` tells which of the two arms it is; the members of the
 * other are absent. */
struct es10b_prepare_download_response {
	bool ok;
	struct {
		struct bytes euicc_signed2;    /* whole TLV 30 */
		struct bytes euicc_signature2; /* raw r || s */
	} download_response_ok;
	struct {
		struct bytes transaction_id;
		uint64_t download_error_code; /* ES10B_DOWNLOAD_*, or another number */
	} download_response_error;
};
enum err es10b_prepare_download_response_decode(struct bytes whole,
						struct es10b_prepare_download_response *out);
enum err
es10b_prepare_download_response_encode(const struct es10b_prepare_download_response *response,
				       struct buf *out);

#endif
