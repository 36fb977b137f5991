/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of PE-PUKCodes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "saip/puk_codes.h"
#include "hex.h"
#define PUK1 "300D 800101 81083131313131313131"
#define PUK2 "300E 80020081 81083131313131313131"

static void accepts_puks(void **state)
{
	(void)state;
	assert_int_equal(saip_puk_codes_check(hex("A10F" PUK1)), OK);
	assert_int_equal(saip_puk_codes_check(hex("A11F" PUK1 PUK2)), OK);
}

static void refuses_broken_codes(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		enum err want;
	} rows[] = {
		{"", ERR_MISSING},
		{"A100", ERR_RANGE},
		{"A11E" PUK1 PUK1, ERR_CONFLICT},
		{"A1023100", ERR_MISSING},
		{"A1053003800101", ERR_MISSING},
		{"A10C300A81083131313131313131", ERR_MISSING},
		{"A1083006800101810131", ERR_RANGE},
		{"A1033002", ERR_TRUNCATED},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(saip_puk_codes_check(hex(rows[i].body)), rows[i].want);
}

static void counts_puks(void **state)
{
	(void)state;
	uint8_t body[3 + 17 * 15] = {0xA1, 0x81, 17 * 15};
	for (uint8_t i = 0; i < 17; i++) {
		memcpy(body + 3 + i * 15, hex(PUK1).ptr, 15);
		body[3 + i * 15 + 4] = i + 1;
	}
	assert_int_equal(saip_puk_codes_check(BYTES_OF(body)), ERR_RANGE);
	body[2] = 16 * 15;
	assert_int_equal(saip_puk_codes_check(bytes_from(body, 3 + 16 * 15)), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_puks),
		cmocka_unit_test(refuses_broken_codes),
		cmocka_unit_test(counts_puks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
