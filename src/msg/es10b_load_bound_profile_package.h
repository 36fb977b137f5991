/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.LoadBoundProfilePackage (SGP.22 §2.5.5, §5.7.6): the pieces in which the LPA hands a BPP to
 * the eUICC, and ProfileInstallationResult, with which it answers. DER to struct and back.
 */
#ifndef MSG_ES10B_LOAD_BOUND_PROFILE_PACKAGE_H
#define MSG_ES10B_LOAD_BOUND_PROFILE_PACKAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "msg/es10b_notification.h"
#include "msg/rsp_type.h"

/*
 * The pieces of a BPP in their order, each a slice of it, to be sent by STORE DATA: head of BF36
 * with BF23; A0; head of A1; each '88'; A2 if there is one; head of A3; each '86'. One after the
 * other they are the BPP.
 */
struct es10b_bpp_pieces {
	struct bytes rest;     /* not yet handed out; its length is 0 at the end */
	struct bytes segments; /* of the sequence whose head was handed out last */
	size_t head_len;       /* of BF36, until it is handed out */
};

/* Begin. `bpp` is exactly one TLV BF36, and must outlive the walk. Errors as tlv_only. */
enum err es10b_bpp_pieces_start(struct bytes bpp, struct es10b_bpp_pieces *out);

/* Take the next piece, while the length of `rest` is not 0. The order of the parts is the eUICC's
 * to check. ERR_MISSING for a part that a BPP has not; errors as tlv_take. */
enum err es10b_bpp_pieces_next(struct es10b_bpp_pieces *pieces, struct bytes *out);

/* BppCommandId */
enum {
	ES10B_BPP_INITIALISE_SECURE_CHANNEL = 0,
	ES10B_BPP_CONFIGURE_ISDP = 1,
	ES10B_BPP_STORE_METADATA = 2,
	ES10B_BPP_STORE_METADATA2 = 3,
	ES10B_BPP_REPLACE_SESSION_KEYS = 4,
	ES10B_BPP_LOAD_PROFILE_ELEMENTS = 5,
};

/* ErrorReason; those from 17 to 26 are of version 3, 31 and 32 of 2.7 */
enum {
	ES10B_INCORRECT_INPUT_VALUES = 1,
	ES10B_INVALID_SIGNATURE = 2,
	ES10B_INVALID_TRANSACTION_ID = 3,
	ES10B_UNSUPPORTED_CRT_VALUES = 4,
	ES10B_UNSUPPORTED_REMOTE_OPERATION_TYPE = 5,
	ES10B_UNSUPPORTED_PROFILE_CLASS = 6,
	ES10B_SCP03T_STRUCTURE_ERROR = 7,
	ES10B_SCP03T_SECURITY_ERROR = 8,
	ES10B_ICCID_ALREADY_EXISTS = 9,
	ES10B_INSUFFICIENT_MEMORY = 10,
	ES10B_INTERRUPTION = 11,
	ES10B_PE_PROCESSING_ERROR = 12,
	ES10B_DATA_MISMATCH = 13,
	ES10B_TEST_PROFILE_INVALID_NAA_KEY = 14,
	ES10B_PPR_NOT_ALLOWED = 15,
	ES10B_ENTERPRISE_PROFILES_NOT_SUPPORTED = 17,
	ES10B_ENTERPRISE_RULES_NOT_ALLOWED = 18,
	ES10B_ENTERPRISE_PROFILE_NOT_ALLOWED = 19,
	ES10B_ENTERPRISE_OID_MISMATCH = 20,
	ES10B_ENTERPRISE_RULES_ERROR = 21,
	ES10B_ENTERPRISE_PROFILES_ONLY = 22,
	ES10B_LPR_NOT_SUPPORTED = 23,
	ES10B_UNKNOWN_TLV_IN_METADATA = 26,
	ES10B_INSUFFICIENT_SECURITY_LEVEL = 31,
	ES10B_SERVER_ADDRESS_NOT_ALLOWED = 32,
	ES10B_UNKNOWN_ERROR = 127,
};

/* ProfileInstallationResult, TLV BF37. */
struct es10b_profile_installation_result {
	struct bytes data;	     /* whole TLV BF27: what euiccSignPIR signs */
	struct bytes euicc_sign_pir; /* raw r || s */
};

/* ProfileInstallationResultData, TLV BF27: `success` tells which arm finalResult is; the members of
 * the other are absent. */
struct es10b_profile_installation_result_data {
	struct bytes transaction_id; /* 1 to 16 bytes */
	struct es10b_notification_metadata notification_metadata;
	struct bytes smdp_oid; /* value of an OBJECT IDENTIFIER */
	bool success;
	struct {
		struct bytes aid;	    /* of the ISD-P, 5 to 16 bytes */
		struct bytes sima_response; /* see saip/euicc_response.h */
	} success_result;
	struct {
		uint64_t bpp_command_id;    /* ES10B_BPP_*, or another number */
		uint64_t error_reason;	    /* one of ErrorReason, or another number */
		struct bytes sima_response; /* or absent */
	} error_result;
};

/*
 * Decoders: `whole` is exactly one TLV of the tag that is named; slices point into it; unknown
 * members are skipped; errors as tlv_only and tlv_decode. Encoders append the TLV; errors as
 * tlv_encode. An absent smdp_oid (version 2.0) decodes, and is not written.
 */
enum err es10b_profile_installation_result_decode(struct bytes whole,
						  struct es10b_profile_installation_result *out);
enum err
es10b_profile_installation_result_encode(const struct es10b_profile_installation_result *result,
					 struct buf *out);
enum err
es10b_profile_installation_result_data_decode(struct bytes whole,
					      struct es10b_profile_installation_result_data *out);
enum err es10b_profile_installation_result_data_encode(
	const struct es10b_profile_installation_result_data *data, struct buf *out);

#endif
