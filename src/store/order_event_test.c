/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the claims on events: who holds one, what deletes an event, and when. */
#include "store/fixture_test.h"
#include "store/order_event.h"

enum { LEASE = 1000 };

static const char queue[] = "smds:ds.example";

/* A store with profile 0 reserved for an EID. */
static int reserved_setup(void **state)
{
	assert_int_equal(fixture_setup(state), 0);
	fixture_import(*state, "t", 0, 2);
	assert_int_equal(fixture_reserve(*state, 0, eid_a), OK);
	assert_int_equal(fixture_reserve(*state, 1, eid_a), OK);
	return 0;
}

/* A claim on the event `mark` for profile `number`. */
static enum err claim_at(struct fixture *f, unsigned number, const char *mark, int64_t now,
			 struct order_event *out)
{
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	uint8_t hmac[MATCHING_ID_HMAC_LEN] = {};
	memset(hmac, *mark, sizeof(hmac));
	return order_event_claim(f->s,
				 &(struct order_event_claim){
					 .iccid = iccid_of(number, iccid),
					 .revision = fixture_get(f, number).revision,
					 .matching_id_hmac = BYTES_OF(hmac),
					 .queue = queue,
					 .subject = bytes_str(mark),
					 .deletion = BYTES_LIT("sealed deletion"),
					 .now = now,
					 .lease_until = now + LEASE,
				 },
				 out);
}

static enum err claim(struct fixture *f, unsigned number, const char *mark, struct order_event *out)
{
	return claim_at(f, number, mark, NOW, out);
}

/* Confirm and release profile `number` with the event. */
static enum err release(struct fixture *f, unsigned number, char mark,
			const struct order_event *event)
{
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	uint8_t hmac[MATCHING_ID_HMAC_LEN] = {};
	struct store_cause cause = cause_at(NOW + 2);
	memset(hmac, mark, sizeof(hmac));
	return order_confirm(f->s, &(struct order_confirm){
					   .iccid = iccid_of(number, iccid),
					   .operator_name = acme,
					   .revision = fixture_get(f, number).revision,
					   .matching_id_hmac = BYTES_OF(hmac),
					   .order_secrets = BYTES_LIT("sealed secrets"),
					   .release = true,
					   .smds_address = "ds.example",
					   .event = event,
					   .cause = &cause,
				   });
}

/* What of the queue is due at `now`; the first of it, and how many there are. */
static size_t due(struct fixture *f, int64_t now, struct outbox_row *first)
{
	struct outbox_row rows[4] = {};
	size_t n = 0;
	assert_int_equal(outbox_take(f->s, &f->a, queue, now, now + LEASE, 4, rows, &n), OK);
	*first = rows[0];
	return n;
}

static size_t waiting(struct fixture *f)
{
	struct outbox_counts counts = {};
	assert_int_equal(outbox_count(f->s, &counts), OK);
	assert_int_equal(counts.deletions, counts.waiting);
	return (size_t)counts.waiting;
}

static void a_claim_that_nobody_ends_deletes_the_event(void **state)
{
	struct fixture *f = *state;
	struct order_event event = {};
	struct outbox_row row = {};
	assert_int_equal(claim(f, 0, "M", &event), OK);
	assert_false(event.again);
	assert_int_equal(due(f, NOW + LEASE - 1, &row), 0);
	assert_int_equal(due(f, NOW + LEASE, &row), 1);
	assert_string_equal(row.kind, ORDER_EVENT_DELETION);
	assert_true(bytes_eq(row.body, BYTES_LIT("sealed deletion")));
	assert_int_equal(fixture_get(f, 0).state, PROFILE_LINKED);
}

static void a_claim_survives_the_process(void **state)
{
	struct fixture *f = *state;
	struct order_event event = {};
	struct outbox_row row = {};
	assert_int_equal(claim(f, 0, "M", &event), OK);
	fixture_reopen(f);
	assert_int_equal(due(f, NOW + LEASE, &row), 1);
}

static void an_abandoned_claim_deletes_at_once(void **state)
{
	struct fixture *f = *state;
	struct order_event event = {};
	struct outbox_row row = {};
	assert_int_equal(claim(f, 0, "M", &event), OK);
	assert_int_equal(order_event_abandon(f->s, &event, NOW + 1), OK);
	assert_int_equal(due(f, NOW + 1, &row), 1);
}

