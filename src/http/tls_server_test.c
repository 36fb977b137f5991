/* SPDX-License-Identifier: Apache-2.0 */
/* Handshakes of many kinds of clients with the server's contexts, in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "http/tls.h"
#include "tls_world.h"

static struct tls_world world;

/* A client, and what it should see. NULL and 0: OpenSSL's standard. */
struct client {
	const char *groups, *suites, *identity;
	int version_min, version_max;
};

static const struct client brainpool_only = {.groups = "brainpoolP256r1",
					     .version_max = TLS1_2_VERSION};

/* Both sides of a connection. */
struct both {
	SSL *server, *client;
	bool good;
};

static struct tls_server_config config_of(enum tls_client_check check)
{
	return (struct tls_server_config){
		.p256 = {.certificate_file = tls_world_certificate(&world, "server"),
			 .key_file = tls_world_key(&world, "server")},
		.brainpool = {.certificate_file = tls_world_certificate(&world, "server_brainpool"),
			      .key_file = tls_world_key(&world, "server_brainpool")},
		.client_check = check,
		.time_ms = TLS_WORLD_NOW_MS,
	};
}

static struct tls_server *make_server(const struct tls_server_config *config)
{
	struct tls_server *server = NULL;
	assert_int_equal(tls_server_new(config, &server), OK);
	return server;
}

static SSL_CTX *client_context(const struct client *client)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	assert_non_null(context);
	if (client->groups)
		assert_true(SSL_CTX_set1_groups_list(context, client->groups) == 1);
	if (client->suites)
		assert_true(SSL_CTX_set_cipher_list(context, client->suites) == 1);
	/* Old versions are to fail at the server, not here. */
	SSL_CTX_set_security_level(context, client->version_max ? 0 : 1);
	SSL_CTX_set_min_proto_version(context, client->version_min);
	SSL_CTX_set_max_proto_version(context, client->version_max);
	if (client->identity) {
		const char *file = tls_world_certificate(&world, client->identity);
		const char *key = tls_world_key(&world, client->identity);
		assert_true(SSL_CTX_use_certificate_chain_file(context, file) == 1);
		assert_true(SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1);
	}
	return context;
}

static void shake_hands(struct both *both)
{
	char waste[16] = {};
	for (int i = 0; i < 8; i++) {
		(void)SSL_do_handshake(both->client);
		(void)SSL_do_handshake(both->server);
	}
	/* With TLS 1.3 the client learns only now that it was refused. */
	(void)SSL_read(both->client, waste, sizeof(waste));
	both->good = SSL_is_init_finished(both->client) && SSL_is_init_finished(both->server);
	ERR_clear_error();
}

static struct both connect_to(struct tls_server *server, const struct client *client)
{
	struct both both = {};
	BIO *a = NULL, *b = NULL;
	SSL_CTX *context = client_context(client);
	both.client = SSL_new(context);
	SSL_CTX_free(context);
	assert_non_null(both.client);
	SSL_set_connect_state(both.client);
	assert_int_equal(tls_server_accept(server, &both.server), OK);
	assert_int_equal(BIO_new_bio_pair(&a, 0, &b, 0), 1);
	SSL_set_bio(both.client, a, a);
	SSL_set_bio(both.server, b, b);
	shake_hands(&both);
	return both;
}

static void disconnect(struct both *both)
{
	SSL_free(both->client);
	SSL_free(both->server);
	*both = (struct both){};
}

/* The common name that the server showed. */
static const char *shown(const struct both *both)
{
	static char name[64];
	X509 *certificate = SSL_get0_peer_certificate(both->client);
	assert_non_null(certificate);
	X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
				  sizeof(name));
	return name;
}

