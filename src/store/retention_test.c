/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of deleting what was kept long enough, and of what is needed yet. */
#include "store/fixture_test.h"

/* Sweep the whole table, `max` rows a step; how many rows went. */
static size_t sweep(struct fixture *f, enum retention_table table, int64_t before, size_t max)
{
	struct retention_place place = {};
	struct retention_step step = {};
	size_t gone = 0;
	for (int i = 0; !step.ended; i++) {
		assert_in_range(i, 0, 100);
		assert_int_equal(retention_sweep(f->s, table, before, max, &place, &step), OK);
		gone += step.gone;
	}
	return gone;
}

static size_t count_events(struct fixture *f, unsigned number)
{
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	struct event_row rows[16] = {};
	size_t n = 0;
	assert_int_equal(event_list(f->s, &f->a, iccid_of(number, iccid), 0, 16, rows, &n), OK);
	return n;
}

/* Each profile has an event of NOW, one of NOW + 1, and one of NOW + 2. */
static void old_events_go(void **state)
{
	struct fixture *f = *state;
	fixture_import(f, "voice", 1, 5);
	for (unsigned i = 1; i <= 5; i++) {
		assert_int_equal(fixture_reserve(f, i, NULL), OK);
		assert_int_equal(fixture_confirm(f, i, (uint8_t)i), OK);
	}
	assert_int_equal(sweep(f, RETENTION_EVENTS, NOW, 4), 0);
	assert_int_equal(sweep(f, RETENTION_EVENTS, NOW + 1, 4), 5);
	assert_int_equal(sweep(f, RETENTION_EVENTS, NOW + 2, 1), 5);
	for (unsigned i = 1; i <= 5; i++)
		assert_int_equal(count_events(f, i), 1);
}

/* Its number is not given to another, to which a profile whose events are gone would then lead. */
static void the_newest_event_stays(void **state)
{
	struct fixture *f = *state;
	fixture_import(f, "voice", 1, 2);
	assert_int_equal(fixture_reserve(f, 1, NULL), OK);
	assert_int_equal(fixture_reserve(f, 2, NULL), OK);
	assert_int_equal(sweep(f, RETENTION_EVENTS, INT64_MAX, 1), 3);
	assert_int_equal(count_events(f, 1), 0);
	assert_int_equal(count_events(f, 2), 1);
	assert_int_equal(fixture_confirm(f, 2, 2), OK);
	assert_int_equal(count_events(f, 1), 0);
	assert_int_equal(count_events(f, 2), 2);
	assert_int_equal(fixture_confirm(f, 1, 1), OK);
	assert_int_equal(count_events(f, 1), 1);
}

static void a_step_looks_at_so_many(void **state)
{
	struct fixture *f = *state;
	struct retention_place place = {};
	struct retention_step step = {};
	fixture_import(f, "voice", 1, 3);
	for (unsigned i = 1; i <= 3; i++)
		assert_int_equal(fixture_reserve(f, i, NULL), OK);
	assert_int_equal(retention_sweep(f->s, RETENTION_EVENTS, NOW + 2, 4, &place, &step), OK);
	assert_int_equal(step.gone, 4);
	assert_false(step.ended);
	assert_int_equal(retention_sweep(f->s, RETENTION_EVENTS, NOW + 2, 4, &place, &step), OK);
	assert_int_equal(step.gone, 1);
	assert_true(step.ended);
	assert_int_equal(place.number, 0);
}

static void notify(struct fixture *f, int64_t sequence_number, int64_t at)
{
	struct store_cause cause = cause_at(at);
	const struct profile_notification notification = {
		.eid = eid_a, .sequence_number = sequence_number, .digest = BYTES_LIT("digest")};
	assert_int_equal(event_append(f->s, "8900000000000000001", &cause, &notification), OK);
}

static void old_notifications_go(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 5; i++)
		notify(f, i, NOW + i);
	assert_int_equal(sweep(f, RETENTION_NOTIFICATIONS, NOW + 3, 2), 3);
	assert_int_equal(count_events(f, 1), 5);
	notify(f, 4, NOW + 9);
	assert_int_equal(count_events(f, 1), 5);
	notify(f, 0, NOW + 9);
	assert_int_equal(count_events(f, 1), 6);
}

