/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of PE-USIM. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "saip/usim.h"
#include "hex.h"
#define TEMPLATE "810667810F010204"
#define ADF	 "A205A10383017F"
#define IMSI	 "A30B8309080910101032540636"
#define ARR	 "A400"
#define SPN	 "AD038301FF"

static void decodes(void **state)
{
	(void)state;
	struct saip_usim usim = {};
	char imsi[SAIP_IMSI_DIGITS_MAX + 1] = "";
	struct bytes body = hex(TEMPLATE ADF IMSI ARR "A800" SPN "AE00 B200 B600");
	assert_int_equal(saip_usim_decode(body, &usim), OK);
	assert_int_equal(usim.template_id.len, 6);
	assert_int_equal(usim.adf_usim.len, 5);
	assert_int_equal(usim.ef_spn.len, 3);
	assert_int_equal(saip_usim_imsi(&usim, imsi), OK);
	assert_string_equal(imsi, "001010123456063");
}

static void refuses_broken_elements(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		enum err want;
	} rows[] = {
		{ADF IMSI ARR SPN, ERR_MISSING},
		{TEMPLATE IMSI ARR SPN, ERR_MISSING},
		{TEMPLATE ADF ARR SPN, ERR_MISSING},
		{TEMPLATE ADF IMSI ARR, ERR_MISSING},
		{TEMPLATE "A2028400" IMSI ARR SPN, ERR_SYNTAX},
		{TEMPLATE ADF "A3028400" ARR SPN, ERR_SYNTAX},
		{TEMPLATE ADF IMSI ARR "AD028400", ERR_SYNTAX},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct saip_usim usim = {};
		assert_int_equal(saip_usim_decode(hex(rows[i].body), &usim), rows[i].want);
	}
}

static void reads_imsis_of_every_length(void **state)
{
	(void)state;
	static const struct {
		const char *file, *want;
	} rows[] = {
		{"8309 08 0910101032540636", "001010123456063"},
		{"8309 08 01101010325406F6", "00101012345606"},
		{"8309 04 011010F2FFFFFFFF", "001012"},
		{"8305 04 011010F2", "001012"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct saip_usim usim = {.ef_imsi = hex(rows[i].file)};
		char imsi[SAIP_IMSI_DIGITS_MAX + 1] = "";
		assert_int_equal(saip_usim_imsi(&usim, imsi), OK);
		assert_string_equal(imsi, rows[i].want);
	}
}

static void refuses_what_is_not_an_imsi(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		enum err want;
	} rows[] = {
		{"A1038B0106", ERR_MISSING},
		{"8309FFFFFFFFFFFFFFFFFF", ERR_SYNTAX},	  /* left empty */
		{"830900FFFFFFFFFFFFFFFF", ERR_SYNTAX},	  /* no length */
		{"8309090910101032540636", ERR_SYNTAX},	  /* longer than the file */
		{"8309080810101032540636", ERR_SYNTAX},	  /* parity neither */
		{"83090809101010325406F6", ERR_SYNTAX},	  /* a digit is none */
		{"8309030910FFFFFFFFFFFF", ERR_SYNTAX},	  /* too short, and fill */
		{"830A08091010103254063600", ERR_SYNTAX}, /* too long a file */
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct saip_usim usim = {.ef_imsi = hex(rows[i].file)};
		char imsi[SAIP_IMSI_DIGITS_MAX + 1] = "";
		assert_int_equal(saip_usim_imsi(&usim, imsi), rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes),
		cmocka_unit_test(refuses_broken_elements),
		cmocka_unit_test(reads_imsis_of_every_length),
		cmocka_unit_test(refuses_what_is_not_an_imsi),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
