/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates and keys as OpenSSL objects, from files and memory. For the other tls_*.c files.
 */
#ifndef HTTP_TLS_LOAD_H
#define HTTP_TLS_LOAD_H

#include <openssl/ssl.h>

#include "http/tls.h"

typedef STACK_OF(X509) tls_stack;

struct tls_pair {
	X509 *leaf; /* NULL: there is none */
	tls_stack *chain;
	EVP_PKEY *key;
};

/*
 * An identity's certificate, chain and key; nothing if it has no certificate file. The caller frees
 * it. Errors as tls_server_new; the log names the file.
 */
enum err tls_load_pair(const struct tls_identity *identity, struct tls_pair *out);

/* Safe on a zeroed pair. Fits CLEANUP(). */
void tls_load_pair_free(struct tls_pair *pair);

/* Have connections of `context` show the pair. ERR_MISMATCH if key and certificate are not one. */
enum err tls_load_use(const struct tls_pair *pair, SSL_CTX *context);

/* All certificates of `trust`; the caller frees the stack. Errors as tls_load_pair. */
enum err tls_load_trust(const struct tls_trust *trust, tls_stack **out);

/* A store that trusts each of them, whether root or not; the caller frees it. */
enum err tls_load_store(const struct tls_trust *trust, X509_STORE **out);

/* One certificate from its DER, all of it; the caller frees it. ERR_SYNTAX, ERR_CRYPTO. */
enum err tls_load_der(struct bytes der, X509 **out);

/* Cleanups for CLEANUP(). */
void tls_load_stack_free(tls_stack **stack);
void tls_load_x509_free(X509 **certificate);

#endif
