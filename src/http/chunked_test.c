/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/chunked.h"

/* Decode `input` in pieces of `step` bytes, until it is done, fails or ends. */
static enum err decode(struct bytes input, size_t step, struct buf *body, struct bytes *rest)
{
	struct http_chunked chunked = {};
	enum err result = ERR_TRUNCATED;
	while (result == ERR_TRUNCATED && input.len > 0) {
		struct bytes piece = {};
		assert_int_equal(bytes_take(&input, step < input.len ? step : input.len, &piece),
				 OK);
		size_t before = piece.len;
		result = http_chunked_take(&chunked, &piece, body);
		assert_true(piece.len < before || before == 0);
		if (result == ERR_TRUNCATED)
			assert_int_equal(piece.len, 0);
		*rest = piece;
	}
	return result;
}

static void test_whole_and_in_pieces(void **state)
{
	(void)state;
	static const char text[] = "4\r\nWiki\r\n"
				   "0a ;name=\"v\"\r\n0123456789\r\n"
				   "0\r\nTrailer: x\r\n\r\nPOST";
	for (size_t step = 1; step < sizeof(text); step++) {
		CLEANUP(buf_free) struct buf body = buf_make(14);
		struct bytes rest = {};
		assert_int_equal(decode(bytes_str(text), step, &body, &rest), OK);
		assert_true(bytes_eq(buf_bytes(&body), BYTES_LIT("Wiki0123456789")));
		assert_true(bytes_has_prefix(BYTES_LIT("POST"), rest));
	}
}

static void test_empty_body(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf body = buf_make(1);
	struct bytes rest = {};
	assert_int_equal(decode(BYTES_LIT("0\r\n\r\n"), 100, &body, &rest), OK);
	assert_int_equal(body.len, 0);
	assert_int_equal(rest.len, 0);
}

static void test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err err;
	} rows[] = {
		{"\r\n", ERR_SYNTAX},
		{"x\r\n", ERR_SYNTAX},
		{"-1\r\n", ERR_SYNTAX},
		{"1\n", ERR_SYNTAX},
		{"1\rx", ERR_SYNTAX},
		{"000000001\r\n", ERR_SYNTAX},
		{"ffffffffff\r\n", ERR_SYNTAX},
		{"1;\x01\r\n", ERR_SYNTAX},
		{"1;\nx", ERR_SYNTAX},
		{"1\r\naX", ERR_SYNTAX},
		{"1\r\na\rX", ERR_SYNTAX},
		{"0\r\n\n", ERR_SYNTAX},
		{"0\r\n\rX", ERR_SYNTAX},
		{"0\r\na: b\rX", ERR_SYNTAX},
		{"1\r\na", ERR_TRUNCATED},
		{"5\r\nabcde\r\n0\r\n\r\n", ERR_TOO_LONG},
		{"2\r\nab\r\n3\r\nabc\r\n0\r\n\r\n", ERR_TOO_LONG},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_free) struct buf body = buf_make(4);
		struct bytes rest = {};
		assert_int_equal(decode(bytes_str(rows[i].text), 100, &body, &rest), rows[i].err);
	}
}

/* One-byte chunks, and trailers without end: the coding itself must not be endless. */
static void test_overhead_is_bounded(void **state)
{
	(void)state;
	static const char *const texts[] = {"1\r\na\r\n", "0\r\n", "1;"};
	for (size_t i = 0; i < 3; i++) {
		struct http_chunked chunked = {};
		CLEANUP(buf_free) struct buf body = buf_make(64 * 1024);
		enum err result = ERR_TRUNCATED;
		struct bytes first = bytes_str(texts[i]);
		result = http_chunked_take(&chunked, &first, &body);
		for (size_t n = 0; n < 20000 && result == ERR_TRUNCATED; n++) {
			struct bytes more = i == 0 ? bytes_str(texts[0]) : BYTES_LIT("a");
			result = http_chunked_take(&chunked, &more, &body);
		}
		assert_int_equal(result, ERR_TOO_LONG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_and_in_pieces),
		cmocka_unit_test(test_empty_body),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_overhead_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
