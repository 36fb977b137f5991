/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of key references. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "saip/key_reference.h"
#include "hex.h"
static void takes_each_reference_once(void **state)
{
	(void)state;
	struct key_reference_set set = {};
	assert_int_equal(key_reference_take(&set, hex("01")), OK);
	assert_int_equal(key_reference_take(&set, hex("0081")), OK);
	assert_int_equal(set.count, 2);
	assert_int_equal(key_reference_take(&set, hex("01")), ERR_CONFLICT);
	assert_int_equal(set.count, 2);
}

static void refuses_other_numbers(void **state)
{
	(void)state;
	struct key_reference_set set = {};
	assert_int_equal(key_reference_take(&set, hex("0100")), ERR_RANGE);
	assert_int_equal(key_reference_take(&set, hex("81")), ERR_RANGE);
	assert_int_equal(key_reference_take(&set, hex("")), ERR_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_each_reference_once),
		cmocka_unit_test(refuses_other_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
