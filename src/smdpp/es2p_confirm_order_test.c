/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smdpp_world.h"

/* Order acme's n-th profile of type "session"; its ICCID. */
static const char *ordered(struct smdpp_world *w, unsigned n, const char *eid)
{
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, n);
	struct world_answer a =
		eid ? smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\",\"eid\":\"%s\"", iccid,
				       eid)
		    : smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid);
	assert_true(world_done(a));
	return iccid;
}

static struct world_answer confirm(struct smdpp_world *w, const char *iccid, const char *members)
{
	return smdpp_world_acme(w, "confirmOrder", "\"iccid\":\"%s\"%s", iccid, members);
}

#define KEEP	",\"releaseFlag\":false"
#define RELEASE ",\"releaseFlag\":true"
#define EID	",\"eid\":\"" WORLD_EID "\""
#define EID2	",\"eid\":\"" WORLD_EID2 "\""

static void confirms(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, NULL);
	struct world_answer a = confirm(w, iccid, KEEP);
	assert_true(world_done(a));
	assert_int_equal(strlen(world_member(w, a, "matchingId")), 31);
	assert_string_equal(world_member(w, a, "smdpAddress"), WORLD_ADDRESS);
	struct profile_row row = smdpp_world_profile(w, iccid);
	assert_int_equal(row.state, PROFILE_CONFIRMED);
	assert_false(row.cc_required);
	assert_int_equal(row.expires_at, w->clock.fixed_ms + WORLD_TTL_H * INT64_C(3600000));
}

static void confirms_and_releases(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, NULL);
	assert_true(world_done(confirm(w, iccid, RELEASE)));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_RELEASED);
}

static void takes_the_operators_matching_id(void **state)
{
	struct smdpp_world *w = *state;
	struct world_answer a =
		confirm(w, ordered(w, 0, NULL), RELEASE ",\"matchingId\":\"ABC-123\"");
	assert_true(world_done(a));
	assert_string_equal(world_member(w, a, "matchingId"), "ABC-123");
}

static void two_orders_get_two_matching_ids(void **state)
{
	struct smdpp_world *w = *state;
	struct world_answer a = confirm(w, ordered(w, 0, NULL), RELEASE);
	struct world_answer b = confirm(w, ordered(w, 1, NULL), RELEASE);
	assert_string_not_equal(world_member(w, a, "matchingId"), world_member(w, b, "matchingId"));
}

static void empty_matching_id_stays_empty(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, WORLD_EID);
	struct world_answer a = confirm(w, iccid, RELEASE ",\"matchingId\":\"\"");
	assert_true(world_done(a));
	assert_string_equal(world_member(w, a, "matchingId"), "");
	assert_string_equal(world_member(w, a, "eid"), WORLD_EID);
	assert_false(bytes_present(smdpp_world_profile(w, iccid).matching_id_hmac));
}

static void links_the_eid(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, NULL);
	struct world_answer a = confirm(w, iccid, RELEASE EID);
	assert_true(world_done(a));
	assert_string_equal(world_member(w, a, "eid"), WORLD_EID);
	assert_string_equal(smdpp_world_profile(w, iccid).eid, WORLD_EID);
}

static void asks_for_the_confirmation_code(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, NULL);
	assert_true(world_done(confirm(w, iccid, RELEASE ",\"confirmationCode\":\"1234\"")));
	assert_true(smdpp_world_profile(w, iccid).cc_required);
}

/* Not even its hash, unless sealed: it is short. */
static void keeps_no_code_in_clear(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, NULL);
	assert_true(world_done(confirm(
		w, iccid, RELEASE ",\"confirmationCode\":\"72514477\",\"matchingId\":\"SECRET\"")));
	struct profile_row row = smdpp_world_profile(w, iccid);
	assert_null(memmem(row.order_secrets.ptr, row.order_secrets.len, "72514477", 8));
	assert_null(memmem(row.order_secrets.ptr, row.order_secrets.len, "SECRET", 6));
	static const uint8_t hash[] = {0x58, 0x33, 0x5b, 0x0e};
	assert_null(memmem(row.order_secrets.ptr, row.order_secrets.len, hash, sizeof(hash)));
}

static void empty_code_is_no_code(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, NULL);
	assert_true(world_done(confirm(w, iccid, RELEASE ",\"confirmationCode\":\"\"")));
	assert_false(smdpp_world_profile(w, iccid).cc_required);
}

