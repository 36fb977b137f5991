/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of reserving, confirming, releasing and cancelling orders, and of finding them. */
#include <pthread.h>

#include "store/fixture_test.h"

static enum err reserve(struct fixture *f, struct order_reserve order, char *iccid)
{
	struct store_cause cause = cause_at(NOW + 1);
	order.operator_name = order.operator_name ? order.operator_name : acme;
	order.cause = &cause;
	return order_reserve(f->s, &order, iccid);
}

static enum err end(struct fixture *f, struct order_end order, bool release)
{
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW + 3);
	order.iccid = order.iccid ? order.iccid : iccid_of(1, iccid);
	order.operator_name = order.operator_name ? order.operator_name : acme;
	order.cause = &cause;
	return release ? order_release(f->s, &order) : order_cancel(f->s, &order);
}

static void reserves_by_iccid(void **state)
{
	struct fixture *f = *state;
	char one[ICCID_DIGITS_MAX + 1] = {};
	char got[ICCID_DIGITS_MAX + 1] = {};
	fixture_import(f, "voice", 1, 1);
	struct order_reserve order = {
		.iccid = iccid_of(1, one), .profile_type = "voice", .expires_at = NOW + 99};
	assert_int_equal(reserve(f, order, got), OK);
	assert_string_equal(got, one);
	struct profile_row row = fixture_get(f, 1);
	assert_int_equal(row.state, PROFILE_ALLOCATED);
	assert_string_equal(row.eid, "");
	assert_int_equal(row.expires_at, NOW + 99);
	assert_int_equal(row.ordered_at, NOW + 1);
	assert_int_equal(row.revision, 2);
}

static void reserves_for_an_eid(void **state)
{
	struct fixture *f = *state;
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(fixture_reserve(f, 1, eid_a), OK);
	assert_int_equal(fixture_get(f, 1).state, PROFILE_LINKED);
	assert_string_equal(fixture_get(f, 1).eid, eid_a);
}

static void takes_the_oldest_of_a_type(void **state)
{
	struct fixture *f = *state;
	char got[ICCID_DIGITS_MAX + 1] = {};
	fixture_import(f, "data", 1, 1);
	fixture_import(f, "voice", 7, 1);
	fixture_import(f, "voice", 3, 1);
	assert_int_equal(reserve(f, (struct order_reserve){.profile_type = "voice"}, got), OK);
	assert_string_equal(got, "8900000000000000007");
	assert_int_equal(reserve(f, (struct order_reserve){.profile_type = "voice"}, got), OK);
	assert_string_equal(got, "8900000000000000003");
	struct event_row events[4] = {};
	size_t n = 0;
	assert_int_equal(event_list(f->s, &f->a, got, 0, 4, events, &n), OK);
	assert_int_equal(n, 2);
	assert_string_equal(events[1].to_state, "Allocated");
}

static void no_more_of_a_type(void **state)
{
	struct fixture *f = *state;
	char got[ICCID_DIGITS_MAX + 1] = {};
	fixture_import(f, "voice", 1, 1);
	struct order_reserve none = {.profile_type = "data"};
	struct order_reserve others = {.profile_type = "voice", .operator_name = "other"};
	assert_int_equal(reserve(f, none, got), ERR_LIMIT);
	assert_int_equal(reserve(f, others, got), ERR_LIMIT);
	assert_int_equal(fixture_get(f, 1).state, PROFILE_AVAILABLE);
}

enum { STOCKED = 30 };

/* Two types in turn, of which every third profile is taken by its ICCID. */
static void stock_two_types(struct fixture *f)
{
	static const char *const types[] = {"voice", "data"};
	for (unsigned i = 1; i <= STOCKED; i++)
		fixture_import(f, types[i % 2], i, 1);
	for (unsigned i = 1; i <= STOCKED; i += 3)
		assert_int_equal(fixture_reserve(f, i, NULL), OK);
}

static void what_is_left_of_a_type_goes_in_order(void **state)
{
	struct fixture *f = *state;
	char got[ICCID_DIGITS_MAX + 1] = {};
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct order_reserve data = {.profile_type = "data"};
	stock_two_types(f);
	for (unsigned i = 1; i <= STOCKED; i += 2) {
		if (i % 3 == 1)
			continue;
		assert_int_equal(reserve(f, data, got), OK);
		assert_string_equal(got, iccid_of(i, iccid));
	}
	assert_int_equal(reserve(f, data, got), ERR_LIMIT);
	assert_int_equal(reserve(f, (struct order_reserve){.profile_type = "voice"}, got), OK);
	assert_string_equal(got, iccid_of(2, iccid));
}

