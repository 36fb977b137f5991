/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the templates: each kind has what its role needs, from the time that is given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "pki/certificate.h"
#include "pki/issue_template.h"

static void validity_begins_when_told(void **state)
{
	(void)state;
	for (int kind = 0; kind < ISSUE_KIND_COUNT; kind++) {
		struct certificate_template t = issue_template((enum issue_kind)kind, 5000);
		struct certificate_template later = issue_template((enum issue_kind)kind, 7000);
		assert_int_equal(t.not_before_ms, 5000);
		assert_true(t.not_after_ms > t.not_before_ms);
		assert_int_equal(later.not_after_ms - t.not_after_ms, 2000);
	}
}

static void every_kind_has_a_name_and_a_usage(void **state)
{
	(void)state;
	for (int kind = 0; kind < ISSUE_KIND_COUNT; kind++) {
		struct certificate_template t = issue_template((enum issue_kind)kind, 0);
		assert_non_null(t.subject[0].type);
		assert_int_not_equal(t.key_usage, 0);
		assert_int_equal(t.is_ca, (t.key_usage & CERTIFICATE_KEY_CERT_SIGN) != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(validity_begins_when_told),
		cmocka_unit_test(every_kind_has_a_name_and_a_usage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
