/* SPDX-License-Identifier: Apache-2.0 */
/* What a TLS client says first, whoever it is: the choice of the certificate by the ClientHello,
 * and the handshake as far as one without an answer can come. Covers: http/tls_server.c */
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/log.h"
#include "http/tls.h"
#include "memory_file.h"
#include "sys/file.h"
#include "test_pki.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct test_pki pkis[CURVE_COUNT];

/* Files that stay, one for each curve. */
static const char *certificate_file(enum curve curve)
{
	static char paths[CURVE_COUNT][32];
	int fd = memfd_create("certificate", MFD_CLOEXEC);
	const struct buf *der = &pkis[curve].der[ISSUE_DPTLS];
	must(fd >= 0 && write(fd, der->ptr, der->len) == (ssize_t)der->len);
	(void)snprintf(paths[curve], sizeof(paths[curve]), "/proc/self/fd/%d", fd);
	return paths[curve];
}

static struct tls_identity identity(enum curve curve)
{
	test_pki_make(&pkis[curve], curve);
	return (struct tls_identity){
		.certificate_file = certificate_file(curve),
		.key = private_key_handle(pkis[curve].keys[ISSUE_DPTLS]),
	};
}

static struct tls_server *server_of(void)
{
	static struct tls_server *server;
	if (server)
		return server;
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	struct tls_server_config config = {
		.p256 = identity(CURVE_P256),
		.brainpool = identity(CURVE_BRAINPOOLP256R1),
		.client_check = TLS_CLIENT_TRUSTED,
	};
	const struct bytes ca = buf_bytes(&pkis[CURVE_P256].der[ISSUE_OPERATOR_CA]);
	config.client_trust = (struct tls_trust){.certificates = &ca, .certificate_count = 1};
	must(tls_server_new(&config, &server) == OK);
	return server;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	SSL *ssl = NULL;
	BIO *in = BIO_new_mem_buf(data, (int)len), *out = BIO_new(BIO_s_mem());
	must(in && out);
	must(tls_server_accept(server_of(), &ssl) == OK);
	SSL_set_bio(ssl, in, out);
	must(SSL_accept(ssl) <= 0);
	SSL_free(ssl);
	ERR_clear_error();
	return 0;
}
