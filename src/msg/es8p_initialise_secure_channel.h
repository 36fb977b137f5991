/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES8+.InitialiseSecureChannel (SGP.22 §5.5.1): DER to struct and back, and the input of smdpSign.
 */
#ifndef MSG_ES8P_INITIALISE_SECURE_CHANNEL_H
#define MSG_ES8P_INITIALISE_SECURE_CHANNEL_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "msg/rsp_type.h"

enum {
	ES8P_INSTALL_BOUND_PROFILE_PACKAGE = 1, /* RemoteOpId */
	ES8P_KEY_TYPE_AES = 0x88,
	ES8P_KEY_LEN_128 = 0x10,
};

struct es8p_initialise_secure_channel {
	uint64_t remote_op_id;	     /* ES8P_INSTALL_BOUND_PROFILE_PACKAGE */
	struct bytes transaction_id; /* 1 to 16 bytes */
	struct bytes key_type;	     /* 1 byte */
	struct bytes key_len;	     /* 1 byte */
	struct bytes host_id;	     /* 1 to 16 bytes */
	struct bytes smdp_otpk;	     /* 65 bytes */
	struct bytes smdp_sign;	     /* raw r || s */
};

/* `whole` is exactly the TLV BF23. Slices point into it. Errors as tlv_only and tlv_decode. */
enum err es8p_initialise_secure_channel_decode(struct bytes whole,
					       struct es8p_initialise_secure_channel *out);

/* Append the TLV. Errors as tlv_encode. */
enum err es8p_initialise_secure_channel_encode(const struct es8p_initialise_secure_channel *request,
					       struct buf *out);

/*
 * Append what smdpSign signs: remoteOpId, transactionId, controlRefTemplate, smdpOtpk, and
 * otPK.EUICC, each as its TLV (§2.6.7.2, §5.5.1). request->smdp_sign is not looked at.
 */
enum err es8p_initialise_secure_channel_input(const struct es8p_initialise_secure_channel *request,
					      struct bytes euicc_otpk, struct buf *out);

#endif