static void test_who_is_served(void **state)
{
	(void)state;
	static const struct {
		struct client client;
		int version; /* 0: refused */
		const char *certificate;
	} rows[] = {
		{{}, TLS1_3_VERSION, "server"},
		{{.version_max = TLS1_2_VERSION}, TLS1_2_VERSION, "server"},
		{{.version_min = TLS1_3_VERSION}, TLS1_3_VERSION, "server"},
		{{.version_min = TLS1_VERSION, .version_max = TLS1_1_VERSION}, 0, NULL},
		{{.groups = "P-256"}, TLS1_3_VERSION, "server"},
		{{.groups = "X25519"}, TLS1_3_VERSION, "server"},
		{{.groups = "brainpoolP256r1:P-256"}, TLS1_3_VERSION, "server"},
		{{.groups = "P-256:brainpoolP256r1", .version_max = TLS1_2_VERSION},
		 TLS1_2_VERSION,
		 "server"},
		{{.groups = "brainpoolP256r1", .version_max = TLS1_2_VERSION},
		 TLS1_2_VERSION,
		 "server_brainpool"},
		{{.groups = "brainpoolP256r1:X25519"}, TLS1_2_VERSION, "server_brainpool"},
		{{.groups = "brainpoolP256r1", .version_min = TLS1_3_VERSION}, 0, NULL},
		{{.groups = "secp224r1"}, 0, NULL},
		{{.suites = "ECDHE-ECDSA-AES128-SHA256", .version_max = TLS1_2_VERSION},
		 TLS1_2_VERSION,
		 "server"},
		{{.suites = "ECDHE-RSA-AES128-GCM-SHA256", .version_max = TLS1_2_VERSION}, 0, NULL},
		{{.suites = "AES128-GCM-SHA256", .version_max = TLS1_2_VERSION}, 0, NULL},
		{{.suites = "ECDHE-ECDSA-AES128-SHA", .version_max = TLS1_2_VERSION}, 0, NULL},
	};
	const struct tls_server_config config = config_of(TLS_CLIENT_NONE);
	struct tls_server *server = make_server(&config);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct both both = connect_to(server, &rows[i].client);
		if (both.good != (rows[i].version != 0))
			print_error("row %zu\n", i);
		assert_int_equal(both.good, rows[i].version != 0);
		if (both.good) {
			assert_int_equal(SSL_version(both.client), rows[i].version);
			assert_string_equal(shown(&both), rows[i].certificate);
		}
		disconnect(&both);
	}
	tls_server_free(&server);
}

static void test_without_brainpool_certificate(void **state)
{
	(void)state;
	struct tls_server_config config = config_of(TLS_CLIENT_NONE);
	config.brainpool = (struct tls_identity){};
	struct tls_server *server = make_server(&config);
	struct both both = connect_to(server, &brainpool_only);
	assert_false(both.good);
	disconnect(&both);
	both = connect_to(server, &(struct client){});
	assert_true(both.good);
	disconnect(&both);
	tls_server_free(&server);
}

/* All that can, are served with it; TLS 1.3 has no place for it. */
static void test_without_p256_certificate(void **state)
{
	(void)state;
	static const struct {
		struct client client;
		bool served;
	} rows[] = {
		{{.groups = "brainpoolP256r1", .version_max = TLS1_2_VERSION}, true},
		{{.groups = "P-256:brainpoolP256r1"}, true},
		{{.groups = "P-256:brainpoolP256r1", .version_min = TLS1_3_VERSION}, false},
		{{.groups = "P-256"}, false},
	};
	struct tls_server_config config = config_of(TLS_CLIENT_NONE);
	config.p256 = (struct tls_identity){};
	struct tls_server *server = make_server(&config);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct both both = connect_to(server, &rows[i].client);
		assert_int_equal(both.good, rows[i].served);
		if (both.good) {
			assert_int_equal(SSL_version(both.client), TLS1_2_VERSION);
			assert_string_equal(shown(&both), "server_brainpool");
		}
		disconnect(&both);
	}
	tls_server_free(&server);
}

static void test_client_certificates(void **state)
{
	(void)state;
	static const struct {
		const char *identity;
		bool any, trusted;
	} rows[] = {
		{NULL, false, false},
		{"client", true, true},
		{"client_self", true, false},
		{"client_other", true, false},
		{"client_expired", true, false},
		{"client_server_only", true, false},
	};
	const char *ca = tls_world_certificate(&world, "ca");
	struct tls_server_config config = config_of(TLS_CLIENT_ANY);
	struct tls_server *any = make_server(&config);
	config.client_check = TLS_CLIENT_TRUSTED;
	config.client_trust = (struct tls_trust){.files = &ca, .file_count = 1};
	struct tls_server *trusted = make_server(&config);
	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		struct client client = {.identity = rows[i / 2].identity,
					.version_max = i % 2 ? TLS1_2_VERSION : TLS1_3_VERSION};
		struct both both = connect_to(any, &client);
		assert_int_equal(both.good, rows[i / 2].any);
		assert_int_equal(SSL_get0_peer_certificate(both.server) != NULL && both.good,
				 rows[i / 2].any);
		disconnect(&both);
		both = connect_to(trusted, &client);
		assert_int_equal(both.good, rows[i / 2].trusted);
		disconnect(&both);
	}
	tls_server_free(&any);
	tls_server_free(&trusted);
}

static void test_client_certificates_with_brainpool(void **state)
{
	(void)state;
	const struct tls_server_config config = config_of(TLS_CLIENT_ANY);
	struct tls_server *server = make_server(&config);
	struct client client = {.groups = "brainpoolP256r1", .version_max = TLS1_2_VERSION};
	struct both both = connect_to(server, &client);
	assert_false(both.good);
	disconnect(&both);
	client.identity = "server_brainpool";
	both = connect_to(server, &client);
	assert_true(both.good);
	assert_non_null(SSL_get0_peer_certificate(both.server));
	disconnect(&both);
	tls_server_free(&server);
}

