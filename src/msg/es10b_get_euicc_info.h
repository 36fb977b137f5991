/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.GetEUICCInfo and GetEUICCChallenge (SGP.22 §5.7.7, §5.7.8): what an eUICC says about
 * itself; DER to struct and back. The requests are empty TLVs.
 */
#ifndef MSG_ES10B_GET_EUICC_INFO_H
#define MSG_ES10B_GET_EUICC_INFO_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

/* Lists of CI public key identifiers are kept as their value and walked with _ci_pk_id_next. */
struct es10b_euicc_info1 {
	struct bytes svn;			 /* 3 bytes, see rsp_version */
	struct bytes ci_pk_ids_for_verification; /* in the order of the eUICC's preference */
	struct bytes ci_pk_ids_for_signing;
};

/* Bits of RspCapability. */
enum {
	ES10B_ADDITIONAL_PROFILE = 1 << 0,
	ES10B_CRL_SUPPORT = 1 << 1,
	ES10B_RPM_SUPPORT = 1 << 2,
	ES10B_TEST_PROFILE_SUPPORT = 1 << 3,
	ES10B_DEVICE_INFO_EXTENSIBILITY_SUPPORT = 1 << 4,
	ES10B_SERVICE_SPECIFIC_DATA_SUPPORT = 1 << 5,
};

/*
 * Versions are kept as they came, since cards in the field send nonsense in some: whoever needs one
 * takes it through rsp_version.
 */
struct es10b_euicc_info2 {
	struct bytes profile_version;
	struct bytes svn;
	struct bytes euicc_firmware_ver;
	struct bytes ext_card_resource;	     /* see es10b_ext_card_resource_decode */
	uint64_t uicc_capability;	     /* bit n as 1 << n */
	struct bytes ts102241_version;	     /* or absent */
	struct bytes globalplatform_version; /* or absent */
	uint64_t rsp_capability;	     /* ES10B_*_SUPPORT */
	struct bytes ci_pk_ids_for_verification;
	struct bytes ci_pk_ids_for_signing;
	uint64_t euicc_category;		 /* or TLV_ABSENT */
	uint64_t forbidden_profile_policy_rules; /* RSP_PPR_* */
	struct bytes pp_version;
	struct bytes sas_accreditation_number;	/* text */
	struct bytes certification_data_object; /* value, or absent; so are the next ones */
	struct bytes tre_properties;
	struct bytes tre_product_reference;
	struct bytes additional_profile_versions; /* row of VersionType TLVs (tag 04) */
};

/* `whole` is exactly the TLV BF20 or BF22. Slices point into it. Errors as tlv_only, tlv_decode. */
enum err es10b_euicc_info1_decode(struct bytes whole, struct es10b_euicc_info1 *out);
enum err es10b_euicc_info2_decode(struct bytes whole, struct es10b_euicc_info2 *out);

/*
 * What can be read of an EUICCInfo2 that does not decode, each member by itself and wherever it
 * stands: one that is absent or malformed is absent, or 0. Errors as tlv_only.
 */
enum err es10b_euicc_info2_salvage(struct bytes whole, struct es10b_euicc_info2 *out);

/* Append the TLV. Errors as tlv_encode. */
enum err es10b_euicc_info1_encode(const struct es10b_euicc_info1 *info, struct buf *out);
enum err es10b_euicc_info2_encode(const struct es10b_euicc_info2 *info, struct buf *out);

/* Cut the next key identifier off a list, as long as its length is not 0. Unknown TLVs are an
 * error: ERR_MISSING; others as tlv_take. */
enum err es10b_ci_pk_id_next(struct bytes *list, struct bytes *out);
enum err es10b_ci_pk_id_encode(struct bytes ci_pk_id, struct buf *out);

/* Extended card resources (ETSI TS 102 226 §8.2.1.7.2); absent numbers are TLV_ABSENT. */
struct es10b_ext_card_resource {
	uint64_t installed_applications;
	uint64_t free_non_volatile_memory; /* bytes */
	uint64_t free_volatile_memory;	   /* bytes */
};
enum err es10b_ext_card_resource_decode(struct bytes value, struct es10b_ext_card_resource *out);
enum err es10b_ext_card_resource_encode(const struct es10b_ext_card_resource *resource,
					struct buf *out);

/* GetEUICCChallenge, answer: the TLV BF2E with 16 bytes. */
enum err es10b_euicc_challenge_decode(struct bytes whole, struct bytes *challenge);
enum err es10b_euicc_challenge_encode(struct bytes challenge, struct buf *out);

#endif
