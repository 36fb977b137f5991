/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loading of certificates, keys and trust. Keys of files go through crypto/private_key.h.
 */
#include "http/tls_load.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/limits.h"
#include "base/log.h"
#include "crypto/library_error.h"
#include "crypto/private_key.h"
#include "sys/file.h"

/* A chain of a few certificates, or a bundle of all CIs. */
enum { FILE_MAX = 256 * LIMIT_CERTIFICATE };

void tls_load_x509_free(X509 **certificate)
{
	X509_free(*certificate);
	*certificate = NULL;
}

void tls_load_stack_free(tls_stack **stack)
{
	sk_X509_pop_free(*stack, X509_free);
	*stack = NULL;
}

void tls_load_pair_free(struct tls_pair *pair)
{
	tls_load_x509_free(&pair->leaf);
	tls_load_stack_free(&pair->chain);
	EVP_PKEY_free(pair->key);
	*pair = (struct tls_pair){};
}

static void free_key(struct private_key **key)
{
	private_key_free(key);
}

static void free_bio(BIO **bio)
{
	BIO_free(*bio);
}

/* OpenSSL would ask for a password at the terminal. */
static int no_password(char *text, int size, int writing, void *argument)
{
	(void)text;
	(void)size;
	(void)writing;
	(void)argument;
	return -1;
}

enum err tls_load_der(struct bytes der, X509 **out)
{
	const unsigned char *at = der.ptr;
	if (der.len == 0 || der.len > LONG_MAX)
		return ERR_SYNTAX;
	X509 *certificate = d2i_X509(NULL, &at, (long)der.len);
	if (certificate && at == der.ptr + der.len) {
		*out = certificate;
		return OK;
	}
	X509_free(certificate);
	return library_error_or(ERR_SYNTAX);
}

/* Takes `certificate` over. */
static enum err push(tls_stack *stack, X509 *certificate)
{
	if (sk_X509_push(stack, certificate) > 0)
		return OK;
	X509_free(certificate);
	return ERR_NOMEM;
}

static enum err push_pem(struct bytes text, tls_stack *stack)
{
	CLEANUP(free_bio) BIO *bio = BIO_new_mem_buf(text.ptr, (int)text.len);
	if (!bio)
		return ERR_NOMEM;
	(void)library_error(); /* what was lacking before is not held against this file */
	for (;;) {
		X509 *certificate = PEM_read_bio_X509(bio, NULL, no_password, NULL);
		if (!certificate)
			break;
		TRY(push(stack, certificate));
	}
	/* The end of the text, a broken certificate and lack of memory all end the loop. */
	bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	return library_error_or(at_end && sk_X509_num(stack) > 0 ? OK : ERR_SYNTAX);
}

static enum err push_der(struct bytes der, tls_stack *stack)
{
	X509 *certificate = NULL;
	TRY(tls_load_der(der, &certificate));
	return push(stack, certificate);
}

static enum err push_content(struct bytes content, tls_stack *stack)
{
	if (memmem(content.ptr, content.len, "-----BEGIN", 10))
		return push_pem(content, stack);
	return push_der(content, stack);
}

static enum err push_file(const char *path, tls_stack *stack)
{
	CLEANUP(buf_free) struct buf content = buf_make(FILE_MAX);
	enum err result = file_read(path, &content);
	if (result == OK)
		result = push_content(buf_bytes(&content), stack);
	if (result != OK)
		LOG_EVENT(LOG_ERROR, "certificate file unusable", LOG_TEXT("file", path),
			  LOG_ERR(result));
	return result;
}

static enum err read_key(const char *path, EVP_PKEY **out)
{
	CLEANUP(buf_free) struct buf content = buf_make(FILE_MAX);
	CLEANUP(free_key) struct private_key *key = NULL;
	TRY(file_read(path, &content));
	TRY(private_key_parse(buf_bytes(&content), &key));
	EVP_PKEY *handle = private_key_handle(key);
	if (!EVP_PKEY_up_ref(handle))
		return ERR_CRYPTO;
	*out = handle;
	return OK;
}

static enum err load_key(const struct tls_identity *identity, EVP_PKEY **out)
{
	if (identity->key) {
		if (!EVP_PKEY_up_ref(identity->key))
			return ERR_CRYPTO;
		*out = identity->key;
		return OK;
	}
	if (!identity->key_file)
		return ERR_MISSING;
	enum err result = read_key(identity->key_file, out);
	if (result != OK)
		LOG_EVENT(LOG_ERROR, "key file unusable", LOG_TEXT("file", identity->key_file),
			  LOG_ERR(result));
	return result;
}

enum err tls_load_pair(const struct tls_identity *identity, struct tls_pair *out)
{
	CLEANUP(tls_load_pair_free) struct tls_pair pair = {};
	if (!identity->certificate_file)
		return OK;
	pair.chain = sk_X509_new_null();
	if (!pair.chain)
		return ERR_NOMEM;
	TRY(push_file(identity->certificate_file, pair.chain));
	TRY(load_key(identity, &pair.key));
	pair.leaf = sk_X509_shift(pair.chain);
	if (!X509_check_private_key(pair.leaf, pair.key)) {
		enum err e = library_error_or(ERR_MISMATCH);
		LOG_EVENT(LOG_ERROR, "certificate and key are not a pair",
			  LOG_TEXT("file", identity->certificate_file), LOG_ERR(e));
		return e;
	}
	*out = pair;
	pair = (struct tls_pair){};
	return OK;
}

enum err tls_load_use(const struct tls_pair *pair, SSL_CTX *context)
{
	if (SSL_CTX_use_cert_and_key(context, pair->leaf, pair->key, pair->chain, 1) == 1)
		return OK;
	return library_error();
}

enum err tls_load_trust(const struct tls_trust *trust, tls_stack **out)
{
	CLEANUP(tls_load_stack_free) tls_stack *stack = sk_X509_new_null();
	if (!stack)
		return ERR_NOMEM;
	for (size_t i = 0; i < trust->file_count; i++)
		TRY(push_file(trust->files[i], stack));
	for (size_t i = 0; i < trust->certificate_count; i++)
		TRY(push_der(trust->certificates[i], stack));
	*out = stack;
	stack = NULL;
	return OK;
}

enum err tls_load_store(const struct tls_trust *trust, X509_STORE **out)
{
	CLEANUP(tls_load_stack_free) tls_stack *stack = NULL;
	TRY(tls_load_trust(trust, &stack));
	X509_STORE *store = X509_STORE_new();
	if (!store)
		return ERR_NOMEM;
	int good = X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
	for (int i = 0; good && i < sk_X509_num(stack); i++)
		good = X509_STORE_add_cert(store, sk_X509_value(stack, i));
	if (!good) {
		X509_STORE_free(store);
		return library_error();
	}
	*out = store;
	return OK;
}
