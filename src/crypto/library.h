/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of crypto/ share: libcrypto's algorithms and contexts, fetched once per thread
 * (a fetch costs more than most operations). No other folder includes this.
 */
#ifndef CRYPTO_LIBRARY_H
#define CRYPTO_LIBRARY_H

#include <openssl/types.h>

#include "base/err.h"
#include "crypto/curve.h"
#include "crypto/library_error.h"
#include "crypto/private_key.h"

/* Signing keys that one thread has at hand; a server has a few for each CI. */
enum { LIBRARY_SIGNERS = 8 };

/* A key that has signed lately, ready to sign again. */
struct library_signer {
	struct public_key public_key; /* names it */
	EVP_PKEY_CTX *ctx;	      /* NULL: there is none */
};

/* One thread's. But for those of `signers`, contexts hold no private key between two calls of a
 * crypto/ function. */
struct library {
	EVP_MD *sha256;
	EVP_MD_CTX *digest;
	EVP_MAC_CTX *hmac, *cmac; /* digest and cipher are set */
	EVP_CIPHER *cbc, *ecb, *gcm;
	EVP_CIPHER_CTX *cipher;
	EVP_PKEY_CTX *generators[CURVE_COUNT]; /* ready for EVP_PKEY_generate */
	EVP_PKEY *peers[CURVE_COUNT];	       /* the public key in use */
	EVP_PKEY_CTX *verifiers[CURVE_COUNT];  /* ready for EVP_PKEY_verify by it */
	struct library_signer signers[LIBRARY_SIGNERS];
};

/*
 * The calling thread's, made at its first call and released when the thread ends. It stays the
 * library's. ERR_CRYPTO if it cannot be made; the next call tries again.
 */
enum err library_get(struct library **out);

/*
 * Have l->peers and l->verifiers of the key's curve stand for this key: a new handle for each would
 * cost four times as much. Errors as curve_public_key; they stand for nothing in particular then.
 */
enum err library_set_peer(struct library *l, const struct public_key *key);

/* The context to sign with, made at the key's first signature. ERR_CRYPTO; ERR_UNSUPPORTED if the
 * key is not on one of our curves. */
enum err library_signer(struct library *l, const struct private_key *key, EVP_PKEY_CTX **out);

/* For CLEANUP(). */
void library_free_pkey_ctx(EVP_PKEY_CTX **ctx);

#endif
