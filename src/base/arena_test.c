/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of request memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"

static void memory_is_zeroed_and_aligned(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(1 << 20);
	for (size_t len = 1; len < 9000; len = len * 2 + 1) {
		void *ptr = NULL;
		assert_int_equal(arena_alloc(&a, len, &ptr), OK);
		assert_int_equal((uintptr_t)ptr % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < len; i++)
			assert_int_equal(((uint8_t *)ptr)[i], 0);
		memset(ptr, 0xAA, len);
	}
}

static void the_maximum_holds(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(100);
	void *ptr = NULL;
	assert_int_equal(arena_alloc(&a, 101, &ptr), ERR_TOO_LONG);
	assert_int_equal(arena_alloc(&a, 60, &ptr), OK);
	assert_int_equal(arena_alloc(&a, 41, &ptr), ERR_TOO_LONG);
	assert_int_equal(arena_alloc(&a, 40, &ptr), OK);
	assert_int_equal(arena_alloc(&a, SIZE_MAX, &ptr), ERR_TOO_LONG);
}

static void copies_are_terminated(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(1000);
	struct bytes copy = {};
	const char *text = NULL;
	assert_int_equal(arena_dup(&a, BYTES_LIT("abc"), &copy), OK);
	assert_int_equal(copy.len, 3);
	assert_string_equal((const char *)copy.ptr, "abc");
	assert_int_equal(arena_dup(&a, (struct bytes){}, &copy), OK);
	assert_int_equal(copy.len, 0);
	assert_int_equal(arena_str(&a, BYTES_LIT("host"), &text), OK);
	assert_string_equal(text, "host");
	assert_int_equal(arena_fmt(&a, &text, "%s:%d", "host", 443), OK);
	assert_string_equal(text, "host:443");
}

static void a_freed_arena_can_be_used_again(void **state)
{
	(void)state;
	struct arena a = arena_make(10);
	void *ptr = NULL;
	assert_int_equal(arena_alloc(&a, 10, &ptr), OK);
	arena_free(&a);
	arena_free(&a);
	assert_int_equal(arena_alloc(&a, 10, &ptr), OK);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(the_maximum_holds),
		cmocka_unit_test(copies_are_terminated),
		cmocka_unit_test(a_freed_arena_can_be_used_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
