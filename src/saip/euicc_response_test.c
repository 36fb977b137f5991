/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of EUICCResponse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "saip/euicc_response.h"
#include "hex.h"
static void assert_round_trip(const struct saip_euicc_response *r, const char *der)
{
	CLEANUP(buf_free) struct buf out = buf_make(100);
	struct saip_euicc_response back = {};
	assert_int_equal(saip_euicc_response_encode(r, &out), OK);
	assert_int_equal(out.len, hex(der).len);
	assert_memory_equal(out.ptr, hex(der).ptr, out.len);
	assert_int_equal(saip_euicc_response_decode(buf_bytes(&out), &back), OK);
	assert_int_equal(back.status, r->status);
	assert_int_equal(back.has_identification, r->has_identification);
	assert_int_equal(back.identification, r->identification);
	assert_int_equal(back.has_offset, r->has_offset);
	assert_int_equal(back.offset, r->offset);
	assert_int_equal(back.aborted, r->aborted);
}

static void encodes_and_decodes(void **state)
{
	(void)state;
	assert_round_trip(&(struct saip_euicc_response){}, "3007A0053003800100");
	assert_round_trip(&(struct saip_euicc_response){.status = SAIP_PE_BAD_VALUES,
							.has_identification = true,
							.identification = 300,
							.has_offset = true,
							.offset = 70000,
							.aborted = true},
			  "3012A00E300C 800103 8102012C 8303011170 8100");
}

static void keeps_the_first_that_is_not_ok(void **state)
{
	(void)state;
	struct saip_euicc_response r = {};
	struct bytes in = hex("3018A016 3006800100810101 3006800104810102 3004 80026A82");
	assert_int_equal(saip_euicc_response_decode(in, &r), OK);
	assert_int_equal(r.status, SAIP_PE_NOT_ENOUGH_MEMORY);
	assert_int_equal(r.identification, 2);
}

static void decodes_what_cards_send(void **state)
{
	(void)state;
	struct saip_euicc_response r = {};
	assert_int_equal(saip_euicc_response_decode(hex("3002A000"), &r), OK);
	assert_int_equal(r.status, SAIP_PE_OK);
	assert_int_equal(saip_euicc_response_decode(hex("300EA0053003800100 8205 4572726F72"), &r),
			 OK);
	assert_int_equal(saip_euicc_response_decode(hex("3009A0073005 8003009000"), &r), OK);
	assert_int_equal(r.status, 0x9000);
}

static void refuses_broken_responses(void **state)
{
	(void)state;
	static const struct {
		const char *der;
		enum err want;
	} rows[] = {
		{"", ERR_MISSING},
		{"3100", ERR_MISSING},
		{"3000", ERR_MISSING},
		{"3002A00000", ERR_TRAILING},
		{"3004A0023000", ERR_MISSING},
		{"3004A0023100", ERR_MISSING},
		{"3009A00730058003010000", ERR_RANGE},
		{"300BA0093007800101 81028000", ERR_RANGE},
		{"300DA00B3009800101 830480000000", ERR_RANGE},
		{"3007A00530038001", ERR_TRUNCATED},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct saip_euicc_response r = {};
		assert_int_equal(saip_euicc_response_decode(hex(rows[i].der), &r), rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodes_and_decodes),
		cmocka_unit_test(keeps_the_first_that_is_not_ok),
		cmocka_unit_test(decodes_what_cards_send),
		cmocka_unit_test(refuses_broken_responses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
