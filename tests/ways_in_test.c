/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The three ways to an order (SGP.22 §3.1.3): the default SM-DP+ address, an event of an SM-DS, an
 * activation code; each with the MatchingID sent, empty and absent, with and without a confirmation
 * code, with the EID known at the order, at its confirmation, or not before the device comes. The
 * cases are those of SGP.23 4.3.13 (retries) and 4.3.14, by their numbers.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "device.h"
#include "msg/es8p_bound_profile_package.h"
#include "msg/es8p_initialise_secure_channel.h"

enum eid_at { EID_AT_ORDER, EID_AT_CONFIRMATION, EID_AT_CONTACT };
enum sent { SENT, EMPTY, ABSENT };

#define CODE "1234"

struct way {
	const char *name;
	enum eid_at eid_at;
	const char *matching_id; /* of the order; NULL: made by the SM-DP+ */
	enum sent sent;
	bool code;
};

static const struct way ways[] = {
	{"01 default SM-DP+", EID_AT_ORDER, "", EMPTY, false},
	{"02 default SM-DP+, code", EID_AT_ORDER, "", EMPTY, true},
	{"05 SM-DS", EID_AT_ORDER, "EVENT-1", SENT, false},
	{"06 SM-DS, code", EID_AT_ORDER, "EVENT-1", SENT, true},
	{"08 activation code", EID_AT_ORDER, NULL, SENT, false},
	{"09 activation code, code", EID_AT_ORDER, NULL, SENT, true},
	{"11 activation code without EID", EID_AT_CONTACT, NULL, SENT, false},
	{"12 activation code without EID, code", EID_AT_CONTACT, NULL, SENT, true},
	{"14 default SM-DP+, absent", EID_AT_ORDER, "", ABSENT, false},
	{"15 SM-DS, absent", EID_AT_ORDER, "EVENT-1", ABSENT, false},
	{"16 SM-DS, empty", EID_AT_ORDER, "EVENT-1", EMPTY, false},
	{"17 activation code, absent", EID_AT_ORDER, NULL, ABSENT, false},
	{"18 activation code, empty", EID_AT_ORDER, NULL, EMPTY, false},
	{"confirmed for the EID, sent", EID_AT_CONFIRMATION, NULL, SENT, true},
	{"confirmed for the EID, empty", EID_AT_CONFIRMATION, "", EMPTY, false},
	{"confirmed for the EID, absent", EID_AT_CONFIRMATION, "EVENT-2", ABSENT, true},
};
enum { WAYS = sizeof(ways) / sizeof(ways[0]) };

static const char *ordered_for(enum eid_at at, enum eid_at now, const char *eid)
{
	static char text[64];
	(void)snprintf(text, sizeof(text), at == now ? ",\"eid\":\"%s\"" : "", eid);
	return text;
}

/* An order for `eid` in this way, released; the device is told what it is to send. */
static const char *order(struct device_scene *s, const struct way *way, int type, const char *eid)
{
	char members[256] = "";
	const char *iccid = smdpp_world_iccid(&s->w, type, 0);
	assert_true(world_done(smdpp_world_acme(&s->w, "downloadOrder", "\"iccid\":\"%s\"%s", iccid,
						ordered_for(way->eid_at, EID_AT_ORDER, eid))));
	(void)snprintf(members, sizeof(members), "%s%s%s%s%s",
		       ordered_for(way->eid_at, EID_AT_CONFIRMATION, eid),
		       way->code ? ",\"confirmationCode\":\"" CODE "\"" : "",
		       way->matching_id ? ",\"matchingId\":\"" : "",
		       way->matching_id ? way->matching_id : "", way->matching_id ? "\"" : "");
	/* ConfirmOrder repeats the EID where the MatchingID is empty (SGP.22 §5.3.2). */
	const char *again = way->eid_at == EID_AT_ORDER && way->matching_id
				    ? ordered_for(EID_AT_ORDER, EID_AT_ORDER, eid)
				    : "";
	struct world_answer confirmed =
		smdpp_world_acme(&s->w, "confirmOrder", "\"iccid\":\"%s\",\"releaseFlag\":true%s%s",
				 iccid, members, again);
	assert_true(world_done(confirmed));
	static const char *const empty_or_absent[] = {[EMPTY] = "", [ABSENT] = NULL};
	s->d.matching_id = way->sent == SENT ? world_member(&s->w, confirmed, "matchingId")
					     : empty_or_absent[way->sent];
	s->d.confirmation_code = way->code ? CODE : NULL;
	s->d.iccid = iccid;
	return iccid;
}

