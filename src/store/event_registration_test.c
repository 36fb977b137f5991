/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the SM-DS's events: their order, their end, and who sees which. */
#include "store/fixture_test.h"

/* 32 times `mark`, as HMACs are. */
static struct bytes hmac(struct fixture *f, uint8_t mark)
{
	uint8_t bytes[32] = {};
	struct bytes out = {};
	memset(bytes, mark, sizeof(bytes));
	assert_int_equal(arena_dup(&f->a, BYTES_OF(bytes), &out), OK);
	return out;
}

static struct event_registration row_of(struct fixture *f, const char *eid, uint8_t mark)
{
	struct event_registration row = {
		.id = event_registration_id(f->s, NOW),
		.event_id_hmac = hmac(f, mark),
		.event_id = BYTES_LIT("sealed"),
		.rsp_server_address = "smdpp.example.com",
		.owner = "2.999.10",
		.created_at = NOW,
		.expires_at = NOW + 1000,
	};
	memcpy(row.eid, eid, sizeof(row.eid));
	return row;
}

static int64_t add(struct fixture *f, const char *eid, uint8_t mark)
{
	struct event_registration row = row_of(f, eid, mark);
	assert_int_equal(event_registration_add(f->s, &row, NULL), OK);
	return row.id;
}

static const char root[] = "smds:root.example";
static const struct store_message deletion = {
	root, "es12.deleteEvent", {(const uint8_t *)"sealed", 6}};

/* Known at the root SM-DS as `mark` + 100; the root has not answered yet. */
static int64_t add_pending(struct fixture *f, const char *eid, uint8_t mark)
{
	struct event_registration row = row_of(f, eid, mark);
	row.root_event_id_hmac = hmac(f, (uint8_t)(mark + 100));
	row.root_event_id = BYTES_LIT("sealed too");
	row.pending = true;
	assert_int_equal(event_registration_add(f->s, &row, &deletion), OK);
	return row.id;
}

static size_t listed(struct fixture *f, int64_t now, struct event_registration rows[static 4])
{
	size_t n = 0;
	assert_int_equal(event_registration_list(f->s, &f->a, eid_a, now, 4, rows, &n), OK);
	return n;
}

static void what_was_added_is_there(void **state)
{
	struct fixture *f = *state;
	struct event_registration row = {};
	int64_t id = add(f, eid_a, 1);
	assert_int_equal(event_registration_get(f->s, &f->a, hmac(f, 1), &row), OK);
	assert_int_equal(row.id, id);
	assert_string_equal(row.eid, eid_a);
	assert_true(bytes_eq(row.event_id, BYTES_LIT("sealed")));
	assert_string_equal(row.rsp_server_address, "smdpp.example.com");
	assert_string_equal(row.owner, "2.999.10");
	assert_false(bytes_present(row.root_event_id));
	assert_false(row.pending);
	assert_int_equal(row.created_at, NOW);
	assert_int_equal(row.expires_at, NOW + 1000);
	assert_int_equal(event_registration_get(f->s, &f->a, hmac(f, 2), &row), ERR_NOT_FOUND);
}

static void an_event_id_is_there_once(void **state)
{
	struct fixture *f = *state;
	add(f, eid_a, 1);
	struct event_registration again = row_of(f, eid_b, 1);
	assert_int_equal(event_registration_add(f->s, &again, NULL), ERR_CONFLICT);
	add_pending(f, eid_a, 2);
	again = row_of(f, eid_b, 3);
	again.root_event_id_hmac = hmac(f, 102);
	again.root_event_id = BYTES_LIT("sealed");
	assert_int_equal(event_registration_add(f->s, &again, NULL), ERR_CONFLICT);
}

static void those_of_an_eid_in_their_order(void **state)
{
	struct fixture *f = *state;
	struct event_registration rows[4] = {};
	assert_int_equal(listed(f, NOW, rows), 0);
	for (uint8_t i = 5; i > 0; i--)
		add(f, eid_a, i);
	add(f, eid_b, 9);
	assert_int_equal(listed(f, NOW, rows), 4);
	for (uint8_t i = 0; i < 4; i++)
		assert_true(bytes_eq(rows[i].event_id_hmac, hmac(f, (uint8_t)(5 - i))));
}