/* In the middle of the stock, and where nothing of the type was left. */
static void what_was_cancelled_is_in_stock_again(void **state)
{
	struct fixture *f = *state;
	char got[ICCID_DIGITS_MAX + 1] = {};
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	static const unsigned cancelled[] = {25, 7};
	struct order_reserve data = {.profile_type = "data"};
	stock_two_types(f);
	while (reserve(f, data, got) == OK)
		continue;
	for (size_t i = 0; i < 2; i++) {
		struct order_end order = {.iccid = iccid_of(cancelled[i], iccid)};
		assert_int_equal(end(f, order, false), OK);
		assert_int_equal(reserve(f, data, got), OK);
		assert_string_equal(got, iccid);
	}
	struct order_end gone = {.iccid = iccid_of(7, iccid), .unavailable = true};
	assert_int_equal(end(f, gone, false), OK);
	assert_int_equal(reserve(f, data, got), ERR_LIMIT);
}

static void refuses_to_reserve(void **state)
{
	struct fixture *f = *state;
	char one[ICCID_DIGITS_MAX + 1] = {};
	char got[ICCID_DIGITS_MAX + 1] = {};
	fixture_import(f, "voice", 1, 1);
	iccid_of(1, one);
	struct order_reserve unknown = {.iccid = "8900000000000000009"};
	struct order_reserve others = {.iccid = one, .operator_name = "other"};
	struct order_reserve other_type = {.iccid = one, .profile_type = "data"};
	assert_int_equal(reserve(f, unknown, got), ERR_NOT_FOUND);
	assert_int_equal(reserve(f, others, got), ERR_NOT_FOUND);
	assert_int_equal(reserve(f, other_type, got), ERR_MISMATCH);
	assert_int_equal(reserve(f, (struct order_reserve){.iccid = one}, got), OK);
	assert_int_equal(reserve(f, (struct order_reserve){.iccid = one}, got), ERR_WRONG_STATE);
	assert_int_equal(reserve(f, other_type, got), ERR_MISMATCH);
	assert_int_equal(fixture_get(f, 1).revision, 2);
}

static void confirms(void **state)
{
	struct fixture *f = *state;
	char one[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW + 2);
	uint8_t hmac[MATCHING_ID_HMAC_LEN] = {7};
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(fixture_reserve(f, 1, NULL), OK);
	struct order_confirm order = {.iccid = iccid_of(1, one),
				      .operator_name = acme,
				      .eid = eid_a,
				      .revision = 2,
				      .matching_id_hmac = BYTES_OF(hmac),
				      .order_secrets = BYTES_LIT("sealed"),
				      .cc_required = true,
				      .smds_address = "smds.example.com",
				      .expires_at = NOW + 50,
				      .cause = &cause};
	assert_int_equal(order_confirm(f->s, &order), OK);
	struct profile_row row = fixture_get(f, 1);
	assert_int_equal(row.state, PROFILE_CONFIRMED);
	assert_string_equal(row.eid, eid_a);
	assert_true(row.cc_required);
	assert_false(row.release_flag);
	assert_string_equal(row.smds_address, "smds.example.com");
	assert_true(bytes_eq(row.matching_id_hmac, BYTES_OF(hmac)));
	assert_true(bytes_eq(row.order_secrets, BYTES_LIT("sealed")));
	assert_int_equal(row.expires_at, NOW + 50);
	assert_int_equal(row.confirmed_at, NOW + 2);
	assert_int_equal(row.released_at, 0);
}

static void confirms_and_releases_at_once(void **state)
{
	struct fixture *f = *state;
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(fixture_reserve(f, 1, eid_a), OK);
	assert_int_equal(fixture_confirm(f, 1, 1), OK);
	struct profile_row row = fixture_get(f, 1);
	assert_int_equal(row.state, PROFILE_RELEASED);
	assert_true(row.release_flag);
	assert_int_equal(row.released_at, NOW + 2);
}

static void refuses_to_confirm(void **state)
{
	struct fixture *f = *state;
	char one[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW + 2);
	fixture_import(f, "voice", 1, 1);
	struct order_confirm order = {
		.iccid = iccid_of(1, one), .operator_name = acme, .cause = &cause};
	assert_int_equal(order_confirm(f->s, &order), ERR_WRONG_STATE);
	assert_int_equal(fixture_reserve(f, 1, eid_a), OK);
	order.eid = eid_b;
	assert_int_equal(order_confirm(f->s, &order), ERR_MISMATCH);
	order.eid = NULL;
	order.revision = 1;
	assert_int_equal(order_confirm(f->s, &order), ERR_CONFLICT);
	order.revision = 0;
	order.operator_name = "other";
	assert_int_equal(order_confirm(f->s, &order), ERR_NOT_FOUND);
	order.operator_name = acme;
	assert_int_equal(order_confirm(f->s, &order), OK);
	assert_int_equal(order_confirm(f->s, &order), ERR_WRONG_STATE);
}

