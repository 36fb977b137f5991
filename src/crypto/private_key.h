/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private keys in memory: made, read from files' content, written. Server code does not hold these
 * but asks the keyring to sign; they are for one-time key pairs, the virtual eUICC and the making
 * of test worlds. A key may be used by several threads at once.
 */
#ifndef CRYPTO_PRIVATE_KEY_H
#define CRYPTO_PRIVATE_KEY_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/secret.h"
#include "crypto/curve.h"

struct private_key;
struct evp_pkey_st; /* OpenSSL's EVP_PKEY */

/* A fresh key pair from OpenSSL's generator; the caller frees it. ERR_CRYPTO, ERR_NOMEM. */
enum err private_key_generate(enum curve curve, struct private_key **out);

/*
 * Read a private key: PKCS#8 or SEC1 (or PKCS#1), PEM or DER, told apart by content. TLS keys of
 * other kinds than the two curves are accepted too; they have no struct public_key. The caller
 * frees it. ERR_SYNTAX if it is none of these, ERR_UNSUPPORTED if it is encrypted.
 */
enum err private_key_parse(struct bytes file, struct private_key **out);

/* A key pair from its 32-byte scalar. ERR_RANGE if the scalar is 0 or not below the order. */
enum err private_key_from_scalar(enum curve curve, struct bytes scalar, struct private_key **out);

/* Wipe and release, and set to NULL. Safe on NULL. Fits CLEANUP(). */
void private_key_free(struct private_key **key);

/* The public part. ERR_UNSUPPORTED if the key is not on one of our curves. */
enum err private_key_public(const struct private_key *key, struct public_key *out);

/* The 32-byte scalar, for an envelope. ERR_UNSUPPORTED as above, ERR_CRYPTO. */
enum err private_key_scalar(const struct private_key *key, struct secret *out);

/* Append the key as PEM (PKCS#8, not encrypted). Errors as buf_put, ERR_CRYPTO. */
enum err private_key_pem(const struct private_key *key, struct buf *out);

/* OpenSSL's handle, for TLS set-up and for the other files of crypto/. Lives as long as `key`. */
struct evp_pkey_st *private_key_handle(const struct private_key *key);

#endif
