/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of reading requests: whole, in pieces, at every bound, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/intake.h"

static enum err nothing(void *context, struct arena *arena, const struct http_request *request,
			struct http_reply *reply)
{
	(void)context;
	(void)arena;
	(void)request;
	(void)reply;
	return OK;
}

static const struct http_route routes[] = {{.path = "/f", .handle = nothing}};
static const struct http_listener listener = {.name = "test", .routes = routes, .route_count = 1};
static const struct http_limits limits = {.headers_max = 300, .body_max = 20};

#define HEAD "POST /f HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"

/* Put `text` in pieces of `step` bytes until it does not want more. */
static enum http_intake_status put(struct http_intake *intake, struct bytes text, size_t step)
{
	enum http_intake_status status = HTTP_INTAKE_MORE;
	http_intake_open(intake, &listener, &limits);
	while (text.len > 0 && (status == HTTP_INTAKE_MORE || status == HTTP_INTAKE_CONTINUE)) {
		struct bytes piece = {};
		assert_true(http_intake_wanted(intake) > 0);
		assert_int_equal(bytes_take(&text, step < text.len ? step : text.len, &piece), OK);
		status = http_intake_put(intake, piece);
	}
	return status;
}

static void a_request_whole_and_in_pieces(void **state)
{
	(void)state;
	struct bytes text = BYTES_LIT("POST /f?a=b HTTP/1.1\r\nhOst: a\r\nUser-Agent: lpa \t\r\n"
				      "X-Admin-Protocol:\tgsma/rsp/v2.2.0\r\nX-Other: y\r\n"
				      "Content-Type: application/json; x=\"\xE4\"\r\n"
				      "Content-Length: 0004\r\n\r\n{..}");
	for (size_t step = 1; step <= text.len; step++) {
		struct http_intake intake = {};
		assert_int_equal(put(&intake, text, step), HTTP_INTAKE_READY);
		assert_int_equal(intake.verdict.status, 0);
		assert_true(bytes_eq(intake.head.path, BYTES_LIT("/f")));
		assert_true(bytes_eq(intake.head.query, BYTES_LIT("a=b")));
		assert_true(bytes_eq(intake.head.user_agent, BYTES_LIT("lpa")));
		assert_true(bytes_eq(intake.head.admin_protocol, BYTES_LIT("gsma/rsp/v2.2.0")));
		assert_true(bytes_has_prefix(intake.head.content_type, BYTES_LIT("application/")));
		assert_true(bytes_eq(buf_bytes(&intake.body), BYTES_LIT("{..}")));
		assert_true(intake.head.keep_alive);
		assert_false(intake.head.expect_continue);
		http_intake_close(&intake);
	}
}

static void a_chunked_body_in_pieces(void **state)
{
	(void)state;
	struct bytes text = BYTES_LIT(HEAD "Transfer-Encoding: Chunked\r\n\r\n"
					   "4\r\nWiki\r\n0a;name=\"v\"\r\n0123456789\r\n"
					   "0\r\n\r\n");
	for (size_t step = 1; step <= text.len; step++) {
		struct http_intake intake = {};
		assert_int_equal(put(&intake, text, step), HTTP_INTAKE_READY);
		assert_true(bytes_eq(buf_bytes(&intake.body), BYTES_LIT("Wiki0123456789")));
		http_intake_close(&intake);
	}
}

static void what_follows_is_kept(void **state)
{
	(void)state;
	struct bytes text = BYTES_LIT(HEAD "Content-Length: 2\r\n\r\n{}POST /f HTTP/1.1\r\n");
	for (size_t step = text.len - 8; step <= text.len; step++) {
		struct http_intake intake = {};
		assert_int_equal(put(&intake, text, step), HTTP_INTAKE_READY);
		assert_true(bytes_has_prefix(buf_bytes(&intake.rest), BYTES_LIT("POST /f")));
		http_intake_close(&intake);
	}
}

static void memory_is_counted_and_released(void **state)
{
	(void)state;
	struct http_intake intake = {};
	http_intake_open(&intake, &listener, &limits);
	assert_int_equal(http_intake_size(&intake), 0);
	assert_int_equal(http_intake_put(&intake, BYTES_LIT(HEAD "Content-Length: 2\r\n\r\n{}P")),
			 HTTP_INTAKE_READY);
	size_t whole = http_intake_size(&intake);
	http_intake_release(&intake);
	assert_in_range(http_intake_size(&intake), 1, whole - 1);
	assert_true(bytes_eq(buf_bytes(&intake.rest), BYTES_LIT("P")));
	assert_true(intake.head.keep_alive);
	http_intake_close(&intake);
	assert_int_equal(http_intake_size(&intake), 0);
}

static void kept_or_closed(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool keep_alive;
	} rows[] = {
		{HEAD "Content-Length: 0\r\n\r\n", true},
		{HEAD "\r\n", true},
		{HEAD "Connection: close\r\n\r\n", false},
		{HEAD "Connection: TE, Close\r\n\r\n", false},
		{HEAD "Connection: closed\r\n\r\n", true},
		{"POST /f HTTP/1.0\r\nContent-Type: application/json\r\n\r\n", false},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_intake intake = {};
		assert_int_equal(put(&intake, bytes_str(rows[i].text), 1000), HTTP_INTAKE_READY);
		assert_int_equal(intake.head.keep_alive, rows[i].keep_alive);
		http_intake_close(&intake);
	}
}

