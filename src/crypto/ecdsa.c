/* SPDX-License-Identifier: Apache-2.0 */
/* ECDSA over SHA-256; libcrypto speaks DER signatures, RSP raw ones. */
#include "crypto/ecdsa.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "crypto/hash.h"
#include "crypto/library.h"

enum { DER_SIGNATURE_MAX = 72 }; /* SEQUENCE of two INTEGERs of up to 33 bytes */

static void free_signature(ECDSA_SIG **signature)
{
	ECDSA_SIG_free(*signature);
}

static enum err raw_from_der(const uint8_t *der, size_t len,
			     uint8_t out[static ECDSA_SIGNATURE_LEN])
{
	ECDSA_SIG *pair CLEANUP(free_signature) = d2i_ECDSA_SIG(NULL, &der, (long)len);
	if (!pair ||
	    BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, CURVE_SCALAR_LEN) != CURVE_SCALAR_LEN ||
	    BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + CURVE_SCALAR_LEN, CURVE_SCALAR_LEN) !=
		    CURVE_SCALAR_LEN)
		return library_error();
	return OK;
}

static enum err der_from_raw(const uint8_t *raw, uint8_t der[static DER_SIGNATURE_MAX], size_t *len)
{
	ECDSA_SIG *pair CLEANUP(free_signature) = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(raw, CURVE_SCALAR_LEN, NULL);
	BIGNUM *s = BN_bin2bn(raw + CURVE_SCALAR_LEN, CURVE_SCALAR_LEN, NULL);
	if (!pair || !r || !s || ECDSA_SIG_set0(pair, r, s) != 1) {
		BN_free(r);
		BN_free(s);
		return library_error();
	}
	int n = i2d_ECDSA_SIG(pair, &der);
	*len = n > 0 ? (size_t)n : 0;
	return n > 0 ? OK : library_error();
}

enum err ecdsa_sign(const struct private_key *key, const struct bytes *parts, size_t n,
		    uint8_t out[static ECDSA_SIGNATURE_LEN])
{
	struct library *l = NULL;
	EVP_PKEY_CTX *ctx = NULL;
	uint8_t hash[HASH_LEN] = {};
	uint8_t der[DER_SIGNATURE_MAX] = {};
	size_t len = sizeof(der);
	TRY(library_get(&l));
	TRY(library_signer(l, key, &ctx));
	TRY(hash_sha256(parts, n, hash));
	if (EVP_PKEY_sign(ctx, der, &len, hash, sizeof(hash)) != 1)
		return library_error();
	return raw_from_der(der, len, out);
}

enum err ecdsa_verify(const struct public_key *key, const struct bytes *parts, size_t n,
		      struct bytes signature)
{
	struct library *l = NULL;
	uint8_t hash[HASH_LEN] = {};
	uint8_t der[DER_SIGNATURE_MAX] = {};
	size_t len = 0;
	if (signature.len != ECDSA_SIGNATURE_LEN)
		return ERR_SIGNATURE;
	TRY(library_get(&l));
	enum err e = library_set_peer(l, key);
	if (e != OK)
		return e == ERR_RANGE ? ERR_SIGNATURE : e;
	TRY(hash_sha256(parts, n, hash));
	TRY(der_from_raw(signature.ptr, der, &len));
	int answer = EVP_PKEY_verify(l->verifiers[key->curve], der, len, hash, HASH_LEN);
	if (answer == 1)
		return OK;
	return answer == 0 ? library_error_or(ERR_SIGNATURE) : library_error();
}
