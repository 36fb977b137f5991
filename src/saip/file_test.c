/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the File type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "saip/file.h"
#include "hex.h"
static void assert_content(const char *file, const char *want)
{
	CLEANUP(buf_free) struct buf out = buf_make(100000);
	assert_int_equal(saip_file_content(hex(file), &out), OK);
	assert_int_equal(out.len, hex(want).len);
	if (out.len > 0)
		assert_memory_equal(out.ptr, hex(want).ptr, out.len);
}

static void puts_content_together(void **state)
{
	(void)state;
	assert_content("", "");
	assert_content("A1038B0106", "");
	assert_content("8302AABB", "AABB");
	assert_content("8301AA 8301BB", "AABB");
	assert_content("A1038B0106 8301AA 820102 8301BB", "AAFFFFBB");
	assert_content("820101 8301BB", "FFBB");
	assert_content("820101 820101 8301BB", "FFFFBB");
	assert_content("8301BB 820105", "BB");
	assert_content("8000", "");
}

static void refuses_what_is_not_a_file(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		enum err want;
	} rows[] = {
		{"8001FF", ERR_SYNTAX},	     {"8401FF", ERR_SYNTAX}, {"8200", ERR_RANGE},
		{"8203010000", ERR_RANGE},   {"8201FF", ERR_RANGE},  {"8302AA", ERR_TRUNCATED},
		{"A1028B06", ERR_TRUNCATED},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_free) struct buf out = buf_make(100);
		assert_int_equal(saip_file_check(hex(rows[i].file)), rows[i].want);
		assert_int_equal(saip_file_content(hex(rows[i].file), &out), rows[i].want);
	}
}

static void content_is_bounded_by_the_buffer(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(10);
	assert_int_equal(saip_file_content(hex("820300FFFF 8301AA"), &out), ERR_TOO_LONG);
	assert_int_equal(saip_file_content(hex("830B0102030405060708090A0B"), &out), ERR_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_content_together),
		cmocka_unit_test(refuses_what_is_not_a_file),
		cmocka_unit_test(content_is_bounded_by_the_buffer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