static void a_matching_id_is_never_used_twice(void **state)
{
	struct fixture *f = *state;
	fixture_import(f, "voice", 1, 2);
	assert_int_equal(fixture_reserve(f, 1, NULL), OK);
	assert_int_equal(fixture_reserve(f, 2, NULL), OK);
	assert_int_equal(fixture_confirm(f, 1, 1), OK);
	assert_int_equal(fixture_confirm(f, 2, 1), ERR_DENIED);
	assert_int_equal(fixture_get(f, 2).state, PROFILE_ALLOCATED);
	/* Also not after its order is gone, and not for the same profile. */
	assert_int_equal(end(f, (struct order_end){}, false), OK);
	assert_int_equal(fixture_confirm(f, 2, 1), ERR_DENIED);
	assert_int_equal(fixture_reserve(f, 1, NULL), OK);
	assert_int_equal(fixture_confirm(f, 1, 1), ERR_DENIED);
	assert_int_equal(fixture_confirm(f, 1, 2), OK);
}

static void orders_without_a_matching_id(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 2);
	fixture_import(f, "voice", 1, 2);
	for (unsigned i = 1; i <= 2; i++) {
		char iccid[ICCID_DIGITS_MAX + 1] = {};
		struct order_confirm order = {
			.iccid = iccid_of(i, iccid), .operator_name = acme, .cause = &cause};
		assert_int_equal(fixture_reserve(f, i, eid_a), OK);
		assert_int_equal(order_confirm(f->s, &order), OK);
		assert_false(bytes_present(fixture_get(f, i).matching_id_hmac));
	}
}

static void releases_what_is_confirmed(void **state)
{
	struct fixture *f = *state;
	char one[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW + 2);
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(end(f, (struct order_end){}, true), ERR_WRONG_STATE);
	assert_int_equal(fixture_reserve(f, 1, eid_a), OK);
	assert_int_equal(end(f, (struct order_end){}, true), ERR_WRONG_STATE);
	struct order_confirm order = {
		.iccid = iccid_of(1, one), .operator_name = acme, .cause = &cause};
	assert_int_equal(order_confirm(f->s, &order), OK);
	assert_int_equal(end(f, (struct order_end){.revision = 1}, true), ERR_CONFLICT);
	assert_int_equal(end(f, (struct order_end){.operator_name = "other"}, true), ERR_NOT_FOUND);
	assert_int_equal(end(f, (struct order_end){}, true), OK);
	assert_int_equal(fixture_get(f, 1).state, PROFILE_RELEASED);
	assert_int_equal(fixture_get(f, 1).released_at, NOW + 3);
	assert_int_equal(end(f, (struct order_end){}, true), ERR_WRONG_STATE);
}

static void cancelling_wipes_the_order(void **state)
{
	struct fixture *f = *state;
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(fixture_reserve(f, 1, eid_a), OK);
	assert_int_equal(fixture_confirm(f, 1, 1), OK);
	assert_int_equal(end(f, (struct order_end){}, false), OK);
	struct profile_row row = fixture_get(f, 1);
	assert_int_equal(row.state, PROFILE_AVAILABLE);
	assert_string_equal(row.eid, "");
	assert_false(bytes_present(row.order_secrets));
	assert_false(bytes_present(row.matching_id_hmac));
	assert_int_equal(row.ordered_at + row.confirmed_at + row.released_at + row.expires_at, 0);
	assert_int_equal(fixture_reserve(f, 1, eid_b), OK);
}

static void cancelling_may_make_it_unavailable(void **state)
{
	struct fixture *f = *state;
	char got[ICCID_DIGITS_MAX + 1] = {};
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(fixture_reserve(f, 1, NULL), OK);
	assert_int_equal(end(f, (struct order_end){.unavailable = true}, false), OK);
	assert_int_equal(fixture_get(f, 1).state, PROFILE_UNAVAILABLE);
	assert_int_equal(reserve(f, (struct order_reserve){.profile_type = "voice"}, got),
			 ERR_LIMIT);
	assert_int_equal(end(f, (struct order_end){}, false), ERR_WRONG_STATE);
}

