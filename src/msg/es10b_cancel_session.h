/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.CancelSession (SGP.22 §5.7.14), whose answer ES9+ carries: DER to struct and back.
 */
#ifndef MSG_ES10B_CANCEL_SESSION_H
#define MSG_ES10B_CANCEL_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "msg/rsp_type.h"

/* CancelSessionReason; those from 16 to 30 are of version 3 */
enum {
	ES10B_CANCEL_END_USER_REJECTION = 0,
	ES10B_CANCEL_POSTPONED = 1,
	ES10B_CANCEL_TIMEOUT = 2,
	ES10B_CANCEL_PPR_NOT_ALLOWED = 3,
	ES10B_CANCEL_METADATA_MISMATCH = 4,
	ES10B_CANCEL_LOAD_BPP_EXECUTION_ERROR = 5,
	ES10B_CANCEL_SESSION_ABORTED = 16,
	ES10B_CANCEL_ENTERPRISE_PROFILES_NOT_SUPPORTED = 17,
	ES10B_CANCEL_ENTERPRISE_RULES_NOT_ALLOWED = 18,
	ES10B_CANCEL_ENTERPRISE_PROFILE_NOT_ALLOWED = 19,
	ES10B_CANCEL_ENTERPRISE_OID_MISMATCH = 20,
	ES10B_CANCEL_ENTERPRISE_RULES_ERROR = 21,
	ES10B_CANCEL_ENTERPRISE_PROFILES_ONLY = 22,
	ES10B_CANCEL_LPR_NOT_SUPPORTED = 23,
	ES10B_CANCEL_LPR_NETWORK_DATA_NOT_ALLOWED = 24,
	ES10B_CANCEL_EMPTY_PROFILE_OR_SP_NAME = 25,
	ES10B_CANCEL_RPM_DISABLED = 27,
	ES10B_CANCEL_INVALID_RPM_PACKAGE = 28,
	ES10B_CANCEL_LOAD_RPM_PACKAGE_ERROR = 29,
	ES10B_CANCEL_OPERATION_ABANDONED = 30,
	ES10B_CANCEL_UNDEFINED_REASON = 127,
};

/*
 * All decoders here: `whole` is exactly one TLV of the tag that is named; slices point into it;
 * unknown members are skipped; errors as tlv_only and tlv_decode. All encoders append the TLV;
 * errors as tlv_encode.
 */

/* CancelSessionRequest, TLV BF41. */
struct es10b_cancel_session_request {
	struct bytes transaction_id; /* 1 to 16 bytes */
	uint64_t reason;	     /* ES10B_CANCEL_*, or another number */
};
enum err es10b_cancel_session_request_decode(struct bytes whole,
					     struct es10b_cancel_session_request *out);
enum err es10b_cancel_session_request_encode(const struct es10b_cancel_session_request *request,
					     struct buf *out);

/* EuiccCancelSessionSigned, TLV 30. */
struct es10b_cancel_session_signed {
	struct bytes transaction_id; /* 1 to 16 bytes */
	struct bytes smdp_oid;	     /* value of an OBJECT IDENTIFIER */
	uint64_t reason;	     /* ES10B_CANCEL_*, or another number */
};
enum err es10b_cancel_session_signed_decode(struct bytes whole,
					    struct es10b_cancel_session_signed *out);
enum err es10b_cancel_session_signed_encode(const struct es10b_cancel_session_signed *s,
					    struct buf *out);

/* cancelSessionResponseError */
enum {
	ES10B_CANCEL_ERROR_INVALID_TRANSACTION_ID = 5,
	ES10B_CANCEL_ERROR_UNDEFINED_ERROR = 127,
};

/* CancelSessionResponse, TLV BF41: `ok` tells which of the two arms it is. */
struct es10b_cancel_session_response {
	bool ok;
	struct {
		struct bytes euicc_cancel_session_signed;    /* whole TLV 30 */
		struct bytes euicc_cancel_session_signature; /* raw r || s */
	} cancel_session_response_ok;
	uint64_t cancel_session_response_error; /* ES10B_CANCEL_ERROR_*, or another number */
};
enum err es10b_cancel_session_response_decode(struct bytes whole,
					      struct es10b_cancel_session_response *out);
enum err es10b_cancel_session_response_encode(const struct es10b_cancel_session_response *response,
					      struct buf *out);

#endif
