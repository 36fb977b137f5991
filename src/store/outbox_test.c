/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the outbox: order per ICCID, one under way, leases, retries, setting aside. */
#include "store/fixture_test.h"

/* A change of profile `number` that leaves one message with this body. */
static void send_to(struct fixture *f, const char *operator_name, unsigned number, const char *body)
{
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW);
	struct store_message message = {operator_name, "progress", bytes_str(body)};
	struct profile_change change = {.iccid = iccid_of(number, iccid),
					.from = {PROFILE_AVAILABLE},
					.from_n = 1,
					.to = PROFILE_AVAILABLE,
					.cause = &cause,
					.messages = &message,
					.messages_n = 1};
	assert_int_equal(profile_change(f->s, &change), OK);
}

static void send(struct fixture *f, unsigned number, const char *body)
{
	send_to(f, acme, number, body);
}

/* Take at `now` with a lease of 10; how many came. */
static size_t take(struct fixture *f, int64_t now, struct outbox_row *rows, size_t max)
{
	size_t n = 99;
	assert_int_equal(outbox_take(f->s, &f->a, acme, now, now + 10, max, rows, &n), OK);
	return n;
}

/* Take one and check its body. */
static struct outbox_row take_one(struct fixture *f, int64_t now, const char *body)
{
	struct outbox_row rows[4] = {};
	assert_int_equal(take(f, now, rows, 4), 1);
	assert_true(bytes_eq(rows[0].body, bytes_str(body)));
	return rows[0];
}

static void takes_what_is_due(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	assert_int_equal(take(f, NOW, rows, 4), 0);
	send(f, 1, "one");
	assert_int_equal(take(f, NOW - 1, rows, 4), 0);
	struct outbox_row row = take_one(f, NOW, "one");
	assert_string_equal(row.operator_name, acme);
	assert_string_equal(row.iccid, "8900000000000000001");
	assert_string_equal(row.kind, "progress");
	assert_int_equal(row.created_at, NOW);
	assert_int_equal(row.attempts, 1);
	assert_int_equal(row.due_at, NOW + 10);
	assert_null(row.error);
}

static void one_under_way_for_each_iccid(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	send(f, 1, "a1");
	send(f, 1, "a2");
	send(f, 2, "b1");
	send(f, 2, "b2");
	assert_int_equal(take(f, NOW, rows, 4), 2);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(rows[i].body.ptr[1], '1');
	assert_int_equal(take(f, NOW, rows, 4), 0);
}

static void goes_out_in_order(void **state)
{
	struct fixture *f = *state;
	static const char *const bodies[] = {"1", "2", "3", "4"};
	struct outbox_row rows[4] = {};
	for (size_t i = 0; i < 4; i++)
		send(f, 1, bodies[i]);
	for (size_t i = 0; i < 4; i++) {
		struct outbox_row row = take_one(f, NOW + (int64_t)i, bodies[i]);
		assert_int_equal(outbox_delivered(f->s, &row, NOW + (int64_t)i), OK);
	}
	assert_int_equal(take(f, NOW + 99, rows, 4), 0);
}

/* The clock has been set back: what comes later still goes out later. */
static void keeps_the_order_when_time_goes_back(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	size_t n = 0;
	send(f, 1, "1");
	fixture_reopen(f);
	send(f, 1, "2");
	send(f, 1, "3");
	assert_int_equal(outbox_list(f->s, &f->a, acme, 0, 4, rows, &n), OK);
	assert_int_equal(n, 3);
	assert_true(bytes_eq(rows[2].body, BYTES_LIT("3")));
	assert_true(rows[0].id < rows[1].id && rows[1].id < rows[2].id);
	assert_int_equal(rows[1].due_at, 0);
}

static void takes_no_more_than_asked(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[2] = {};
	for (unsigned i = 1; i <= 5; i++)
		send(f, i, "x");
	assert_int_equal(take(f, NOW, rows, 2), 2);
	assert_int_equal(take(f, NOW, rows, 2), 2);
	assert_int_equal(take(f, NOW, rows, 2), 1);
}

static void operators_are_apart(void **state)
{
	struct fixture *f = *state;
	send_to(f, "other", 1, "theirs");
	send(f, 1, "ours");
	struct outbox_row row = take_one(f, NOW, "ours");
	assert_int_equal(outbox_delivered(f->s, &row, NOW), OK);
	struct outbox_row rows[4] = {};
	size_t n = 0;
	assert_int_equal(outbox_take(f->s, &f->a, "other", NOW, NOW + 10, 4, rows, &n), OK);
	assert_int_equal(n, 1);
}