static struct world_answer authenticate(struct device_scene *s)
{
	device_up_to_initiate(&s->d);
	return device_authenticate(&s->d);
}

/* Each case in a world of its own. */
static struct device_scene *begin(void)
{
	void *state = NULL;
	assert_int_equal(device_setup(&state), 0);
	return state;
}

static void end(struct device_scene *s)
{
	void *state = s;
	assert_int_equal(device_teardown(&state), 0);
}

static void check(const struct way *way, bool holds, const char *what)
{
	if (!holds)
		fail_msg("%s: %s", way->name, what);
}

static void every_way_leads_to_the_profile(void **state)
{
	(void)state;
	for (size_t i = 0; i < WAYS; i++) {
		struct device_scene *s = begin();
		const struct way *way = &ways[i];
		const char *iccid = order(s, way, WORLD_SESSION, WORLD_EID);
		check(way, world_done(authenticate(s)), "not authenticated");
		check(way, s->d.cc_required == way->code, "ccRequiredFlag");
		check(way, world_done(device_get_package(&s->d)), "no package");
		check(way, device_install(&s->d, 0).status == 204, "no acknowledgement");
		struct profile_row row = smdpp_world_profile(&s->w, iccid);
		check(way, row.state == PROFILE_INSTALLED, "not installed");
		check(way, strcmp(row.eid, WORLD_EID) == 0, "another EID");
		end(s);
	}
}

/* SGP.23 4.3.14 #03. */
static void a_second_attempt_after_a_wrong_matching_id(void **state)
{
	(void)state;
	for (size_t i = 0; i < WAYS; i++) {
		struct device_scene *s = begin();
		(void)order(s, &ways[i], WORLD_SESSION, WORLD_EID);
		const char *right = s->d.matching_id;
		s->d.matching_id = "WRONG";
		check(&ways[i], world_refused(authenticate(s), "8.2.6", "3.8"), "not refused");
		s->d.matching_id = right;
		check(&ways[i], world_done(authenticate(s)), "no second attempt");
		end(s);
	}
}

/* SGP.23 4.3.14 errors #14, #19, #20: the order is another eUICC's, whichever way it was made; an
 * order that is nobody's yet goes to whoever comes with its MatchingID. */
static void an_order_for_another_eid(void **state)
{
	(void)state;
	for (size_t i = 0; i < WAYS; i++) {
		struct device_scene *s = begin();
		const char *iccid = order(s, &ways[i], WORLD_SESSION, WORLD_EID2);
		struct world_answer a = authenticate(s);
		if (ways[i].eid_at == EID_AT_CONTACT)
			check(&ways[i], world_done(a), "refused");
		else
			check(&ways[i], world_refused(a, "8.1.1", "3.8"), "not refused");
		if (ways[i].eid_at != EID_AT_CONTACT)
			check(&ways[i], smdpp_world_profile(&s->w, iccid).download_attempts == 0,
			      "counted");
		end(s);
	}
}

/* SGP.23 4.3.14 errors #11 to #13, #21: the MatchingID decides, where there is one. */
static void a_matching_id_that_is_no_orders(void **state)
{
	(void)state;
	for (size_t i = 0; i < WAYS; i++) {
		struct device_scene *s = begin();
		(void)order(s, &ways[i], WORLD_SESSION, WORLD_EID);
		s->d.matching_id = "NOT-THERE";
		check(&ways[i], world_refused(authenticate(s), "8.2.6", "3.8"), "not refused");
		end(s);
	}
}

/* No order is found by an EID that it has not. */
static void no_matching_id_and_an_order_without_eid(void **state)
{
	(void)state;
	static const struct way way = {"without EID", EID_AT_CONTACT, NULL, ABSENT, false};
	struct device_scene *s = begin();
	(void)order(s, &way, WORLD_SESSION, WORLD_EID);
	assert_true(world_refused(authenticate(s), "8.1.1", "3.8"));
	s->d.matching_id = "";
	assert_true(world_refused(authenticate(s), "8.1.1", "3.8"));
	end(s);
}

