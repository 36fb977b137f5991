/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of importing and reading profiles. */
#include "store/fixture_test.h"

static void names_states_both_ways(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PROFILE_STATES; i++) {
		enum profile_state parsed = PROFILE_STATES;
		const char *name = profile_state_name((enum profile_state)i);
		assert_int_equal(profile_state_parse(bytes_str(name), &parsed), OK);
		assert_int_equal(parsed, i);
	}
	for (unsigned i = 0; i < DEVICE_STATES; i++) {
		enum device_state parsed = DEVICE_STATES;
		const char *name = device_state_name((enum device_state)i);
		assert_int_equal(device_state_parse(bytes_str(name), &parsed), OK);
		assert_int_equal(parsed, i);
	}
}

static void unknown_state_names(void **state)
{
	(void)state;
	enum profile_state p = PROFILE_ERROR;
	enum device_state d = DEVICE_NONE;
	assert_int_equal(profile_state_parse(BYTES_LIT("released"), &p), ERR_NOT_FOUND);
	assert_int_equal(profile_state_parse(BYTES_LIT(""), &p), ERR_NOT_FOUND);
	assert_int_equal(device_state_parse(BYTES_LIT("Enable"), &d), ERR_NOT_FOUND);
}

static void imports_what_it_is_given(void **state)
{
	struct fixture *f = *state;
	fixture_import(f, "voice", 1, 1);
	struct profile_row row = fixture_get(f, 1);
	assert_string_equal(row.iccid, "8900000000000000001");
	assert_string_equal(row.operator_name, acme);
	assert_string_equal(row.profile_type, "voice");
	assert_int_equal(row.state, PROFILE_AVAILABLE);
	assert_int_equal(row.device_state, DEVICE_NONE);
	assert_string_equal(row.eid, "");
	assert_false(bytes_present(row.matching_id_hmac));
	assert_null(row.smds_address);
	assert_int_equal(row.imported_at, NOW);
	assert_int_equal(row.revision, 1);
	struct bytes metadata = {};
	assert_int_equal(profile_metadata(f->s, &f->a, row.id, &metadata), OK);
	assert_true(bytes_eq(metadata, BYTES_LIT("\xBF\x25\x00")));
	struct profile_content content = {};
	assert_int_equal(profile_content(f->s, &f->a, row.id, &content), OK);
	assert_true(bytes_eq(content.metadata, metadata));
	assert_true(bytes_eq(content.package, BYTES_LIT("sealed package")));
}

static void import_is_all_or_none(void **state)
{
	struct fixture *f = *state;
	struct profile_import profiles[3] = {};
	char iccids[3][ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW);
	size_t failed = 9;
	fixture_import(f, "voice", 3, 1);
	for (unsigned i = 0; i < 3; i++)
		profiles[i] = (struct profile_import){iccid_of(i + 1, iccids[i]), acme, "voice",
						      BYTES_LIT("m"), BYTES_LIT("p")};
	assert_int_equal(profile_import(f->s, profiles, 3, &cause, &failed), ERR_CONFLICT);
	assert_int_equal(failed, 2);
	struct profile_row row = {};
	assert_int_equal(profile_get(f->s, &f->a, iccids[0], NULL, &row), ERR_NOT_FOUND);
	assert_int_equal(profile_import(f->s, profiles, 2, &cause, NULL), OK);
	assert_int_equal(profile_get(f->s, &f->a, iccids[1], NULL, &row), OK);
}

static void imports_a_bounded_number(void **state)
{
	struct fixture *f = *state;
	struct profile_import profile = {};
	struct store_cause cause = cause_at(NOW);
	assert_int_equal(profile_import(f->s, &profile, 0, &cause, NULL), ERR_RANGE);
	assert_int_equal(profile_import(f->s, &profile, PROFILE_IMPORT_MAX + 1, &cause, NULL),
			 ERR_RANGE);
}

