/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the words in steps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "conformance/wish.h"

enum { ARENA_MAX = 4096 };

static void words_become_values(void **state)
{
	CLEANUP(arena_free) struct arena a = arena_make(ARENA_MAX);
	struct wishes w = {};
	(void)state;
	assert_int_equal(wish_read(&a, "cc=1234  type=ppk put=a:b=c", &w), OK);
	assert_string_equal(w.value[WISH_CC], "1234");
	assert_true(wish_is(&w, WISH_TYPE, "ppk"));
	assert_string_equal(w.value[WISH_PUT], "a:b=c");
	assert_null(w.value[WISH_EID]);
}

static void later_words_win(void **state)
{
	CLEANUP(arena_free) struct arena a = arena_make(ARENA_MAX);
	struct wishes w = {};
	(void)state;
	assert_int_equal(wish_read(&a, "release=true", &w), OK);
	assert_int_equal(wish_read(&a, "release=false", &w), OK);
	assert_int_equal(wish_read(&a, NULL, &w), OK);
	assert_true(wish_is(&w, WISH_RELEASE, "false"));
}

static void strange_words_are_refused(void **state)
{
	CLEANUP(arena_free) struct arena a = arena_make(ARENA_MAX);
	struct wishes w = {};
	(void)state;
	assert_int_equal(wish_read(&a, "colour=red", &w), ERR_UNSUPPORTED);
	assert_int_equal(wish_read(&a, "cc", &w), ERR_SYNTAX);
	assert_int_equal(wish_read(&a, "cc=", &w), ERR_SYNTAX);
}

static void values_stand_for_members(void **state)
{
	CLEANUP(arena_free) struct arena a = arena_make(ARENA_MAX);
	struct wishes w = {};
	(void)state;
	assert_int_equal(wish_read(&a, "cc=none eid=empty iccid=89 times=0x10", &w), OK);
	assert_null(wish_text(&w, WISH_CC, "standard"));
	assert_string_equal(wish_text(&w, WISH_EID, "standard"), "");
	assert_string_equal(wish_text(&w, WISH_ICCID, "standard"), "89");
	assert_string_equal(wish_text(&w, WISH_TYPE, "standard"), "standard");
	assert_int_equal(wish_number(&w, WISH_TIMES, 1), 16);
	assert_int_equal(wish_number(&w, WISH_REASON, 7), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_become_values),
		cmocka_unit_test(later_words_win),
		cmocka_unit_test(strange_words_are_refused),
		cmocka_unit_test(values_stand_for_members),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
