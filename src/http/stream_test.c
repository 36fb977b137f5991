/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "http/stream.h"
#include "http/tls.h"
#include "tls_world.h"

static struct tls_world certificates;
static struct tls_server *server;
static struct stream ours, theirs;

static void open_pair(int fds[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
}

static int setup_plain(void **state)
{
	(void)state;
	int fds[2] = {};
	open_pair(fds);
	assert_true(stream_open(&ours, fds[0], NULL));
	assert_true(stream_open(&theirs, fds[1], NULL));
	return 0;
}

static SSL *make_client(const char *identity)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	assert_non_null(context);
	if (identity) {
		const char *certificate = tls_world_certificate(&certificates, identity);
		const char *key = tls_world_key(&certificates, identity);
		assert_true(SSL_CTX_use_certificate_chain_file(context, certificate) == 1);
		assert_true(SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1);
	}
	SSL *ssl = SSL_new(context);
	assert_non_null(ssl);
	SSL_set_connect_state(ssl);
	SSL_CTX_free(context);
	return ssl;
}

static void open_tls(enum tls_client_check check, const char *identity)
{
	int fds[2] = {};
	SSL *ssl = NULL;
	const struct tls_server_config config = {
		.p256 = {.certificate_file = tls_world_certificate(&certificates, "server"),
			 .key_file = tls_world_key(&certificates, "server")},
		.client_check = check};
	assert_int_equal(tls_server_new(&config, &server), OK);
	assert_int_equal(tls_server_accept(server, &ssl), OK);
	open_pair(fds);
	assert_true(stream_open(&ours, fds[0], ssl));
	assert_true(stream_open(&theirs, fds[1], make_client(identity)));
}

static bool shake_hands(void)
{
	enum stream_status a = STREAM_WANT_READ, b = STREAM_WANT_READ;
	while (a == STREAM_WANT_READ || b == STREAM_WANT_READ) {
		if (b != STREAM_OK)
			b = stream_handshake(&theirs);
		if (a != STREAM_OK)
			a = stream_handshake(&ours);
		if (a == STREAM_CLOSED || b == STREAM_CLOSED)
			return false;
	}
	return true;
}

static int setup_tls(void **state)
{
	(void)state;
	open_tls(TLS_CLIENT_ANY, "client_self");
	assert_true(shake_hands());
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stream_close(&ours);
	stream_close(&ours);
	stream_close(&theirs);
	tls_server_free(&server);
	return 0;
}

static void test_bytes_arrive(void **state)
{
	(void)state;
	uint8_t got[16] = {};
	size_t n = 0;
	assert_int_equal(stream_read(&ours, got, sizeof(got), &n), STREAM_WANT_READ);
	assert_int_equal(stream_write(&theirs, BYTES_LIT("hello"), &n), STREAM_OK);
	assert_int_equal(n, 5);
	assert_int_equal(stream_read(&ours, got, 2, &n), STREAM_OK);
	assert_int_equal(n, 2);
	/* TLS has taken the whole record off the socket. */
	assert_int_equal(stream_pending(&ours), ours.ssl != NULL);
	assert_int_equal(stream_read(&ours, got + 2, sizeof(got) - 2, &n), STREAM_OK);
	assert_int_equal(n, 3);
	assert_memory_equal(got, "hello", 5);
	assert_false(stream_pending(&ours));
}

static void test_full_socket(void **state)
{
	(void)state;
	static uint8_t data[64 * 1024];
	enum stream_status status = STREAM_OK;
	size_t sent = 0, total = 0, got = 0;
	while (status == STREAM_OK) {
		status = stream_write(&ours, BYTES_OF(data), &sent);
		total += status == STREAM_OK ? sent : 0;
	}
	assert_int_equal(status, STREAM_WANT_WRITE);
	/* When there is room again, the same data go on. */
	while (stream_read(&theirs, data, sizeof(data), &got) == STREAM_OK)
		total -= got;
	status = stream_write(&ours, BYTES_OF(data), &sent);
	assert_int_equal(status, STREAM_OK);
	while (stream_read(&theirs, data, sizeof(data), &got) == STREAM_OK)
		total -= got;
	assert_int_equal(total + sent, 0);
}

static void test_end_of_the_peer(void **state)
{
	(void)state;
	uint8_t got[16] = {};
	size_t n = 0;
	stream_finish(&theirs);
	assert_int_equal(stream_read(&ours, got, sizeof(got), &n), STREAM_CLOSED);
	/* The other direction is still open. */
	assert_int_equal(stream_write(&ours, BYTES_LIT("x"), &n), STREAM_OK);
	stream_close(&theirs);
}

static void test_peer_is_gone(void **state)
{
	(void)state;
	uint8_t got[16] = {};
	size_t n = 0;
	stream_close(&theirs);
	assert_int_equal(stream_read(&ours, got, sizeof(got), &n), STREAM_CLOSED);
}

static void test_drain(void **state)
{
	(void)state;
	static uint8_t data[16 * 1024];
	size_t n = 0;
	assert_int_equal(stream_drain(&ours), STREAM_WANT_READ);
	assert_int_equal(stream_write(&theirs, BYTES_OF(data), &n), STREAM_OK);
	assert_int_equal(stream_drain(&ours), STREAM_WANT_READ);
	stream_close(&theirs);
	assert_int_equal(stream_drain(&ours), STREAM_CLOSED);
}

