/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of crypto/ share: libcrypto's algorithms and contexts, fetched once per thread
 * (a fetch costs more than most operations), and its error queue. No other folder includes this.
 */
#ifndef CRYPTO_LIBRARY_H
#define CRYPTO_LIBRARY_H

#include <openssl/types.h>

#include "base/err.h"
#include "crypto/curve.h"

/* One thread's. Contexts hold no key between two calls of a crypto/ function. */
struct library {
	EVP_MD *sha256;
	EVP_MD_CTX *digest;
	EVP_MAC_CTX *hmac, *cmac; /* digest and cipher are set */
	EVP_CIPHER *cbc, *ecb, *gcm;
	EVP_CIPHER_CTX *cipher;
	EVP_PKEY_CTX *generators[CURVE_COUNT]; /* ready for EVP_PKEY_generate */
	EVP_PKEY *parameters[CURVE_COUNT];     /* a curve without a key, to copy from */
};

/*
 * The calling thread's, made at its first call and released when the thread ends. It stays the
 * library's. ERR_CRYPTO if it cannot be made; the next call tries again.
 */
enum err library_get(struct library **out);

/* Empty the thread's error queue, since TLS would take what is left in it for its own. ERR_CRYPTO.
 */
enum err library_error(void);

/*
 * Empty the error queue after the library refused some input: `refusal`, or ERR_CRYPTO when the
 * queue says that it was memory that it lacked.
 */
enum err library_refused(enum err refusal);

/* The library's handle of a public key. The caller frees it. Errors as curve_public_key. */
enum err library_public_handle(const struct public_key *key, EVP_PKEY **out);

/* Cleanups for CLEANUP(). */
void library_free_pkey(EVP_PKEY **key);
void library_free_pkey_ctx(EVP_PKEY_CTX **ctx);

#endif