static void expired_ones_are_not_told(void **state)
{
	struct fixture *f = *state;
	struct event_registration rows[4] = {}, row = {};
	add(f, eid_a, 1);
	assert_int_equal(listed(f, NOW + 999, rows), 1);
	assert_int_equal(listed(f, NOW + 1000, rows), 0);
	assert_int_equal(event_registration_find(f->s, &f->a, hmac(f, 1), NOW + 999, &row), OK);
	assert_int_equal(event_registration_find(f->s, &f->a, hmac(f, 1), NOW + 1000, &row),
			 ERR_NOT_FOUND);
}

static void one_without_an_end_does_not_expire(void **state)
{
	struct fixture *f = *state;
	struct event_registration rows[4] = {}, row = row_of(f, eid_a, 1);
	size_t n = 0;
	row.expires_at = 0;
	assert_int_equal(event_registration_add(f->s, &row, NULL), OK);
	assert_int_equal(listed(f, INT64_MAX, rows), 1);
	assert_int_equal(event_registration_expired(f->s, &f->a, INT64_MAX, 4, rows, &n), OK);
	assert_int_equal(n, 0);
}

static void found_under_both_of_its_event_ids(void **state)
{
	struct fixture *f = *state;
	struct event_registration row = {};
	int64_t id = add_pending(f, eid_a, 1);
	assert_int_equal(event_registration_find(f->s, &f->a, hmac(f, 1), NOW, &row),
			 ERR_NOT_FOUND);
	assert_int_equal(event_registration_settle(f->s, id, root, NOW + 5000), OK);
	assert_int_equal(event_registration_find(f->s, &f->a, hmac(f, 1), NOW, &row), OK);
	assert_int_equal(event_registration_find(f->s, &f->a, hmac(f, 101), NOW, &row), OK);
	assert_int_equal(row.id, id);
	assert_int_equal(row.expires_at, NOW + 5000);
	/* It is deleted under its own one only. */
	assert_int_equal(event_registration_get(f->s, &f->a, hmac(f, 101), &row), ERR_NOT_FOUND);
}

static void pending_ones_are_not_told(void **state)
{
	struct fixture *f = *state;
	struct event_registration rows[4] = {}, row = {};
	int64_t id = add_pending(f, eid_a, 1);
	assert_int_equal(listed(f, NOW, rows), 0);
	assert_int_equal(event_registration_get(f->s, &f->a, hmac(f, 1), &row), OK);
	assert_true(row.pending);
	assert_int_equal(event_registration_settle(f->s, id, root, 0), OK);
	assert_int_equal(listed(f, NOW, rows), 1);
	assert_int_equal(event_registration_settle(f->s, id, root, 0), ERR_NOT_FOUND);
}

static void what_is_removed_is_gone(void **state)
{
	struct fixture *f = *state;
	struct event_registration row = {};
	int64_t count = 0, id = add(f, eid_a, 1);
	add(f, eid_a, 2);
	assert_int_equal(event_registration_remove(f->s, id, NULL, NOW), OK);
	assert_int_equal(event_registration_remove(f->s, id, NULL, NOW), ERR_NOT_FOUND);
	assert_int_equal(event_registration_get(f->s, &f->a, hmac(f, 1), &row), ERR_NOT_FOUND);
	assert_int_equal(event_registration_count(f->s, &count), OK);
	assert_int_equal(count, 1);
	add(f, eid_a, 1);
}