static void test_trust_needs_certificates(void **state)
{
	(void)state;
	struct tls_server *server = NULL;
	const struct tls_server_config config = config_of(TLS_CLIENT_TRUSTED);
	assert_int_equal(tls_server_new(&config, &server), ERR_MISSING);
	assert_null(server);
}

static void test_no_resumption(void **state)
{
	(void)state;
	const struct tls_server_config config = config_of(TLS_CLIENT_NONE);
	struct tls_server *server = make_server(&config);
	for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
		struct both both = connect_to(server, &(struct client){.version_max = version});
		assert_true(both.good);
		const SSL_SESSION *session = SSL_get0_session(both.client);
		assert_false(SSL_SESSION_is_resumable(session));
		assert_false(SSL_SESSION_has_ticket(session));
		disconnect(&both);
	}
	tls_server_free(&server);
}

static void test_no_renegotiation(void **state)
{
	(void)state;
	const struct tls_server_config config = config_of(TLS_CLIENT_NONE);
	struct tls_server *server = make_server(&config);
	struct both both = connect_to(server, &(struct client){.version_max = TLS1_2_VERSION});
	assert_true(both.good);
	assert_int_equal(SSL_renegotiate(both.client), 1);
	(void)SSL_do_handshake(both.client);
	char waste[16] = {};
	(void)SSL_read(both.server, waste, sizeof(waste));
	(void)SSL_do_handshake(both.client);
	assert_false(SSL_is_init_finished(both.client));
	assert_true(SSL_is_init_finished(both.server));
	ERR_clear_error();
	disconnect(&both);
	tls_server_free(&server);
}

static enum err replace(struct tls_server *server, const struct tls_server_config *config)
{
	CLEANUP(tls_server_contexts_free) struct tls_contexts *contexts = NULL;
	TRY(tls_server_contexts_new(config, &contexts));
	tls_server_exchange(server, contexts);
	return OK;
}

static void test_replaced_certificates(void **state)
{
	(void)state;
	struct tls_server_config config = config_of(TLS_CLIENT_NONE);
	struct tls_server *server = make_server(&config);
	struct both before = connect_to(server, &(struct client){});
	config.p256.certificate_file = tls_world_certificate(&world, "client");
	config.p256.key_file = tls_world_key(&world, "client");
	config.brainpool = (struct tls_identity){};
	assert_int_equal(replace(server, &config), OK);
	struct both after = connect_to(server, &(struct client){});
	assert_string_equal(shown(&after), "client");
	disconnect(&after);
	after = connect_to(server, &brainpool_only);
	assert_false(after.good);
	disconnect(&after);
	/* What was open goes on. */
	char got[4] = {};
	assert_int_equal(SSL_write(before.client, "hi", 2), 2);
	assert_int_equal(SSL_read(before.server, got, sizeof(got)), 2);
	disconnect(&before);
	/* And if the new ones are no good, the old ones stay. */
	config.p256.key_file = tls_world_key(&world, "server");
	assert_int_equal(replace(server, &config), ERR_MISMATCH);
	after = connect_to(server, &(struct client){});
	assert_string_equal(shown(&after), "client");
	disconnect(&after);
	tls_server_free(&server);
}

static void test_bad_files(void **state)
{
	(void)state;
	struct tls_server_config config = config_of(TLS_CLIENT_NONE);
	struct tls_server *server = NULL;
	config.brainpool.certificate_file = "/nonexistent";
	assert_int_equal(tls_server_new(&config, &server), ERR_NOT_FOUND);
	config.p256 = (struct tls_identity){};
	assert_int_equal(tls_server_new(&config, &server), ERR_NOT_FOUND);
	config.brainpool = (struct tls_identity){};
	assert_int_equal(tls_server_new(&config, &server), ERR_MISSING);
	assert_null(server);
	tls_server_free(&server);
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
		cmocka_unit_test(test_who_is_served),
		cmocka_unit_test(test_without_brainpool_certificate),
		cmocka_unit_test(test_without_p256_certificate),
		cmocka_unit_test(test_client_certificates),
		cmocka_unit_test(test_client_certificates_with_brainpool),
		cmocka_unit_test(test_trust_needs_certificates),
		cmocka_unit_test(test_no_resumption),
		cmocka_unit_test(test_no_renegotiation),
		cmocka_unit_test(test_replaced_certificates),
		cmocka_unit_test(test_bad_files),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
