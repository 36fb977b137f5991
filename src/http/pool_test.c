/* SPDX-License-Identifier: Apache-2.0 */
/* Deadlines and the cap on connections. The tests wait for the server to act, not for a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "http_world.h"
#include "tls_world.h"

/* Milliseconds: soon over, and never over while a test runs. */
enum { SOON = 80, NEVER = 600 * 1000 };

static struct http_world world;
static struct http_peer peer;

static void start(struct http_limits limits)
{
	world = (struct http_world){.limits = limits, .workers = 4, .big = LIMIT_HTTP_REPLY};
	http_world_start(&world);
	http_peer_open(&peer, world.port, NULL);
}

static int stop(void **state)
{
	(void)state;
	http_peer_close(&peer);
	http_world_stop(&world);
	return 0;
}

static const char *echo_request(void)
{
	return http_world_request("POST", "/echo", HTTP_WORLD_JSON, "hi");
}

static void await_timeouts(uint64_t n)
{
	while (http_server_stats(world.server).timeouts < n)
		usleep(1000);
}

/* A peer sees the end a little before the server has counted it. */
static void await_no_connections(void)
{
	while (http_server_stats(world.server).connections > 0)
		usleep(1000);
}

static void test_idle_connection_is_closed(void **state)
{
	(void)state;
	start((struct http_limits){.idle_ms = SOON, .request_ms = NEVER});
	assert_true(http_peer_ended(&peer));
	assert_int_equal(http_server_stats(world.server).timeouts, 1);
	await_no_connections();
}

static void test_kept_connection_is_closed(void **state)
{
	(void)state;
	start((struct http_limits){.idle_ms = SOON, .request_ms = NEVER});
	if (http_peer_send(&peer, echo_request()))
		(void)http_peer_receive(&peer).status;
	assert_true(http_peer_ended(&peer));
}

static void assert_timed_out(const char *part)
{
	start((struct http_limits){.idle_ms = NEVER, .request_ms = SOON});
	assert_true(http_peer_send(&peer, part));
	struct http_peer_reply reply = http_peer_receive(&peer);
	assert_int_equal(reply.status, 408);
	assert_non_null(strstr(reply.head, "Connection: close\r\n"));
	assert_true(http_peer_ended(&peer));
	assert_int_equal(http_server_stats(world.server).timeouts, 1);
}

static void test_slow_head(void **state)
{
	(void)state;
	assert_timed_out("POST /echo HTTP/1.1\r\nHost:");
}

static void test_slow_body(void **state)
{
	(void)state;
	assert_timed_out("POST /echo HTTP/1.1\r\nHost: a\r\n" HTTP_WORLD_JSON
			 "Content-Length: 5\r\n\r\nhel");
}

/* Bytes that keep coming do not put the deadline off. */
static void test_byte_after_byte(void **state)
{
	(void)state;
	start((struct http_limits){.idle_ms = NEVER, .request_ms = SOON});
	struct pollfd ready = {.fd = peer.fd, .events = POLLIN};
	assert_true(http_peer_send(&peer, "POST /"));
	while (poll(&ready, 1, SOON / 20) == 0)
		if (!http_peer_send(&peer, "a"))
			break;
	assert_int_equal(http_server_stats(world.server).timeouts, 1);
}

static void start_tls(struct http_limits limits)
{
	struct tls_world certificates = {};
	tls_world_make(&certificates);
	const struct tls_server_config config = {
		.p256 = {.certificate_file = tls_world_certificate(&certificates, "server"),
			 .key_file = tls_world_key(&certificates, "server")}};
	world = (struct http_world){.limits = limits};
	assert_int_equal(tls_server_new(&config, &world.tls), OK);
	tls_world_remove(&certificates);
	http_world_start(&world);
	http_peer_open(&peer, world.port, NULL);
}

static void stop_tls(void)
{
	http_server_stop(&world.server);
	tls_server_free(&world.tls);
}

/* The beginning of a ClientHello record. */
#define HELLO BYTES_LIT("\x16\x03\x01\x01\x00\x01")

static void test_handshake_that_never_ends(void **state)
{
	(void)state;
	start_tls((struct http_limits){.idle_ms = NEVER, .request_ms = SOON});
	assert_true(http_peer_send_bytes(&peer, HELLO));
	assert_true(http_peer_ended(&peer));
	assert_int_equal(http_server_stats(world.server).timeouts, 1);
	stop_tls();
}

