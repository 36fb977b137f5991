/* SPDX-License-Identifier: Apache-2.0 */
/* One thread's share of libcrypto. */
#include "crypto/library.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stdlib.h>

#include "crypto/aes.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t slot;
static bool slot_made;

static void release(void *own)
{
	struct library *l = own;
	if (!l)
		return;
	for (int i = 0; i < LIBRARY_SIGNERS; i++)
		EVP_PKEY_CTX_free(l->signers[i].ctx);
	for (int i = 0; i < CURVE_COUNT; i++) {
		EVP_PKEY_CTX_free(l->verifiers[i]);
		EVP_PKEY_CTX_free(l->generators[i]);
		EVP_PKEY_free(l->peers[i]);
	}
	EVP_CIPHER_CTX_free(l->cipher);
	EVP_CIPHER_free(l->gcm);
	EVP_CIPHER_free(l->ecb);
	EVP_CIPHER_free(l->cbc);
	EVP_MAC_CTX_free(l->cmac);
	EVP_MAC_CTX_free(l->hmac);
	EVP_MD_CTX_free(l->digest);
	EVP_MD_free(l->sha256);
	free(l);
}

/* exit() runs no thread's destructors: the thread that calls it releases its own here. */
static void release_at_exit(void)
{
	release(pthread_getspecific(slot));
	(void)pthread_setspecific(slot, NULL);
}

/* libcrypto first, so that its own cleanup at exit and at a thread's end comes after ours. */
static void make_slot(void)
{
	slot_made = OPENSSL_init_crypto(0, NULL) == 1 && pthread_key_create(&slot, release) == 0 &&
		    atexit(release_at_exit) == 0;
}

/* It gets a key while it can still be thrown away: once the first key could not be set for lack of
 * memory, a context for CMAC would crash at the next. */
static EVP_MAC_CTX *mac_context(const char *mac, const char *parameter, const char *algorithm)
{
	static const uint8_t no_key[AES_KEY_LEN];
	EVP_MAC *method = EVP_MAC_fetch(NULL, mac, NULL);
	EVP_MAC_CTX *ctx = method ? EVP_MAC_CTX_new(method) : NULL;
	EVP_MAC_free(method);
	char name[16] = {};
	(void)OPENSSL_strlcpy(name, algorithm, sizeof(name));
	OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(parameter, name, 0),
			       OSSL_PARAM_construct_end()};
	if (ctx && EVP_MAC_init(ctx, no_key, sizeof(no_key), params) == 1)
		return ctx;
	EVP_MAC_CTX_free(ctx);
	return NULL;
}

static bool fetch_symmetric(struct library *l)
{
	l->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	l->digest = EVP_MD_CTX_new();
	l->hmac = mac_context("HMAC", OSSL_MAC_PARAM_DIGEST, "SHA256");
	l->cmac = mac_context("CMAC", OSSL_MAC_PARAM_CIPHER, "AES-128-CBC");
	l->cbc = EVP_CIPHER_fetch(NULL, "AES-128-CBC", NULL);
	l->ecb = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL);
	l->gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	l->cipher = EVP_CIPHER_CTX_new();
	return l->sha256 && l->digest && l->hmac && l->cmac && l->cbc && l->ecb && l->gcm &&
	       l->cipher;
}

static bool fetch_curve(struct library *l, enum curve curve)
{
	EVP_PKEY_CTX *ctx CLEANUP(library_free_pkey_ctx) =
		EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	if (!ctx || EVP_PKEY_paramgen_init(ctx) != 1 ||
	    EVP_PKEY_CTX_set_group_name(ctx, curve_name(curve)) != 1 ||
	    EVP_PKEY_paramgen(ctx, &l->peers[curve]) != 1)
		return false;
	l->generators[curve] = EVP_PKEY_CTX_new_from_pkey(NULL, l->peers[curve], NULL);
	l->verifiers[curve] = EVP_PKEY_CTX_new_from_pkey(NULL, l->peers[curve], NULL);
	return l->generators[curve] && EVP_PKEY_keygen_init(l->generators[curve]) == 1 &&
	       l->verifiers[curve] && EVP_PKEY_verify_init(l->verifiers[curve]) == 1;
}

static bool fetch_all(struct library *l)
{
	return fetch_symmetric(l) && fetch_curve(l, CURVE_P256) &&
	       fetch_curve(l, CURVE_BRAINPOOLP256R1);
}

enum err library_get(struct library **out)
{
	if (pthread_once(&once, make_slot) != 0 || !slot_made)
		return ERR_CRYPTO;
	struct library *own = pthread_getspecific(slot);
	if (!own) {
		own = calloc(1, sizeof(*own));
		if (!own)
			return ERR_CRYPTO;
		if (!fetch_all(own) || pthread_setspecific(slot, own) != 0) {
			release(own);
			return library_error();
		}
	}
	*out = own;
	return OK;
}

enum err library_set_peer(struct library *l, const struct public_key *key)
{
	if (EVP_PKEY_set1_encoded_public_key(l->peers[key->curve], key->point, CURVE_POINT_LEN) !=
	    1)
		return library_error_or(ERR_RANGE);
	return OK;
}

static enum err make_signer(struct library_signer *signer, const struct private_key *key)
{
	EVP_PKEY_CTX_free(signer->ctx);
	signer->ctx = EVP_PKEY_CTX_new_from_pkey(NULL, private_key_handle(key), NULL);
	if (signer->ctx && EVP_PKEY_sign_init(signer->ctx) == 1)
		return private_key_public(key, &signer->public_key);
	EVP_PKEY_CTX_free(signer->ctx);
	signer->ctx = NULL;
	return library_error();
}

enum err library_signer(struct library *l, const struct private_key *key, EVP_PKEY_CTX **out)
{
	struct public_key public_key = {};
	TRY(private_key_public(key, &public_key));
	struct library_signer *signer =
		&l->signers[public_key.point[CURVE_POINT_LEN - 1] % LIBRARY_SIGNERS];
	if (!signer->ctx || !curve_key_eq(&signer->public_key, &public_key))
		TRY(make_signer(signer, key));
	*out = signer->ctx;
	return OK;
}

void library_free_pkey_ctx(EVP_PKEY_CTX **ctx)
{
	EVP_PKEY_CTX_free(*ctx);
}
