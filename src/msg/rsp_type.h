/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small types that many data objects of SGP.22 share: lengths, VersionType, OperatorId, PprIds,
 * NotificationEvent, and the input of signatures that cover an earlier signature.
 */
#ifndef MSG_RSP_TYPE_H
#define MSG_RSP_TYPE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "codec/tlv.h"

enum {
	RSP_TRANSACTION_ID_MAX = 16, /* bytes; at least 1 */
	RSP_CHALLENGE_LEN = 16,
	RSP_SIGNATURE_LEN = 64,	 /* raw r || s of a 256-bit curve */
	RSP_SIGNATURE_MAX = 128, /* what decoders let through; verification is stricter */
	RSP_OTPK_LEN = 65,	 /* uncompressed point */
	RSP_HASH_CC_LEN = 32,
	RSP_KEY_ID_MAX = 64, /* SubjectKeyIdentifier; 20 bytes where it is a SHA-1 */
	RSP_ICCID_LEN = 10,
	RSP_AID_MAX = 16,
	RSP_HOST_ID_MAX = 16,
	RSP_TAG_SIGNATURE = 0x5F37,
	RSP_TAG_OTPK = 0x5F49,
};

/* Bits of NotificationEvent, n as 1 << n. */
enum {
	RSP_EVENT_INSTALL = 1,
	RSP_EVENT_ENABLE = 2,
	RSP_EVENT_DISABLE = 4,
	RSP_EVENT_DELETE = 8,
};

/* Bits of PprIds. */
enum {
	RSP_PPR_UPDATE_CONTROL = 1,
	RSP_PPR1 = 2, /* disabling is not allowed */
	RSP_PPR2 = 4, /* deletion is not allowed */
};

/* ProfileClass */
enum {
	RSP_CLASS_TEST = 0,
	RSP_CLASS_PROVISIONING = 1,
	RSP_CLASS_OPERATIONAL = 2,
};

/* IconType */
enum {
	RSP_ICON_JPG = 0,
	RSP_ICON_PNG = 1,
};

/* VersionType: 3 bytes, as 0xMMmmrr. ERR_RANGE for another length. */
enum err rsp_version(struct bytes value, uint32_t *out);

/* OperatorId. Slices; gid1 and gid2 may be absent. */
struct rsp_operator_id {
	struct bytes mcc_mnc; /* 3 bytes, as in 3GPP TS 24.008 */
	struct bytes gid1;
	struct bytes gid2;
};

/* Its table, for TLV_GROUP_OF in others. */
enum { RSP_OPERATOR_ID_N = 3 };
extern const struct tlv_member rsp_operator_id_members[RSP_OPERATOR_ID_N];

/* The members inside whatever tag surrounds them. Errors as tlv_decode and tlv_encode_in. */
enum err rsp_operator_id_decode(struct bytes value, struct rsp_operator_id *out);
enum err rsp_operator_id_encode(uint32_t tag, const struct rsp_operator_id *id, struct buf *out);

/*
 * NotificationConfigurationInformation. A list of them is kept as its value (of tag B6) and walked
 * with _next, as long as its length is not 0; errors as tlv_decode.
 */
struct rsp_notification_configuration {
	uint64_t events;      /* RSP_EVENT_* */
	struct bytes address; /* text */
};
enum err rsp_notification_configuration_next(struct bytes *list,
					     struct rsp_notification_configuration *out);
enum err rsp_notification_configuration_encode(const struct rsp_notification_configuration *c,
					       struct buf *out);

/*
 * Append the input of a signature that also covers an earlier one: `signed_data` (whole TLV), then
 * `signature` in its TLV 5F37. Used for smdpSignature2 (smdpSigned2, euiccSignature1) and for
 * euiccSignature2 (euiccSigned2, smdpSignature2); SGP.22 §5.6.3, §5.7.5.
 */
enum err rsp_chained_input(struct bytes signed_data, struct bytes signature, struct buf *out);

#endif
