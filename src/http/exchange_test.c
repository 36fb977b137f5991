/* SPDX-License-Identifier: Apache-2.0 */
/* Replies of handlers and of the server itself, over plain connections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/limits.h"
#include "http_world.h"

static struct http_world world;
static struct http_peer peer;

static int setup(void **state)
{
	(void)state;
	world = (struct http_world){.big = 100 * 1024};
	http_world_start(&world);
	http_peer_open(&peer, world.port, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	http_peer_close(&peer);
	http_world_stop(&world);
	return 0;
}

static struct http_peer_reply ask(const char *method, const char *path, const char *headers,
				  const char *body)
{
	assert_true(http_peer_send(&peer, http_world_request(method, path, headers, body)));
	return http_peer_receive(&peer);
}

static struct http_peer_reply post(const char *path, const char *body)
{
	return ask("POST", path, HTTP_WORLD_JSON, body);
}

static void test_answer(void **state)
{
	(void)state;
	struct http_peer_reply reply = post("/echo", "{\"a\":1}");
	assert_int_equal(reply.status, 200);
	assert_string_equal(reply.body, "{\"a\":1}");
	assert_non_null(strstr(reply.head, "\r\nContent-Type: application/json\r\n"));
	assert_non_null(strstr(reply.head, "\r\nX-Admin-Protocol: gsma/rsp/v2.5.0\r\n"));
	assert_non_null(strstr(reply.head, "\r\nDate: "));
	assert_null(strstr(reply.head, "Server:"));
	assert_null(strstr(reply.head, "Connection:"));
}

static void test_handler_sees_the_request(void **state)
{
	(void)state;
	struct http_peer_reply reply = ask("POST", "/about?x=1",
					   "Content-Type: application/json; charset=utf-8\r\n"
					   "X-Admin-Protocol: gsma/rsp/v2.2.0\r\n"
					   "User-Agent: gsma-rsp-lpad\r\n",
					   "{}");
	assert_int_equal(reply.status, 200);
	assert_non_null(strstr(reply.head, "Content-Type: text/plain\r\n"));
	assert_non_null(strstr(reply.body, "id=1\npath=/about\nquery=x=1\n"
					   "type=application/json; charset=utf-8\n"
					   "protocol=gsma/rsp/v2.2.0\nagent=gsma-rsp-lpad\n"
					   "peer=127.0.0.1:"));
	assert_non_null(strstr(reply.body, "body={}\ncertificate=0\n"));
	reply = ask("GET", "/get", "", "");
	assert_int_equal(reply.status, 200);
	assert_null(strstr(reply.head, "X-Admin-Protocol"));
	assert_non_null(strstr(reply.body, "id=2\npath=/get\nquery=\ntype=(absent)\n"
					   "protocol=(absent)\nagent=(absent)\n"));
}

static void test_no_content(void **state)
{
	(void)state;
	struct http_peer_reply reply = post("/empty", "secret");
	assert_int_equal(reply.status, 204);
	assert_null(strstr(reply.head, "Content-"));
	assert_non_null(strstr(reply.head, "X-Admin-Protocol: "));
	assert_int_equal(post("/echo", "next").status, 200);
}

static void test_errors_do_not_leak(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		int status;
	} rows[] = {{"/refuse", 400}, {"/fail", 503}, {"/odd", 503}};
	for (size_t i = 0; i < 3; i++) {
		struct http_peer_reply reply = post(rows[i].path, "secret");
		assert_int_equal(reply.status, rows[i].status);
		assert_int_equal(reply.body_len, 0);
		assert_null(strstr(reply.head, "Content-Type"));
		assert_int_equal(strstr(reply.head, "Retry-After: 1\r\n") != NULL,
				 rows[i].status == 503);
	}
	assert_int_equal(post("/echo", "next").status, 200);
}

static void test_refusals_keep_the_connection(void **state)
{
	(void)state;
	struct http_peer_reply reply = post("/nowhere", "{}");
	assert_int_equal(reply.status, 404);
	assert_int_equal(reply.body_len, 0);
	assert_null(strstr(reply.head, "X-Admin-Protocol"));
	reply = ask("PUT", "/echo", HTTP_WORLD_JSON, "{}");
	assert_int_equal(reply.status, 405);
	assert_non_null(strstr(reply.head, "\r\nAllow: POST\r\n"));
	assert_non_null(strstr(reply.head, "X-Admin-Protocol: "));
	reply = ask("POST", "/echo", "Content-Type: text/plain\r\n", "{}");
	assert_int_equal(reply.status, 415);
	assert_non_null(strstr(reply.head, "X-Admin-Protocol: "));
	reply = ask("DELETE", "/echo", HTTP_WORLD_JSON, "{}");
	assert_int_equal(reply.status, 405);
	assert_int_equal(post("/echo", "next").status, 200);
	assert_int_equal(http_server_stats(world.server).refused, 4);
	assert_int_equal(http_server_stats(world.server).requests, 1);
}

static void test_long_answer(void **state)
{
	(void)state;
	struct http_peer_reply reply = post("/big", "");
	assert_int_equal(reply.status, 200);
	assert_int_equal(reply.body_len, world.big);
	assert_int_equal(strspn(reply.body, "b"), world.big);
}

static void test_answer_over_the_limit(void **state)
{
	(void)state;
	world.big = LIMIT_HTTP_REPLY;
	assert_int_equal(post("/big", "").body_len, LIMIT_HTTP_REPLY);
	world.big = LIMIT_HTTP_REPLY + 1;
	/* ERR_TOO_LONG by its own handler. */
	assert_int_equal(post("/big", "").status, 400);
}

static void test_memo_lasts_as_long_as_the_connection(void **state)
{
	(void)state;
	assert_string_equal(post("/memo", "").body, "1");
	assert_string_equal(post("/memo", "").body, "2");
	http_peer_close(&peer);
	http_peer_open(&peer, world.port, NULL);
	assert_string_equal(post("/memo", "").body, "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_answer, setup, teardown),
		cmocka_unit_test_setup_teardown(test_handler_sees_the_request, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_content, setup, teardown),
		cmocka_unit_test_setup_teardown(test_errors_do_not_leak, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals_keep_the_connection, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_answer, setup, teardown),
		cmocka_unit_test_setup_teardown(test_answer_over_the_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(test_memo_lasts_as_long_as_the_connection, setup,
						teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
