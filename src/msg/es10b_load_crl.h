/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.LoadCRL (SGP.22 §5.7.12): DER to struct and back. The CRL itself is not looked into.
 */
#ifndef MSG_ES10B_LOAD_CRL_H
#define MSG_ES10B_LOAD_CRL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

/*
 * LoadCRLRequest, TLV BF35. `crl` is the value of the CertificateList's SEQUENCE, since the tag of
 * the sequence is replaced by A0. Errors as tlv_only and tlv_decode, tlv_encode.
 */
enum err es10b_load_crl_request_decode(struct bytes whole, struct bytes *crl);
enum err es10b_load_crl_request_encode(struct bytes crl, struct buf *out);

/* loadCRLResponseError */
enum {
	ES10B_CRL_INVALID_SIGNATURE = 1,
	ES10B_CRL_INVALID_FORMAT = 2,
	ES10B_CRL_NOT_ENOUGH_MEMORY_SPACE = 3,
	ES10B_CRL_VERIFICATION_KEY_NOT_FOUND = 4,
	ES10B_CRL_FRESHER_ALREADY_LOADED = 5,
	ES10B_CRL_BASE_MISSING = 6,
	ES10B_CRL_UNDEFINED_ERROR = 127,
};

/* LoadCRLResponse, TLV BF35. Slices point into it. */
struct es10b_load_crl_response {
	bool ok;
	struct bytes missing_parts; /* row of INTEGERs (tag 02), or absent */
	uint64_t error;		    /* ES10B_CRL_*, or another number */
};
enum err es10b_load_crl_response_decode(struct bytes whole, struct es10b_load_crl_response *out);
enum err es10b_load_crl_response_encode(const struct es10b_load_crl_response *response,
					struct buf *out);

#endif