static void test_handshake_that_is_too_long(void **state)
{
	(void)state;
	uint8_t record[5 + 16 * 1024] = {0x16, 0x03, 0x01, 0x40, 0x00, 0x01, 0x01};
	start_tls((struct http_limits){.idle_ms = NEVER, .request_ms = NEVER});
	for (size_t sent = 0; sent <= LIMIT_TLS_HANDSHAKE; sent += sizeof(record)) {
		assert_true(http_peer_send_bytes(&peer, BYTES_OF(record)));
		memset(record + 5, 0, sizeof(record) - 5);
	}
	assert_true(http_peer_ended(&peer));
	assert_int_equal(http_server_stats(world.server).tls_failures, 1);
	stop_tls();
}

static void test_many_handshakes_close_the_slowest(void **state)
{
	(void)state;
	struct http_peer second = {}, third = {};
	start_tls((struct http_limits){.held_max = 100 * 1024, .request_ms = NEVER});
	assert_true(http_peer_send_bytes(&peer, HELLO));
	while (http_server_stats(world.server).connections < 1)
		usleep(1000);
	http_peer_open(&second, world.port, NULL);
	assert_true(http_peer_send_bytes(&second, HELLO));
	http_peer_open(&third, world.port, NULL);
	assert_true(http_peer_ended(&peer));
	assert_int_equal(http_server_stats(world.server).evicted, 1);
	while (http_server_stats(world.server).connections > 2)
		usleep(1000);
	http_peer_close(&second);
	http_peer_close(&third);
	stop_tls();
}

/* The handler's time is not the client's fault. */
static void test_handler_has_no_deadline(void **state)
{
	(void)state;
	start((struct http_limits){.idle_ms = NEVER, .request_ms = SOON});
	struct http_peer slow = {};
	assert_true(
		http_peer_send(&peer, http_world_request("POST", "/wait", HTTP_WORLD_JSON, "hi")));
	while (sem_wait(&world.started) != 0)
		;
	http_peer_open(&slow, world.port, NULL);
	assert_true(http_peer_send(&slow, "POST"));
	await_timeouts(1);
	sem_post(&world.gate);
	assert_string_equal(http_peer_receive(&peer).body, "hi");
	http_peer_close(&slow);
}