static void the_expired_ones(void **state)
{
	struct fixture *f = *state;
	struct event_registration rows[4] = {};
	size_t n = 0;
	int64_t first = add(f, eid_a, 1);
	add_pending(f, eid_a, 2);
	add(f, eid_b, 3);
	assert_int_equal(event_registration_expired(f->s, &f->a, NOW + 999, 4, rows, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(event_registration_expired(f->s, &f->a, NOW + 1000, 2, rows, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(event_registration_remove(f->s, first, NULL, NOW), OK);
	assert_int_equal(event_registration_expired(f->s, &f->a, NOW + 1000, 4, rows, &n), OK);
	assert_int_equal(n, 2);
}

/* How many messages to the root SM-DS are due at `now`; they are taken. */
static size_t due(struct fixture *f, int64_t now, struct outbox_row rows[static 4])
{
	size_t n = 0;
	assert_int_equal(outbox_take(f->s, &f->a, root, now, now + 1000, 4, rows, &n), OK);
	return n;
}

/* If nobody says how it went, what may be at the root is deleted when the claim ends. */
static void a_claim_that_is_left_deletes(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	add_pending(f, eid_a, 1);
	assert_int_equal(due(f, NOW + 999, rows), 0);
	assert_int_equal(due(f, NOW + 1000, rows), 1);
	assert_string_equal(rows[0].kind, "es12.deleteEvent");
	assert_true(bytes_eq(rows[0].body, BYTES_LIT("sealed")));
}

static void a_settled_one_stays_at_the_root(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	int64_t id = add_pending(f, eid_a, 1);
	assert_int_equal(event_registration_settle(f->s, id, root, 0), OK);
	assert_int_equal(due(f, NOW + 100000, rows), 0);
}

/* The deletion has begun: to say now that the root has it would be wrong. */
static void too_late_to_settle(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	struct event_registration row = {};
	int64_t id = add_pending(f, eid_a, 1);
	assert_int_equal(due(f, NOW + 1000, rows), 1);
	assert_int_equal(event_registration_settle(f->s, id, root, 0), ERR_NOT_FOUND);
	assert_int_equal(event_registration_get(f->s, &f->a, hmac(f, 1), &row), OK);
	assert_true(row.pending);
}

static void an_abandoned_one_is_deleted_at_once(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	struct event_registration row = {};
	int64_t id = add_pending(f, eid_a, 1);
	assert_int_equal(event_registration_abandon(f->s, id, root, NOW), OK);
	assert_int_equal(event_registration_get(f->s, &f->a, hmac(f, 1), &row), ERR_NOT_FOUND);
	assert_int_equal(due(f, NOW, rows), 1);
	assert_int_equal(event_registration_abandon(f->s, id, root, NOW), OK);
}

static void a_removed_one_is_deleted_at_the_root(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	int64_t id = add_pending(f, eid_a, 1);
	assert_int_equal(event_registration_settle(f->s, id, root, 0), OK);
	assert_int_equal(event_registration_remove(f->s, id, &deletion, NOW + 5), OK);
	assert_int_equal(due(f, NOW + 4, rows), 0);
	assert_int_equal(due(f, NOW + 5, rows), 1);
	assert_int_equal(event_registration_remove(f->s, id, &deletion, NOW + 5), ERR_NOT_FOUND);
}

static void survives_a_restart(void **state)
{
	struct fixture *f = *state;
	struct event_registration rows[4] = {};
	int64_t id = add(f, eid_a, 1);
	fixture_reopen(f);
	assert_int_equal(listed(f, NOW, rows), 1);
	assert_true(add(f, eid_a, 2) > id);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

static void those_of_an_owner_are_counted(void **state)
{
	struct fixture *f = *state;
	int64_t n = -1;
	for (uint8_t i = 1; i <= 3; i++)
		(void)add(f, eid_a, i);
	(void)add(f, eid_b, 4);
	struct event_registration other = row_of(f, eid_a, 5);
	other.owner = "2.999.15";
	assert_int_equal(event_registration_add(f->s, &other, NULL), OK);
	assert_int_equal(event_registration_count_of(f->s, eid_a, "2.999.10", &n), OK);
	assert_int_equal(n, 3);
	assert_int_equal(event_registration_count_of(f->s, eid_b, "2.999.15", &n), OK);
	assert_int_equal(n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_added_is_there),
		TEST(an_event_id_is_there_once),
		TEST(those_of_an_eid_in_their_order),
		TEST(expired_ones_are_not_told),
		TEST(one_without_an_end_does_not_expire),
		TEST(found_under_both_of_its_event_ids),
		TEST(pending_ones_are_not_told),
		TEST(what_is_removed_is_gone),
		TEST(the_expired_ones),
		TEST(a_claim_that_is_left_deletes),
		TEST(a_settled_one_stays_at_the_root),
		TEST(too_late_to_settle),
		TEST(an_abandoned_one_is_deleted_at_once),
		TEST(a_removed_one_is_deleted_at_the_root),
		TEST(those_of_an_owner_are_counted),
		TEST(survives_a_restart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
