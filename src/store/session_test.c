/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of sessions: opening, advancing by compare-and-set, closing, bounded expiry. */
#include "base/limits.h"
#include "store/fixture_test.h"

static struct session_row row_with(const uint8_t *transaction_id)
{
	return (struct session_row){
		.transaction_id = bytes_from(transaction_id, TRANSACTION_ID_LEN),
		.state = "Initiated",
		.euicc_challenge = BYTES_LIT("euicc challenge"),
		.server_challenge = BYTES_LIT("server challenge"),
		.ci_pk_id = BYTES_LIT("ci"),
		.credential_set = "p256",
		.created_at = NOW,
		.expires_at = NOW + 100,
	};
}

static const uint8_t one[TRANSACTION_ID_LEN] = {1};
static const uint8_t two[TRANSACTION_ID_LEN] = {2};

static void keeps_what_it_is_given(void **state)
{
	struct fixture *f = *state;
	struct session_row row = row_with(one);
	struct session_row got = {};
	assert_int_equal(session_open(f->s, &row), OK);
	assert_int_equal(session_get(f->s, &f->a, BYTES_OF(one), NOW, &got), OK);
	assert_true(bytes_eq(got.transaction_id, BYTES_OF(one)));
	assert_string_equal(got.state, "Initiated");
	assert_true(bytes_eq(got.euicc_challenge, BYTES_LIT("euicc challenge")));
	assert_true(bytes_eq(got.server_challenge, BYTES_LIT("server challenge")));
	assert_true(bytes_eq(got.ci_pk_id, BYTES_LIT("ci")));
	assert_string_equal(got.credential_set, "p256");
	assert_int_equal(got.expires_at, NOW + 100);
	assert_string_equal(got.eid, "");
	assert_false(bytes_present(got.euicc_public_key));
}

static void refuses_a_taken_transaction_id(void **state)
{
	struct fixture *f = *state;
	struct session_row row = row_with(one);
	assert_int_equal(session_open(f->s, &row), OK);
	assert_int_equal(session_open(f->s, &row), ERR_CONFLICT);
}

static void does_not_know_others(void **state)
{
	struct fixture *f = *state;
	struct session_row row = row_with(one);
	struct session_row got = {};
	assert_int_equal(session_open(f->s, &row), OK);
	assert_int_equal(session_get(f->s, &f->a, BYTES_OF(two), NOW, &got), ERR_NOT_FOUND);
	assert_int_equal(session_get(f->s, &f->a, BYTES_LIT(""), NOW, &got), ERR_NOT_FOUND);
}

static void expired_is_as_unknown(void **state)
{
	struct fixture *f = *state;
	struct session_row row = row_with(one);
	struct session_row got = {};
	assert_int_equal(session_open(f->s, &row), OK);
	assert_int_equal(session_get(f->s, &f->a, BYTES_OF(one), NOW + 99, &got), OK);
	assert_int_equal(session_get(f->s, &f->a, BYTES_OF(one), NOW + 100, &got), ERR_NOT_FOUND);
}

static void advances_with_what_was_learnt(void **state)
{
	struct fixture *f = *state;
	struct session_row row = row_with(one);
	struct session_row got = {};
	assert_int_equal(session_open(f->s, &row), OK);
	struct session_row learnt = {.transaction_id = BYTES_OF(one),
				     .state = "Authenticated",
				     .euicc_public_key = BYTES_LIT("key"),
				     .smdp_signature2 = BYTES_LIT("signature"),
				     .tac = BYTES_LIT("tac"),
				     .imei = BYTES_LIT("imei"),
				     .cc_required = true};
	snprintf(learnt.eid, sizeof(learnt.eid), "%s", eid_a);
	snprintf(learnt.iccid, sizeof(learnt.iccid), "8900000000000000001");
	assert_int_equal(session_advance(f->s, "Initiated", &learnt), OK);
	struct session_row more = {
		.transaction_id = BYTES_OF(one), .state = "Bound", .otpk_euicc = BYTES_LIT("otpk")};
	assert_int_equal(session_advance(f->s, "Authenticated", &more), OK);
	assert_int_equal(session_get(f->s, &f->a, BYTES_OF(one), NOW + 50, &got), OK);
	assert_string_equal(got.state, "Bound");
	assert_string_equal(got.eid, eid_a);
	assert_string_equal(got.iccid, "8900000000000000001");
	assert_true(got.cc_required);
	assert_true(bytes_eq(got.smdp_signature2, BYTES_LIT("signature")));
	assert_true(bytes_eq(got.otpk_euicc, BYTES_LIT("otpk")));
	assert_true(bytes_eq(got.imei, BYTES_LIT("imei")));
	assert_true(bytes_eq(got.euicc_challenge, BYTES_LIT("euicc challenge")));
}

