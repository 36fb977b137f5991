/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of events. */
#include "store/fixture_test.h"

static size_t list(struct fixture *f, const char *iccid, int64_t after, size_t max,
		   struct event_row *events)
{
	size_t n = 0;
	assert_int_equal(event_list(f->s, &f->a, iccid, after, max, events, &n), OK);
	return n;
}

static void every_change_leaves_one(void **state)
{
	struct fixture *f = *state;
	static const char *const states[] = {"Available", "Linked", "Released"};
	struct event_row events[8] = {};
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	fixture_import(f, "voice", 1, 2);
	assert_int_equal(fixture_reserve(f, 1, eid_a), OK);
	assert_int_equal(fixture_reserve(f, 2, eid_a), OK);
	assert_int_equal(fixture_confirm(f, 1, 1), OK);
	assert_int_equal(list(f, iccid_of(1, iccid), 0, 8, events), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(events[i].previous, i > 0 ? events[i - 1].id : 0);
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
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = {
		.at = NOW, .who = "euicc", .function = "ES9+", .subject_code = "8.2"};
	fixture_import(f, "voice", 1, 1);
	iccid_of(1, iccid);
	assert_int_equal(event_append(f->s, iccid, &cause, NULL), OK);
	assert_int_equal(fixture_reserve(f, 1, NULL), OK);
	assert_int_equal(list(f, iccid, 0, 4, events), 3);
	assert_int_equal(events[1].previous, events[0].id);
	assert_int_equal(events[2].previous, events[1].id);
	assert_null(events[1].from_state);
	assert_null(events[1].to_state);
	assert_string_equal(events[1].subject_code, "8.2");
	assert_string_equal(events[2].from_state, "Available");
}

/* Cards may name any; if it is imported later, what came before is there, too. */
static void takes_what_is_of_no_profile(void **state)
{
	struct fixture *f = *state;
	struct event_row events[4] = {};
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW);
	iccid_of(1, iccid);
	assert_int_equal(event_append(f->s, iccid, &cause, NULL), OK);
	assert_int_equal(event_append(f->s, "8999", &cause, NULL), OK);
	assert_int_equal(event_append(f->s, iccid, &cause, NULL), OK);
	assert_int_equal(list(f, iccid, 0, 4, events), 2);
	assert_int_equal(events[0].previous, 0);
	assert_true(events[1].id > events[0].id);
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(list(f, iccid, 0, 4, events), 3);
	assert_string_equal(events[2].to_state, "Available");
	assert_int_equal(events[2].previous, 0);
}

static void notifications_count_once(void **state)
{
	struct fixture *f = *state;
	const struct profile_notification first = {eid_a, 7, BYTES_LIT("digest")};
	const struct profile_notification other = {eid_a, 7, BYTES_LIT("digest2")};
	const struct store_cause cause = cause_at(NOW);
	struct event_row events[4] = {};
	assert_int_equal(event_append(f->s, "8999", &cause, &first), OK);
	assert_int_equal(event_append(f->s, "8999", &cause, &first), OK);
	assert_int_equal(event_append(f->s, "8999", &cause, &other), OK);
	assert_int_equal(list(f, "8999", 0, 4, events), 2);
}

static void lists_page_by_page(void **state)
{
	struct fixture *f = *state;
	static const char *const foreign = "8999";
	struct event_row events[2] = {};
	char ours[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW);
	fixture_import(f, "voice", 1, 1);
	iccid_of(1, ours);
	assert_int_equal(event_append(f->s, foreign, &cause, NULL), OK);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(event_append(f->s, ours, &cause, NULL), OK);
		assert_int_equal(event_append(f->s, foreign, &cause, NULL), OK);
	}
	for (size_t i = 0; i < 2; i++) {
		const char *iccid = i == 0 ? foreign : ours;
		assert_int_equal(list(f, iccid, 0, 2, events), 2);
		assert_int_equal(list(f, iccid, events[0].id, 2, events), 2);
		assert_int_equal(list(f, iccid, events[0].id, 2, events), 1);
		assert_int_equal(list(f, iccid, events[0].id, 2, events), 0);
	}
	assert_int_equal(list(f, "8998", 0, 2, events), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_change_leaves_one),	   TEST(takes_what_changed_nothing),
		TEST(takes_what_is_of_no_profile), TEST(notifications_count_once),
		TEST(lists_page_by_page),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
