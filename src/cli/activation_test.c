/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of activation codes as text and picture. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "cli/activation.h"

static void the_text_has_the_form_of_the_clause(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(100);
	struct bytes host = BYTES_LIT("rsp.example.com"), id = BYTES_LIT("ABC-123");
	assert_int_equal(activation_text(host, id, false, &out), OK);
	assert_true(bytes_eq(buf_bytes(&out), BYTES_LIT("LPA:1$rsp.example.com$ABC-123")));
	buf_reset(&out);
	assert_int_equal(activation_text(host, id, true, &out), OK);
	assert_true(bytes_eq(buf_bytes(&out), BYTES_LIT("LPA:1$rsp.example.com$ABC-123$$1")));
	buf_reset(&out);
	assert_int_equal(activation_text(host, BYTES_LIT(""), false, &out), OK);
	assert_true(bytes_eq(buf_bytes(&out), BYTES_LIT("LPA:1$rsp.example.com$")));
}

static void the_text_keeps_to_its_buffer(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(5);
	assert_int_equal(activation_text(BYTES_LIT("host"), BYTES_LIT("id"), false, &out),
			 ERR_TOO_LONG);
}

/* The number of characters (not bytes) of the first line. */
static size_t width(const char *text)
{
	size_t n = 0;
	for (; *text && *text != '\n'; text++)
		n += (*text & 0xC0) != 0x80;
	return n;
}

static void the_picture_is_square(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(64 * 1024);
	assert_int_equal(activation_qr("LPA:1$rsp.example.com$ABC-123", false, &out), OK);
	assert_int_equal(buf_put_u8(&out, '\0'), OK);
	const char *text = (const char *)out.ptr;
	size_t lines = 0;
	for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
		assert_int_equal(width(line), width(text));
		lines++;
	}
	/* Version 3 has 29 modules, and the margin is 2 on each side. */
	assert_int_equal(width(text), 33);
	assert_int_equal(lines, 17);
	assert_memory_equal(text, "█", strlen("█"));
}

static void the_finder_pattern_is_in_the_corner(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(64 * 1024);
	assert_int_equal(activation_qr("LPA:1$rsp.example.com$ABC-123", false, &out), OK);
	assert_int_equal(buf_put_u8(&out, '\0'), OK);
	const char *second = strchr((const char *)out.ptr, '\n') + 1;
	/* Two light modules, then seven dark ones over dark, five light, dark. */
	const char *expected = "██ ▄▄▄▄▄ █";
	assert_memory_equal(second, expected, strlen(expected));
}

static void what_is_too_long_is_refused(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(1 << 20);
	char *text = calloc(1, 5001);
	assert_non_null(text);
	memset(text, 'x', 5000);
	assert_int_equal(activation_qr(text, false, &out), ERR_TOO_LONG);
	free(text);
}

static void colours_end_with_each_line(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(64 * 1024);
	assert_int_equal(activation_qr("x", true, &out), OK);
	assert_true(bytes_has_prefix(buf_bytes(&out), BYTES_LIT("\033[97;40m")));
	assert_memory_equal(out.ptr + out.len - 5, "\033[0m\n", 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_has_the_form_of_the_clause),
		cmocka_unit_test(the_text_keeps_to_its_buffer),
		cmocka_unit_test(the_picture_is_square),
		cmocka_unit_test(the_finder_pattern_is_in_the_corner),
		cmocka_unit_test(what_is_too_long_is_refused),
		cmocka_unit_test(colours_end_with_each_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
