/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ECDSA with SHA-256, signatures raw: r || s of 32 bytes each (BSI TR-03111 §5.2.1, SGP.22
 * §2.6.7.2). The tag 5F37 40 around them is the messages' business. Safe from any thread.
 */
#ifndef CRYPTO_ECDSA_H
#define CRYPTO_ECDSA_H

#include "base/bytes.h"
#include "base/err.h"
#include "crypto/curve.h"
#include "crypto/private_key.h"

enum { ECDSA_SIGNATURE_LEN = 64 };

/*
 * Sign `n` parts, one after the other. ERR_UNSUPPORTED if the key is not on one of our curves,
 * ERR_CRYPTO if the library failed.
 */
enum err ecdsa_sign(const struct private_key *key, const struct bytes *parts, size_t n,
		    uint8_t out[static ECDSA_SIGNATURE_LEN]);

/*
 * OK if `signature` (64 bytes) over the parts is `key`'s. ERR_SIGNATURE if it is not, has another
 * length, or the key's point is not on its curve; ERR_CRYPTO if the library failed.
 */
enum err ecdsa_verify(const struct public_key *key, const struct bytes *parts, size_t n,
		      struct bytes signature);

#endif
