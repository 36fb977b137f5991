/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The N-th failure in TLS: another allocation of the server fails while it reads its files, or
 * during a connection, until none is left. Nobody is let in who would not be otherwise, no file is
 * called wrong that is right, and the next connection is served.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>

#include "base/log.h"
#include "fault.h"
#include "http/tls.h"
#include "tls_world.h"

enum {
	ALL_KINDS = FAULT_ALLOCATION | FAULT_FILE | FAULT_LIBRARY,
	ROUND_TRIPS = 4,
	/* From one failure to the next. */
	LOAD_STRIDE = 211,
	CONNECTION_STRIDE = 53,
};

static struct tls_world world;

/* Who connects, and whether it is served when nothing fails. */
static const struct visitor {
	const char *identity; /* NULL: no certificate */
	int version;
	bool served;
} visitors[] = {
	{"client", TLS1_3_VERSION, true},	   {"client", TLS1_2_VERSION, true},
	{"client_other", TLS1_3_VERSION, false},   {"client_other", TLS1_2_VERSION, false},
	{"client_expired", TLS1_3_VERSION, false}, {"client_server_only", TLS1_3_VERSION, false},
	{"client_self", TLS1_2_VERSION, false},	   {NULL, TLS1_3_VERSION, false},
};

static enum err load(struct tls_server **out)
{
	const char *ca = tls_world_certificate(&world, "ca");
	const struct tls_server_config config = {
		.p256 = {.certificate_file = tls_world_certificate(&world, "server"),
			 .key_file = tls_world_key(&world, "server")},
		.brainpool = {.certificate_file = tls_world_certificate(&world, "server_brainpool"),
			      .key_file = tls_world_key(&world, "server_brainpool")},
		.client_check = TLS_CLIENT_TRUSTED,
		.client_trust = {.files = &ca, .file_count = 1},
		.time_ms = TLS_WORLD_NOW_MS,
	};
	return tls_server_new(&config, out);
}

static SSL *client_of(const struct visitor *v)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	assert_non_null(context);
	assert_true(SSL_CTX_set_min_proto_version(context, v->version) == 1 &&
		    SSL_CTX_set_max_proto_version(context, v->version) == 1);
	if (v->identity)
		assert_true(SSL_CTX_use_certificate_file(context,
							 tls_world_certificate(&world, v->identity),
							 SSL_FILETYPE_PEM) == 1 &&
			    SSL_CTX_use_PrivateKey_file(context, tls_world_key(&world, v->identity),
							SSL_FILETYPE_PEM) == 1);
	SSL *client = SSL_new(context);
	SSL_CTX_free(context);
	assert_non_null(client);
	SSL_set_connect_state(client);
	return client;
}

/* The client says "hi" and hears it back. Only what the server does may fail. */
static bool converse(SSL *client, SSL *server)
{
	char heard[2] = "", answer[2] = "";
	for (int i = 0; i < ROUND_TRIPS; i++) {
		fault_pause();
		(void)SSL_do_handshake(client);
		if (SSL_is_init_finished(client) && i == ROUND_TRIPS - 1)
			(void)SSL_write(client, "hi", 2);
		fault_resume();
		(void)SSL_do_handshake(server);
	}
	bool served = SSL_is_init_finished(server) && SSL_read(server, heard, 2) == 2 &&
		      SSL_write(server, heard, 2) == 2;
	fault_pause();
	served = served && SSL_read(client, answer, 2) == 2 && memcmp(answer, "hi", 2) == 0;
	fault_resume();
	return served;
}

/* Served? */
static bool visit(struct tls_server *server, const struct visitor *v, uint64_t nth,
		  uint64_t *operations)
{
	BIO *a = NULL, *b = NULL;
	SSL *client = client_of(v), *accepted = NULL;
	assert_int_equal(BIO_new_bio_pair(&a, 0, &b, 0), 1);
	SSL_set_bio(client, a, a);
	fault_arm(ALL_KINDS, nth);
	enum err e = tls_server_accept(server, &accepted);
	bool served = false;
	if (e == OK) {
		SSL_set_bio(accepted, b, b);
		served = converse(client, accepted);
		SSL_free(accepted);
	} else {
		BIO_free(b);
	}
	*operations = fault_disarm();
	SSL_free(client);
	ERR_clear_error();
	assert_true(e == OK || !err_is_refusal(e));
	return served;
}

static void try_visitor(struct tls_server *server, const struct visitor *v)
{
	uint64_t operations = 0, none = 0;
	assert_int_equal(visit(server, v, 0, &operations), v->served);
	uint64_t stride = fault_stride(CONNECTION_STRIDE);
	for (uint64_t nth = 1; nth <= operations; nth += stride) {
		if (visit(server, v, nth, &none) && !v->served)
			fail_msg("%s was served when operation %llu failed", v->identity,
				 (unsigned long long)nth);
		if (v->served)
			assert_true(visit(server, v, 0, &none));
	}
	print_message("%s: %llu operations\n", v->identity ? v->identity : "nobody",
		      (unsigned long long)operations);
}

static void nobody_else_is_let_in(void **state)
{
	(void)state;
	struct tls_server *server = NULL;
	assert_int_equal(load(&server), OK);
	for (size_t i = 0; i < sizeof(visitors) / sizeof(visitors[0]); i++)
		try_visitor(server, &visitors[i]);
	tls_server_free(&server);
}

/* Returns how many operations there were. */
static uint64_t try_to_load(uint64_t nth)
{
	uint64_t none = 0;
	struct tls_server *server = NULL;
	fault_arm(ALL_KINDS, nth);
	enum err e = load(&server);
	uint64_t operations = fault_disarm();
	if (err_is_refusal(e))
		fail_msg("%s when operation %llu failed", err_name(e), (unsigned long long)nth);
	assert_true(e == OK || nth > 0);
	if (e == OK) {
		assert_true(visit(server, &visitors[0], 0, &none));
		assert_false(visit(server, &visitors[2], 0, &none));
	}
	tls_server_free(&server);
	return operations;
}

static void a_file_is_not_called_wrong(void **state)
{
	(void)state;
	uint64_t operations = try_to_load(0), stride = fault_stride(LOAD_STRIDE);
	for (uint64_t nth = 1; nth <= operations; nth += stride)
		(void)try_to_load(nth);
	print_message("%llu operations\n", (unsigned long long)operations);
}

static void what_lacked_before_is_not_held_against_it(void **state)
{
	(void)state;
	struct tls_server *server = NULL;
	fault_arm(FAULT_LIBRARY, 1);
	assert_null(OPENSSL_malloc(1));
	(void)fault_disarm();
	assert_int_equal(load(&server), OK);
	tls_server_free(&server);
}

static int make(void **state)
{
	(void)state;
	if (fault_install_libcrypto() != OK)
		return -1;
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	tls_world_make(&world);
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	tls_world_remove(&world);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_else_is_let_in),
		cmocka_unit_test(a_file_is_not_called_wrong),
		cmocka_unit_test(what_lacked_before_is_not_held_against_it),
	};
	return cmocka_run_group_tests(tests, make, unmake);
}
