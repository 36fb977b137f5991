/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "role/oid.h"

static void in_dots(void **state)
{
	(void)state;
	char text[OID_TEXT_MAX] = "";
	assert_int_equal(role_oid_text(BYTES_LIT("\x88\x37\x0A"), text), OK);
	assert_string_equal(text, "2.999.10");
}

static void what_is_none(void **state)
{
	(void)state;
	char text[OID_TEXT_MAX] = "";
	assert_int_equal(role_oid_text((struct bytes){}, text), ERR_SYNTAX);
	assert_int_equal(role_oid_text(BYTES_LIT("\x88\x80"), text), ERR_SYNTAX);
}

static void too_long(void **state)
{
	(void)state;
	uint8_t value[200] = {0x2a};
	char text[OID_TEXT_MAX] = "";
	assert_int_equal(role_oid_text(bytes_from(value, 60), text), ERR_SYNTAX);
	assert_int_equal(role_oid_text(BYTES_OF(value), text), ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_dots),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(too_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
