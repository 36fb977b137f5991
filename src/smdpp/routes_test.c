/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/log.h"
#include "smdpp_world.h"

static struct world_answer order(struct smdpp_world *w, const char *body)
{
	return smdpp_world_es2p(w, WORLD_ACME, "downloadOrder", bytes_str(body));
}

#define HEADER                                                                                     \
	"\"header\":{\"functionRequesterIdentifier\":\"2.999.20\","                                \
	"\"functionCallIdentifier\":\"1\"}"

static void the_paths_of_the_standard(void **state)
{
	(void)state;
	struct http_route rows[ROUTES_MAX] = {};
	assert_int_equal(routes_of(ROUTES_ES2P, rows), 4);
	assert_string_equal(rows[0].path, "/gsma/rsp2/es2plus/downloadOrder");
	assert_int_equal(routes_of(ROUTES_ES9P, rows), 6);
	assert_string_equal(rows[1].path, "/gsma/rsp2/es9plus/authenticateClient");
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(rows[i].method, HTTP_METHOD_POST);
		assert_true(rows[i].admin_protocol);
	}
}

static void malformed_request(void **state)
{
	static const char *const bodies[] = {
		"",
		"not JSON",
		"[]",
		"{\"header\":1}",
		"{" HEADER ",\"iccid\":1}",
		"{" HEADER ",\"iccid\":\"12\"}",
		"{" HEADER ",\"iccid\":\"890010000000000000X\"}",
		"{" HEADER ",\"profileType\":\"session\",\"eid\":\"890\"}",
		"{" HEADER ",\"profileType\":\"a\",\"profileType\":\"b\"}",
		"{" HEADER ",\"profileType\":\"a\"} trailing",
	};
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		assert_true(world_refused(order(*state, bodies[i]), "1.6", "2.1"));
}

static void incomplete_request(void **state)
{
	assert_true(world_refused(order(*state, "{}"), "1.6", "2.2"));
	assert_true(world_refused(
		order(*state, "{\"header\":{\"functionRequesterIdentifier\":\"2.999.20\"}}"), "1.6",
		"2.2"));
	assert_true(world_refused(smdpp_world_es9p(*state, "cancelSession", bytes_str("{}")), "1.6",
				  "2.2"));
}

static void the_culprit_is_named(void **state)
{
	struct world_answer a = order(*state, "{" HEADER ",\"iccid\":\"12\"}");
	assert_string_equal(a.execution.code.message, "iccid: invalid");
	a = smdpp_world_acme(*state, "confirmOrder", "\"iccid\":\"8900100000000000000\"");
	assert_string_equal(a.execution.code.message, "releaseFlag: missing");
}

static void further_members_are_ignored(void **state)
{
	assert_true(
		world_done(order(*state, "{" HEADER ",\"profileType\":\"session\",\"x\":[1]}")));
	assert_true(world_refused(smdpp_world_es9p(*state, "initiateAuthentication",
						   bytes_str("{" HEADER ",\"smdpAddress\":\"x\"}")),
				  "1.6", "2.2"));
}

static void client_of_nobody(void **state)
{
	struct world_answer a = smdpp_world_es2p(*state, WORLD_OPERATORS, "downloadOrder",
						 bytes_str("{" HEADER "}"));
	assert_int_equal(a.result, OK);
	assert_int_equal(a.status, 403);
	assert_int_equal(a.body.len, 0);
}

static void path_without_a_function(void **state)
{
	assert_int_equal(smdpp_world_es9p(*state, "getEvents", bytes_str("{}")).result,
			 ERR_NOT_FOUND);
}

/* A connection is asked once whose it is. */
static void the_connection_remembers_its_operator(void **state)
{
	struct smdpp_world *w = *state;
	struct http_route rows[ROUTES_MAX] = {};
	uint64_t memo = 0;
	struct http_request request = {
		.may_wait = true,
		.path = bytes_str("/gsma/rsp2/es2plus/downloadOrder"),
		.body = bytes_str("{" HEADER ",\"profileType\":\"session\"}"),
		.client_certificate = buf_bytes(&w->pki[0].der[ISSUE_OPERATOR_CLIENT]),
		.memo = &memo,
	};
	(void)routes_of(ROUTES_ES2P, rows);
	for (int i = 0; i < 2; i++) {
		struct http_reply reply = {.status = 200, .body = buf_make(4096)};
		assert_int_equal(rows[0].handle(w->smdpp, &w->arena, &request, &reply), OK);
		assert_int_equal(reply.status, 200);
		request.client_certificate = (struct bytes){};
		buf_free(&reply.body);
	}
	assert_int_not_equal(memo, 0);
}

static enum err no_store(void *context, const char *statement)
{
	(void)statement;
	return *(bool *)context ? ERR_IO : OK;
}

/* The server makes 503 of it; nothing of the answer remains. */
static void without_a_store(void **state)
{
	(void)state;
	struct smdpp_world w = {};
	bool away = false;
	const struct store_options store = {.fault = no_store, .fault_context = &away};
	smdpp_world_make(&w, &(struct smdpp_world_options){.store = &store});
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	away = true;
	struct world_answer a = order(&w, "{" HEADER ",\"profileType\":\"session\"}");
	assert_int_equal(a.result, ERR_IO);
	a = smdpp_world_es9p(&w, "handleNotification", bytes_str("{}"));
	assert_int_equal(a.status, 204);
	away = false;
	smdpp_world_free(&w);
}

static void calls_are_counted(void **state)
{
	struct smdpp_world *w = *state;
	CLEANUP(buf_free) struct buf text = buf_make(8192);
	assert_true(world_done(order(w, "{" HEADER ",\"profileType\":\"session\"}")));
	assert_true(world_refused(order(w, "{}"), "1.6", "2.2"));
	assert_true(world_refused(order(w, "{}"), "1.6", "2.2"));
	assert_int_equal(smdpp_world_es9p(w, "handleNotification", bytes_str("{}")).status, 204);
	assert_int_equal(routes_metrics(w->smdpp, &text), OK);
	assert_int_equal(buf_put_u8(&text, 0), OK);
	const char *t = (const char *)text.ptr;
	assert_non_null(strstr(
		t, "rspd_calls_total{function=\"ES2+.DownloadOrder\",outcome=\"done\"} 1\n"));
	assert_non_null(strstr(
		t, "rspd_calls_total{function=\"ES2+.DownloadOrder\",outcome=\"refused\"} 2\n"));
	assert_non_null(strstr(
		t,
		"rspd_calls_total{function=\"ES9+.HandleNotification\",outcome=\"refused\"} 1\n"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_paths_of_the_standard),
		TEST(malformed_request),
		TEST(incomplete_request),
		TEST(the_culprit_is_named),
		TEST(further_members_are_ignored),
		TEST(client_of_nobody),
		TEST(path_without_a_function),
		TEST(the_connection_remembers_its_operator),
		TEST(without_a_store),
		TEST(calls_are_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
