/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the recipe's files, by their content. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "codec/tlv.h"
#include "saip/file.h"
#include "saip/recipe_files.h"
#include "hex.h"
#include "recipe_sample.h"
static void assert_file(struct bytes element, uint32_t tag, const char *want)
{
	CLEANUP(buf_free) struct buf content = buf_make(1000);
	struct tlv file = {};
	assert_int_equal(tlv_find(element, tag, &file), OK);
	assert_int_equal(saip_file_content(file.value, &content), OK);
	assert_int_equal(content.len, hex(want).len);
	assert_memory_equal(content.ptr, hex(want).ptr, content.len);
}

static void fills_the_mf(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(10000);
	struct saip_recipe recipe = recipe_sample();
	assert_int_equal(recipe_files_put_mf(&recipe, &out), OK);
	assert_int_equal(tlv_check(buf_bytes(&out)), OK);
	assert_file(buf_bytes(&out), 0xA4, "989444999999990910F3");
	assert_file(buf_bytes(&out), 0xA5, "61144F0CA0000000871002FFFFFFFF8950045553494D");
}

static void fills_the_usim(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(10000);
	struct saip_recipe recipe = recipe_sample();
	assert_int_equal(recipe_files_put_usim(&recipe, &out), OK);
	assert_int_equal(tlv_check(buf_bytes(&out)), OK);
	assert_file(buf_bytes(&out), 0xA3, "080910101032540636");
	assert_file(buf_bytes(&out), 0xA8, "000A1408010000000000100000 00");
	assert_file(buf_bytes(&out), 0xAD, "0072737064FFFFFFFFFFFFFFFFFFFFFFFF");
	assert_file(buf_bytes(&out), 0xAE, "00");
	assert_file(buf_bytes(&out), 0xB2, "0008");
	assert_file(buf_bytes(&out), 0xB5, "00000002");
	assert_file(buf_bytes(&out), 0xB6, "11F2FF00");
}

static void follows_the_recipe(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(10000);
	struct saip_recipe recipe = recipe_sample();
	recipe.imsi = "00101012345609";
	recipe.mnc_digits = 3;
	recipe.msisdn = NULL;
	assert_int_equal(recipe_files_put_usim(&recipe, &out), OK);
	assert_file(buf_bytes(&out), 0xA3, "0801101010325406F9");
	assert_file(buf_bytes(&out), 0xA8, "000A0408010000000000100000 00");
	assert_file(buf_bytes(&out), 0xB2, "0200");
	assert_file(buf_bytes(&out), 0xB5, "00000003");
}

/* Records are found where the templates look for them. */
static void places_access_rules(void **state)
{
	(void)state;
	enum { RECORD = 33 };
	CLEANUP(buf_free) struct buf out = buf_make(10000);
	CLEANUP(buf_free) struct buf arr = buf_make(1000);
	struct saip_recipe recipe = recipe_sample();
	struct tlv file = {};
	assert_int_equal(recipe_files_put_usim(&recipe, &out), OK);
	assert_int_equal(tlv_find(buf_bytes(&out), 0xA4, &file), OK);
	assert_int_equal(saip_file_content(file.value, &arr), OK);
	struct bytes local_pin = hex("800101A40683010195010800" /* record 8 */);
	assert_memory_equal(arr.ptr + 7 * RECORD, local_pin.ptr, local_pin.len - 1);
	struct bytes read_always = hex("8001019000" /* record 10 */);
	assert_memory_equal(arr.ptr + 9 * RECORD, read_always.ptr, read_always.len);
	assert_int_equal(arr.ptr[0], 0xFF);
}

static void fills_the_msisdn(void **state)
{
	(void)state;
	static const struct {
		const char *msisdn, *want;
	} rows[] = {
		{"+99912345678", "FFFFFFFFFFFFFFFFFFFF 0791 9919325476F8 FFFFFFFF FFFF"},
		{"0123", "FFFFFFFFFFFFFFFFFFFF 0381 1032 FFFFFFFFFFFFFFFF FFFF"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_free) struct buf out = buf_make(10000);
		struct saip_recipe recipe = recipe_sample();
		recipe.msisdn = rows[i].msisdn;
		assert_int_equal(recipe_files_put_opt_usim(&recipe, &out), OK);
		assert_file(buf_bytes(&out), 0xA7, rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_the_mf),	      cmocka_unit_test(fills_the_usim),
		cmocka_unit_test(follows_the_recipe), cmocka_unit_test(places_access_rules),
		cmocka_unit_test(fills_the_msisdn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
