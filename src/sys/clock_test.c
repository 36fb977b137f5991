/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the clocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sys/clock.h"

static void a_fixed_clock_stands(void **state)
{
	(void)state;
	struct clock c = clock_fixed(1234);
	assert_int_equal(clock_now_ms(&c), 1234);
}

static void the_system_clock_is_after_2026(void **state)
{
	(void)state;
	struct clock c = clock_system();
	assert_true(clock_now_ms(&c) > 1767225600000);
}

static void text_form(void **state)
{
	(void)state;
	char text[CLOCK_TEXT_LEN + 1] = "";
	clock_text(1000212360999, text);
	assert_string_equal(text, "2001-09-11T12:46:00Z");
	clock_text(174381033538000, text);
	assert_int_equal(text[0], '7');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fixed_clock_stands),
		cmocka_unit_test(the_system_clock_is_after_2026),
		cmocka_unit_test(text_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
