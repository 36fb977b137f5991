/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of a card: names, forms, bounds; writing and reading. */
#include "card/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include "codec/json.h"

static void sets_each_form(void **state)
{
	(void)state;
	struct settings s = settings_standard();
	assert_int_equal(settings_set(&s, "svn", "2.3.0"), OK);
	assert_memory_equal(s.svn, "\x02\x03\x00", 3);
	assert_int_equal(settings_set(&s, "memory", "4096"), OK);
	assert_int_equal(s.memory, 4096);
	assert_int_equal(settings_set(&s, "uiccCapability", "0x10"), OK);
	assert_int_equal(s.uicc_capability, 16);
	assert_int_equal(settings_set(&s, "sasNumber", "SAS-1"), OK);
	assert_string_equal(s.sas_number, "SAS-1");
}

static void refuses_what_is_not_of_the_form(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
		enum err error;
	} rows[] = {
		{"nothing", "1", ERR_NOT_FOUND},
		{"svn", "2.3", ERR_SYNTAX},
		{"svn", "2.3.0.", ERR_SYNTAX},
		{"svn", "2.3.256", ERR_RANGE},
		{"svn", "", ERR_SYNTAX},
		{"memory", "", ERR_SYNTAX},
		{"memory", "-1", ERR_SYNTAX},
		{"memory", "12k", ERR_SYNTAX},
		{"memory", "4294967296", ERR_RANGE},
		{"category", "4", ERR_RANGE},
		{"sasNumber",
		 "0123456789012345678901234567890123456789012345678901234567890123456789",
		 ERR_TOO_LONG},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct settings s = settings_standard();
		assert_int_equal(settings_set(&s, rows[i].name, rows[i].text), rows[i].error);
	}
}

static void every_name_can_be_asked_for(void **state)
{
	(void)state;
	size_t n = 0;
	while (settings_name(n))
		n++;
	assert_int_equal(n, 13);
}

static void reads_what_it_has_written(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(4096);
	CLEANUP(json_release) json_t *object = NULL;
	struct settings s = settings_standard(), back = {};
	s.memory = 777;
	s.svn[2] = 9;
	assert_int_equal(json_open(&out, NULL, '{'), OK);
	assert_int_equal(settings_write(&s, &out), OK);
	assert_int_equal(json_close(&out, '}'), OK);
	assert_int_equal(json_parse(buf_bytes(&out), &object), OK);
	assert_int_equal(settings_read(&back, object), OK);
	assert_memory_equal(&s, &back, sizeof(s));
}

static void reads_nothing_strange(void **state)
{
	(void)state;
	struct settings s = settings_standard();
	CLEANUP(json_release) json_t *number = NULL;
	CLEANUP(json_release) json_t *unknown = NULL;
	assert_int_equal(json_parse(BYTES_LIT("{\"memory\":7}"), &number), OK);
	assert_int_equal(settings_read(&s, number), ERR_SYNTAX);
	assert_int_equal(json_parse(BYTES_LIT("{\"colour\":\"7\"}"), &unknown), OK);
	assert_int_equal(settings_read(&s, unknown), ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_each_form),
		cmocka_unit_test(refuses_what_is_not_of_the_form),
		cmocka_unit_test(every_name_can_be_asked_for),
		cmocka_unit_test(reads_what_it_has_written),
		cmocka_unit_test(reads_nothing_strange),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
