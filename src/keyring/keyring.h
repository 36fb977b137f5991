/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keyring: signs with key N, seals and opens envelopes, computes look-up hashes. Private bytes
 * do not cross this interface. Keys are PEM or DER files now; another backend (PKCS#11) is another
 * keyring_load_* function.
 * It is filled at the start; from then on it is only read, and safe from any thread.
 */
#ifndef KEYRING_KEYRING_H
#define KEYRING_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "crypto/curve.h"
#include "crypto/ecdsa.h"
#include "crypto/hash.h"
#include "keyring/wrap.h"
#include "sys/entropy.h"

struct keyring;
struct evp_pkey_st; /* OpenSSL's EVP_PKEY */

enum {
	KEYRING_KEYS_MAX = 256,	    /* signing and TLS keys; some ten per CI and role */
	KEYRING_WRAP_KEYS_MAX = 16, /* one a year, kept until nothing is sealed with it */
};

/*
 * An empty keyring; the caller frees it. `entropy` serves keyring_seal from any thread and must
 * outlive the keyring. ERR_NOMEM.
 */
enum err keyring_create(struct entropy *entropy, struct keyring **out);

/* Wipe and release, and set to NULL. Safe on NULL. Fits CLEANUP(). */
void keyring_free(struct keyring **keyring);

/* True if others than the owner and the group may read or write the file: worth a warning. */
bool keyring_file_exposed(const char *path);

/*
 * Load a private key from a file (PKCS#8 or SEC1, PEM or DER, by content) and say its number; the
 * same path gives the same number. ERR_NOT_FOUND without the file, ERR_SYNTAX if it is no private
 * key, ERR_UNSUPPORTED if it is encrypted, ERR_LIMIT past KEYRING_KEYS_MAX, ERR_IO, ERR_NOMEM.
 */
enum err keyring_load_key(struct keyring *keyring, const char *path, size_t *key);

/*
 * Load a wrapping key for envelopes: a file of 32 raw bytes or of 64 hexadecimal digits (white
 * space at the end is ignored). The key loaded last seals; all open. Errors as keyring_load_key.
 */
enum err keyring_load_wrap_key(struct keyring *keyring, const char *path);

/*
 * Load the key of the look-up hashes, a file as for wrapping keys. It is never rotated: look-up
 * columns would no longer be found. ERR_CONFLICT if there is one; else as keyring_load_key.
 */
enum err keyring_load_lookup_key(struct keyring *keyring, const char *path);

/* The public part of key N. ERR_NOT_FOUND without key N, ERR_UNSUPPORTED if not on our curves. */
enum err keyring_public(const struct keyring *keyring, size_t key, struct public_key *out);

/* ECDSA by key N over `n` parts: r || s. Errors as keyring_public, and ERR_CRYPTO. */
enum err keyring_sign(const struct keyring *keyring, size_t key, const struct bytes *parts,
		      size_t n, uint8_t out[static ECDSA_SIGNATURE_LEN]);

/*
 * OpenSSL's handle of key N, any kind, for SSL_CTX_use_PrivateKey; it lives as long as the keyring.
 * NULL without key N.
 */
struct evp_pkey_st *keyring_tls_key(const struct keyring *keyring, size_t key);

/*
 * Append an envelope of `plaintext` (WRAP_OVERHEAD bytes longer): AES-256-GCM under a fresh
 * data key, which is wrapped by the newest wrapping key. `aad` ties it to its place (table, column,
 * row id) and must be given again to open. ERR_NOT_FOUND without a wrapping key; errors of buf_put;
 * ERR_IO without randomness; ERR_CRYPTO.
 */
enum err keyring_seal(const struct keyring *keyring, struct bytes aad, struct bytes plaintext,
		      struct buf *out);

/*
 * Append what is in the envelope. ERR_NOT_FOUND if its wrapping key is not loaded, ERR_SIGNATURE
 * if it is not authentic or `aad` is another, ERR_TRUNCATED or ERR_UNSUPPORTED if it is not an
 * envelope of this version.
 */
enum err keyring_open(const struct keyring *keyring, struct bytes aad, struct bytes envelope,
		      struct buf *out);

/*
 * A keyed hash for a look-up column: equal data give equal hashes under one label ("matching_id").
 * ERR_NOT_FOUND without a look-up key, ERR_CRYPTO.
 */
enum err keyring_hmac(const struct keyring *keyring, const char *label, struct bytes data,
		      uint8_t out[static HASH_LEN]);

/*
 * Set-up helpers: write a new secret (64 hexadecimal digits, for wrapping and look-up keys), or a
 * new private key (PKCS#8 PEM), to a new file that only its owner may read. ERR_CONFLICT if the
 * file is there; ERR_IO, ERR_CRYPTO.
 */
enum err keyring_make_secret(const char *path, struct entropy *entropy);
enum err keyring_make_key(const char *path, enum curve curve, struct public_key *out);

#endif
