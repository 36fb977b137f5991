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

static void a_variant_ends_at_the_ci(void **state)
{
	(void)state;
	static const int depths[ISSUE_VARIANT_COUNT] = {[ISSUE_VARIANT_O] = 2,
							[ISSUE_VARIANT_O_V3] = 2,
							[ISSUE_VARIANT_A] = 3,
							[ISSUE_VARIANT_B] = 3,
							[ISSUE_VARIANT_C] = 4};
	for (int v = 0; v < ISSUE_VARIANT_COUNT; v++) {
		enum issue_kind kind = ISSUE_EUICC;
		int depth = 0;
		for (; kind != ISSUE_CI && depth < 10; depth++)
			kind = issue_template_issuer((enum issue_variant)v, kind);
		assert_int_equal(depth, depths[v]);
	}
}

static void version_3_has_eins_instead_of_names(void **state)
{
	(void)state;
	struct certificate_template o = issue_template_of(ISSUE_VARIANT_O, ISSUE_EUM, 0);
	struct certificate_template c = issue_template_of(ISSUE_VARIANT_C, ISSUE_EUM, 0);
	assert_string_equal(o.permitted_serial_number, "89049032");
	assert_null(o.permitted_eins[0]);
	assert_int_equal(o.path_len, 0);
	assert_null(c.permitted_serial_number);
	assert_string_equal(c.permitted_eins[0], "89049032");
	assert_int_equal(c.path_len, 1);
	assert_string_equal(c.policy, "2.23.146.1.2.1.0.0.0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(validity_begins_when_told),
		cmocka_unit_test(every_kind_has_a_name_and_a_usage),
		cmocka_unit_test(a_variant_ends_at_the_ci),
		cmocka_unit_test(version_3_has_eins_instead_of_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
