/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of comparing and consuming slices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/bytes.h"

static void equality(void **state)
{
	(void)state;
	assert_true(bytes_eq(BYTES_LIT("abc"), BYTES_LIT("abc")));
	assert_false(bytes_eq(BYTES_LIT("abc"), BYTES_LIT("abd")));
	assert_false(bytes_eq(BYTES_LIT("abc"), BYTES_LIT("ab")));
	assert_true(bytes_eq((struct bytes){}, BYTES_LIT("")));
	assert_true(bytes_eq_ct(BYTES_LIT("abc"), BYTES_LIT("abc")));
	assert_false(bytes_eq_ct(BYTES_LIT("abc"), BYTES_LIT("xbc")));
	assert_false(bytes_eq_ct(BYTES_LIT("abc"), BYTES_LIT("abcd")));
	assert_true(bytes_eq_nocase(BYTES_LIT("Rsp.Example"), BYTES_LIT("rSP.eXAMPLE")));
	assert_false(bytes_eq_nocase(BYTES_LIT("a["), BYTES_LIT("a{")));
}

static void prefixes(void **state)
{
	(void)state;
	assert_true(bytes_has_prefix(BYTES_LIT("8904"), BYTES_LIT("89")));
	assert_false(bytes_has_prefix(BYTES_LIT("8"), BYTES_LIT("89")));
	assert_true(bytes_has_prefix(BYTES_LIT("8"), BYTES_LIT("")));
}

static void taking_stops_at_the_end(void **state)
{
	(void)state;
	struct bytes cursor = BYTES_LIT("\x01\x02\x03");
	struct bytes two = {};
	uint8_t byte = 0;
	assert_int_equal(bytes_take(&cursor, 2, &two), OK);
	assert_true(bytes_eq(two, BYTES_LIT("\x01\x02")));
	assert_int_equal(bytes_take(&cursor, 2, &two), ERR_TRUNCATED);
	assert_int_equal(cursor.len, 1);
	assert_int_equal(bytes_take_u8(&cursor, &byte), OK);
	assert_int_equal(byte, 3);
	assert_int_equal(bytes_take_u8(&cursor, &byte), ERR_TRUNCATED);
	assert_int_equal(bytes_take(&cursor, SIZE_MAX, &two), ERR_TRUNCATED);
}

static void taking_until_a_separator(void **state)
{
	(void)state;
	struct bytes cursor = BYTES_LIT("a$$b");
	struct bytes part = {};
	bytes_take_until(&cursor, '$', &part);
	assert_true(bytes_eq(part, BYTES_LIT("a")));
	bytes_take_until(&cursor, '$', &part);
	assert_int_equal(part.len, 0);
	bytes_take_until(&cursor, '$', &part);
	assert_true(bytes_eq(part, BYTES_LIT("b")));
	bytes_take_until(&cursor, '$', &part);
	assert_int_equal(part.len, 0);
}

static void big_endian_numbers(void **state)
{
	(void)state;
	uint64_t n = 0;
	assert_int_equal(bytes_be(BYTES_LIT("\x01\x02"), &n), OK);
	assert_int_equal(n, 0x0102);
	assert_int_equal(bytes_be(BYTES_LIT(""), &n), ERR_RANGE);
	assert_int_equal(bytes_be(BYTES_LIT("123456789"), &n), ERR_RANGE);
}

static void absent_is_not_empty(void **state)
{
	(void)state;
	assert_false(bytes_present((struct bytes){}));
	assert_true(bytes_present(BYTES_LIT("")));
	assert_int_equal(bytes_str(NULL).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equality),
		cmocka_unit_test(prefixes),
		cmocka_unit_test(taking_stops_at_the_end),
		cmocka_unit_test(taking_until_a_separator),
		cmocka_unit_test(big_endian_numbers),
		cmocka_unit_test(absent_is_not_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