static void a_client_that_waits_is_told_to_go_on(void **state)
{
	(void)state;
	struct http_intake intake = {};
	struct bytes head = BYTES_LIT(HEAD "Content-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
	assert_int_equal(put(&intake, head, 1000), HTTP_INTAKE_CONTINUE);
	assert_int_equal(http_intake_put(&intake, BYTES_LIT("{")), HTTP_INTAKE_MORE);
	assert_int_equal(http_intake_put(&intake, BYTES_LIT("}")), HTTP_INTAKE_READY);
	http_intake_close(&intake);
}

static void the_refused_is_read_to_its_end(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int status;
	} rows[] = {
		{"POST /g HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", 404},
		{"GET /f HTTP/1.1\r\nHost: a\r\n\r\n", 405},
		{"POST /f HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n\r\n", 415},
		{"POST /f HTTP/1.1\r\nHost: a\r\n\r\n", 415},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_intake intake = {};
		assert_int_equal(put(&intake, bytes_str(rows[i].text), 7), HTTP_INTAKE_READY);
		assert_int_equal(intake.verdict.status, rows[i].status);
		http_intake_close(&intake);
	}
}

#define TEN	    "0123456789"
#define LONG_HEADER "X: " TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN "\r\n"

static void the_unreadable_is_refused_at_once(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int status;
	} rows[] = {
		{"\x16\x03\x01\x02", 400},
		{"POST /f\r\n\r\n", 400},
		{"POST /f HTTP/1.1\r\n\r\n", 400}, /* no Host */
		{"POST /f HTTP/2.0\r\nHost: a\r\n\r\n", 400},
		{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
		{"POST f HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"POST http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"P(ST /f HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{HEAD "Host: b\r\n\r\n", 400},
		{HEAD "Content-Type: b\r\n\r\n", 400},
		{HEAD "no colon\r\n\r\n", 400},
		{HEAD "a : x\r\n\r\n", 400},
		{HEAD ": x\r\n\r\n", 400},
		{HEAD "a: x\r\n y\r\n\r\n", 400},
		{HEAD "a:\r\n\ty\r\n\r\n", 400},
		{HEAD "a: x\n\r\n", 400},
		{HEAD "\n", 400},
		{"POST /f HTTP/1.1\nHost: a\r\n\r\n", 400},
		{"\r\n\r\nPOST /f HTTP/1.1\r\nHost: a\r\n\n", 400},
		{"POST /f\tx HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"POST /\xE4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{HEAD "a: x\x01y\r\n\r\n", 400},
		{HEAD "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
		{HEAD "Content-Length: +1\r\n\r\n", 400},
		{HEAD "Content-Length: 1,1\r\n\r\n", 400},
		{HEAD "Content-Length: 0x1\r\n\r\n", 400},
		{HEAD "Content-Length: 99999999999999999999\r\n\r\n", 400},
		{HEAD "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
		{HEAD "Transfer-Encoding: chunked, gzip\r\n\r\n{", 400},
		{HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n", 400},
		{HEAD "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
		{"POST /f HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
		{HEAD "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n", 400},
		{HEAD "Expect: 200-ok\r\n\r\n", 400},
		{HEAD "Transfer-Encoding: chunked\r\n\r\nx\r\n", 400},
		{HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400},
		{HEAD "Transfer-Encoding: chunked\r\n\r\n0\r\n\n", 400},
		{HEAD "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n", 400},
		{HEAD "Content-Length: 21\r\n\r\n", 413},
		{HEAD "Transfer-Encoding: chunked\r\n\r\n15\r\n" TEN TEN "1\r\n", 413},
		{HEAD LONG_HEADER LONG_HEADER LONG_HEADER "\r\n", 431},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (size_t step = 1; step < 1000; step = step * 3 + 1) {
			struct http_intake intake = {};
			enum http_intake_status status =
				put(&intake, bytes_str(rows[i].text), step);
			if (status != HTTP_INTAKE_BROKEN)
				print_error("%s\n", rows[i].text);
			assert_int_equal(status, HTTP_INTAKE_BROKEN);
			assert_int_equal(intake.verdict.status, rows[i].status);
			http_intake_close(&intake);
		}
	}
}

static void nul_bytes_are_refused(void **state)
{
	(void)state;
	static const struct bytes rows[] = {
		BYTES_LIT("PO\0ST /f HTTP/1.1\r\nHost: a\r\n\r\n"),
		BYTES_LIT("POST /f HTTP/1.1\r\nHost: a\0\r\n\r\n"),
		BYTES_LIT("POST /\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_intake intake = {};
		assert_int_equal(put(&intake, rows[i], 1000), HTTP_INTAKE_BROKEN);
		http_intake_close(&intake);
	}
}

/* A chunk's head without end. */
static void endless_coding_is_refused(void **state)
{
	(void)state;
	struct http_intake intake = {};
	enum http_intake_status status =
		put(&intake, BYTES_LIT(HEAD "Transfer-Encoding: chunked\r\n\r\n1;"), 1000);
	for (int i = 0; i < 2000 && status == HTTP_INTAKE_MORE; i++)
		status = http_intake_put(&intake, BYTES_LIT("extensionextension"));
	assert_int_equal(status, HTTP_INTAKE_BROKEN);
	assert_int_equal(intake.verdict.status, 413);
	http_intake_close(&intake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_whole_and_in_pieces),
		cmocka_unit_test(a_chunked_body_in_pieces),
		cmocka_unit_test(what_follows_is_kept),
		cmocka_unit_test(memory_is_counted_and_released),
		cmocka_unit_test(kept_or_closed),
		cmocka_unit_test(a_client_that_waits_is_told_to_go_on),
		cmocka_unit_test(the_refused_is_read_to_its_end),
		cmocka_unit_test(the_unreadable_is_refused_at_once),
		cmocka_unit_test(nul_bytes_are_refused),
		cmocka_unit_test(endless_coding_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