static void a_release_takes_the_deletion_back(void **state)
{
	struct fixture *f = *state;
	struct order_event event = {};
	assert_int_equal(claim(f, 0, "M", &event), OK);
	assert_int_equal(release(f, 0, 'M', &event), OK);
	assert_int_equal(waiting(f), 0);
	struct profile_row row = fixture_get(f, 0);
	assert_int_equal(row.state, PROFILE_RELEASED);
	assert_string_equal(row.event_queue, queue);
}

static void the_end_of_the_order_puts_it_there_again(void **state)
{
	struct fixture *f = *state;
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW + 3);
	struct order_event event = {};
	struct outbox_row row = {};
	assert_int_equal(claim(f, 0, "M", &event), OK);
	assert_int_equal(release(f, 0, 'M', &event), OK);
	const struct order_end end = {.iccid = iccid_of(0, iccid),
				      .operator_name = acme,
				      .end_event = true,
				      .cause = &cause};
	assert_int_equal(order_cancel(f->s, &end), OK);
	assert_int_equal(due(f, NOW + 3, &row), 1);
	assert_true(bytes_eq(row.body, BYTES_LIT("sealed deletion")));
	assert_string_equal(row.iccid, iccid);
	assert_null(fixture_get(f, 0).event_queue);
}

static void a_change_ends_the_event_once(void **state)
{
	struct fixture *f = *state;
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW + 3);
	struct order_event event = {};
	assert_int_equal(claim(f, 0, "M", &event), OK);
	assert_int_equal(release(f, 0, 'M', &event), OK);
	const struct profile_change change = {.iccid = iccid_of(0, iccid),
					      .from = {PROFILE_RELEASED, PROFILE_ERROR},
					      .from_n = 2,
					      .to = PROFILE_ERROR,
					      .end_event = true,
					      .cause = &cause};
	assert_int_equal(profile_change(f->s, &change), OK);
	assert_int_equal(profile_change(f->s, &change), OK);
	assert_int_equal(waiting(f), 1);
}

static void an_event_is_claimed_by_one(void **state)
{
	struct fixture *f = *state;
	struct order_event first = {}, second = {};
	assert_int_equal(claim(f, 0, "M", &first), OK);
	assert_int_equal(claim(f, 0, "M", &second), ERR_BUSY);
	assert_int_equal(claim_at(f, 0, "M", NOW + LEASE - 1, &second), ERR_BUSY);
	assert_int_equal(release(f, 0, 'M', &first), OK);
}

/* The first one has stopped, or is slower than it may be: its order is not released by it. */
static void a_claim_that_ended_is_taken_over(void **state)
{
	struct fixture *f = *state;
	struct order_event first = {}, second = {};
	assert_int_equal(claim(f, 0, "M", &first), OK);
	assert_int_equal(claim_at(f, 0, "M", NOW + LEASE, &second), OK);
	assert_true(second.again);
	assert_int_equal(waiting(f), 1);
	assert_int_equal(release(f, 0, 'M', &first), ERR_BUSY);
	assert_int_equal(fixture_get(f, 0).state, PROFILE_LINKED);
	assert_int_equal(order_event_abandon(f->s, &first, NOW + LEASE), ERR_NOT_FOUND);
	assert_int_equal(release(f, 0, 'M', &second), OK);
	assert_int_equal(waiting(f), 0);
}

static void what_is_being_deleted_is_not_claimed(void **state)
{
	struct fixture *f = *state;
	struct order_event first = {}, second = {};
	struct outbox_row row = {};
	assert_int_equal(claim(f, 0, "M", &first), OK);
	assert_int_equal(due(f, NOW + LEASE, &row), 1);
	assert_int_equal(release(f, 0, 'M', &first), ERR_BUSY);
	assert_int_equal(claim_at(f, 0, "M", NOW + LEASE + 1, &second), ERR_BUSY);
	assert_int_equal(outbox_retry(f->s, &row, NOW + 100 * LEASE, "away"), OK);
	assert_int_equal(claim_at(f, 0, "M", NOW + LEASE + 1, &second), OK);
	assert_true(second.again);
	assert_int_equal(outbox_delivered(f->s, &row, NOW + LEASE + 2), ERR_CONFLICT);
	assert_int_equal(release(f, 0, 'M', &second), OK);
}

