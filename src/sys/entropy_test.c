/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of randomness as a parameter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sys/entropy.h"

static void counted_streams_repeat(void **state)
{
	(void)state;
	struct entropy a = entropy_counted(1);
	struct entropy b = entropy_counted(1);
	struct entropy c = entropy_counted(2);
	uint8_t of_a[32] = {};
	uint8_t of_b[32] = {};
	uint8_t of_c[32] = {};
	assert_int_equal(entropy_fill(&a, of_a, sizeof(of_a)), OK);
	assert_int_equal(entropy_fill(&b, of_b, sizeof(of_b)), OK);
	assert_int_equal(entropy_fill(&c, of_c, sizeof(of_c)), OK);
	assert_memory_equal(of_a, of_b, sizeof(of_a));
	assert_memory_not_equal(of_a, of_c, sizeof(of_a));
	assert_int_equal(entropy_fill(&a, of_a, sizeof(of_a)), OK);
	assert_memory_not_equal(of_a, of_b, sizeof(of_a));
}

static void the_system_fills_any_length(void **state)
{
	(void)state;
	static uint8_t big[1000];
	struct entropy e = entropy_system();
	size_t zeros = 0;
	assert_int_equal(entropy_fill(&e, big, sizeof(big)), OK);
	assert_int_equal(entropy_fill(&e, big, 0), OK);
	for (size_t i = 0; i < sizeof(big); i++)
		zeros += big[i] == 0;
	assert_true(zeros < 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counted_streams_repeat),
		cmocka_unit_test(the_system_fills_any_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
