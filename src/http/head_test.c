/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/head.h"

static void test_find_in_pieces(void **state)
{
	(void)state;
	static const char text[] = "POST / HTTP/1.1\r\nHost: a\r\n\r\nbody\r\n\r\n";
	size_t scanned = 0, len = 0;
	for (size_t n = 0; n < 28; n++) {
		assert_int_equal(http_head_find(bytes_from(text, n), &scanned, &len),
				 ERR_TRUNCATED);
		assert_true(scanned <= n);
	}
	assert_int_equal(http_head_find(bytes_from(text, 28), &scanned, &len), OK);
	assert_int_equal(len, 28);
	scanned = 0;
	assert_int_equal(http_head_find(bytes_str(text), &scanned, &len), OK);
	assert_int_equal(len, 28);
}

static void test_whole_head(void **state)
{
	(void)state;
	struct http_head head = {};
	assert_int_equal(http_head_parse(BYTES_LIT("POST /gsma/rsp2/es9plus/x?a=b?c HTTP/1.1\r\n"
						   "host:sm.example.com\r\n"
						   "User-Agent: gsma-rsp-lpad \t\r\n"
						   "X-Admin-Protocol:\tgsma/rsp/v2.2.0\r\n"
						   "Content-Type: application/json; x=\"\xE4\"\r\n"
						   "Content-Length: 0012\r\n"
						   "X-Other:\r\n"
						   "Expect: 100-Continue\r\n\r\n"),
					 &head),
			 OK);
	assert_true(bytes_eq(head.method, BYTES_LIT("POST")));
	assert_true(bytes_eq(head.path, BYTES_LIT("/gsma/rsp2/es9plus/x")));
	assert_true(bytes_eq(head.query, BYTES_LIT("a=b?c")));
	assert_true(bytes_eq(head.user_agent, BYTES_LIT("gsma-rsp-lpad")));
	assert_true(bytes_eq(head.admin_protocol, BYTES_LIT("gsma/rsp/v2.2.0")));
	assert_true(bytes_eq(head.content_type, BYTES_LIT("application/json; x=\"\xE4\"")));
	assert_int_equal(head.content_length, 12);
	assert_true(head.keep_alive);
	assert_true(head.expect_continue);
	assert_false(head.chunked);
}

static void test_accepted(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool keep_alive, chunked;
	} rows[] = {
		{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true, false},
		{"GET / HTTP/1.1\r\nHost:\r\n\r\n", true, false},
		{"GET / HTTP/1.0\r\n\r\n", false, false},
		{"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false, false},
		{"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false, false},
		{"GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, Close\r\n\r\n", false, false},
		{"GET / HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n\r\n", true, false},
		{"A / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", true, true},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_head head = {};
		assert_int_equal(http_head_parse(bytes_str(rows[i].text), &head), OK);
		assert_int_equal(head.keep_alive, rows[i].keep_alive);
		assert_int_equal(head.chunked, rows[i].chunked);
		assert_int_equal(head.content_length, 0);
		assert_false(bytes_present(head.content_type));
	}
}

#define LINE "POST / HTTP/1.1\r\nHost: a\r\n"

static void test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err err;
	} rows[] = {
		{"", ERR_SYNTAX},
		{"\r\n\r\n", ERR_SYNTAX},
		{"POST /\r\n\r\n", ERR_SYNTAX},
		{"POST / HTTP/1.1\r\n\r\n", ERR_SYNTAX}, /* no Host */
		{"POST / HTTP/1.1\nHost: a\n\n", ERR_SYNTAX},
		{"POST / HTTP/1.1\r\nHost: a\n\r\n\r\n", ERR_SYNTAX},
		{"POST / HTTP/1.1\rHost: a\r\n\r\n", ERR_SYNTAX},
		{"POST / HTTP/1.2\r\nHost: a\r\n\r\n", ERR_SYNTAX},
		{"PRI * HTTP/2.0\r\n\r\n", ERR_SYNTAX},
		{"POST  / HTTP/1.1\r\nHost: a\r\n\r\n", ERR_SYNTAX},
		{"POST / HTTP/1.1 \r\nHost: a\r\n\r\n", ERR_SYNTAX},
		{"P(ST / HTTP/1.1\r\nHost: a\r\n\r\n", ERR_SYNTAX},
		{" / HTTP/1.1\r\nHost: a\r\n\r\n", ERR_SYNTAX},
		{"POST x HTTP/1.1\r\nHost: a\r\n\r\n", ERR_SYNTAX},
		{"POST http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", ERR_SYNTAX},
		{"POST /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", ERR_SYNTAX},
		{"POST /\xC3\xA4 HTTP/1.1\r\nHost: a\r\n\r\n", ERR_SYNTAX},
		{LINE "Host: a\r\n\r\n", ERR_SYNTAX},
		{LINE "no colon\r\n\r\n", ERR_SYNTAX},
		{LINE ": x\r\n\r\n", ERR_SYNTAX},
		{LINE "a : x\r\n\r\n", ERR_SYNTAX},
		{LINE "a: x\r\n folded\r\n\r\n", ERR_SYNTAX},
		{LINE "a: x\x01y\r\n\r\n", ERR_SYNTAX},
		{LINE "a: x\x7Fy\r\n\r\n", ERR_SYNTAX},
		{LINE "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", ERR_SYNTAX},
		{LINE "Content-Length:\r\n\r\n", ERR_SYNTAX},
		{LINE "Content-Length: +1\r\n\r\n", ERR_SYNTAX},
		{LINE "Content-Length: 1,1\r\n\r\n", ERR_SYNTAX},
		{LINE "Content-Length: 0x1\r\n\r\n", ERR_SYNTAX},
		{LINE "Content-Length: 1234567890123456\r\n\r\n", ERR_SYNTAX},
		{LINE "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", ERR_SYNTAX},
		{LINE "Transfer-Encoding: gzip, chunked\r\n\r\n", ERR_UNSUPPORTED},
		{LINE "Transfer-Encoding: identity\r\n\r\n", ERR_UNSUPPORTED},
		{LINE "Expect: 200-ok\r\n\r\n", ERR_UNSUPPORTED},
		{"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", ERR_SYNTAX},
		{LINE "Content-Type: a\r\nContent-Type: b\r\n\r\n", ERR_SYNTAX},
		{LINE "\r\nmore", ERR_TRAILING},
		{LINE "a: x", ERR_SYNTAX},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_head head = {.content_length = 77};
		enum err result = http_head_parse(bytes_str(rows[i].text), &head);
		if (result != rows[i].err)
			print_error("%s", rows[i].text);
		assert_int_equal(result, rows[i].err);
		assert_int_equal(head.content_length, 77);
	}
}

static void test_nul_is_refused(void **state)
{
	(void)state;
	struct http_head head = {};
	assert_int_equal(http_head_parse(BYTES_LIT("PO\0ST / HTTP/1.1\r\nHost: a\r\n\r\n"), &head),
			 ERR_SYNTAX);
	assert_int_equal(http_head_parse(BYTES_LIT("POST / HTTP/1.1\r\nHost: a\0\r\n\r\n"), &head),
			 ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find_in_pieces), cmocka_unit_test(test_whole_head),
		cmocka_unit_test(test_accepted),       cmocka_unit_test(test_refused),
		cmocka_unit_test(test_nul_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
