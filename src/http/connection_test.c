/* SPDX-License-Identifier: Apache-2.0 */
/* The order of things on one connection, and what peers do wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/limits.h"
#include "http_world.h"
#include "tls_world.h"

static struct tls_world certificates;
static struct http_world world;
static struct http_peer peer;
static SSL_CTX *context; /* NULL: this round is without TLS */

/* Each test is run without and with TLS. */
static int make_tls(void **state)
{
	(void)state;
	tls_world_make(&certificates);
	return 0;
}

static int remove_tls(void **state)
{
	(void)state;
	tls_world_remove(&certificates);
	return 0;
}

static int setup_plain(void **state)
{
	(void)state;
	world = (struct http_world){.big = LIMIT_HTTP_REPLY};
	context = NULL;
	http_world_start(&world);
	http_peer_open(&peer, world.port, NULL);
	return 0;
}

static int setup_tls(void **state)
{
	(void)state;
	const struct tls_server_config config = {
		.p256 = {.certificate_file = tls_world_certificate(&certificates, "server"),
			 .key_file = tls_world_key(&certificates, "server")}};
	world = (struct http_world){.big = LIMIT_HTTP_REPLY};
	assert_int_equal(tls_server_new(&config, &world.tls), OK);
	context = SSL_CTX_new(TLS_client_method());
	assert_non_null(context);
	http_world_start(&world);
	assert_true(http_peer_open(&peer, world.port, context));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	http_peer_close(&peer);
	http_world_stop(&world);
	tls_server_free(&world.tls);
	SSL_CTX_free(context);
	return 0;
}

static void post(const char *path, const char *body)
{
	assert_true(http_peer_send(&peer, http_world_request("POST", path, HTTP_WORLD_JSON, body)));
}

static void test_kept(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++) {
		char body[16] = {};
		snprintf(body, sizeof(body), "%d", i);
		post("/echo", body);
		assert_string_equal(http_peer_receive(&peer).body, body);
	}
	assert_int_equal(http_server_stats(world.server).connections, 1);
}

static void test_pipelined(void **state)
{
	(void)state;
	char text[64 * 1024] = {};
	size_t len = 0;
	for (int i = 0; i < 100; i++) {
		char body[16] = {};
		snprintf(body, sizeof(body), "%d", i);
		/* Refusals of the server among them, so that many are answered in one turn. */
		const char *path = i % 10 == 0 ? "/echo" : "/nowhere";
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s",
					http_world_request("POST", path, HTTP_WORLD_JSON, body));
	}
	assert_true(http_peer_send(&peer, text));
	for (int i = 0; i < 100; i++) {
		struct http_peer_reply reply = http_peer_receive(&peer);
		assert_int_equal(reply.status, i % 10 == 0 ? 200 : 404);
		if (i % 10 == 0)
			assert_int_equal(atoi(reply.body), i);
	}
}

static void test_byte_by_byte(void **state)
{
	(void)state;
	const char *text = http_world_request("POST", "/echo", HTTP_WORLD_JSON, "hello");
	for (const char *at = text; *at; at++)
		assert_true(http_peer_send_bytes(&peer, bytes_from(at, 1)));
	assert_string_equal(http_peer_receive(&peer).body, "hello");
}

static void test_largest_body(void **state)
{
	(void)state;
	static char body[LIMIT_HTTP_BODY + 1];
	memset(body, 'x', LIMIT_HTTP_BODY);
	post("/echo", body);
	struct http_peer_reply reply = http_peer_receive(&peer);
	assert_int_equal(reply.status, 200);
	assert_int_equal(reply.body_len, LIMIT_HTTP_BODY);
}

static void test_body_too_large(void **state)
{
	(void)state;
	assert_true(http_peer_send(&peer, "POST /echo HTTP/1.1\r\nHost: a\r\n" HTTP_WORLD_JSON
					  "Content-Length: 104857600\r\n\r\n"));
	struct http_peer_reply reply = http_peer_receive(&peer);
	assert_int_equal(reply.status, 413);
	assert_non_null(strstr(reply.head, "Connection: close\r\n"));
	assert_non_null(strstr(reply.head, "X-Admin-Protocol: "));
	assert_true(http_peer_ended(&peer));
}

/* The answer comes through although the client goes on sending for a while. */
static void test_body_too_large_and_sent(void **state)
{
	(void)state;
	static char body[1024 * 1024 + 1];
	char head[200] = {};
	memset(body, 'x', sizeof(body) - 1);
	snprintf(head, sizeof(head),
		 "POST /echo HTTP/1.1\r\nHost: a\r\n" HTTP_WORLD_JSON "Content-Length: %zu\r\n\r\n",
		 sizeof(body) - 1);
	assert_true(http_peer_send(&peer, head));
	assert_true(http_peer_send(&peer, body));
	assert_int_equal(http_peer_receive(&peer).status, 413);
}

static void test_headers_too_large(void **state)
{
	(void)state;
	static char headers[LIMIT_HTTP_HEADERS + 16];
	memset(headers, 'x', LIMIT_HTTP_HEADERS);
	memcpy(headers, "X-Long: ", 8);
	memcpy(headers + LIMIT_HTTP_HEADERS, "\r\n", 3);
	assert_true(http_peer_send(&peer, http_world_request("POST", "/echo", headers, "{}")));
	struct http_peer_reply reply = http_peer_receive(&peer);
	assert_int_equal(reply.status, 431);
	assert_non_null(strstr(reply.head, "Connection: close\r\n"));
	assert_true(http_peer_ended(&peer));
}

