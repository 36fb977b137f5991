/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the growing buffer and its maximum. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"

static void appends_and_grows(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(4000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(buf_put(&b, BYTES_LIT("abcd")), OK);
	assert_int_equal(b.len, 4000);
	assert_memory_equal(b.ptr + 3996, "abcd", 4);
}

static void never_passes_its_maximum(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(3);
	assert_int_equal(buf_put(&b, BYTES_LIT("abcd")), ERR_TOO_LONG);
	assert_int_equal(b.len, 0);
	assert_int_equal(buf_put(&b, BYTES_LIT("abc")), OK);
	assert_int_equal(buf_put_u8(&b, 0), ERR_TOO_LONG);
	assert_int_equal(buf_put(&b, BYTES_LIT("")), OK);
	uint8_t *room = NULL;
	assert_int_equal(buf_reserve(&b, SIZE_MAX, &room), ERR_TOO_LONG);
}

static void formats(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(100);
	assert_int_equal(buf_put_fmt(&b, "%d-%s", 7, "x"), OK);
	assert_int_equal(buf_put_fmt(&b, "%s", ""), OK);
	assert_true(bytes_eq(buf_bytes(&b), BYTES_LIT("7-x")));
}

static void inserts_anywhere(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(10);
	assert_int_equal(buf_insert(&b, 0, BYTES_LIT("ad")), OK);
	assert_int_equal(buf_insert(&b, 1, BYTES_LIT("bc")), OK);
	assert_int_equal(buf_insert(&b, 4, BYTES_LIT("e")), OK);
	assert_int_equal(buf_insert(&b, 2, BYTES_LIT("")), OK);
	assert_true(bytes_eq(buf_bytes(&b), BYTES_LIT("abcde")));
	assert_int_equal(buf_insert(&b, 0, BYTES_LIT("123456")), ERR_TOO_LONG);
}

static void reset_wipes_and_keeps_the_memory(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(10);
	assert_int_equal(buf_put(&b, BYTES_LIT("secret")), OK);
	const uint8_t *memory = b.ptr;
	buf_reset(&b);
	assert_int_equal(b.len, 0);
	assert_ptr_equal(b.ptr, memory);
	assert_memory_equal(memory, "\0\0\0\0\0\0", 6);
}

static void freeing_twice_is_harmless(void **state)
{
	(void)state;
	struct buf b = buf_make(10);
	assert_int_equal(buf_put(&b, BYTES_LIT("x")), OK);
	buf_free(&b);
	buf_free(&b);
	assert_int_equal(buf_put(&b, BYTES_LIT("y")), OK);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_and_grows),
		cmocka_unit_test(never_passes_its_maximum),
		cmocka_unit_test(formats),
		cmocka_unit_test(inserts_anywhere),
		cmocka_unit_test(reset_wipes_and_keeps_the_memory),
		cmocka_unit_test(freeing_twice_is_harmless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
