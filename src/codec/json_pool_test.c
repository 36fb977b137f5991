/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "codec/json_pool.h"

static json_malloc_t take;
static json_free_t give_back;

static void *must_take(size_t len)
{
	uint8_t *ptr = take(len);
	assert_non_null(ptr);
	assert_int_equal((uintptr_t)ptr % alignof(max_align_t), 0);
	memset(ptr, 0x5A, len);
	return ptr;
}

static void without_a_pool(void **state)
{
	(void)state;
	give_back(must_take(100));
	give_back(NULL);
}

/* ASan sees to it that nothing is released too early, or never. */
static void blocks_outlive_the_opening(void **state)
{
	(void)state;
	assert_int_equal(json_pool_open(1000), OK);
	void *a = must_take(1), *b = must_take(100);
	assert_true(json_pool_close());
	memset(b, 1, 100);
	give_back(a);
	memset(b, 2, 100);
	give_back(b);
}

static void blocks_return_before_the_closing(void **state)
{
	(void)state;
	assert_int_equal(json_pool_open(1000), OK);
	give_back(must_take(10));
	give_back(must_take(10));
	assert_true(json_pool_close());
}

static void the_heap_is_behind_the_pool(void **state)
{
	(void)state;
	assert_int_equal(json_pool_open(100), OK);
	void *inside = must_take(20), *outside = must_take(200);
	assert_true(json_pool_close());
	give_back(inside);
	memset(outside, 3, 200);
	give_back(outside);
}

static void an_older_block_goes_home(void **state)
{
	(void)state;
	void *older = must_take(30);
	assert_int_equal(json_pool_open(1000), OK);
	give_back(older);
	assert_true(json_pool_close());
}

static void blocks_are_wiped(void **state)
{
	(void)state;
	static const uint8_t wiped[50];
	assert_int_equal(json_pool_open(1000), OK);
	void *kept = must_take(1), *ptr = must_take(sizeof(wiped));
	give_back(ptr);
	assert_memory_equal(ptr, wiped, sizeof(wiped));
	give_back(kept);
	assert_true(json_pool_close());
}

static void what_cannot_be_is_not_given(void **state)
{
	(void)state;
	assert_null(take(SIZE_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_pool),
		cmocka_unit_test(blocks_outlive_the_opening),
		cmocka_unit_test(blocks_return_before_the_closing),
		cmocka_unit_test(the_heap_is_behind_the_pool),
		cmocka_unit_test(an_older_block_goes_home),
		cmocka_unit_test(blocks_are_wiped),
		cmocka_unit_test(what_cannot_be_is_not_given),
	};
	json_get_alloc_funcs(&take, &give_back);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
