/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS 1.2 and 1.3 for server and client: identities, trust, curves, suites (SGP.22 §2.6.6, §6.1).
 * Who an operator is, is decided by the role from the certificate, not here.
 */
#ifndef HTTP_TLS_H
#define HTTP_TLS_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

/* A certificate (PEM, with its chain behind it, or one in DER) and its private key. */
struct tls_identity {
	const char *certificate_file; /* NULL: there is none */
	EVP_PKEY *key;		      /* from keyring_tls_key; NULL: take key_file */
	const char *key_file;	      /* PEM or DER, not encrypted */
};

/* Certificates that are trusted, roots or not: files (PEM, several, or DER), and DER in memory. */
struct tls_trust {
	const char *const *files;
	size_t file_count;
	const struct bytes *certificates;
	size_t certificate_count;
};

enum tls_client_check {
	TLS_CLIENT_NONE,    /* no client certificate is asked for */
	TLS_CLIENT_ANY,	    /* one is required, self-signed ones too; the role decides who it is */
	TLS_CLIENT_TRUSTED, /* one that leads to `client_trust` is required */
};

struct tls_server_config {
	struct tls_identity p256;
	struct tls_identity brainpool; /* shown to clients without P-256, or to all if it is
					  the only one; TLS 1.2 then */
	enum tls_client_check client_check;
	struct tls_trust client_trust;
	int64_t time_ms; /* certificates are checked at this time; 0: at the system's */
};

struct tls_server;

/*
 * Errors: ERR_NOT_FOUND or ERR_IO for a file, ERR_SYNTAX for its content, ERR_MISMATCH if key and
 * certificate are not a pair, ERR_CRYPTO. The log names the file. ERR_MISSING: no identity at all.
 * The config is not kept.
 */
enum err tls_server_new(const struct tls_server_config *config, struct tls_server **out);

/* Certificates that are loaded and not yet in use. */
struct tls_contexts;

/* Load them, for tls_server_exchange. The caller frees. Errors as tls_server_new. */
enum err tls_server_contexts_new(const struct tls_server_config *config, struct tls_contexts **out);
void tls_server_contexts_free(struct tls_contexts **contexts);

/* A server with these; they are taken over, `*contexts` is NULL then. ERR_NOMEM. */
enum err tls_server_of(struct tls_contexts **contexts, struct tls_server **out);

/* Use these for connections made from now on; `*contexts` then has the ones before. Any thread. */
void tls_server_exchange(struct tls_server *server, struct tls_contexts *contexts);

/* The state for one accepted connection. The caller frees it. Any thread. ERR_CRYPTO. */
enum err tls_server_accept(struct tls_server *server, SSL **out);

/* NULL is allowed. Fits CLEANUP(). Not while a connection of it is in its handshake. */
void tls_server_free(struct tls_server **server);

struct tls_client_config {
	struct tls_identity identity; /* none: no client certificate */
	struct tls_trust trust;	      /* empty: the system's authorities */
	int64_t time_ms;     /* certificates are checked at this time; 0: at the system's */
	bool brainpool_only; /* offer brainpoolP256r1 and no other curve; TLS 1.2 then */
};

struct tls_client;

/* Errors as tls_server_new. */
enum err tls_client_new(const struct tls_client_config *config, struct tls_client **out);

/* Give `context` the identity, trust, curves and versions. ERR_CRYPTO. Any thread. */
enum err tls_client_apply(const struct tls_client *client, SSL_CTX *context);

/* True if the system's authorities are trusted, which are not loaded by tls_client_apply. */
bool tls_client_trusts_system(const struct tls_client *client);

/* NULL is allowed. Fits CLEANUP(). */
void tls_client_free(struct tls_client **client);

/*
 * Was `leaf` (DER) issued for TLS clients, directly, by one of the `trust` certificates, and is it
 * valid at `now_ms`? OK, or ERR_SYNTAX, ERR_EXPIRED, ERR_NOT_FOUND (another issuer),
 * ERR_SIGNATURE, ERR_DENIED (not a client's, or its issuer is no authority); "could not be asked":
 * ERR_NOMEM, ERR_CRYPTO, ERR_IO for `trust`.
 */
enum err tls_certificate_issued_by(struct bytes leaf, const struct tls_trust *trust,
				   int64_t now_ms);

/* The subject of a certificate as text (RFC 2253, "CN=op,O=Example"). ERR_SYNTAX. */
enum err tls_certificate_subject(struct arena *arena, struct bytes certificate, const char **out);

/* SHA-256 over the whole certificate. ERR_CRYPTO. */
enum { TLS_FINGERPRINT_LEN = 32 };
enum err tls_certificate_fingerprint(struct bytes certificate,
				     uint8_t out[static TLS_FINGERPRINT_LEN]);

#endif
