/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the general change of a profile: what it sets, and every way to refuse. */
#include "store/fixture_test.h"

static char iccid_one[ICCID_DIGITS_MAX + 1];
static const uint8_t transaction[] = {1, 2, 3, 4};

/* Profile 1 is Released and linked to eid_a. */
static int setup_released(void **state)
{
	fixture_setup(state);
	struct fixture *f = *state;
	fixture_import(f, "voice", 1, 1);
	iccid_of(1, iccid_one);
	assert_int_equal(fixture_reserve(f, 1, eid_a), OK);
	assert_int_equal(fixture_confirm(f, 1, 0x11), OK);
	return 0;
}

static struct profile_change change_to(enum profile_state to, const struct store_cause *cause)
{
	return (struct profile_change){.iccid = iccid_one,
				       .from = {PROFILE_RELEASED, PROFILE_DOWNLOADED},
				       .from_n = 2,
				       .to = to,
				       .cause = cause};
}

/* The change is refused, and the row is as before. */
static void assert_refused(struct fixture *f, const struct profile_change *change, enum err why)
{
	struct profile_row before = fixture_get(f, 1);
	assert_int_equal(profile_change(f->s, change), why);
	struct profile_row after = fixture_get(f, 1);
	assert_int_equal(after.revision, before.revision);
	assert_int_equal(after.state, before.state);
	struct event_row events[8] = {};
	size_t n = 0;
	assert_int_equal(event_list(f->s, &f->a, iccid_one, 0, 8, events, &n), OK);
	assert_int_equal(n, (size_t)before.revision);
}

static void sets_what_a_download_needs(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	struct profile_download download = {.transaction_id = BYTES_OF(transaction),
					    .euicc_public_key = BYTES_LIT("key"),
					    .tac = BYTES_LIT("tac")};
	snprintf(download.eid, sizeof(download.eid), "%s", eid_a);
	struct profile_change change = change_to(PROFILE_DOWNLOADED, &cause);
	change.eid = eid_a;
	change.download_attempts_max = 3;
	change.otpk_euicc = BYTES_LIT("otpk");
	change.binding = BYTES_LIT("sealed binding");
	change.download = &download;
	assert_int_equal(profile_change(f->s, &change), OK);
	struct profile_row row = fixture_get(f, 1);
	assert_int_equal(row.state, PROFILE_DOWNLOADED);
	assert_int_equal(row.download_attempts, 1);
	assert_int_equal(row.downloaded_at, NOW + 5);
	assert_int_equal(row.changed_at, NOW + 5);
	assert_true(bytes_eq(row.otpk_euicc, BYTES_LIT("otpk")));
	assert_true(bytes_eq(row.binding, BYTES_LIT("sealed binding")));
	struct profile_download got = {};
	assert_int_equal(profile_download_get(f->s, &f->a, BYTES_OF(transaction), &got), OK);
	assert_string_equal(got.iccid, iccid_one);
	assert_string_equal(got.eid, eid_a);
	assert_true(bytes_eq(got.euicc_public_key, BYTES_LIT("key")));
	assert_true(bytes_eq(got.tac, BYTES_LIT("tac")));
	assert_false(bytes_present(got.imei));
	assert_int_equal(got.at, NOW + 5);
	/* The LPA asks again within its session. */
	assert_int_equal(profile_change(f->s, &change), OK);
	assert_int_equal(fixture_get(f, 1).download_attempts, 2);
}

static void sets_and_wipes_what_an_installation_needs(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 6);
	struct profile_change bind = change_to(PROFILE_DOWNLOADED, &cause);
	bind.otpk_euicc = BYTES_LIT("otpk");
	bind.binding = BYTES_LIT("sealed binding");
	assert_int_equal(profile_change(f->s, &bind), OK);
	struct profile_change change = change_to(PROFILE_INSTALLED, &cause);
	change.device_state = DEVICE_DISABLED;
	change.install_result = BYTES_LIT("result");
	change.wipe_binding = change.wipe_order_secrets = change.wipe_package = true;
	assert_int_equal(profile_change(f->s, &change), OK);
	struct profile_row row = fixture_get(f, 1);
	assert_int_equal(row.state, PROFILE_INSTALLED);
	assert_int_equal(row.device_state, DEVICE_DISABLED);
	assert_int_equal(row.installed_at, NOW + 6);
	assert_true(bytes_eq(row.install_result, BYTES_LIT("result")));
	assert_false(bytes_present(row.binding));
	assert_false(bytes_present(row.otpk_euicc));
	assert_false(bytes_present(row.order_secrets));
	assert_string_equal(row.eid, eid_a);
	struct profile_content content = {};
	assert_int_equal(profile_content(f->s, &f->a, row.id, &content), ERR_NOT_FOUND);
}

