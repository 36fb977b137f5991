/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of PE-MF. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "saip/mf.h"
#include "hex.h"
#define TEMPLATE "810667810F010201"
#define MF	 "A2058303AABBCC"
#define ICCID	 "A40C830A989444999999990910F3"
#define REST	 "A500 A600"

static void decodes(void **state)
{
	(void)state;
	struct saip_mf mf = {};
	uint8_t iccid[ICCID_LEN] = {};
	assert_int_equal(saip_mf_decode(hex(TEMPLATE MF "A300" ICCID REST "A700"), &mf), OK);
	assert_int_equal(mf.template_id.len, 6);
	assert_int_equal(mf.mf.len, 5);
	assert_true(bytes_present(mf.ef_pl));
	assert_true(bytes_present(mf.ef_umpc));
	assert_int_equal(saip_mf_iccid(&mf, iccid), OK);
	assert_memory_equal(iccid, hex("989444999999990910F3").ptr, ICCID_LEN);
	assert_int_equal(saip_mf_decode(hex(TEMPLATE MF ICCID REST), &mf), OK);
	assert_false(bytes_present(mf.ef_pl));
}

static void refuses_broken_elements(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		enum err want;
	} rows[] = {
		{MF ICCID REST, ERR_MISSING},
		{"8100" MF ICCID REST, ERR_RANGE},
		{TEMPLATE ICCID REST, ERR_MISSING},
		{TEMPLATE MF REST, ERR_MISSING},
		{TEMPLATE MF ICCID "A500", ERR_MISSING},
		{TEMPLATE MF ICCID "A600", ERR_MISSING},
		{TEMPLATE "A2028400" ICCID REST, ERR_SYNTAX},
		{TEMPLATE MF "A3028400" ICCID REST, ERR_SYNTAX},
		{TEMPLATE MF "A4028400" REST, ERR_SYNTAX},
		{TEMPLATE MF ICCID "A5028400 A600", ERR_SYNTAX},
		{TEMPLATE MF ICCID "A500 A6028400", ERR_SYNTAX},
		{TEMPLATE MF ICCID "A500 A600 A7028400", ERR_SYNTAX},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct saip_mf mf = {};
		assert_int_equal(saip_mf_decode(hex(rows[i].body), &mf), rows[i].want);
	}
}

static void iccid_has_ten_bytes(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		enum err want;
	} rows[] = {
		{"A1038B0106", ERR_MISSING},
		{"8309989444999999990910", ERR_RANGE},
		{"830B989444999999990910F3FF", ERR_RANGE},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct saip_mf mf = {.ef_iccid = hex(rows[i].file)};
		uint8_t iccid[ICCID_LEN] = {};
		assert_int_equal(saip_mf_iccid(&mf, iccid), rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes),
		cmocka_unit_test(refuses_broken_elements),
		cmocka_unit_test(iccid_has_ten_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