static void test_malformed(void **state)
{
	(void)state;
	assert_true(http_peer_send(&peer, "hello\r\n\r\n"));
	struct http_peer_reply reply = http_peer_receive(&peer);
	assert_int_equal(reply.status, 400);
	assert_int_equal(reply.body_len, 0);
	assert_true(http_peer_ended(&peer));
}

static void test_chunked_body(void **state)
{
	(void)state;
	assert_true(http_peer_send(&peer, "POST /echo HTTP/1.1\r\nHost: a\r\n" HTTP_WORLD_JSON
					  "Transfer-Encoding: chunked\r\n\r\n"
					  "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"));
	assert_string_equal(http_peer_receive(&peer).body, "abcdef");
	post("/echo", "next");
	assert_string_equal(http_peer_receive(&peer).body, "next");
}

static void test_continue(void **state)
{
	(void)state;
	assert_true(http_peer_send(&peer, "POST /echo HTTP/1.1\r\nHost: a\r\n" HTTP_WORLD_JSON
					  "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
	assert_int_equal(http_peer_receive(&peer).status, 100);
	assert_true(http_peer_send(&peer, "hi"));
	assert_string_equal(http_peer_receive(&peer).body, "hi");
}

static void test_closed_on_request(void **state)
{
	(void)state;
	assert_true(http_peer_send(
		&peer, http_world_request("POST", "/echo", HTTP_WORLD_JSON "Connection: close\r\n",
					  "hi")));
	struct http_peer_reply reply = http_peer_receive(&peer);
	assert_string_equal(reply.body, "hi");
	assert_non_null(strstr(reply.head, "Connection: close\r\n"));
	assert_true(http_peer_ended(&peer));
}

static void test_http_1_0(void **state)
{
	(void)state;
	assert_true(http_peer_send(&peer, "POST /echo HTTP/1.0\r\n" HTTP_WORLD_JSON
					  "Content-Length: 2\r\n\r\nhi"));
	assert_string_equal(http_peer_receive(&peer).body, "hi");
	assert_true(http_peer_ended(&peer));
}

/* The answer to a peer that has gone is thrown away, and nothing else happens. */
static void test_peer_gone_before_the_answer(void **state)
{
	(void)state;
	post("/wait", "{}");
	while (sem_wait(&world.started) != 0)
		;
	http_peer_close(&peer);
	sem_post(&world.gate);
	assert_true(http_peer_open(&peer, world.port, context));
	post("/echo", "still there");
	assert_string_equal(http_peer_receive(&peer).body, "still there");
}

/* A peer that has only stopped sending gets its answer. */
static void test_half_closed(void **state)
{
	(void)state;
	post("/wait", "hello");
	while (sem_wait(&world.started) != 0)
		;
	if (peer.ssl)
		SSL_shutdown(peer.ssl);
	shutdown(peer.fd, SHUT_WR);
	sem_post(&world.gate);
	assert_string_equal(http_peer_receive(&peer).body, "hello");
	assert_true(http_peer_ended(&peer));
}

/* What comes while the handler runs waits for its turn. */
static void test_next_request_while_the_handler_runs(void **state)
{
	(void)state;
	post("/wait", "first");
	while (sem_wait(&world.started) != 0)
		;
	post("/echo", "second");
	sem_post(&world.gate);
	assert_string_equal(http_peer_receive(&peer).body, "first");
	assert_string_equal(http_peer_receive(&peer).body, "second");
}

/* More than the kernel's buffers hold. */
static void test_reader_slower_than_the_answers(void **state)
{
	(void)state;
	int small = 64 * 1024;
	setsockopt(peer.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	for (int i = 0; i < 8; i++)
		post("/big", "{}");
	/* Others are served meanwhile. */
	struct http_peer other = {};
	assert_true(http_peer_open(&other, world.port, context));
	assert_true(
		http_peer_send(&other, http_world_request("POST", "/echo", HTTP_WORLD_JSON, "hi")));
	assert_string_equal(http_peer_receive(&other).body, "hi");
	http_peer_close(&other);
	for (int i = 0; i < 8; i++)
		assert_int_equal(http_peer_receive(&peer).body_len, world.big);
}

static void test_gone_in_the_middle(void **state)
{
	(void)state;
	static const char *const parts[] = {"", "POST /echo",
					    "POST /echo HTTP/1.1\r\nHost: a\r\n" HTTP_WORLD_JSON
					    "Content-Length: 5\r\n\r\nhel"};
	for (size_t i = 0; i < 3; i++) {
		assert_true(http_peer_send(&peer, parts[i]));
		http_peer_close(&peer);
		assert_true(http_peer_open(&peer, world.port, context));
	}
	post("/echo", "still there");
	assert_string_equal(http_peer_receive(&peer).body, "still there");
}

#define BOTH(test)                                                                                 \
	{"plain " #test, test, setup_plain, teardown, NULL},                                       \
	{                                                                                          \
		"TLS " #test, test, setup_tls, teardown, NULL                                      \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(test_kept),
		BOTH(test_pipelined),
		BOTH(test_byte_by_byte),
		BOTH(test_largest_body),
		BOTH(test_body_too_large),
		BOTH(test_body_too_large_and_sent),
		BOTH(test_headers_too_large),
		BOTH(test_malformed),
		BOTH(test_chunked_body),
		BOTH(test_continue),
		BOTH(test_closed_on_request),
		BOTH(test_http_1_0),
		BOTH(test_peer_gone_before_the_answer),
		BOTH(test_half_closed),
		BOTH(test_next_request_while_the_handler_runs),
		BOTH(test_reader_slower_than_the_answers),
		BOTH(test_gone_in_the_middle),
	};
	return cmocka_run_group_tests(tests, make_tls, remove_tls);
}
