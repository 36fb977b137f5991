/* SPDX-License-Identifier: Apache-2.0 */
/* The eUICC's public key, stored and used. */
#include "smdpp/euicc_key.h"

#include "crypto/ecdsa.h"

void euicc_key_store(const struct public_key *key, uint8_t out[static EUICC_KEY_LEN])
{
	out[0] = (uint8_t)key->curve;
	memcpy(out + 1, key->point, CURVE_POINT_LEN);
}

enum err euicc_key_verify(struct bytes stored, const struct bytes *parts, size_t n,
			  struct bytes signature)
{
	struct public_key key = {};
	uint8_t curve = 0;
	TRY(bytes_take_u8(&stored, &curve));
	if (stored.len != CURVE_POINT_LEN || curve >= CURVE_COUNT)
		return ERR_SYNTAX;
	key.curve = (enum curve)curve;
	memcpy(key.point, stored.ptr, CURVE_POINT_LEN);
	return ecdsa_verify(&key, parts, n, signature);
}