static void leaves_an_event_and_messages(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = {.at = NOW + 7,
				    .who = "euicc",
				    .function = "ES9+.CancelSession",
				    .subject_code = "8.8.5",
				    .reason_code = "3.8",
				    .transaction_id = BYTES_OF(transaction)};
	struct store_message messages[2] = {{acme, "progress", BYTES_LIT("one")},
					    {acme, "progress", BYTES_LIT("two")}};
	struct profile_change change = change_to(PROFILE_ERROR, &cause);
	change.messages = messages;
	change.messages_n = 2;
	assert_int_equal(profile_change(f->s, &change), OK);
	struct event_row events[8] = {};
	size_t n = 0;
	assert_int_equal(event_list(f->s, &f->a, iccid_one, 0, 8, events, &n), OK);
	assert_int_equal(n, 4);
	assert_string_equal(events[3].from_state, "Released");
	assert_string_equal(events[3].to_state, "Error");
	assert_string_equal(events[3].reason_code, "3.8");
	assert_true(bytes_eq(events[3].transaction_id, BYTES_OF(transaction)));
	struct outbox_row rows[8] = {};
	assert_int_equal(outbox_list(f->s, &f->a, NULL, 0, 8, rows, &n), OK);
	assert_int_equal(n, 2);
	assert_true(bytes_eq(rows[1].body, BYTES_LIT("two")));
	assert_string_equal(rows[1].iccid, iccid_one);
}

static void links_an_eid_once(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	fixture_import(f, "voice", 2, 1);
	assert_int_equal(fixture_reserve(f, 2, NULL), OK);
	iccid_of(2, iccid_one);
	struct profile_change change = change_to(PROFILE_ALLOCATED, &cause);
	change.from[0] = PROFILE_ALLOCATED;
	change.eid = eid_b;
	assert_int_equal(profile_change(f->s, &change), OK);
	assert_string_equal(fixture_get(f, 2).eid, eid_b);
	change.eid = eid_a;
	assert_int_equal(profile_change(f->s, &change), ERR_MISMATCH);
}

static void refuses_another_eid(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	struct profile_change change = change_to(PROFILE_DOWNLOADED, &cause);
	change.eid = eid_b;
	assert_refused(f, &change, ERR_MISMATCH);
}

static void refuses_another_state(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	struct profile_change change = change_to(PROFILE_INSTALLED, &cause);
	change.from[0] = PROFILE_CONFIRMED;
	assert_refused(f, &change, ERR_WRONG_STATE);
}

static void refuses_another_revision(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	struct profile_change change = change_to(PROFILE_DOWNLOADED, &cause);
	change.revision = fixture_get(f, 1).revision - 1;
	assert_refused(f, &change, ERR_CONFLICT);
	change.revision++;
	assert_int_equal(profile_change(f->s, &change), OK);
}

/* Who judged an older row must judge anew, whatever else has changed with it. */
static void another_revision_comes_before_another_state(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	struct profile_change change = change_to(PROFILE_INSTALLED, &cause);
	change.from[0] = PROFILE_CONFIRMED;
	change.revision = fixture_get(f, 1).revision - 1;
	assert_refused(f, &change, ERR_CONFLICT);
	change.eid = eid_b;
	assert_refused(f, &change, ERR_CONFLICT);
	change.revision++;
	assert_refused(f, &change, ERR_WRONG_STATE);
}

static void refuses_another_operator(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	struct profile_change change = change_to(PROFILE_DOWNLOADED, &cause);
	change.operator_name = "other";
	assert_refused(f, &change, ERR_NOT_FOUND);
}

static void refuses_an_unknown_iccid(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	struct profile_change change = change_to(PROFILE_DOWNLOADED, &cause);
	change.iccid = "8900000000000000009";
	assert_refused(f, &change, ERR_NOT_FOUND);
}