static void cancelling_clears_what_failed(void **state)
{
	struct fixture *f = *state;
	char one[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW + 4);
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(fixture_reserve(f, 1, eid_a), OK);
	assert_int_equal(fixture_confirm(f, 1, 1), OK);
	struct profile_change failed = {.iccid = iccid_of(1, one),
					.from = {PROFILE_RELEASED},
					.from_n = 1,
					.to = PROFILE_ERROR,
					.cause = &cause};
	assert_int_equal(profile_change(f->s, &failed), OK);
	assert_int_equal(end(f, (struct order_end){}, false), OK);
	assert_int_equal(fixture_get(f, 1).state, PROFILE_AVAILABLE);
}

static void refuses_to_cancel(void **state)
{
	struct fixture *f = *state;
	char one[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW + 4);
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(end(f, (struct order_end){}, false), ERR_WRONG_STATE);
	assert_int_equal(fixture_reserve(f, 1, eid_a), OK);
	assert_int_equal(fixture_confirm(f, 1, 1), OK);
	assert_int_equal(end(f, (struct order_end){.iccid = "890"}, false), ERR_NOT_FOUND);
	assert_int_equal(end(f, (struct order_end){.operator_name = "other"}, false),
			 ERR_NOT_FOUND);
	assert_int_equal(end(f, (struct order_end){.revision = 1}, false), ERR_CONFLICT);
	struct profile_change downloaded = {.iccid = iccid_of(1, one),
					    .from = {PROFILE_RELEASED},
					    .from_n = 1,
					    .to = PROFILE_DOWNLOADED,
					    .cause = &cause};
	assert_int_equal(profile_change(f->s, &downloaded), OK);
	assert_int_equal(end(f, (struct order_end){}, false), ERR_WRONG_STATE);
}

static void finds_an_order_by_matching_id(void **state)
{
	struct fixture *f = *state;
	uint8_t hmac[MATCHING_ID_HMAC_LEN] = {};
	struct profile_row row = {};
	memset(hmac, 5, sizeof(hmac));
	fixture_import(f, "voice", 1, 2);
	assert_int_equal(order_by_matching_id(f->s, &f->a, BYTES_OF(hmac), &row), ERR_NOT_FOUND);
	assert_int_equal(fixture_reserve(f, 2, NULL), OK);
	assert_int_equal(fixture_confirm(f, 2, 5), OK);
	assert_int_equal(order_by_matching_id(f->s, &f->a, BYTES_OF(hmac), &row), OK);
	assert_string_equal(row.iccid, "8900000000000000002");
	assert_int_equal(end(f, (struct order_end){.iccid = row.iccid}, false), OK);
	assert_int_equal(order_by_matching_id(f->s, &f->a, BYTES_OF(hmac), &row), ERR_NOT_FOUND);
}

static void finds_what_waits_for_an_eid(void **state)
{
	struct fixture *f = *state;
	struct profile_row rows[4] = {};
	size_t n = 9;
	fixture_import(f, "voice", 1, 5);
	assert_int_equal(order_by_eid(f->s, &f->a, eid_a, 4, rows, &n), OK);
	assert_int_equal(n, 0);
	for (unsigned i = 1; i <= 4; i++)
		assert_int_equal(fixture_reserve(f, i, i == 3 ? eid_b : eid_a), OK);
	for (unsigned i = 2; i <= 4; i++)
		assert_int_equal(fixture_confirm(f, i, (uint8_t)i), OK);
	assert_int_equal(order_by_eid(f->s, &f->a, eid_a, 4, rows, &n), OK);
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].iccid, "8900000000000000002");
	assert_string_equal(rows[1].iccid, "8900000000000000004");
	assert_int_equal(order_by_eid(f->s, &f->a, eid_a, 1, rows, &n), OK);
	assert_int_equal(n, 1);
}

enum { CALLERS = 64, STOCK = 1000 };

struct caller {
	struct fixture *f;
	pthread_t thread;
	char taken[STOCK][ICCID_DIGITS_MAX + 1];
	size_t n;
	enum err last;
};

static void *reserve_all(void *arg)
{
	struct caller *c = arg;
	while (c->n < STOCK && c->last == OK) {
		c->last = reserve(c->f, (struct order_reserve){.profile_type = "voice"},
				  c->taken[c->n]);
		c->n += c->last == OK;
	}
	return NULL;
}

static void import_stock(struct fixture *f)
{
	struct store_cause cause = cause_at(NOW);
	for (unsigned first = 0; first < STOCK; first += 50) {
		struct profile_import profiles[50] = {};
		char iccids[50][ICCID_DIGITS_MAX + 1] = {};
		for (unsigned i = 0; i < 50; i++)
			profiles[i] =
				(struct profile_import){iccid_of(first + i, iccids[i]), acme,
							"voice", BYTES_LIT("m"), BYTES_LIT("p")};
		assert_int_equal(profile_import(f->s, profiles, 50, &cause, NULL), OK);
	}
}