static void answers_a_repetition_alike(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, NULL);
	const char *members = RELEASE EID ",\"confirmationCode\":\"1234\"";
	const char *first = world_member(w, confirm(w, iccid, members), "matchingId");
	struct world_answer again = confirm(w, iccid, members);
	assert_true(world_done(again));
	assert_string_equal(world_member(w, again, "matchingId"), first);
	assert_int_equal(smdpp_world_profile(w, iccid).revision, 3);
}

static void repetition_after_the_release_is_one(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, NULL);
	const char *first = world_member(w, confirm(w, iccid, KEEP), "matchingId");
	assert_true(world_done(smdpp_world_acme(w, "releaseProfile", "\"iccid\":\"%s\"", iccid)));
	struct world_answer again = confirm(w, iccid, KEEP);
	assert_true(world_done(again));
	assert_string_equal(world_member(w, again, "matchingId"), first);
}

static void another_confirmation_is_refused(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, NULL);
	assert_true(world_done(
		confirm(w, iccid, RELEASE ",\"matchingId\":\"A\",\"confirmationCode\":\"1\"")));
	assert_true(world_refused(
		confirm(w, iccid, KEEP ",\"matchingId\":\"A\",\"confirmationCode\":\"1\""), "8.2.1",
		"3.3"));
	assert_true(world_refused(
		confirm(w, iccid, RELEASE ",\"matchingId\":\"B\",\"confirmationCode\":\"1\""),
		"8.2.1", "3.3"));
	assert_true(world_refused(
		confirm(w, iccid, RELEASE ",\"matchingId\":\"A\",\"confirmationCode\":\"2\""),
		"8.2.1", "3.3"));
	assert_true(
		world_refused(confirm(w, iccid, RELEASE ",\"matchingId\":\"A\""), "8.2.1", "3.3"));
	assert_true(world_refused(
		confirm(w, iccid, RELEASE EID ",\"matchingId\":\"A\",\"confirmationCode\":\"1\""),
		"8.2.1", "3.3"));
}

static void unknown_iccid(void **state)
{
	assert_true(world_refused(confirm(*state, "8944000000000000000", RELEASE), "8.2.1", "3.9"));
}

static void iccid_is_not_allowed(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_FOREIGN, 0);
	w->operators[WORLD_ACME].foreign = RSPD_FOREIGN_NOT_ALLOWED;
	assert_true(world_refused(confirm(w, iccid, RELEASE), "8.2.1", "1.2"));
}

static void iccid_of_another_operator(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_refused(confirm(w, smdpp_world_iccid(w, WORLD_FOREIGN, 0), RELEASE),
				  "8.2.1", "3.9"));
}

static void profile_not_ordered(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_refused(confirm(w, smdpp_world_iccid(w, WORLD_SESSION, 0), RELEASE),
				  "8.2.1", "3.3"));
}

static void empty_matching_id_without_eid(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_refused(confirm(w, ordered(w, 0, NULL), RELEASE ",\"matchingId\":\"\""),
				  "8.1.1", "2.2"));
}

static void smds_address_without_eid(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_refused(
		confirm(w, ordered(w, 0, NULL), RELEASE ",\"smdsAddress\":\"ds.example.com\""),
		"8.1.1", "2.2"));
}

static void eid_is_not_that_of_the_order(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, WORLD_EID);
	assert_true(world_refused(confirm(w, iccid, RELEASE EID2), "8.1.1", "3.10"));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_LINKED);
}

static void smds_is_not_reached(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, WORLD_EID);
	w->smds_away = true;
	assert_true(world_refused(
		confirm(w, iccid, RELEASE ",\"smdsAddress\":\"root.example.com\""), "8.9", "5.1"));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_LINKED);
}

#define ROOT ",\"smdsAddress\":\"root.example.com\""

static void smds_refuses(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, WORLD_EID);
	w->smds.subject = "8.9";
	w->smds.reason = "5.1";
	assert_true(world_refused(confirm(w, iccid, RELEASE ROOT), "8.9", "4.2"));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_LINKED);
}

/* It is said at once, not when the profile is released. */
static void smds_is_not_known(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, WORLD_EID);
	assert_true(world_refused(confirm(w, iccid, KEEP ",\"smdsAddress\":\"ds.example.com\""),
				  "8.9", "5.1"));
	assert_true(world_refused(confirm(w, iccid, KEEP ",\"smdsAddress\":\"\""), "8.9", "5.1"));
	w->smds_peers[0].standard = false;
	assert_true(world_refused(confirm(w, iccid, KEEP ",\"smdsAddress\":\".unspecified\""),
				  "8.9", "5.1"));
}

