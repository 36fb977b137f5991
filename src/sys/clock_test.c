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

static void text_is_read_back(void **state)
{
	(void)state;
	int64_t ms = 0;
	assert_int_equal(clock_parse("2001-09-11T12:46:00Z", &ms), OK);
	assert_int_equal(ms, 1000212360000);
	assert_int_equal(clock_parse("2001-09-11 12:46:00Z", &ms), ERR_SYNTAX);
	assert_int_equal(clock_parse("2001-09-11T12:46:00Z+", &ms), ERR_SYNTAX);
	assert_int_equal(clock_parse("", &ms), ERR_SYNTAX);
	assert_int_equal(clock_parse("2001-9-11T12:46:00Z", &ms), ERR_SYNTAX);
	assert_int_equal(clock_parse(" 2001-09-11T12:46:00Z", &ms), ERR_SYNTAX);
	assert_int_equal(clock_parse("2001-02-31T12:46:00Z", &ms), ERR_SYNTAX);
	assert_int_equal(clock_parse("2001-09-11T12:46:60Z", &ms), ERR_SYNTAX);
}

static void the_steady_clock_goes_on(void **state)
{
	(void)state;
	int64_t before = clock_steady_ms();
	assert_true(before > 0);
	assert_true(clock_steady_ms() >= before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fixed_clock_stands),
		cmocka_unit_test(the_system_clock_is_after_2026),
		cmocka_unit_test(the_steady_clock_goes_on),
		cmocka_unit_test(text_form),
		cmocka_unit_test(text_is_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