/* Bring profile `number` to `to`, by a delivery with the transaction `number`. */
static void deliver(struct fixture *f, unsigned number, enum profile_state to)
{
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	const uint8_t transaction[TRANSACTION_ID_LEN] = {(uint8_t)number};
	struct store_cause cause = cause_at(NOW + 3);
	const struct profile_download download = {
		.transaction_id = BYTES_OF(transaction),
		.eid = "89049032123451234512345678901235",
		.euicc_public_key = BYTES_LIT("key"),
	};
	assert_int_equal(fixture_reserve(f, number, NULL), OK);
	assert_int_equal(fixture_confirm(f, number, (uint8_t)number), OK);
	const struct profile_change change = {
		.iccid = iccid_of(number, iccid),
		.from = {PROFILE_RELEASED},
		.from_n = 1,
		.to = to,
		.download = &download,
		.cause = &cause,
	};
	assert_int_equal(profile_change(f->s, &change), OK);
}

/* A result may come weeks later: what judges it stays. */
static void deliveries_go_once_their_result_is_there(void **state)
{
	struct fixture *f = *state;
	struct profile_download row = {};
	const uint8_t awaited[TRANSACTION_ID_LEN] = {2};
	fixture_import(f, "voice", 1, 3);
	deliver(f, 1, PROFILE_INSTALLED);
	deliver(f, 2, PROFILE_DOWNLOADED);
	deliver(f, 3, PROFILE_ERROR);
	assert_int_equal(sweep(f, RETENTION_DOWNLOADS, NOW + 3, 1), 0);
	assert_int_equal(sweep(f, RETENTION_DOWNLOADS, NOW + 4, 1), 2);
	assert_int_equal(profile_download_get(f->s, &f->a, BYTES_OF(awaited), &row), OK);
}

/* Somebody may still have the code of an order that was cancelled, or of an installed profile. */
static void matching_ids_go_once_no_order_has_them(void **state)
{
	struct fixture *f = *state;
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	struct store_cause cause = cause_at(NOW + 4);
	fixture_import(f, "voice", 1, 3);
	for (unsigned i = 1; i <= 2; i++) {
		assert_int_equal(fixture_reserve(f, i, NULL), OK);
		assert_int_equal(fixture_confirm(f, i, (uint8_t)i), OK);
	}
	const struct order_end end = {
		.iccid = iccid_of(2, iccid), .operator_name = acme, .cause = &cause};
	assert_int_equal(order_cancel(f->s, &end), OK);
	assert_int_equal(fixture_reserve(f, 3, NULL), OK);
	assert_int_equal(sweep(f, RETENTION_MATCHING_IDS, NOW + 2, 1), 0);
	assert_int_equal(fixture_confirm(f, 3, 2), ERR_DENIED);
	assert_int_equal(sweep(f, RETENTION_MATCHING_IDS, NOW + 3, 1), 1);
	assert_int_equal(fixture_confirm(f, 3, 1), ERR_DENIED);
	assert_int_equal(fixture_confirm(f, 3, 2), OK);
}

static void order_at(struct fixture *f, uint8_t key, int64_t at)
{
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	const uint8_t bytes[CALL_KEY_LEN] = {key};
	struct store_cause cause = cause_at(at);
	const struct store_call call = {.key = BYTES_OF(bytes), .digest = BYTES_OF(bytes)};
	const struct order_reserve order = {
		.operator_name = acme, .profile_type = "voice", .call = &call, .cause = &cause};
	assert_int_equal(order_reserve(f->s, &order, iccid), OK);
}

static void old_calls_go(void **state)
{
	struct fixture *f = *state;
	struct call_row row = {};
	const uint8_t first[CALL_KEY_LEN] = {1}, last[CALL_KEY_LEN] = {3};
	fixture_import(f, "voice", 1, 3);
	for (uint8_t i = 1; i <= 3; i++)
		order_at(f, i, NOW + i);
	assert_int_equal(sweep(f, RETENTION_CALLS, NOW + 1, 2), 0);
	assert_int_equal(sweep(f, RETENTION_CALLS, NOW + 3, 2), 2);
	assert_int_equal(call_get(f->s, &f->a, BYTES_OF(first), &row), ERR_NOT_FOUND);
	assert_int_equal(call_get(f->s, &f->a, BYTES_OF(last), &row), OK);
}

static void empty_tables_are_swept_at_once(void **state)
{
	struct fixture *f = *state;
	for (enum retention_table t = 0; t < RETENTION_TABLES; t++)
		assert_int_equal(sweep(f, t, INT64_MAX >> 21, 10), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(old_events_go),
		TEST(the_newest_event_stays),
		TEST(a_step_looks_at_so_many),
		TEST(old_notifications_go),
		TEST(deliveries_go_once_their_result_is_there),
		TEST(matching_ids_go_once_no_order_has_them),
		TEST(old_calls_go),
		TEST(empty_tables_are_swept_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