static void test_no_certificate_without_tls(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf der = buf_make(10);
	assert_int_equal(stream_handshake(&ours), STREAM_OK);
	assert_true(stream_peer_certificate(&ours, &der));
	assert_int_equal(der.len, 0);
}

static void test_certificate(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf der = buf_make(4096);
	CLEANUP(buf_free) struct buf expected = buf_make(4096);
	CLEANUP(buf_free) struct buf small = buf_make(10);
	tls_world_der(&certificates, "client_self", &expected);
	assert_true(stream_peer_certificate(&ours, &der));
	assert_true(bytes_eq(buf_bytes(&der), buf_bytes(&expected)));
	assert_false(stream_peer_certificate(&ours, &small));
}

static void test_handshake_fails(void **state)
{
	(void)state;
	open_tls(TLS_CLIENT_ANY, NULL);
	assert_false(shake_hands());
	assert_string_equal(ours.reason, "peer did not return a certificate");
	stream_finish(&ours);
}

static void test_not_tls_at_all(void **state)
{
	(void)state;
	open_tls(TLS_CLIENT_NONE, NULL);
	assert_int_equal(send(theirs.fd, "GET / HTTP/1.1\r\n\r\n", 18, 0), 18);
	assert_int_equal(stream_handshake(&ours), STREAM_CLOSED);
	assert_string_equal(ours.reason, "http request");
}

static void test_left_before_the_handshake(void **state)
{
	(void)state;
	open_tls(TLS_CLIENT_NONE, NULL);
	stream_close(&theirs);
	assert_int_equal(stream_handshake(&ours), STREAM_CLOSED);
	assert_null(ours.reason);
}

static void renew_keys(int times)
{
	for (int i = 0; i < times; i++) {
		assert_int_equal(SSL_key_update(theirs.ssl, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
		assert_int_equal(SSL_do_handshake(theirs.ssl), 1);
	}
}

static void test_keys_are_renewed(void **state)
{
	(void)state;
	uint8_t got[16] = {};
	size_t n = 0;
	renew_keys(10);
	assert_int_equal(stream_write(&theirs, BYTES_LIT("hello"), &n), STREAM_OK);
	assert_int_equal(stream_read(&ours, got, sizeof(got), &n), STREAM_OK);
	assert_int_equal(n, 5);
}

static void test_keys_are_renewed_without_end(void **state)
{
	(void)state;
	uint8_t got[16] = {};
	size_t n = 0;
	renew_keys(LIMIT_TLS_MESSAGES);
	assert_int_equal(stream_read(&ours, got, sizeof(got), &n), STREAM_CLOSED);
	assert_string_equal(ours.reason, "too many messages");
}

/* OpenSSL's client ends when it is refused; so the server has had its chance to say no. */
static void test_renegotiation(void **state)
{
	(void)state;
	uint8_t got[16] = {};
	size_t n = 0;
	assert_int_equal(SSL_renegotiate(theirs.ssl), 1);
	assert_int_equal(stream_handshake(&theirs), STREAM_WANT_READ);
	assert_int_equal(stream_read(&ours, got, sizeof(got), &n), STREAM_WANT_READ);
	assert_int_equal(stream_handshake(&theirs), STREAM_CLOSED);
	assert_string_equal(theirs.reason, "no renegotiation");
}

static int setup_tls_1_2(void **state)
{
	(void)state;
	open_tls(TLS_CLIENT_NONE, NULL);
	assert_int_equal(SSL_set_max_proto_version(theirs.ssl, TLS1_2_VERSION), 1);
	assert_true(shake_hands());
	return 0;
}

static int make_world(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	tls_world_make(&certificates);
	return 0;
}

static int remove_world(void **state)
{
	(void)state;
	tls_world_remove(&certificates);
	return 0;
}

#define BOTH(test)                                                                                 \
	{"plain " #test, test, setup_plain, teardown, NULL},                                       \
	{                                                                                          \
		"TLS " #test, test, setup_tls, teardown, NULL                                      \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(test_bytes_arrive),
		BOTH(test_full_socket),
		BOTH(test_end_of_the_peer),
		BOTH(test_peer_is_gone),
		BOTH(test_drain),
		cmocka_unit_test_setup_teardown(test_no_certificate_without_tls, setup_plain,
						teardown),
		cmocka_unit_test_setup_teardown(test_certificate, setup_tls, teardown),
		cmocka_unit_test_setup_teardown(test_keys_are_renewed, setup_tls, teardown),
		cmocka_unit_test_setup_teardown(test_keys_are_renewed_without_end, setup_tls,
						teardown),
		cmocka_unit_test_setup_teardown(test_renegotiation, setup_tls_1_2, teardown),
		cmocka_unit_test_teardown(test_handshake_fails, teardown),
		cmocka_unit_test_teardown(test_not_tls_at_all, teardown),
		cmocka_unit_test_teardown(test_left_before_the_handshake, teardown),
	};
	return cmocka_run_group_tests(tests, make_world, remove_world);
}