/* A taker that crashed: the message is due again when its lease has run out. */
static void a_lease_runs_out(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	send(f, 1, "one");
	struct outbox_row first = take_one(f, NOW, "one");
	assert_int_equal(take(f, NOW + 9, rows, 4), 0);
	struct outbox_row again = take_one(f, NOW + 10, "one");
	assert_int_equal(again.attempts, 2);
	assert_int_equal(outbox_retry(f->s, &first, NOW + 99, "late"), ERR_CONFLICT);
	assert_int_equal(outbox_delivered(f->s, &first, NOW + 11), ERR_CONFLICT);
	assert_int_equal(outbox_delivered(f->s, &again, NOW + 11), OK);
	assert_int_equal(outbox_delivered(f->s, &again, NOW + 11), ERR_NOT_FOUND);
}

static void a_retry_holds_its_iccid_back(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	send(f, 1, "a1");
	send(f, 1, "a2");
	struct outbox_row row = take_one(f, NOW, "a1");
	assert_int_equal(outbox_retry(f->s, &row, NOW + 60, "HTTP 503"), OK);
	assert_int_equal(take(f, NOW + 59, rows, 4), 0);
	row = take_one(f, NOW + 60, "a1");
	assert_string_equal(row.error, "HTTP 503");
	assert_int_equal(row.attempts, 2);
	assert_int_equal(outbox_delivered(f->s, &row, NOW + 61), OK);
	take_one(f, NOW + 61, "a2");
}

static void what_is_set_aside_blocks_nothing(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	size_t n = 0;
	send(f, 1, "a1");
	send(f, 1, "a2");
	struct outbox_row row = take_one(f, NOW, "a1");
	assert_int_equal(outbox_set_aside(f->s, &row, NOW + 1, "HTTP 404"), OK);
	row = take_one(f, NOW + 1, "a2");
	assert_int_equal(outbox_delivered(f->s, &row, NOW + 1), OK);
	send(f, 1, "a3");
	take_one(f, NOW + 2, "a3");
	assert_int_equal(outbox_list(f->s, &f->a, acme, 0, 4, rows, &n), OK);
	assert_int_equal(n, 2);
	assert_true(rows[0].set_aside);
	assert_string_equal(rows[0].error, "HTTP 404");
	assert_int_equal(rows[0].due_at, 0);
	assert_int_equal(outbox_set_aside(f->s, &rows[0], NOW, "again"), ERR_CONFLICT);
}

/* A person sets aside one that waits: the one under way is not sent twice. */
static void setting_aside_one_that_waits(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	size_t n = 0;
	send(f, 1, "a1");
	send(f, 1, "a2");
	take_one(f, NOW, "a1");
	assert_int_equal(outbox_list(f->s, &f->a, acme, 0, 4, rows, &n), OK);
	assert_int_equal(outbox_set_aside(f->s, &rows[1], NOW, "not wanted"), OK);
	assert_int_equal(take(f, NOW + 1, rows, 4), 0);
}

static void tells_the_queues_that_wait(void **state)
{
	struct fixture *f = *state;
	const char *queue = NULL;
	assert_int_equal(outbox_queue(f->s, &f->a, "", &queue), ERR_NOT_FOUND);
	send_to(f, "beta", 1, "one");
	send(f, 1, "two");
	send(f, 2, "three");
	assert_int_equal(outbox_queue(f->s, &f->a, "", &queue), OK);
	assert_string_equal(queue, acme);
	assert_int_equal(outbox_queue(f->s, &f->a, queue, &queue), OK);
	assert_string_equal(queue, "beta");
	assert_int_equal(outbox_queue(f->s, &f->a, queue, &queue), ERR_NOT_FOUND);
}

/* It overtakes nothing that is being delivered, be it between two tries, and comes before the rest.
 */