static void test_answer_that_is_not_taken(void **state)
{
	(void)state;
	start((struct http_limits){.idle_ms = NEVER, .request_ms = SOON});
	int small = 64 * 1024;
	setsockopt(peer.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	/* More than the kernel's buffers hold. */
	for (int i = 0; i < 8; i++)
		assert_true(http_peer_send(
			&peer, http_world_request("POST", "/big", HTTP_WORLD_JSON, "")));
	await_timeouts(1);
	await_no_connections();
}

/* A refused client that goes on sending is listened to for a while only. */
static void test_lingering_ends(void **state)
{
	(void)state;
	start((struct http_limits){.idle_ms = NEVER, .request_ms = NEVER});
	assert_true(http_peer_send(&peer, "nonsense\r\n\r\n"));
	assert_int_equal(http_peer_receive(&peer).status, 400);
	while (http_peer_send(&peer, "more"))
		usleep(10 * 1000);
	await_no_connections();
	assert_int_equal(http_server_stats(world.server).timeouts, 0);
}

static void open_kept(struct http_peer *kept)
{
	http_peer_open(kept, world.port, NULL);
	assert_true(http_peer_send(kept, echo_request()));
	assert_int_equal(http_peer_receive(kept).status, 200);
}

static void test_cap_closes_the_longest_idle(void **state)
{
	(void)state;
	struct http_peer second = {}, third = {}, fourth = {};
	start((struct http_limits){.connections_max = 3});
	open_kept(&second);
	open_kept(&third);
	/* Now the first is not the longest idle any more. */
	assert_true(http_peer_send(&peer, echo_request()));
	assert_int_equal(http_peer_receive(&peer).status, 200);
	open_kept(&fourth);
	assert_true(http_peer_ended(&second));
	assert_int_equal(http_server_stats(world.server).connections, 3);
	assert_true(http_peer_send(&third, echo_request()));
	assert_int_equal(http_peer_receive(&third).status, 200);
	assert_true(http_peer_send(&peer, echo_request()));
	assert_int_equal(http_peer_receive(&peer).status, 200);
	http_peer_close(&second);
	http_peer_close(&third);
	http_peer_close(&fourth);
}

static void test_cap_closes_the_slowest_request(void **state)
{
	(void)state;
	struct http_peer second = {};
	start((struct http_limits){.connections_max = 1, .request_ms = NEVER});
	assert_true(http_peer_send(&peer, "POST / "));
	open_kept(&second);
	assert_int_equal(http_peer_receive(&peer).status, 503);
	assert_true(http_peer_ended(&peer));
	http_peer_close(&second);
}

static void test_cap_leaves_running_requests_alone(void **state)
{
	(void)state;
	struct http_peer second = {};
	start((struct http_limits){.connections_max = 1});
	assert_true(
		http_peer_send(&peer, http_world_request("POST", "/wait", HTTP_WORLD_JSON, "hi")));
	while (sem_wait(&world.started) != 0)
		;
	http_peer_open(&second, world.port, NULL);
	assert_true(http_peer_ended(&second));
	sem_post(&world.gate);
	assert_string_equal(http_peer_receive(&peer).body, "hi");
	http_peer_close(&second);
}

/* Begin a request whose head is kept in 8 kB; the status that comes before its body. */
static int begin_large(struct http_peer *from)
{
	char text[8 * 1024] = "POST /echo?";
	memset(text + strlen(text), 'a', 7 * 1024);
	strcat(text, " HTTP/1.1\r\nHost: a\r\n" HTTP_WORLD_JSON
		     "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
	assert_true(http_peer_send(from, text));
	return http_peer_receive(from).status;
}

static void test_much_under_way_closes_the_slowest_request(void **state)
{
	(void)state;
	struct http_peer idle = {}, second = {};
	start((struct http_limits){.held_max = 12 * 1024, .request_ms = NEVER});
	open_kept(&idle);
	http_peer_open(&second, world.port, NULL);
	assert_int_equal(begin_large(&peer), 100);
	assert_int_equal(begin_large(&second), 100);
	assert_int_equal(http_peer_receive(&peer).status, 503);
	assert_true(http_peer_ended(&peer));
	assert_int_equal(http_server_stats(world.server).evicted, 1);
	assert_true(http_peer_send(&second, "hi"));
	assert_string_equal(http_peer_receive(&second).body, "hi");
	assert_true(http_peer_send(&idle, echo_request()));
	assert_int_equal(http_peer_receive(&idle).status, 200);
	http_peer_close(&second);
	http_peer_close(&idle);
}

static void test_what_is_done_is_not_counted(void **state)
{
	(void)state;
	start((struct http_limits){.held_max = 12 * 1024});
	for (int i = 0; i < 10; i++) {
		assert_int_equal(begin_large(&peer), 100);
		assert_true(http_peer_send(&peer, "hi"));
		assert_int_equal(http_peer_receive(&peer).status, 200);
	}
	assert_int_equal(http_server_stats(world.server).evicted, 0);
}

static void test_too_much_for_any_room(void **state)
{
	(void)state;
	start((struct http_limits){.held_max = 4 * 1024});
	assert_int_equal(begin_large(&peer), 503);
	assert_non_null(strstr(peer.head, "\r\nRetry-After: 1\r\n"));
	assert_true(http_peer_ended(&peer));
}

static void test_connection_is_not_kept_for_ever(void **state)
{
	(void)state;
	start((struct http_limits){.keep_ms = SOON});
	usleep(2 * SOON * 1000);
	assert_true(http_peer_send(&peer, echo_request()));
	struct http_peer_reply reply = http_peer_receive(&peer);
	assert_int_equal(reply.status, 200);
	assert_non_null(strstr(reply.head, "\r\nConnection: close\r\n"));
	assert_true(http_peer_ended(&peer));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_idle_connection_is_closed, stop),
		cmocka_unit_test_teardown(test_kept_connection_is_closed, stop),
		cmocka_unit_test_teardown(test_slow_head, stop),
		cmocka_unit_test_teardown(test_slow_body, stop),
		cmocka_unit_test_teardown(test_byte_after_byte, stop),
		cmocka_unit_test_teardown(test_handshake_that_never_ends, stop),
		cmocka_unit_test_teardown(test_handshake_that_is_too_long, stop),
		cmocka_unit_test_teardown(test_many_handshakes_close_the_slowest, stop),
		cmocka_unit_test_teardown(test_handler_has_no_deadline, stop),
		cmocka_unit_test_teardown(test_answer_that_is_not_taken, stop),
		cmocka_unit_test_teardown(test_lingering_ends, stop),
		cmocka_unit_test_teardown(test_cap_closes_the_longest_idle, stop),
		cmocka_unit_test_teardown(test_cap_closes_the_slowest_request, stop),
		cmocka_unit_test_teardown(test_cap_leaves_running_requests_alone, stop),
		cmocka_unit_test_teardown(test_much_under_way_closes_the_slowest_request, stop),
		cmocka_unit_test_teardown(test_what_is_done_is_not_counted, stop),
		cmocka_unit_test_teardown(test_too_much_for_any_room, stop),
		cmocka_unit_test_teardown(test_connection_is_not_kept_for_ever, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
