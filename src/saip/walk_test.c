/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the walk over profile elements. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "saip/walk.h"
#include "hex.h"
static struct bytes package(void)
{
	return hex("A003800102"
		   "B00AA0058000810105 810167"
		   "AA05A003810102");
}

static void names_elements(void **state)
{
	(void)state;
	assert_string_equal(saip_element_name(SAIP_HEADER), "header");
	assert_string_equal(saip_element_name(SAIP_END), "end");
	assert_string_equal(saip_element_name(SAIP_USIM), "usim");
	assert_string_equal(saip_element_name(0xBF21), "opt-iot");
	assert_null(saip_element_name(0xAB));
	assert_null(saip_element_name(0x30));
}

static void walks_over_all_elements(void **state)
{
	(void)state;
	struct saip_walk walk = saip_walk(package());
	struct saip_element e = {};
	assert_int_equal(saip_walk_next(&walk, &e), OK);
	assert_int_equal(e.tag, SAIP_HEADER);
	assert_string_equal(e.name, "header");
	assert_int_equal(e.offset, 0);
	assert_int_equal(e.body.len, 3);
	assert_false(e.has_pe_header);
	assert_int_equal(saip_walk_next(&walk, &e), OK);
	assert_int_equal(e.tag, SAIP_MF);
	assert_int_equal(e.offset, 5);
	assert_int_equal(e.whole.len, 12);
	assert_int_equal(e.value.len, 10);
	assert_int_equal(e.body.len, 3);
	assert_true(e.has_pe_header);
	assert_true(e.mandated);
	assert_int_equal(e.identification, 5);
	assert_int_equal(saip_walk_next(&walk, &e), OK);
	assert_int_equal(e.tag, SAIP_END);
	assert_int_equal(e.offset, 17);
	assert_false(e.mandated);
	assert_int_equal(e.identification, 2);
	assert_int_equal(walk.rest.len, 0);
}

static void finds_the_first(void **state)
{
	(void)state;
	struct saip_element e = {};
	assert_int_equal(saip_find(package(), SAIP_END, &e), OK);
	assert_int_equal(e.offset, 17);
	assert_int_equal(saip_find(package(), SAIP_USIM, &e), ERR_MISSING);
	assert_int_equal(saip_find(hex("A0038001"), SAIP_USIM, &e), ERR_TRUNCATED);
}

static void keeps_a_strange_element(void **state)
{
	(void)state;
	struct saip_walk walk = saip_walk(hex("BF2F05A003810109"));
	struct saip_element e = {};
	assert_int_equal(saip_walk_next(&walk, &e), OK);
	assert_string_equal(e.name, "unknown");
	assert_int_equal(e.tag, 0xBF2F);
	assert_int_equal(e.identification, 9);
}

static void stands_where_it_stood_after_an_error(void **state)
{
	(void)state;
	static const struct {
		const char *package;
		enum err want;
		bool has_whole;
	} rows[] = {
		{"B005A0038101", ERR_TRUNCATED, false},
		{"B080", ERR_SYNTAX, false},
		{"B000", ERR_MISSING, true},
		{"B003810105", ERR_MISSING, true},
		{"B004A0028000", ERR_MISSING, true},
		{"B006A00481028000", ERR_RANGE, true},
		{"B007A0058103008000", ERR_RANGE, true},
		{"B004A0028100", ERR_RANGE, true},
		{"B004A0058101", ERR_TRUNCATED, true},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes in = hex(rows[i].package);
		struct saip_walk walk = saip_walk(in);
		struct saip_element e = {};
		assert_int_equal(saip_walk_next(&walk, &e), rows[i].want);
		assert_ptr_equal(walk.rest.ptr, in.ptr);
		assert_int_equal(walk.offset, 0);
		assert_int_equal(bytes_present(e.whole), rows[i].has_whole);
	}
}

static void every_cut_is_noticed(void **state)
{
	(void)state;
	struct bytes whole = package();
	for (size_t cut = 0; cut < whole.len; cut++) {
		struct saip_walk walk = saip_walk(bytes_from(whole.ptr, cut));
		struct saip_element e = {};
		enum err last = OK;
		while (last == OK && walk.rest.len > 0)
			last = saip_walk_next(&walk, &e);
		bool between = cut == 0 || cut == 5 || cut == 17;
		assert_int_equal(last, between ? OK : ERR_TRUNCATED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_elements),
		cmocka_unit_test(walks_over_all_elements),
		cmocka_unit_test(finds_the_first),
		cmocka_unit_test(keeps_a_strange_element),
		cmocka_unit_test(stands_where_it_stood_after_an_error),
		cmocka_unit_test(every_cut_is_noticed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
