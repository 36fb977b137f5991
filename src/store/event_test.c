/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of events. */
#include "store/fixture_test.h"

static void every_change_leaves_one(void **state)
{
	struct fixture *f = *state;
	static const char *const states[] = {"Available", "Linked", "Released"};
	struct event_row events[8] = {};
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	size_t n = 0;
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(fixture_reserve(f, 1, eid_a), OK);
	assert_int_equal(fixture_confirm(f, 1, 1), OK);
	assert_int_equal(event_list(f->s, &f->a, iccid_of(1, iccid), 0, 8, events, &n), OK);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(events[i].id, i + 1);
		assert_int_equal(events[i].at, NOW + i);
		assert_string_equal(events[i].iccid, iccid);
		assert_string_equal(events[i].who, "operator:acme");
		assert_string_equal(events[i].function, "test");
		assert_string_equal(events[i].to_state, states[i]);
		if (i > 0)
			assert_string_equal(events[i].from_state, states[i - 1]);
		assert_null(events[i].subject_code);
	}
	assert_null(events[0].from_state);
}

static void takes_what_changed_nothing(void **state)
{
	struct fixture *f = *state;
	struct event_row events[4] = {};
	size_t n = 0;
	struct store_cause cause = {
		.at = NOW, .who = "euicc", .function = "ES9+", .subject_code = "8.2"};
	assert_int_equal(event_append(f->s, "8999", &cause, NULL), OK);
	assert_int_equal(event_append(f->s, "8999", &cause, NULL), OK);
	assert_int_equal(event_list(f->s, &f->a, "8999", 0, 4, events, &n), OK);
	assert_int_equal(n, 2);
	assert_null(events[0].from_state);
	assert_null(events[0].to_state);
	assert_string_equal(events[1].subject_code, "8.2");
}

static void notifications_count_once(void **state)
{
	struct fixture *f = *state;
	const struct profile_notification first = {eid_a, 7, BYTES_LIT("digest")};
	const struct profile_notification other = {eid_a, 7, BYTES_LIT("digest2")};
	const struct store_cause cause = cause_at(NOW);
	struct event_row events[4] = {};
	size_t n = 0;
	assert_int_equal(event_append(f->s, "8999", &cause, &first), OK);
	assert_int_equal(event_append(f->s, "8999", &cause, &first), OK);
	assert_int_equal(event_append(f->s, "8999", &cause, &other), OK);
	assert_int_equal(event_list(f->s, &f->a, "8999", 0, 4, events, &n), OK);
	assert_int_equal(n, 2);
}

static void lists_page_by_page(void **state)
{
	struct fixture *f = *state;
	struct event_row events[2] = {};
	struct store_cause cause = cause_at(NOW);
	size_t n = 0;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(event_append(f->s, "8999", &cause, NULL), OK);
	assert_int_equal(event_list(f->s, &f->a, "8999", 0, 2, events, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(event_list(f->s, &f->a, "8999", events[1].id, 2, events, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(event_list(f->s, &f->a, "8998", 0, 2, events, &n), OK);
	assert_int_equal(n, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_change_leaves_one),
		TEST(takes_what_changed_nothing),
		TEST(notifications_count_once),
		TEST(lists_page_by_page),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
