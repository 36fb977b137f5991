/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "msg/es2p_field.h"
#include "role/matching_id.h"

static void is_of_the_alphabet(void **state)
{
	(void)state;
	struct entropy entropy = entropy_counted(1);
	CLEANUP(arena_free) struct arena a = arena_make(4096);
	struct bytes id = {};
	assert_int_equal(matching_id_make(&entropy, &a, &id), OK);
	assert_int_equal(id.len, 31);
	assert_int_equal(id.ptr[31], '\0');
	assert_int_equal(es2p_check_matching_id(id, NULL), OK);
	for (size_t i = 0; i < id.len; i++)
		assert_int_equal(id.ptr[i] == '-', i % 6 == 5);
	assert_null(strpbrk((const char *)id.ptr, "ILOU"));
}

static void differs_each_time(void **state)
{
	(void)state;
	struct entropy entropy = entropy_system();
	CLEANUP(arena_free) struct arena a = arena_make(4096);
	struct bytes one = {}, other = {};
	assert_int_equal(matching_id_make(&entropy, &a, &one), OK);
	assert_int_equal(matching_id_make(&entropy, &a, &other), OK);
	assert_false(bytes_eq(one, other));
}

static enum err no_entropy(struct entropy *self, uint8_t *out, size_t len)
{
	(void)self;
	(void)out;
	(void)len;
	return ERR_IO;
}

static void needs_randomness(void **state)
{
	(void)state;
	struct entropy entropy = {.fill = no_entropy};
	CLEANUP(arena_free) struct arena a = arena_make(4096);
	struct bytes id = {};
	assert_int_equal(matching_id_make(&entropy, &a, &id), ERR_IO);
	assert_false(bytes_present(id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_of_the_alphabet),
		cmocka_unit_test(differs_each_time),
		cmocka_unit_test(needs_randomness),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
