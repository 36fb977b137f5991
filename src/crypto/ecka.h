/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Elliptic curve key agreement between one-time keys (BSI TR-03111 §4.3).
 * Key pairs come from crypto/private_key.h, the key derivation is hash_x963().
 */
#ifndef CRYPTO_ECKA_H
#define CRYPTO_ECKA_H

#include "base/err.h"
#include "base/secret.h"
#include "crypto/curve.h"
#include "crypto/private_key.h"

/*
 * The shared secret: the 32-byte x coordinate of own scalar times peer's point. ERR_MISMATCH if the
 * two are on different curves, ERR_RANGE if the peer's point is not on its curve, ERR_UNSUPPORTED
 * if the own key is not on one of our curves, ERR_CRYPTO if the library failed.
 */
enum err ecka_shared(const struct private_key *own, const struct public_key *peer,
		     struct secret *out);

#endif
