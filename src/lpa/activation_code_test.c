/* SPDX-License-Identifier: Apache-2.0 */
/* Activation codes: what is understood, and what is refused with which words. */
#include "lpa/activation_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static enum err parse(const char *text, struct activation_code *out)
{
	const char *why = NULL;
	enum err e = activation_code_parse(bytes_str(text), out, &why);
	assert_true(e == OK ? why == NULL : why != NULL);
	return e;
}

static void test_plain(void **state)
{
	(void)state;
	struct activation_code ac = {};
	assert_int_equal(parse("LPA:1$smdp.example.com$ABC-123", &ac), OK);
	assert_string_equal(ac.smdp_address, "smdp.example.com");
	assert_string_equal(ac.matching_id, "ABC-123");
	assert_string_equal(ac.smdp_oid, "");
	assert_false(ac.confirmation_code_required);
}

static void test_prefix_is_optional_and_of_any_case(void **state)
{
	(void)state;
	struct activation_code ac = {};
	assert_int_equal(parse("1$smdp.example.com$A", &ac), OK);
	assert_int_equal(parse("lpa:1$smdp.example.com$A", &ac), OK);
	assert_string_equal(ac.matching_id, "A");
}

static void test_host_may_have_a_port(void **state)
{
	(void)state;
	struct activation_code ac = {};
	assert_int_equal(parse("LPA:1$smdp.example.com:8443$A", &ac), OK);
	assert_string_equal(ac.smdp_address, "smdp.example.com:8443");
}

static void test_oid_and_confirmation_flag(void **state)
{
	(void)state;
	struct activation_code ac = {};
	assert_int_equal(parse("LPA:1$h.example$A$2.999.10$1", &ac), OK);
	assert_string_equal(ac.smdp_oid, "2.999.10");
	assert_true(ac.confirmation_code_required);
	assert_int_equal(parse("LPA:1$h.example$A$$1", &ac), OK);
	assert_string_equal(ac.smdp_oid, "");
	assert_true(ac.confirmation_code_required);
	assert_int_equal(parse("LPA:1$h.example$A$$", &ac), OK);
	assert_false(ac.confirmation_code_required);
}

static void test_later_fields_are_passed_over(void **state)
{
	(void)state;
	struct activation_code ac = {};
	assert_int_equal(parse("LPA:1$h.example$A$$1$something new", &ac), OK);
	assert_true(ac.confirmation_code_required);
}

static void test_empty_and_strange_matching_id(void **state)
{
	(void)state;
	struct activation_code ac = {};
	assert_int_equal(parse("LPA:1$h.example$", &ac), OK);
	assert_string_equal(ac.matching_id, "");
	assert_int_equal(parse("LPA:1$h.example$a_b", &ac), OK);
	assert_string_equal(ac.matching_id, "a_b");
}

static void test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err error;
	} rows[] = {
		{"", ERR_SYNTAX},
		{"LPA:", ERR_SYNTAX},
		{"LPA:1", ERR_SYNTAX},
		{"LPA:1$", ERR_SYNTAX},
		{"LPA:1$h.example", ERR_SYNTAX},
		{"LPA:1$$A", ERR_SYNTAX},
		{"LPA:1$h/x$A", ERR_SYNTAX},
		{"LPA:1$h.example$A B", ERR_SYNTAX},
		{"LPA:1$h.example$A\x80", ERR_SYNTAX},
		{"LPA:1$h.example$A$x", ERR_SYNTAX},
		{"LPA:1$h.example$A$2.999$2", ERR_SYNTAX},
		{"LPA:1$h.example$A$2.999$11", ERR_SYNTAX},
		{"LPA:2$h.example$A", ERR_UNSUPPORTED},
		{"https://h.example", ERR_SYNTAX},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct activation_code ac = {};
		assert_int_equal(parse(rows[i].text, &ac), rows[i].error);
	}
}

static void test_too_long(void **state)
{
	(void)state;
	char text[ACTIVATION_CODE_MAX + 2] = "LPA:1$h.example$";
	struct activation_code ac = {};
	size_t begin = strlen(text);
	memset(text + begin, 'A', sizeof(text) - 1 - begin);
	assert_int_equal(parse(text, &ac), ERR_TOO_LONG);
	text[ACTIVATION_CODE_MAX] = '\0';
	assert_int_equal(parse(text, &ac), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_prefix_is_optional_and_of_any_case),
		cmocka_unit_test(test_host_may_have_a_port),
		cmocka_unit_test(test_oid_and_confirmation_flag),
		cmocka_unit_test(test_later_fields_are_passed_over),
		cmocka_unit_test(test_empty_and_strange_matching_id),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_too_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
