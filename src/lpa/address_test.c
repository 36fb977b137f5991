/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of servers, and what only looks like one. */
#include "lpa/address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lpa/lpa.h"

static void takes_names_and_ports(void **state)
{
	(void)state;
	assert_true(address_is_good(BYTES_LIT("smdp.example.com")));
	assert_true(address_is_good(BYTES_LIT("SMDP-1.example.com:8443")));
	assert_true(address_is_good(BYTES_LIT("127.0.0.1")));
}

static void takes_no_more_than_fits(void **state)
{
	(void)state;
	uint8_t text[LPA_ADDRESS_MAX + 1] = {};
	memset(text, 'a', sizeof(text));
	assert_true(address_is_good(bytes_from(text, LPA_ADDRESS_MAX)));
	assert_false(address_is_good(BYTES_OF(text)));
	assert_false(address_is_good((struct bytes){}));
}

static void refuses_what_changes_a_url_or_a_terminal(void **state)
{
	(void)state;
	static const char *const strange[] = {
		"a/b", "a?b",  "a#b",	   "a@b",  "a%62",
		"a b", "a\nb", "a\x1B[2J", "a\"b", "\xC3\xA4.de",
	};
	for (size_t i = 0; i < sizeof(strange) / sizeof(strange[0]); i++)
		assert_false(address_is_good(bytes_str(strange[i])));
	assert_false(address_is_good(bytes_from("a\0b", 3)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_names_and_ports),
		cmocka_unit_test(takes_no_more_than_fits),
		cmocka_unit_test(refuses_what_changes_a_url_or_a_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