/* SGP.23 4.3.14 errors #8, #16, #17, in every way. */
static void orders_that_are_not_ready_or_over(void **state)
{
	(void)state;
	for (size_t i = 0; i < WAYS; i++) {
		struct device_scene *s = begin();
		s->w.types[WORLD_SESSION].max_download_attempts = 1;
		(void)order(s, &ways[i], WORLD_SESSION, WORLD_EID);
		check(&ways[i], world_done(authenticate(s)), "refused");
		s->w.clock.fixed_ms += INT64_C(3600000) * WORLD_TTL_H;
		check(&ways[i], world_refused(authenticate(s), "8.8.5", "4.10"), "not expired");
		s->w.clock.fixed_ms -= INT64_C(3600000) * WORLD_TTL_H;
		check(&ways[i], world_refused(authenticate(s), "8.8.5", "6.4"), "a second attempt");
		end(s);
	}
}

/* --- retries -------------------------------------------------------------------------------- */

/* otPK.DP of the package that the device holds. */
static struct bytes smdp_otpk(struct device_scene *s)
{
	struct es8p_bound_profile_package bpp = {};
	struct es8p_initialise_secure_channel channel = {};
	assert_int_equal(es8p_bound_profile_package_decode(s->d.bpp, &bpp), OK);
	assert_int_equal(
		es8p_initialise_secure_channel_decode(bpp.initialise_secure_channel, &channel), OK);
	return channel.smdp_otpk;
}

/* SGP.23 4.3.13 RetryCases, 4.3.14 RetryCases_Reuse_OTPK: the second attempt names the eUICC's key
 * of the first; the eUICC uses it again, or, having lost it, makes another. */
static void retry(const struct way *way, int type, bool same_key)
{
	struct device_scene *s = begin();
	(void)order(s, way, type, WORLD_EID);
	check(way, world_done(authenticate(s)), "not authenticated");
	check(way, !bytes_present(s->d.bpp_euicc_otpk), "a key before there was any");
	check(way, world_done(device_get_package(&s->d)), "no package");
	struct bytes first_key = {}, first = smdp_otpk(s);
	assert_int_equal(arena_dup(&s->w.arena, BYTES_OF(s->d.otpk.point), &first_key), OK);
	check(way, world_done(authenticate(s)), "no second attempt");
	check(way, bytes_eq(s->d.bpp_euicc_otpk, first_key), "the key of the first attempt");
	if (!same_key)
		device_new_otpk(&s->d);
	check(way, world_done(device_get_package(&s->d)), "no second package");
	check(way, bytes_eq(first, smdp_otpk(s)) == same_key, "otPK.DP");
	check(way, device_install(&s->d, 0).status == 204, "no acknowledgement");
	check(way, smdpp_world_profile(&s->w, s->d.iccid).state == PROFILE_INSTALLED, "installed");
	end(s);
}

static void retries_with_the_same_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < WAYS; i++) {
		retry(&ways[i], i % 2 ? WORLD_PPK : WORLD_SESSION, true);
	}
}

static void retries_with_another_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < WAYS; i++) {
		retry(&ways[i], i % 2 ? WORLD_PPK : WORLD_SESSION, false);
	}
}

/* A third attempt with the first key, after a second with another: the binding is the second's. */
static void the_last_key_counts(void **state)
{
	(void)state;
	struct device_scene *s = begin();
	(void)order(s, &ways[4], WORLD_SESSION, WORLD_EID);
	device_up_to_package(&s->d, s->d.matching_id);
	struct bytes first = smdp_otpk(s);
	struct private_key *first_key = s->d.otsk;
	struct public_key first_public = s->d.otpk;
	s->d.otsk = NULL;
	device_new_otpk(&s->d);
	device_up_to_package(&s->d, s->d.matching_id);
	struct bytes second = smdp_otpk(s);
	private_key_free(&s->d.otsk);
	s->d.otsk = first_key;
	s->d.otpk = first_public;
	device_up_to_package(&s->d, s->d.matching_id);
	struct bytes third = smdp_otpk(s);
	assert_false(bytes_eq(first, second));
	assert_false(bytes_eq(first, third));
	assert_false(bytes_eq(second, third));
	end(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_leads_to_the_profile),
		cmocka_unit_test(a_second_attempt_after_a_wrong_matching_id),
		cmocka_unit_test(an_order_for_another_eid),
		cmocka_unit_test(a_matching_id_that_is_no_orders),
		cmocka_unit_test(no_matching_id_and_an_order_without_eid),
		cmocka_unit_test(orders_that_are_not_ready_or_over),
		cmocka_unit_test(retries_with_the_same_key),
		cmocka_unit_test(retries_with_another_key),
		cmocka_unit_test(the_last_key_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
