/* SPDX-License-Identifier: Apache-2.0 */
/* What a client's context is given; that it works over HTTP is in client_test.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/ssl.h>

#include "http/tls.h"
#include "tls_world.h"

static struct tls_world world;

static const int64_t month_ms = INT64_C(30) * 24 * 3600 * 1000;

static struct tls_client *make_client(const struct tls_client_config *config)
{
	struct tls_client *client = NULL;
	assert_int_equal(tls_client_new(config, &client), OK);
	return client;
}

static struct tls_server *make_server(void)
{
	const struct tls_server_config config = {
		.p256 = {.certificate_file = tls_world_certificate(&world, "server"),
			 .key_file = tls_world_key(&world, "server")},
		.brainpool = {.certificate_file = tls_world_certificate(&world, "server_brainpool"),
			      .key_file = tls_world_key(&world, "server_brainpool")},
	};
	struct tls_server *server = NULL;
	assert_int_equal(tls_server_new(&config, &server), OK);
	return server;
}

/* X509_V_OK if the handshake came to its end, otherwise what was wrong with the certificate. */
static long verify_with(const struct tls_client *client, int *version)
{
	struct tls_server *tls = make_server();
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *server = NULL, *ssl = NULL;
	BIO *a = NULL, *b = NULL;
	assert_non_null(context);
	assert_int_equal(tls_client_apply(client, context), OK);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	ssl = SSL_new(context);
	assert_int_equal(tls_server_accept(tls, &server), OK);
	assert_int_equal(BIO_new_bio_pair(&a, 0, &b, 0), 1);
	SSL_set_bio(ssl, a, a);
	SSL_set_bio(server, b, b);
	SSL_set_connect_state(ssl);
	for (int i = 0; i < 8; i++) {
		(void)SSL_do_handshake(ssl);
		(void)SSL_do_handshake(server);
	}
	*version = SSL_version(ssl);
	long result = SSL_is_init_finished(ssl) ? X509_V_OK : SSL_get_verify_result(ssl);
	SSL_free(ssl);
	SSL_free(server);
	SSL_CTX_free(context);
	tls_server_free(&tls);
	return result;
}

static void test_verification(void **state)
{
	(void)state;
	static const struct {
		const char *ca;
		int64_t time_ms;
		bool brainpool_only;
		int version;
		long result;
	} rows[] = {
		{"ca", TLS_WORLD_NOW_MS, false, TLS1_3_VERSION, X509_V_OK},
		{"ca_other", TLS_WORLD_NOW_MS, false, 0,
		 X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
		/* The certificate itself may be trusted. */
		{"server", TLS_WORLD_NOW_MS, false, TLS1_3_VERSION, X509_V_OK},
		{"ca", TLS_WORLD_NOW_MS + month_ms, false, 0, X509_V_ERR_CERT_HAS_EXPIRED},
		{"ca", TLS_WORLD_NOW_MS - month_ms, false, 0, X509_V_ERR_CERT_NOT_YET_VALID},
		{"ca_brainpool", TLS_WORLD_NOW_MS, true, TLS1_2_VERSION, X509_V_OK},
		{"ca", TLS_WORLD_NOW_MS, true, 0, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *file = tls_world_certificate(&world, rows[i].ca);
		struct tls_client *client = make_client(
			&(struct tls_client_config){.trust = {.files = &file, .file_count = 1},
						    .time_ms = rows[i].time_ms,
						    .brainpool_only = rows[i].brainpool_only});
		int version = 0;
		assert_false(tls_client_trusts_system(client));
		assert_int_equal(verify_with(client, &version), rows[i].result);
		if (rows[i].result == X509_V_OK)
			assert_int_equal(version, rows[i].version);
		tls_client_free(&client);
	}
}

static void test_identity(void **state)
{
	(void)state;
	struct tls_client *client = make_client(&(struct tls_client_config){
		.identity = {.certificate_file = tls_world_certificate(&world, "client"),
			     .key_file = tls_world_key(&world, "client")}});
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	assert_true(tls_client_trusts_system(client));
	assert_int_equal(tls_client_apply(client, context), OK);
	assert_non_null(SSL_CTX_get0_certificate(context));
	assert_int_equal(SSL_CTX_check_private_key(context), 1);
	SSL_CTX_free(context);
	tls_client_free(&client);
	tls_client_free(&client);
}

static void test_bad_files(void **state)
{
	(void)state;
	const char *file = "/nonexistent";
	struct tls_client *client = NULL;
	struct tls_client_config config = {.trust = {.files = &file, .file_count = 1}};
	assert_int_equal(tls_client_new(&config, &client), ERR_NOT_FOUND);
	config = (struct tls_client_config){
		.identity = {.certificate_file = tls_world_certificate(&world, "client"),
			     .key_file = tls_world_key(&world, "server")}};
	assert_int_equal(tls_client_new(&config, &client), ERR_MISMATCH);
	assert_null(client);
}

static int setup(void **state)
{
	(void)state;
	tls_world_make(&world);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tls_world_remove(&world);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verification),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_bad_files),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
