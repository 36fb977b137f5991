/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smdpp_world.h"

static void takes_the_named_profile(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	struct world_answer a = smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid);
	assert_true(world_done(a));
	assert_string_equal(world_member(w, a, "iccid"), iccid);
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_ALLOCATED);
}

static void takes_any_profile_of_the_type(void **state)
{
	struct smdpp_world *w = *state;
	struct world_answer a = smdpp_world_acme(w, "downloadOrder", "\"profileType\":\"ppk\"");
	assert_true(world_done(a));
	struct profile_row row = smdpp_world_profile(w, world_member(w, a, "iccid"));
	assert_string_equal(row.profile_type, "ppk");
	assert_int_equal(row.state, PROFILE_ALLOCATED);
}

static void links_the_eid(void **state)
{
	struct smdpp_world *w = *state;
	struct world_answer a = smdpp_world_acme(
		w, "downloadOrder", "\"profileType\":\"ppk\",\"eid\":\"" WORLD_EID "\"");
	assert_true(world_done(a));
	struct profile_row row = smdpp_world_profile(w, world_member(w, a, "iccid"));
	assert_int_equal(row.state, PROFILE_LINKED);
	assert_string_equal(row.eid, WORLD_EID);
}

static void iccid_may_be_padded(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	assert_true(world_done(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%sF\"", iccid)));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_ALLOCATED);
}

static void answers_a_repetition_alike(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	for (int i = 0; i < 2; i++) {
		struct world_answer a = smdpp_world_acme(
			w, "downloadOrder", "\"iccid\":\"%s\",\"eid\":\"" WORLD_EID "\"", iccid);
		assert_true(world_done(a));
		assert_string_equal(world_member(w, a, "iccid"), iccid);
	}
	assert_int_equal(smdpp_world_profile(w, iccid).revision, 2);
}

/* Order any profile of a type under this identifier; its ICCID. */
static const char *by_type(struct smdpp_world *w, const char *identifier, const char *members)
{
	w->call_identifier = identifier;
	struct world_answer a =
		smdpp_world_acme(w, "downloadOrder", "\"profileType\":\"ppk\"%s", members);
	w->call_identifier = NULL;
	assert_true(world_done(a));
	return world_member(w, a, "iccid");
}

static void an_order_by_type_again_gets_the_same_profile(void **state)
{
	struct smdpp_world *w = *state;
	const char *first = by_type(w, "a", "");
	size_t events = smdpp_world_count_events(w, first);
	assert_string_equal(by_type(w, "a", ""), first);
	assert_string_equal(by_type(w, "a", ""), first);
	assert_int_equal(smdpp_world_count_events(w, first), events);
	assert_string_not_equal(by_type(w, "b", ""), first);
	assert_string_equal(by_type(w, "a", ""), first);
}

/* That nothing is left now does not matter to an order that got its profile. */
static void an_order_for_the_last_profile_again(void **state)
{
	struct smdpp_world *w = *state;
	static const char *const identifiers[WORLD_STOCK] = {"a", "b", "c", "d"};
	const char *last = NULL;
	for (size_t i = 0; i < WORLD_STOCK; i++)
		last = by_type(w, identifiers[i], "");
	assert_string_equal(by_type(w, "d", ""), last);
	w->call_identifier = "e";
	assert_true(world_refused(smdpp_world_acme(w, "downloadOrder", "\"profileType\":\"ppk\""),
				  "8.2.5", "3.7"));
}

/* An identifier with other parameters is a new call, and tells nothing from then on. */
static void an_identifier_with_other_parameters(void **state)
{
	struct smdpp_world *w = *state;
	const char *first = by_type(w, "a", "");
	const char *second = by_type(w, "a", ",\"eid\":\"" WORLD_EID "\"");
	assert_string_not_equal(first, second);
	const char *third = by_type(w, "a", ",\"eid\":\"" WORLD_EID "\"");
	assert_string_not_equal(second, third);
	assert_string_not_equal(by_type(w, "a", ""), first);
}

/* A caller with one identifier for all: what is confirmed belongs to somebody already. */
static void an_identifier_of_all_calls(void **state)
{
	struct smdpp_world *w = *state;
	const char *first = by_type(w, "a", "");
	assert_true(world_done(smdpp_world_acme(w, "confirmOrder",
						"\"iccid\":\"%s\",\"releaseFlag\":true", first)));
	const char *second = by_type(w, "a", "");
	assert_string_not_equal(first, second);
	assert_string_not_equal(by_type(w, "a", ""), second);
}

static void a_caller_that_is_known_to_reuse_identifiers(void **state)
{
	struct smdpp_world *w = *state;
	w->operators[WORLD_ACME].call_identifiers_reused = true;
	const char *first = by_type(w, "a", "");
	assert_string_not_equal(by_type(w, "a", ""), first);
}

