/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the recipe. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "saip/header.h"
#include "saip/aka_parameter.h"
#include "saip/package.h"
#include "recipe_sample.h"
static void the_package_is_valid(void **state)
{
	(void)state;
	static const char *const msisdns[] = {"+99912345678", "999123456789", NULL};
	for (size_t i = 0; i < 3; i++) {
		CLEANUP(buf_free) struct buf out = buf_make(100000);
		struct saip_recipe recipe = recipe_sample();
		struct saip_element element = {};
		recipe.msisdn = msisdns[i];
		assert_int_equal(saip_recipe_build(&recipe, &out), OK);
		assert_int_equal(saip_check(buf_bytes(&out), NULL), OK);
		enum err e = saip_find(buf_bytes(&out), SAIP_OPT_USIM, &element);
		assert_int_equal(e, msisdns[i] ? OK : ERR_MISSING);
	}
}

static void the_header_says_what_is_needed(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(100000);
	struct saip_recipe recipe = recipe_sample();
	struct saip_header header = {};
	assert_int_equal(saip_recipe_build(&recipe, &out), OK);
	assert_int_equal(saip_header_of(buf_bytes(&out), &header), OK);
	assert_int_equal(header.major_version, 2);
	assert_int_equal(header.minor_version, 3);
	assert_true(bytes_eq(header.profile_type, bytes_str(recipe.profile_type)));
	assert_string_equal(header.iccid_digits, recipe.iccid);
	assert_int_equal(header.services, 1 << SAIP_SERVICE_USIM | 1 << SAIP_SERVICE_MILENAGE);
	assert_int_equal(header.gfste_list.len, 3 * 8);
}

static void the_keys_arrive(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(100000);
	CLEANUP(saip_aka_parameter_wipe) struct saip_aka_parameter aka = {};
	struct saip_recipe recipe = recipe_sample();
	struct saip_element element = {};
	assert_int_equal(saip_recipe_build(&recipe, &out), OK);
	assert_int_equal(saip_find(buf_bytes(&out), SAIP_AKA_PARAMETER, &element), OK);
	assert_int_equal(saip_aka_parameter_decode(element.body, &aka), OK);
	assert_int_equal(aka.algorithm, SAIP_ALGORITHM_MILENAGE);
	assert_true(bytes_eq_ct(secret_bytes(&aka.key), recipe.ki));
	assert_true(bytes_eq_ct(secret_bytes(&aka.opc), recipe.opc));
}

static void bounds_are_inclusive(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(100000);
	struct saip_recipe recipe = recipe_sample();
	recipe.iccid = "894944999999999001";
	recipe.imsi = "001010";
	recipe.spn = "sixteen letters!";
	recipe.pin1 = "12345678";
	recipe.mnc_digits = 3;
	recipe.msisdn = "12345678901234567890";
	assert_int_equal(saip_recipe_build(&recipe, &out), OK);
	assert_int_equal(saip_check(buf_bytes(&out), NULL), OK);
	recipe.iccid = "89494499999999900123";
	recipe.spn = "";
	assert_int_equal(saip_recipe_build(&recipe, &out), OK);
}

/* Each row breaks one text. */
static void refuses_broken_texts(void **state)
{
	(void)state;
	static char long_name[102];
	memset(long_name, 'n', sizeof(long_name) - 1);
	const struct {
		size_t offset;
		const char *text;
		enum err want;
	} rows[] = {
		{offsetof(struct saip_recipe, profile_type), NULL, ERR_RANGE},
		{offsetof(struct saip_recipe, profile_type), "", ERR_RANGE},
		{offsetof(struct saip_recipe, profile_type), long_name, ERR_RANGE},
		{offsetof(struct saip_recipe, iccid), NULL, ERR_RANGE},
		{offsetof(struct saip_recipe, iccid), "89494499999999900", ERR_RANGE},
		{offsetof(struct saip_recipe, iccid), "894944999999999001234", ERR_RANGE},
		{offsetof(struct saip_recipe, iccid), "89494499999999900F", ERR_SYNTAX},
		{offsetof(struct saip_recipe, imsi), "00101", ERR_RANGE},
		{offsetof(struct saip_recipe, imsi), "0010101234560631", ERR_RANGE},
		{offsetof(struct saip_recipe, imsi), "00101x123456063", ERR_SYNTAX},
		{offsetof(struct saip_recipe, spn), NULL, ERR_RANGE},
		{offsetof(struct saip_recipe, spn), "seventeen letters", ERR_RANGE},
		{offsetof(struct saip_recipe, spn), "caf\xC3\xA9", ERR_SYNTAX},
		{offsetof(struct saip_recipe, msisdn), "", ERR_RANGE},
		{offsetof(struct saip_recipe, msisdn), "+", ERR_RANGE},
		{offsetof(struct saip_recipe, msisdn), "123456789012345678901", ERR_RANGE},
		{offsetof(struct saip_recipe, msisdn), "99+1", ERR_SYNTAX},
		{offsetof(struct saip_recipe, pin1), "123", ERR_RANGE},
		{offsetof(struct saip_recipe, pin1), "123456789", ERR_RANGE},
		{offsetof(struct saip_recipe, pin2), "12a4", ERR_SYNTAX},
		{offsetof(struct saip_recipe, puk1), "1234567", ERR_RANGE},
		{offsetof(struct saip_recipe, puk2), "123456789", ERR_RANGE},
		{offsetof(struct saip_recipe, adm1), "abcdefgh", ERR_SYNTAX},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_free) struct buf out = buf_make(100000);
		struct saip_recipe recipe = recipe_sample();
		memcpy((uint8_t *)&recipe + rows[i].offset, &rows[i].text, sizeof(char *));
		assert_int_equal(saip_recipe_build(&recipe, &out), rows[i].want);
		assert_int_equal(out.len, 0);
	}
}

static void refuses_broken_keys(void **state)
{
	(void)state;
	static const size_t offsets[] = {offsetof(struct saip_recipe, ki),
					 offsetof(struct saip_recipe, opc),
					 offsetof(struct saip_recipe, ota_keys)};
	for (size_t i = 0; i < 3; i++) {
		CLEANUP(buf_free) struct buf out = buf_make(100000);
		struct saip_recipe recipe = recipe_sample();
		struct bytes short_key = BYTES_LIT("fifteen letters");
		memcpy((uint8_t *)&recipe + offsets[i], &short_key, sizeof(short_key));
		assert_int_equal(saip_recipe_build(&recipe, &out), ERR_RANGE);
	}
}

static void refuses_other_mnc_lengths(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(100000);
	struct saip_recipe recipe = recipe_sample();
	recipe.mnc_digits = 4;
	assert_int_equal(saip_recipe_build(&recipe, &out), ERR_RANGE);
}

static void a_full_buffer_is_an_error(void **state)
{
	(void)state;
	for (size_t max = 0; max < 900; max += 13) {
		CLEANUP(buf_free) struct buf out = buf_make(max);
		struct saip_recipe recipe = recipe_sample();
		assert_int_equal(saip_recipe_build(&recipe, &out), ERR_TOO_LONG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_package_is_valid),
		cmocka_unit_test(the_header_says_what_is_needed),
		cmocka_unit_test(the_keys_arrive),
		cmocka_unit_test(bounds_are_inclusive),
		cmocka_unit_test(refuses_broken_texts),
		cmocka_unit_test(refuses_broken_keys),
		cmocka_unit_test(refuses_other_mnc_lengths),
		cmocka_unit_test(a_full_buffer_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
