/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the secret holder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/secret.h"

static void holds_and_wipes(void **state)
{
	(void)state;
	struct secret s = {};
	assert_int_equal(secret_set(&s, BYTES_LIT("key")), OK);
	assert_true(bytes_eq(secret_bytes(&s), BYTES_LIT("key")));
	secret_wipe(&s);
	assert_int_equal(s.len, 0);
	assert_memory_equal(s.ptr, "\0\0\0", 3);
}

static void refuses_what_does_not_fit(void **state)
{
	(void)state;
	uint8_t long_value[SECRET_MAX + 1] = {};
	CLEANUP(secret_wipe) struct secret s = {};
	assert_int_equal(secret_set(&s, BYTES_OF(long_value)), ERR_TOO_LONG);
	assert_int_equal(secret_set(&s, bytes_from(long_value, SECRET_MAX)), OK);
	assert_int_equal(secret_set(&s, (struct bytes){}), OK);
	assert_int_equal(s.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_and_wipes),
		cmocka_unit_test(refuses_what_does_not_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