static void neither_iccid_nor_type(void **state)
{
	assert_true(
		world_refused(smdpp_world_acme(*state, "downloadOrder", "%s", ""), "1.6", "2.3"));
}

static void unknown_iccid(void **state)
{
	assert_true(world_refused(
		smdpp_world_acme(*state, "downloadOrder", "\"iccid\":\"8944000000000000000\""),
		"8.2.1", "3.9"));
}

static void iccid_is_not_allowed(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_FOREIGN, 0);
	w->operators[WORLD_ACME].foreign = RSPD_FOREIGN_NOT_ALLOWED;
	assert_true(world_refused(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid),
				  "8.2.1", "1.2"));
}

static void iccid_of_another_operator(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_FOREIGN, 0);
	assert_true(world_refused(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid),
				  "8.2.1", "3.9"));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_AVAILABLE);
}

static void profile_not_available(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	assert_true(world_done(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid)));
	struct world_answer other_eid = smdpp_world_acme(
		w, "downloadOrder", "\"iccid\":\"%s\",\"eid\":\"" WORLD_EID "\"", iccid);
	assert_true(world_refused(other_eid, "8.2.1", "3.3"));
	(void)smdpp_world_order(w, WORLD_SESSION, 1, "");
	assert_true(world_refused(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"",
						   smdpp_world_iccid(w, WORLD_SESSION, 1)),
				  "8.2.1", "3.3"));
}

static void unknown_type(void **state)
{
	assert_true(
		world_refused(smdpp_world_acme(*state, "downloadOrder", "\"profileType\":\"none\""),
			      "8.2.5", "3.9"));
}

static void type_is_not_allowed(void **state)
{
	struct smdpp_world *w = *state;
	w->operators[WORLD_ACME].foreign = RSPD_FOREIGN_NOT_ALLOWED;
	assert_true(
		world_refused(smdpp_world_acme(w, "downloadOrder", "\"profileType\":\"foreign\""),
			      "8.2.5", "1.2"));
}

/* The dialect of the caller, in what is answered; both forms of an ICCID are read. */
static void answers_in_the_callers_dialect(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	w->operators[WORLD_ACME].dialect.iccid_padded = true;
	struct world_answer a = smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid);
	assert_int_equal(strlen(world_member(w, a, "iccid")), 20);
	assert_memory_equal(world_member(w, a, "iccid"), iccid, 19);
	assert_int_equal(world_member(w, a, "iccid")[19], 'F');
}

static void refuses_in_the_callers_dialect(void **state)
{
	struct smdpp_world *w = *state;
	w->operators[WORLD_ACME].dialect.omit_message = true;
	struct world_answer a = smdpp_world_acme(w, "downloadOrder", "\"profileType\":\"none\"");
	assert_string_equal(a.execution.code.subject, "8.2.5");
	assert_null(a.execution.code.message);
}

static void type_of_another_operator(void **state)
{
	assert_true(world_refused(
		smdpp_world_acme(*state, "downloadOrder", "\"profileType\":\"foreign\""), "8.2.5",
		"3.9"));
}

static void type_is_not_that_of_the_iccid(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_refused(smdpp_world_acme(w, "downloadOrder",
						   "\"iccid\":\"%s\",\"profileType\":\"ppk\"",
						   smdpp_world_iccid(w, WORLD_SESSION, 0)),
				  "8.2.5", "3.8"));
}

static void out_of_stock(void **state)
{
	struct smdpp_world *w = *state;
	for (int i = 0; i < WORLD_STOCK; i++)
		assert_true(world_done(
			smdpp_world_acme(w, "downloadOrder", "\"profileType\":\"ppk\"")));
	assert_true(world_refused(smdpp_world_acme(w, "downloadOrder", "\"profileType\":\"ppk\""),
				  "8.2.5", "3.7"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_the_named_profile),
		TEST(takes_any_profile_of_the_type),
		TEST(links_the_eid),
		TEST(iccid_may_be_padded),
		TEST(answers_a_repetition_alike),
		TEST(an_order_by_type_again_gets_the_same_profile),
		TEST(an_order_for_the_last_profile_again),
		TEST(an_identifier_with_other_parameters),
		TEST(an_identifier_of_all_calls),
		TEST(a_caller_that_is_known_to_reuse_identifiers),
		TEST(neither_iccid_nor_type),
		TEST(unknown_iccid),
		TEST(iccid_is_not_allowed),
		TEST(iccid_of_another_operator),
		TEST(profile_not_available),
		TEST(unknown_type),
		TEST(type_is_not_allowed),
		TEST(answers_in_the_callers_dialect),
		TEST(refuses_in_the_callers_dialect),
		TEST(type_of_another_operator),
		TEST(type_is_not_that_of_the_iccid),
		TEST(out_of_stock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