/* So that the same session, asked again, is not counted again. */
static void a_counted_attempt_names_its_session(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	struct profile_change change = change_to(PROFILE_DOWNLOADED, &cause);
	cause.transaction_id = BYTES_LIT("first");
	change.download_attempts_max = 2;
	assert_int_equal(profile_change(f->s, &change), OK);
	cause.transaction_id = BYTES_LIT("second");
	change.download_attempts_max = 0;
	assert_int_equal(profile_change(f->s, &change), OK);
	assert_true(bytes_eq(fixture_get(f, 1).attempt_transaction_id, BYTES_LIT("first")));
}

static void download_attempts_end(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	struct profile_change change = change_to(PROFILE_DOWNLOADED, &cause);
	change.download_attempts_max = 2;
	assert_int_equal(profile_change(f->s, &change), OK);
	assert_int_equal(profile_change(f->s, &change), OK);
	assert_refused(f, &change, ERR_LIMIT);
	assert_int_equal(fixture_get(f, 1).download_attempts, 2);
}

static void confirmation_code_attempts_end(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	struct profile_change change = change_to(PROFILE_RELEASED, &cause);
	change.cc_attempts_max = 1;
	assert_int_equal(profile_change(f->s, &change), OK);
	assert_refused(f, &change, ERR_LIMIT);
	assert_int_equal(fixture_get(f, 1).cc_attempts, 1);
	assert_int_equal(fixture_get(f, 1).download_attempts, 0);
}

static void a_repeated_notification_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	struct profile_notification notification = {eid_a, 1, BYTES_LIT("digest")};
	struct profile_change change = change_to(PROFILE_RELEASED, &cause);
	change.device_state = DEVICE_ENABLED;
	change.notification = &notification;
	assert_int_equal(profile_change(f->s, &change), OK);
	change.device_state = DEVICE_DELETED;
	assert_refused(f, &change, OK);
	change.from[0] = PROFILE_AVAILABLE;
	assert_refused(f, &change, OK);
	assert_int_equal(fixture_get(f, 1).device_state, DEVICE_ENABLED);
}

/* The highest number of all that were counted is kept, until the order is another. */
static void the_highest_notification_is_remembered(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	static const int64_t numbers[] = {4, 9, 7};
	assert_int_equal(fixture_get(f, 1).device_sequence, -1);
	for (size_t i = 0; i < 3; i++) {
		struct profile_notification notification = {eid_a, numbers[i], BYTES_LIT("digest")};
		struct profile_change change = change_to(PROFILE_RELEASED, &cause);
		change.notification = &notification;
		assert_int_equal(profile_change(f->s, &change), OK);
	}
	assert_int_equal(fixture_get(f, 1).device_sequence, 9);
	const struct order_end end = {.iccid = iccid_one, .operator_name = "acme", .cause = &cause};
	assert_int_equal(order_cancel(f->s, &end), OK);
	assert_int_equal(fixture_get(f, 1).device_sequence, -1);
}

/* A notification whose change is refused has not been counted. */
static void a_refused_notification_may_come_again(void **state)
{
	struct fixture *f = *state;
	struct store_cause cause = cause_at(NOW + 5);
	struct profile_notification notification = {eid_a, 1, BYTES_LIT("digest")};
	struct profile_change change = change_to(PROFILE_INSTALLED, &cause);
	change.notification = &notification;
	change.from[0] = change.from[1] = PROFILE_DOWNLOADED;
	assert_int_equal(profile_change(f->s, &change), ERR_WRONG_STATE);
	change.from[0] = PROFILE_RELEASED;
	assert_int_equal(profile_change(f->s, &change), OK);
	assert_int_equal(fixture_get(f, 1).state, PROFILE_INSTALLED);
}

static void unknown_download(void **state)
{
	struct fixture *f = *state;
	struct profile_download got = {};
	assert_int_equal(profile_download_get(f->s, &f->a, BYTES_OF(transaction), &got),
			 ERR_NOT_FOUND);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup_released, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sets_what_a_download_needs),
		TEST(sets_and_wipes_what_an_installation_needs),
		TEST(leaves_an_event_and_messages),
		TEST(links_an_eid_once),
		TEST(refuses_another_eid),
		TEST(refuses_another_state),
		TEST(refuses_another_revision),
		TEST(another_revision_comes_before_another_state),
		TEST(refuses_another_operator),
		TEST(refuses_an_unknown_iccid),
		TEST(a_counted_attempt_names_its_session),
		TEST(download_attempts_end),
		TEST(confirmation_code_attempts_end),
		TEST(a_repeated_notification_changes_nothing),
		TEST(the_highest_notification_is_remembered),
		TEST(a_refused_notification_may_come_again),
		TEST(unknown_download),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
