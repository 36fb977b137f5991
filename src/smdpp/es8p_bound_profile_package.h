/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Protecting and binding a profile package for one eUICC: the BPP of ES8+ (SGP.22 §2.5, §5.5).
 * Its structure is in msg/es8p_*.h, the protection of its segments in channel/bsp.h.
 */
#ifndef SMDPP_ES8P_BOUND_PROFILE_PACKAGE_H
#define SMDPP_ES8P_BOUND_PROFILE_PACKAGE_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "config/rspd_config.h"
#include "crypto/private_key.h"
#include "role/credentials.h"
#include "smdpp/smdpp.h"

struct bound_profile_package_input {
	struct bytes transaction_id;
	const char *eid;		/* 32 digits */
	struct bytes metadata;		/* DER of StoreMetadataRequest */
	struct bytes package;		/* unprotected profile package */
	struct bytes euicc_otpk;	/* otPK.EUICC, as received */
	const struct private_key *otsk; /* otSK.DP, on the curve of CERT.DPpb */
	const struct credential *pb;	/* CERT.DPpb */
	enum rspd_protection protection;
};

/*
 * Append the BPP. ERR_SYNTAX or ERR_RANGE if `euicc_otpk` is no point of the curve; errors of
 * keyring_sign, of the entropy source, of buf_put; ERR_CRYPTO.
 */
enum err smdpp_bind(const struct smdpp *smdpp, const struct bound_profile_package_input *in,
		    struct buf *out);

#endif