static void smds_address_with_empty_matching_id(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, WORLD_EID);
	assert_true(world_refused(confirm(w, iccid, RELEASE ROOT ",\"matchingId\":\"\""), "8.2.6",
				  "2.1"));
	assert_int_equal(w->smds.registrations, 0);
}

static void another_smds_is_another_confirmation(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, WORLD_EID);
	assert_true(world_done(confirm(w, iccid, KEEP ROOT)));
	assert_true(world_done(confirm(w, iccid, KEEP ROOT)));
	assert_true(world_refused(confirm(w, iccid, KEEP), "8.2.1", "3.3"));
	assert_true(world_refused(confirm(w, iccid, KEEP ",\"smdsAddress\":\"alt.example.com\""),
				  "8.2.1", "3.3"));
}

static void matching_id_in_use(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_done(confirm(w, ordered(w, 0, NULL), RELEASE ",\"matchingId\":\"ABC\"")));
	const char *second = ordered(w, 1, NULL);
	assert_true(world_refused(confirm(w, second, RELEASE ",\"matchingId\":\"ABC\""), "8.2.6",
				  "3.3"));
	assert_int_equal(smdpp_world_profile(w, second).state, PROFILE_ALLOCATED);
}

static void matching_id_is_malformed(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0, NULL);
	w->operators[WORLD_ACME].matching_id_min = 4;
	assert_true(world_refused(confirm(w, iccid, RELEASE ",\"matchingId\":\"A_BCD\""), "8.2.6",
				  "2.1"));
	assert_true(world_refused(confirm(w, iccid, RELEASE ",\"matchingId\":\"abcd\""), "8.2.6",
				  "2.1"));
	assert_true(world_refused(confirm(w, iccid, RELEASE ",\"matchingId\":\"A-B-C\""), "8.2.6",
				  "2.1"));
	assert_true(world_done(confirm(w, iccid, RELEASE ",\"matchingId\":\"A-BCD\"")));
}

static void an_empty_matching_id_may_be_short(void **state)
{
	struct smdpp_world *w = *state;
	w->operators[WORLD_ACME].matching_id_min = 12;
	const char *iccid = ordered(w, 0, NULL);
	assert_true(world_done(confirm(w, iccid, RELEASE EID ",\"matchingId\":\"\"")));
}

static void a_dialect_widens_the_matching_id(void **state)
{
	struct smdpp_world *w = *state;
	w->operators[WORLD_ACME].dialect.matching_id_extra = "_";
	struct world_answer a = confirm(w, ordered(w, 0, NULL), RELEASE ",\"matchingId\":\"A_B\"");
	assert_true(world_done(a));
	assert_string_equal(world_member(w, a, "matchingId"), "A_B");
	assert_true(
		world_refused(confirm(w, ordered(w, 1, NULL), RELEASE ",\"matchingId\":\"A_b\""),
			      "8.2.6", "2.1"));
}

static void release_flag_is_mandatory(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_refused(confirm(w, ordered(w, 0, NULL), ""), "1.6", "2.2"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(confirms),
		TEST(confirms_and_releases),
		TEST(takes_the_operators_matching_id),
		TEST(two_orders_get_two_matching_ids),
		TEST(empty_matching_id_stays_empty),
		TEST(links_the_eid),
		TEST(asks_for_the_confirmation_code),
		TEST(keeps_no_code_in_clear),
		TEST(empty_code_is_no_code),
		TEST(answers_a_repetition_alike),
		TEST(repetition_after_the_release_is_one),
		TEST(another_confirmation_is_refused),
		TEST(unknown_iccid),
		TEST(iccid_is_not_allowed),
		TEST(iccid_of_another_operator),
		TEST(profile_not_ordered),
		TEST(empty_matching_id_without_eid),
		TEST(smds_address_without_eid),
		TEST(eid_is_not_that_of_the_order),
		TEST(smds_is_not_reached),
		TEST(smds_refuses),
		TEST(smds_is_not_known),
		TEST(smds_address_with_empty_matching_id),
		TEST(another_smds_is_another_confirmation),
		TEST(matching_id_in_use),
		TEST(matching_id_is_malformed),
		TEST(an_empty_matching_id_may_be_short),
		TEST(a_dialect_widens_the_matching_id),
		TEST(release_flag_is_mandatory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
