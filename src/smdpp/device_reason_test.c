/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smdpp/device_reason.h"

/* What the order becomes, by number, written down a second time: 'E' its end, 'r' another try,
 * '.' it stays, '-' not in the table. */
static const char cancellations[] = "E..EEE----------.EEEEEEEEE-....-";
static const char failures[] = "-EEEEEEEEErrEEEE-EEEEEEE--E----EE-";

typedef const struct device_reason *find(uint64_t number);

static char effect(const struct device_reason *r)
{
	if (!r)
		return '-';
	if (r->event == PROFILE_EVENTS)
		return '.';
	return r->event == ON_INSTALL_INTERRUPTED ? 'r' : 'E';
}

static void each_number_has_its_effect(find *of, const char *expected)
{
	for (uint64_t n = 0; n < strlen(expected); n++)
		if (effect(of(n)) != expected[n])
			fail_msg("%d is not '%c'", (int)n, expected[n]);
	assert_int_equal(effect(of(127)), 'E');
	assert_int_equal(effect(of(126)), '-');
	assert_int_equal(effect(of(UINT64_MAX)), '-');
}

static void cancellations_have_their_effects(void **state)
{
	(void)state;
	each_number_has_its_effect(device_reason_of_cancellation, cancellations);
}

static void failures_have_their_effects(void **state)
{
	(void)state;
	each_number_has_its_effect(device_reason_of_failure, failures);
}

static void check_rows(const struct device_reason *rows, size_t n, find *of)
{
	for (size_t i = 0; i < n; i++) {
		bool told = rows[i].report.subject != NULL;
		assert_ptr_equal(of(rows[i].number), &rows[i]);
		assert_true(strlen(rows[i].words) > 0);
		assert_int_equal(told, rows[i].event != PROFILE_EVENTS);
		assert_int_equal(told, rows[i].report.reason && rows[i].report.message);
	}
}

/* An operator is told of what becomes of its order, and of nothing else. */
static void what_changes_is_told(void **state)
{
	(void)state;
	check_rows(device_reason_cancellations, device_reason_cancellations_n,
		   device_reason_of_cancellation);
	check_rows(device_reason_failures, device_reason_failures_n, device_reason_of_failure);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cancellations_have_their_effects),
		cmocka_unit_test(failures_have_their_effects),
		cmocka_unit_test(what_changes_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
