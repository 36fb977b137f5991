/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of PE-PINCodes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "saip/pin_codes.h"
#include "hex.h"
#define PIN1 "3010 800101 810831323334FFFFFFFF 82 0101"
#define PIN  "300D 800101 810831323334FFFFFFFF"
#define PIN2 "300E 80020081 810831323334FFFFFFFF"

static void accepts_pins_and_shared_pins(void **state)
{
	(void)state;
	assert_int_equal(saip_pin_codes_check(hex("A111A00F" PIN)), OK);
	assert_int_equal(saip_pin_codes_check(hex("A114A012" PIN1)), OK);
	assert_int_equal(saip_pin_codes_check(hex("A121A01F" PIN PIN2)), OK);
	assert_int_equal(saip_pin_codes_check(hex("A10481027FD0")), OK);
}

static void refuses_broken_codes(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		enum err want;
	} rows[] = {
		{"", ERR_MISSING},
		{"A100", ERR_TRUNCATED},
		{"A102A000", ERR_RANGE},
		{"A1028200", ERR_SYNTAX},
		{"A10B8109 7FD07FD07FD07FD07F", ERR_RANGE},
		{"A113A00F" PIN "8100", ERR_TRAILING},
		{"A120A01E" PIN PIN, ERR_CONFLICT},
		{"A10CA00A3008810831323334FFFFFFFF", ERR_TRUNCATED},
		{"A10EA00C300A810831323334FFFFFFFF", ERR_MISSING},
		{"A107A0053003800101", ERR_MISSING},
		{"A10AA0083006800101810131", ERR_RANGE},
		{"A104A0023100", ERR_MISSING},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(saip_pin_codes_check(hex(rows[i].body)), rows[i].want);
}

static void counts_pins(void **state)
{
	(void)state;
	uint8_t body[4 + 2 + 2 + 27 * 15] = {0xA1, 0x82, 0x01, 0x99, 0xA0, 0x82, 0x01, 0x95};
	for (uint8_t i = 0; i < 27; i++) {
		memcpy(body + 8 + i * 15, hex(PIN).ptr, 15);
		body[8 + i * 15 + 4] = i + 1;
	}
	assert_int_equal(saip_pin_codes_check(BYTES_OF(body)), ERR_RANGE);
	body[3] = 4 + 26 * 15 - 256;
	body[7] = 26 * 15 - 256;
	assert_int_equal(saip_pin_codes_check(bytes_from(body, 8 + 26 * 15)), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_pins_and_shared_pins),
		cmocka_unit_test(refuses_broken_codes),
		cmocka_unit_test(counts_pins),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
