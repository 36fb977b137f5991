/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the reference: the form of its rows, and that docs/configuration.md is up to date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "cli/reference.h"
#include "config/rspd_config.h"
#include "sys/file.h"

static void a_row_says_kind_bounds_and_standard(void **state)
{
	(void)state;
	static const char *const choices[] = {"red", "blue", NULL};
	static const struct config_key inner[] = {
		{.name = "deep", .kind = CONFIG_FLAG, .help = "d"}, {}};
	static const struct config_key keys[] = {
		{.name = "n",
		 .kind = CONFIG_NUMBER,
		 .min = 1,
		 .max = 9,
		 .standard = 3,
		 .help = "a"},
		{.name = "c",
		 .kind = CONFIG_CHOICE,
		 .choices = choices,
		 .standard = 1,
		 .help = "b"},
		{.name = "g",
		 .kind = CONFIG_GROUPS,
		 .mandatory = true,
		 .members = inner,
		 .max = 2,
		 .help = "e"},
		{},
	};
	CLEANUP(buf_free) struct buf out = buf_make(4096);
	assert_int_equal(reference_keys("x", keys, &out), OK);
	assert_int_equal(buf_put_u8(&out, '\0'), OK);
	const char *text = (const char *)out.ptr;
	assert_non_null(strstr(text, "## x\n"));
	assert_non_null(strstr(text, "| `n` | number, 1 to 9 | 3 | a |\n"));
	assert_non_null(strstr(text, "| `c` | one of `red`, `blue` | `blue` | b |\n"));
	assert_non_null(strstr(text, "| `g` | list of groups, 0 to 2 | **needed** | e |\n"));
	assert_non_null(strstr(text, "## x.g\n"));
	assert_non_null(strstr(text, "| `deep` | true or false | false | d |\n"));
}

/* Every row of rspd's table has a sentence. */
static void check_help(const struct config_key *keys)
{
	for (; keys->name; keys++) {
		if (!keys->help)
			fail_msg("%s has no help", keys->name);
		if (keys->members)
			check_help(keys->members);
	}
}

static void every_key_is_explained(void **state)
{
	(void)state;
	check_help(rspd_config_keys());
}

static void the_document_is_up_to_date(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf made = buf_make(1 << 18), written = buf_make(1 << 18);
	assert_int_equal(reference_document(&made), OK);
	assert_int_equal(file_read("docs/configuration.md", &written), OK);
	if (!bytes_eq(buf_bytes(&made), buf_bytes(&written)))
		fail_msg("rspctl reference > docs/configuration.md");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_says_kind_bounds_and_standard),
		cmocka_unit_test(every_key_is_explained),
		cmocka_unit_test(the_document_is_up_to_date),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