static void what_was_set_aside_is_claimed(void **state)
{
	struct fixture *f = *state;
	struct order_event first = {}, second = {};
	struct outbox_row row = {};
	assert_int_equal(claim(f, 0, "M", &first), OK);
	assert_int_equal(due(f, NOW + LEASE, &row), 1);
	assert_int_equal(outbox_set_aside(f->s, &row, NOW + LEASE, "no"), OK);
	assert_int_equal(claim_at(f, 0, "M", NOW + LEASE, &second), OK);
	assert_true(second.again);
	assert_int_equal(release(f, 0, 'M', &second), OK);
	struct outbox_counts counts = {};
	assert_int_equal(outbox_count(f->s, &counts), OK);
	assert_int_equal(counts.set_aside + counts.waiting + counts.deletions, 0);
}

/* Or else the end of the second order would delete the event of the first. */
static void two_orders_claim_no_same_event(void **state)
{
	struct fixture *f = *state;
	struct order_event first = {}, second = {};
	assert_int_equal(claim(f, 0, "M", &first), OK);
	assert_int_equal(claim_at(f, 1, "M", NOW + LEASE, &second), ERR_BUSY);
	assert_int_equal(release(f, 0, 'M', &first), OK);
	assert_int_equal(claim_at(f, 1, "M", NOW + LEASE, &second), ERR_DENIED);
}

static void two_events_of_an_order_are_two(void **state)
{
	struct fixture *f = *state;
	struct order_event first = {}, second = {};
	struct outbox_row row = {};
	assert_int_equal(claim(f, 0, "M", &first), OK);
	assert_int_equal(claim(f, 0, "N", &second), OK);
	assert_int_equal(release(f, 0, 'N', &second), OK);
	assert_int_equal(release(f, 0, 'M', &first), ERR_WRONG_STATE);
	assert_int_equal(due(f, NOW + LEASE, &row), 1);
	assert_int_equal(row.id, first.id);
}

/* The deletion behind another message of its ICCID does not overtake the claim. */
static void a_claim_behind_another_message_holds(void **state)
{
	struct fixture *f = *state;
	struct order_event first = {}, second = {};
	struct outbox_row row = {};
	assert_int_equal(claim(f, 0, "M", &first), OK);
	assert_int_equal(claim_at(f, 0, "N", NOW + LEASE, &second), OK);
	assert_int_equal(due(f, NOW + LEASE, &row), 1);
	assert_int_equal(outbox_delivered(f->s, &row, NOW + LEASE), OK);
	assert_int_equal(due(f, NOW + 2 * LEASE - 1, &row), 0);
	assert_int_equal(due(f, NOW + 2 * LEASE, &row), 1);
	assert_int_equal(row.id, second.id);
}

static void a_claim_is_for_the_revision_that_was_judged(void **state)
{
	struct fixture *f = *state;
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct order_event event = {};
	const struct order_event_claim stale = {.iccid = iccid_of(0, iccid),
						.revision = 77,
						.queue = queue,
						.subject = BYTES_LIT("M"),
						.deletion = BYTES_LIT("d"),
						.now = NOW,
						.lease_until = NOW + LEASE};
	assert_int_equal(order_event_claim(f->s, &stale, &event), ERR_CONFLICT);
	assert_int_equal(waiting(f), 0);
}

/* The clock was an hour fast when it was claimed, and was put right. */
static void a_claim_from_a_wrong_clock_holds_nobody_off(void **state)
{
	struct fixture *f = *state;
	struct order_event first = {}, second = {};
	assert_int_equal(claim_at(f, 0, "M", NOW + 3600 * 1000, &first), OK);
	assert_int_equal(claim(f, 0, "M", &second), OK);
	assert_true(second.again);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, reserved_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_claim_that_nobody_ends_deletes_the_event),
		TEST(a_claim_survives_the_process),
		TEST(an_abandoned_claim_deletes_at_once),
		TEST(a_release_takes_the_deletion_back),
		TEST(the_end_of_the_order_puts_it_there_again),
		TEST(a_change_ends_the_event_once),
		TEST(an_event_is_claimed_by_one),
		TEST(a_claim_that_ended_is_taken_over),
		TEST(what_is_being_deleted_is_not_claimed),
		TEST(what_was_set_aside_is_claimed),
		TEST(two_orders_claim_no_same_event),
		TEST(two_events_of_an_order_are_two),
		TEST(a_claim_behind_another_message_holds),
		TEST(a_claim_is_for_the_revision_that_was_judged),
		TEST(a_claim_from_a_wrong_clock_holds_nobody_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
