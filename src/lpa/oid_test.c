/* SPDX-License-Identifier: Apache-2.0 */
/* OBJECT IDENTIFIERs as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lpa/oid.h"

static void writes_them_dotted(void **state)
{
	(void)state;
	static const struct {
		struct bytes value;
		const char *text;
	} rows[] = {
		{BYTES_LIT("\x88\x37\x0A"), "2.999.10"},
		{BYTES_LIT("\x2A\x03"), "1.2.3"},
		{BYTES_LIT("\x05"), "0.5"},
		{BYTES_LIT("\x67\x81\x12\x01\x02\x01\x04"), "2.23.146.1.2.1.4"},
		{BYTES_LIT("\x2A\x8F\xFF\xFF\xFF\x7F"), "1.2.4294967295"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[OID_TEXT_MAX + 1] = "";
		assert_int_equal(oid_text(rows[i].value, text), OK);
		assert_string_equal(text, rows[i].text);
	}
}

static void refuses_what_is_none(void **state)
{
	(void)state;
	char text[OID_TEXT_MAX + 1] = "";
	uint8_t many[OID_TEXT_MAX] = {};
	assert_int_equal(oid_text(BYTES_LIT(""), text), ERR_SYNTAX);
	assert_int_equal(oid_text(BYTES_LIT("\x88"), text), ERR_SYNTAX);
	assert_int_equal(oid_text(BYTES_LIT("\x2A\x90\x80\x80\x80\x00"), text), ERR_SYNTAX);
	assert_int_equal(oid_text(BYTES_OF(many), text), ERR_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_them_dotted),
		cmocka_unit_test(refuses_what_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
