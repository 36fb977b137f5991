/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of remembering calls with the changes that they make. */
#include "store/fixture_test.h"

static const uint8_t key_a[CALL_KEY_LEN] = {1};
static const uint8_t digest[CALL_KEY_LEN] = {3}, other_digest[CALL_KEY_LEN] = {4};

/* Order any profile of type "voice" with a call; its ICCID in `iccid`. */
static enum err order(struct fixture *f, const struct store_call *call, int64_t at, char *iccid)
{
	struct store_cause cause = cause_at(at);
	return order_reserve(f->s,
			     &(struct order_reserve){.operator_name = acme,
						     .profile_type = "voice",
						     .call = call,
						     .cause = &cause},
			     iccid);
}

static void remembers_a_call_with_its_profile(void **state)
{
	struct fixture *f = *state;
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	struct call_row row = {};
	const struct store_call call = {.key = BYTES_OF(key_a), .digest = BYTES_OF(digest)};
	fixture_import(f, "voice", 1, 2);
	assert_int_equal(call_get(f->s, &f->a, BYTES_OF(key_a), &row), ERR_NOT_FOUND);
	assert_int_equal(order(f, &call, NOW, iccid), OK);
	fixture_reopen(f);
	assert_int_equal(call_get(f->s, &f->a, BYTES_OF(key_a), &row), OK);
	assert_string_equal(row.iccid, iccid);
	assert_true(bytes_eq(row.digest, BYTES_OF(digest)));
	assert_true(row.untouched);
	assert_false(row.reused);
	assert_int_equal(fixture_confirm(f, 1, 1), OK);
	assert_int_equal(call_get(f->s, &f->a, BYTES_OF(key_a), &row), OK);
	assert_false(row.untouched);
}

/* Of a call that did nothing, nothing is there. */
static void a_taken_key_changes_nothing(void **state)
{
	struct fixture *f = *state;
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	const struct store_call call = {.key = BYTES_OF(key_a), .digest = BYTES_OF(digest)};
	fixture_import(f, "voice", 1, 2);
	assert_int_equal(order(f, &call, NOW, iccid), OK);
	assert_int_equal(order(f, &call, NOW, iccid), ERR_CONFLICT);
	assert_int_equal(fixture_get(f, 2).state, PROFILE_AVAILABLE);
	assert_int_equal(fixture_get(f, 1).revision, 2);
}

static void takes_the_place_of_another(void **state)
{
	struct fixture *f = *state;
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	struct call_row row = {};
	struct store_call call = {.key = BYTES_OF(key_a), .digest = BYTES_OF(digest)};
	fixture_import(f, "voice", 1, 3);
	assert_int_equal(order(f, &call, NOW, iccid), OK);
	call.digest = BYTES_OF(other_digest);
	call.place = CALL_REPLACES;
	assert_int_equal(order(f, &call, NOW, iccid), OK);
	assert_int_equal(call_get(f->s, &f->a, BYTES_OF(key_a), &row), OK);
	assert_string_equal(row.iccid, "8900000000000000002");
	assert_true(bytes_eq(row.digest, BYTES_OF(other_digest)));
	assert_false(row.reused);
	call.place = CALL_REUSES;
	assert_int_equal(order(f, &call, NOW, iccid), OK);
	assert_int_equal(call_get(f->s, &f->a, BYTES_OF(key_a), &row), OK);
	assert_string_equal(row.iccid, "8900000000000000003");
	assert_true(row.reused);
}

static void a_cancellation_leaves_one(void **state)
{
	struct fixture *f = *state;
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	struct call_row row = {};
	struct store_cause cause = cause_at(NOW);
	const struct store_call call = {
		.key = BYTES_OF(key_a), .digest = BYTES_OF(digest), .place = CALL_REPLACES};
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(order(f, NULL, NOW, iccid), OK);
	assert_int_equal(order_cancel(f->s, &(struct order_end){.iccid = iccid,
								.operator_name = acme,
								.call = &call,
								.cause = &cause}),
			 OK);
	assert_int_equal(call_get(f->s, &f->a, BYTES_OF(key_a), &row), OK);
	assert_true(row.untouched);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(remembers_a_call_with_its_profile),
		TEST(a_taken_key_changes_nothing),
		TEST(takes_the_place_of_another),
		TEST(a_cancellation_leaves_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