static void many_callers_get_different_profiles(void **state)
{
	struct fixture *f = *state;
	struct caller *callers = calloc(CALLERS, sizeof(*callers));
	bool taken[STOCK] = {};
	size_t total = 0;
	assert_non_null(callers);
	import_stock(f);
	for (size_t i = 0; i < CALLERS; i++) {
		callers[i].f = f;
		assert_int_equal(pthread_create(&callers[i].thread, NULL, reserve_all, &callers[i]),
				 0);
	}
	for (size_t i = 0; i < CALLERS; i++) {
		pthread_join(callers[i].thread, NULL);
		assert_int_equal(callers[i].last, ERR_LIMIT);
		for (size_t k = 0; k < callers[i].n; k++) {
			unsigned number = (unsigned)strtoul(callers[i].taken[k] + 5, NULL, 10);
			assert_in_range(number, 0, STOCK - 1);
			assert_false(taken[number]);
			taken[number] = true;
		}
		total += callers[i].n;
	}
	assert_int_equal(total, STOCK);
	free(callers);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

/* Confirm profile `number` for `eid`, so that it expires at `at`. */
static void confirm_until(struct fixture *f, unsigned number, int64_t at)
{
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW + 2);
	assert_int_equal(fixture_reserve(f, number, eid_a), OK);
	assert_int_equal(
		order_confirm(f->s, &(struct order_confirm){.iccid = iccid_of(number, iccid),
							    .operator_name = acme,
							    .order_secrets = BYTES_LIT("s"),
							    .release = true,
							    .expires_at = at,
							    .cause = &cause}),
		OK);
}

static void what_has_expired_is_listed_oldest_first(void **state)
{
	struct fixture *f = *state;
	struct profile_row rows[2] = {};
	size_t n = 0;
	fixture_import(f, "t", 0, 4);
	confirm_until(f, 0, NOW + 30);
	confirm_until(f, 1, NOW + 10);
	confirm_until(f, 2, NOW + 20);
	confirm_until(f, 3, 0);
	assert_int_equal(order_expired(f->s, &f->a, NOW + 9, 2, rows, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(order_expired(f->s, &f->a, NOW + 30, 2, rows, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(rows[0].expires_at, NOW + 10);
	assert_int_equal(rows[1].expires_at, NOW + 20);
}

static void what_has_ended_is_found_by_its_eid(void **state)
{
	struct fixture *f = *state;
	struct profile_row row = {};
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW + 40);
	fixture_import(f, "t", 0, 1);
	confirm_until(f, 0, NOW + 30);
	assert_int_equal(order_expired_of_eid(f->s, &f->a, eid_a, NOW + 30, &row), ERR_NOT_FOUND);
	const struct profile_change change = {.iccid = iccid_of(0, iccid),
					      .from = {PROFILE_RELEASED},
					      .from_n = 1,
					      .to = PROFILE_ERROR,
					      .cause = &cause};
	assert_int_equal(profile_change(f->s, &change), OK);
	assert_int_equal(order_expired_of_eid(f->s, &f->a, eid_a, NOW + 29, &row), ERR_NOT_FOUND);
	assert_int_equal(order_expired_of_eid(f->s, &f->a, eid_b, NOW + 30, &row), ERR_NOT_FOUND);
	assert_int_equal(order_expired_of_eid(f->s, &f->a, eid_a, NOW + 30, &row), OK);
	assert_string_equal(row.iccid, iccid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reserves_by_iccid),
		TEST(reserves_for_an_eid),
		TEST(takes_the_oldest_of_a_type),
		TEST(no_more_of_a_type),
		TEST(what_is_left_of_a_type_goes_in_order),
		TEST(what_was_cancelled_is_in_stock_again),
		TEST(refuses_to_reserve),
		TEST(confirms),
		TEST(confirms_and_releases_at_once),
		TEST(refuses_to_confirm),
		TEST(a_matching_id_is_never_used_twice),
		TEST(orders_without_a_matching_id),
		TEST(releases_what_is_confirmed),
		TEST(cancelling_wipes_the_order),
		TEST(cancelling_may_make_it_unavailable),
		TEST(cancelling_clears_what_failed),
		TEST(refuses_to_cancel),
		TEST(finds_an_order_by_matching_id),
		TEST(finds_what_waits_for_an_eid),
		TEST(many_callers_get_different_profiles),
		TEST(what_has_expired_is_listed_oldest_first),
		TEST(what_has_ended_is_found_by_its_eid),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
