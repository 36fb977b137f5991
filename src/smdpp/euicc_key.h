/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PK.EUICC.ECDSA as sessions and downloads keep it, so that what the card signs later can be
 * verified without its certificate: one byte for the curve, then the point.
 */
#ifndef SMDPP_EUICC_KEY_H
#define SMDPP_EUICC_KEY_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "crypto/curve.h"

enum { EUICC_KEY_LEN = 1 + CURVE_POINT_LEN };

/* The stored form. */
void euicc_key_store(const struct public_key *key, uint8_t out[static EUICC_KEY_LEN]);

/*
 * OK if `signature` (raw) over the parts is that of the stored key. Errors as ecdsa_verify;
 * ERR_SYNTAX or ERR_TRUNCATED if `stored` is no stored key.
 */
enum err euicc_key_verify(struct bytes stored, const struct bytes *parts, size_t n,
			  struct bytes signature);

#endif