static void other_operators_do_not_see_it(void **state)
{
	struct fixture *f = *state;
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct profile_row row = {};
	fixture_import(f, "voice", 1, 1);
	iccid_of(1, iccid);
	assert_int_equal(profile_get(f->s, &f->a, iccid, acme, &row), OK);
	assert_int_equal(profile_get(f->s, &f->a, iccid, "other", &row), ERR_NOT_FOUND);
}

static void unknown_iccid(void **state)
{
	struct fixture *f = *state;
	struct profile_row row = {};
	struct bytes metadata = {};
	struct profile_content content = {};
	assert_int_equal(profile_get(f->s, &f->a, "890", NULL, &row), ERR_NOT_FOUND);
	assert_int_equal(profile_metadata(f->s, &f->a, 890, &metadata), ERR_NOT_FOUND);
	assert_int_equal(profile_content(f->s, &f->a, 890, &content), ERR_NOT_FOUND);
}

static void reads_into_a_bounded_arena(void **state)
{
	struct fixture *f = *state;
	CLEANUP(arena_free) struct arena small = arena_make(4);
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct profile_row row = {};
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(profile_get(f->s, &small, iccid_of(1, iccid), NULL, &row), ERR_TOO_LONG);
}

static void lists_page_by_page(void **state)
{
	struct fixture *f = *state;
	struct profile_row rows[4] = {};
	struct profile_filter filter = {};
	size_t n = 0;
	fixture_import(f, "voice", 1, 6);
	assert_int_equal(profile_list(f->s, &f->a, &filter, 4, rows, &n), OK);
	assert_int_equal(n, 4);
	assert_string_equal(rows[3].iccid, "8900000000000000004");
	filter.after = rows[3].iccid;
	struct profile_row rest[4] = {};
	assert_int_equal(profile_list(f->s, &f->a, &filter, 4, rest, &n), OK);
	assert_int_equal(n, 2);
	assert_string_equal(rest[1].iccid, "8900000000000000006");
}

static void lists_what_the_filter_says(void **state)
{
	struct fixture *f = *state;
	static const struct {
		struct profile_filter filter;
		size_t n;
	} cases[] = {
		{{}, 4},
		{{.operator_name = acme}, 4},
		{{.operator_name = "other"}, 0},
		{{.profile_type = "data"}, 1},
		{{.eid = eid_a}, 1},
		{{.state = "Available"}, 2},
		{{.state = "Linked", .eid = eid_a, .profile_type = "voice"}, 1},
		{{.state = "Linked", .eid = eid_b}, 0},
	};
	fixture_import(f, "voice", 1, 3);
	fixture_import(f, "data", 4, 1);
	assert_int_equal(fixture_reserve(f, 1, eid_a), OK);
	assert_int_equal(fixture_reserve(f, 2, NULL), OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct profile_row rows[8] = {};
		size_t n = 0;
		assert_int_equal(profile_list(f->s, &f->a, &cases[i].filter, 8, rows, &n), OK);
		assert_int_equal(n, cases[i].n);
	}
}

static void counts_the_stock(void **state)
{
	struct fixture *f = *state;
	struct profile_stock rows[8] = {};
	size_t n = 0;
	fixture_import(f, "voice", 1, 3);
	fixture_import(f, "data", 4, 1);
	assert_int_equal(fixture_reserve(f, 1, NULL), OK);
	assert_int_equal(profile_stock(f->s, &f->a, 8, rows, &n), OK);
	assert_int_equal(n, 3);
	assert_string_equal(rows[0].profile_type, "data");
	assert_int_equal(rows[1].state, PROFILE_ALLOCATED);
	assert_int_equal(rows[2].count, 2);
	assert_int_equal(profile_stock(f->s, &f->a, 1, rows, &n), OK);
	assert_int_equal(n, 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_states_both_ways),
		cmocka_unit_test(unknown_state_names),
		TEST(imports_what_it_is_given),
		TEST(import_is_all_or_none),
		TEST(imports_a_bounded_number),
		TEST(other_operators_do_not_see_it),
		TEST(unknown_iccid),
		TEST(reads_into_a_bounded_arena),
		TEST(lists_page_by_page),
		TEST(lists_what_the_filter_says),
		TEST(counts_the_stock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