static void advances_with_another_expiry(void **state)
{
	struct fixture *f = *state;
	struct session_row row = row_with(one);
	struct session_row got = {};
	struct session_row next = {.transaction_id = BYTES_OF(one),
				   .state = "Authenticated",
				   .expires_at = row.expires_at + 7};
	assert_int_equal(session_open(f->s, &row), OK);
	assert_int_equal(session_advance(f->s, "Initiated", &next), OK);
	assert_int_equal(session_get(f->s, &f->a, BYTES_OF(one), row.expires_at, &got), OK);
	assert_int_equal(got.expires_at, next.expires_at);
}

static void refuses_to_advance(void **state)
{
	struct fixture *f = *state;
	struct session_row row = row_with(one);
	struct session_row next = {.transaction_id = BYTES_OF(one), .state = "Bound"};
	assert_int_equal(session_open(f->s, &row), OK);
	assert_int_equal(session_advance(f->s, "Authenticated", &next), ERR_WRONG_STATE);
	next.transaction_id = BYTES_OF(two);
	assert_int_equal(session_advance(f->s, "Initiated", &next), ERR_NOT_FOUND);
}

static void closes_once(void **state)
{
	struct fixture *f = *state;
	struct session_row row = row_with(one);
	struct session_row got = {};
	assert_int_equal(session_open(f->s, &row), OK);
	assert_int_equal(session_close(f->s, BYTES_OF(one)), OK);
	assert_int_equal(session_close(f->s, BYTES_OF(one)), ERR_NOT_FOUND);
	assert_int_equal(session_get(f->s, &f->a, BYTES_OF(one), NOW, &got), ERR_NOT_FOUND);
}

static void expires(void **state)
{
	struct fixture *f = *state;
	for (uint8_t i = 0; i < 10; i++) {
		const uint8_t id[TRANSACTION_ID_LEN] = {i};
		struct session_row row = row_with(id);
		row.expires_at = NOW + (i < 7 ? 10 : 20);
		assert_int_equal(session_open(f->s, &row), OK);
	}
	assert_int_equal(session_expire(f->s, NOW + 9), 0);
	assert_int_equal(session_expire(f->s, NOW + 10), 7);
	assert_int_equal(session_count(f->s), 3);
}

static void number_id(uint32_t number, uint8_t id[static TRANSACTION_ID_LEN])
{
	memset(id, 0, TRANSACTION_ID_LEN);
	memcpy(id + TRANSACTION_ID_LEN - sizeof(number), &number, sizeof(number));
}

/* A flood of sessions that are never gone on with takes no more memory, and stops nobody. */
static void a_new_one_drives_out_an_old_one(void **state)
{
	struct fixture *f = *state;
	struct session_row got = {};
	uint8_t id[TRANSACTION_ID_LEN] = {};
	for (uint32_t i = 0; i <= LIMIT_SESSIONS; i++) {
		number_id(i, id);
		struct session_row row = row_with(id);
		row.expires_at = NOW + (i == 0 ? 1000 : 2000);
		assert_int_equal(session_open(f->s, &row), OK);
	}
	assert_int_equal(session_count(f->s), LIMIT_SESSIONS);
	assert_int_equal(session_get(f->s, &f->a, BYTES_OF(id), NOW, &got), OK);
}

static void ends_with_the_store(void **state)
{
	struct fixture *f = *state;
	struct session_row row = row_with(one);
	struct session_row got = {};
	assert_int_equal(session_open(f->s, &row), OK);
	fixture_reopen(f);
	assert_int_equal(session_get(f->s, &f->a, BYTES_OF(one), NOW, &got), ERR_NOT_FOUND);
}

static enum err refuse(void *context, const char *what)
{
	return strncmp(what, "session_", 8) == 0 ? *(enum err *)context : OK;
}

static void each_verb_can_fail(void **state)
{
	struct fixture *f = *state;
	enum err fault = ERR_IO;
	const struct store_options options = {.fault = refuse, .fault_context = &fault};
	struct session_row row = row_with(one);
	struct session_row got = {};
	store_close_at(&f->s);
	assert_int_equal(store_open(f->path, &options, &f->s), OK);
	assert_int_equal(session_open(f->s, &row), ERR_IO);
	fault = OK;
	assert_int_equal(session_open(f->s, &row), OK);
	fault = ERR_IO;
	assert_int_equal(session_get(f->s, &f->a, BYTES_OF(one), NOW, &got), ERR_IO);
	assert_int_equal(session_advance(f->s, "Initiated", &row), ERR_IO);
	assert_int_equal(session_close(f->s, BYTES_OF(one)), ERR_IO);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_what_it_is_given),
		TEST(refuses_a_taken_transaction_id),
		TEST(does_not_know_others),
		TEST(expired_is_as_unknown),
		TEST(advances_with_what_was_learnt),
		TEST(advances_with_another_expiry),
		TEST(refuses_to_advance),
		TEST(closes_once),
		TEST(expires),
		TEST(a_new_one_drives_out_an_old_one),
		TEST(ends_with_the_store),
		TEST(each_verb_can_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
