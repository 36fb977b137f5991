/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a role asks about the certificate of a TLS client.
 */
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "crypto/hash.h"
#include "crypto/library_error.h"
#include "http/tls_load.h"

static void free_store(X509_STORE **store)
{
	X509_STORE_free(*store);
}

static void free_store_context(X509_STORE_CTX **context)
{
	X509_STORE_CTX_free(*context);
}

static void free_bio(BIO **bio)
{
	BIO_free(*bio);
}

/* What the library found; anything that is not here is a flaw in the certificate. */
static const struct {
	int found;
	enum err err;
} findings[] = {
	{X509_V_OK, OK},
	{X509_V_ERR_OUT_OF_MEM, ERR_NOMEM},
	{X509_V_ERR_CERT_HAS_EXPIRED, ERR_EXPIRED},
	{X509_V_ERR_CERT_NOT_YET_VALID, ERR_EXPIRED},
	{X509_V_ERR_CERT_SIGNATURE_FAILURE, ERR_SIGNATURE},
	{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, ERR_NOT_FOUND},
	{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, ERR_NOT_FOUND},
	{X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, ERR_NOT_FOUND},
	{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, ERR_NOT_FOUND},
	{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, ERR_NOT_FOUND},
};

static enum err finding(int found)
{
	for (size_t i = 0; i < sizeof(findings) / sizeof(findings[0]); i++)
		if (findings[i].found == found)
			return findings[i].err;
	return ERR_DENIED;
}

enum err tls_certificate_issued_by(struct bytes leaf, const struct tls_trust *trust, int64_t now_ms)
{
	CLEANUP(tls_load_x509_free) X509 *certificate = NULL;
	CLEANUP(free_store) X509_STORE *store = NULL;
	TRY(tls_load_der(leaf, &certificate));
	/* Our own files are not the peer's fault. */
	if (tls_load_store(trust, &store) != OK)
		return ERR_IO;
	CLEANUP(free_store_context) X509_STORE_CTX *context = X509_STORE_CTX_new();
	if (!context || !X509_STORE_CTX_init(context, store, certificate, NULL) ||
	    !X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_CLIENT))
		return library_error();
	X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context), now_ms / 1000);
	int verified = X509_verify_cert(context);
	int found = X509_STORE_CTX_get_error(context);
	/* A negative result is the library's own failure. */
	if (verified < 0 || (verified == 0 && found == X509_V_OK))
		return library_error();
	if (verified == 0)
		return library_error_or(finding(found));
	ERR_clear_error();
	return OK;
}

enum err tls_certificate_subject(struct arena *arena, struct bytes certificate, const char **out)
{
	CLEANUP(tls_load_x509_free) X509 *parsed = NULL;
	TRY(tls_load_der(certificate, &parsed));
	CLEANUP(free_bio) BIO *bio = BIO_new(BIO_s_mem());
	if (!bio || X509_NAME_print_ex(bio, X509_get_subject_name(parsed), 0, XN_FLAG_RFC2253) < 0)
		return library_error();
	char *text = NULL;
	long len = BIO_get_mem_data(bio, &text);
	return arena_str(arena, bytes_from(text, len > 0 ? (size_t)len : 0), out);
}

enum err tls_certificate_fingerprint(struct bytes certificate,
				     uint8_t out[static TLS_FINGERPRINT_LEN])
{
	return hash_sha256(&certificate, 1, out);
}
