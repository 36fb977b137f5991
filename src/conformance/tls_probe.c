/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A blocking handshake by OpenSSL.
 * No test of its own: the cases of TLS in tests/conformance.sh.
 */
#include "conformance/tls_probe.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { TIMEOUT_S = 10 };

static void free_context(SSL_CTX **context)
{
	SSL_CTX_free(*context);
}

static void free_chain(BIO **bio)
{
	BIO_free_all(*bio);
}

static void free_certificate(X509 **x)
{
	X509_free(*x);
}

static void free_text(unsigned char **x)
{
	OPENSSL_free(*x);
}

/* A version is offered alone; old ones need the library's lowest level. */
static bool set_versions(const struct tls_probe *probe, SSL_CTX *context)
{
	static const struct {
		const char *name;
		int version;
	} rows[] = {{"1.1", TLS1_1_VERSION}, {"1.2", TLS1_2_VERSION}, {"1.3", TLS1_3_VERSION}};
	if (!probe->version)
		return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].name, probe->version) == 0)
			return SSL_CTX_set_min_proto_version(context, rows[i].version) &&
			       SSL_CTX_set_max_proto_version(context, rows[i].version);
	return false;
}

static bool set_up(const struct tls_probe *probe, SSL_CTX *context)
{
	const char *suites = probe->suite ? probe->suite : "ALL";
	SSL_CTX_set_security_level(context, 0);
	return set_versions(probe, context) && SSL_CTX_set_cipher_list(context, suites) &&
	       (!probe->group || SSL_CTX_set1_groups_list(context, probe->group));
}

static void set_timeout(BIO *bio)
{
	const struct timeval t = {.tv_sec = TIMEOUT_S};
	int fd = -1;
	if (BIO_get_fd(bio, &fd) >= 0) {
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
		(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t));
	}
}

static enum err take(const SSL *ssl, struct arena *a, struct tls_probe_result *out)
{
	CLEANUP(free_text) unsigned char *der = NULL;
	CLEANUP(free_certificate) X509 *x = SSL_get1_peer_certificate(ssl);
	int len = x ? i2d_X509(x, &der) : 0;
	if (len <= 0)
		return ERR_CRYPTO;
	TRY(arena_dup(a, bytes_from(der, (size_t)len), &out->certificate));
	TRY(arena_str(a, bytes_str(SSL_get_version(ssl)), &out->version));
	return arena_str(a, bytes_str(SSL_get_cipher_name(ssl)), &out->suite);
}

enum err tls_probe(const struct tls_probe *probe, struct arena *a, struct tls_probe_result *out)
{
	SSL *ssl = NULL;
	CLEANUP(free_context) SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	CLEANUP(free_chain) BIO *bio = NULL;
	ERR_clear_error();
	if (!context || !set_up(probe, context))
		return ERR_CRYPTO;
	bio = BIO_new_ssl_connect(context);
	if (!bio || BIO_get_ssl(bio, &ssl) <= 0 || !SSL_set_tlsext_host_name(ssl, probe->host))
		return ERR_CRYPTO;
	(void)BIO_set_conn_hostname(bio, probe->host_port);
	BIO *socket = BIO_next(bio);
	if (BIO_do_connect(socket) <= 0) {
		ERR_clear_error();
		return ERR_IO;
	}
	set_timeout(socket);
	bool done = BIO_do_handshake(bio) > 0;
	ERR_clear_error();
	return done ? take(ssl, a, out) : ERR_DENIED;
}