static void what_is_put_back_is_at_its_place(void **state)
{
	struct fixture *f = *state;
	send(f, 1, "one");
	send(f, 1, "two");
	send(f, 1, "three");
	struct outbox_row first = take_one(f, NOW, "one");
	assert_int_equal(outbox_set_aside(f->s, &first, NOW, "refused"), OK);
	struct outbox_row second = take_one(f, NOW, "two");
	assert_int_equal(outbox_put_back(f->s, first.id, NOW), OK);
	assert_int_equal(outbox_retry(f->s, &second, NOW + 100, "away"), OK);
	take_one(f, NOW + 100, "two");
	second.attempts++;
	assert_int_equal(outbox_delivered(f->s, &second, NOW + 101), OK);
	first = take_one(f, NOW + 101, "one");
	assert_int_equal(outbox_delivered(f->s, &first, NOW + 101), OK);
	take_one(f, NOW + 101, "three");
}

static void what_is_put_back_is_due(void **state)
{
	struct fixture *f = *state;
	send(f, 1, "one");
	struct outbox_row row = take_one(f, NOW, "one");
	assert_int_equal(outbox_set_aside(f->s, &row, NOW, "refused"), OK);
	assert_int_equal(outbox_put_back(f->s, row.id, NOW + 5), OK);
	row = take_one(f, NOW + 5, "one");
	assert_false(row.set_aside);
	assert_int_equal(outbox_put_back(f->s, row.id, NOW), ERR_CONFLICT);
	assert_int_equal(outbox_delivered(f->s, &row, NOW), OK);
	assert_int_equal(outbox_put_back(f->s, row.id, NOW), ERR_NOT_FOUND);
}

static void what_is_put_back_waits_for_what_is_under_way(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	send(f, 1, "one");
	send(f, 1, "two");
	struct outbox_row first = take_one(f, NOW, "one");
	assert_int_equal(outbox_set_aside(f->s, &first, NOW, "refused"), OK);
	struct outbox_row second = take_one(f, NOW, "two");
	assert_int_equal(outbox_put_back(f->s, first.id, NOW), OK);
	assert_int_equal(take(f, NOW, rows, 4), 0);
	assert_int_equal(outbox_delivered(f->s, &second, NOW), OK);
	take_one(f, NOW, "one");
}

static void unknown_message(void **state)
{
	struct fixture *f = *state;
	struct outbox_row row = {.id = 12345, .attempts = 1, .operator_name = acme};
	assert_int_equal(outbox_delivered(f->s, &row, NOW), ERR_NOT_FOUND);
	assert_int_equal(outbox_retry(f->s, &row, NOW, "x"), ERR_NOT_FOUND);
	assert_int_equal(outbox_set_aside(f->s, &row, NOW, "x"), ERR_NOT_FOUND);
}

static void lists_and_counts(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	struct outbox_counts counts = {.waiting = 9};
	size_t n = 0;
	assert_int_equal(outbox_count(f->s, &counts), OK);
	assert_int_equal(counts.waiting + counts.set_aside + counts.oldest_created_at, 0);
	send(f, 1, "a1");
	send(f, 2, "b1");
	send_to(f, "other", 1, "c1");
	struct outbox_row row = {};
	assert_int_equal(take(f, NOW, rows, 1), 1);
	row = rows[0];
	assert_int_equal(outbox_set_aside(f->s, &row, NOW, "gone"), OK);
	assert_int_equal(outbox_count(f->s, &counts), OK);
	assert_int_equal(counts.waiting, 2);
	assert_int_equal(counts.set_aside, 1);
	assert_int_equal(counts.oldest_created_at, NOW);
	assert_int_equal(outbox_list(f->s, &f->a, NULL, 0, 2, rows, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(outbox_list(f->s, &f->a, NULL, rows[1].id, 2, rows, &n), OK);
	assert_int_equal(n, 1);
}

static int setup(void **state)
{
	fixture_setup(state);
	fixture_import(*state, "voice", 1, 5);
	return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_what_is_due),
		TEST(one_under_way_for_each_iccid),
		TEST(goes_out_in_order),
		TEST(keeps_the_order_when_time_goes_back),
		TEST(takes_no_more_than_asked),
		TEST(operators_are_apart),
		TEST(a_lease_runs_out),
		TEST(a_retry_holds_its_iccid_back),
		TEST(what_is_set_aside_blocks_nothing),
		TEST(setting_aside_one_that_waits),
		TEST(unknown_message),
		TEST(tells_the_queues_that_wait),
		TEST(what_is_put_back_is_at_its_place),
		TEST(what_is_put_back_is_due),
		TEST(what_is_put_back_waits_for_what_is_under_way),
		TEST(lists_and_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
