/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "device.h"

/* A released order of acme's n-th profile of type "session" becomes what the device asks for. */
static const char *order(struct device_scene *s, unsigned n, const char *members)
{
	s->d.matching_id = smdpp_world_order(&s->w, WORLD_SESSION, n, members);
	return smdpp_world_iccid(&s->w, WORLD_SESSION, n);
}

static struct world_answer authenticate(struct device_scene *s)
{
	device_up_to_initiate(&s->d);
	return device_authenticate(&s->d);
}

#define EID	",\"eid\":\"" WORLD_EID "\""
#define EID2	",\"eid\":\"" WORLD_EID2 "\""
#define EMPTY	",\"matchingId\":\"\""
#define HOUR_MS INT64_C(3600000)

/* --- what is answered ----------------------------------------------------------------------- */

static void offers_the_profile(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, 0, "");
	assert_true(world_done(authenticate(s)));
	assert_true(bytes_eq(s->d.profile_metadata, s->w.metadata[WORLD_SESSION]));
	assert_false(s->d.cc_required);
	assert_false(bytes_present(s->d.bpp_euicc_otpk));
	struct profile_row row = smdpp_world_profile(&s->w, iccid);
	assert_int_equal(row.state, PROFILE_RELEASED);
	assert_int_equal(row.download_attempts, 1);
	assert_string_equal(row.eid, WORLD_EID);
	struct world_message message = smdpp_world_message(&s->w);
	assert_int_equal(message.point, 1);
	assert_string_equal(message.codes, "");
	assert_int_equal(s->w.woken, 1);
}

static void signs_its_offer(void **state)
{
	struct device_scene *s = *state;
	struct certificate pb = {};
	CLEANUP(buf_free) struct buf input = buf_make(1024);
	(void)order(s, 0, "");
	assert_true(world_done(authenticate(s)));
	assert_true(bytes_eq(s->d.smdp_certificate, buf_bytes(&s->w.pki[0].der[ISSUE_DPPB])));
	assert_int_equal(certificate_parse(s->d.smdp_certificate, &pb), OK);
	assert_int_equal(rsp_chained_input(s->d.smdp_signed2, s->d.euicc_signature1, &input), OK);
	const struct bytes whole = buf_bytes(&input);
	assert_int_equal(ecdsa_verify(&pb.public_key, &whole, 1, s->d.smdp_signature2), OK);
}

static void works_on_brainpool(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	const char *matching_id = s->d.matching_id;
	device_free(&s->d);
	device_make(&s->d, &s->w, CURVE_BRAINPOOLP256R1);
	s->d.matching_id = matching_id;
	assert_true(world_done(authenticate(s)));
	assert_true(bytes_eq(s->d.smdp_certificate, buf_bytes(&s->w.pki[1].der[ISSUE_DPPB])));
}

static void asks_for_the_confirmation_code(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, ",\"confirmationCode\":\"1234\"");
	assert_true(world_done(authenticate(s)));
	assert_true(s->d.cc_required);
}

static void finds_the_order_of_the_eid(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, EID EMPTY);
	s->d.matching_id = NULL;
	assert_true(world_done(authenticate(s)));
	s->d.matching_id = "";
	assert_true(world_done(authenticate(s)));
}

/* Whatever its MatchingID is (SGP.23 nominal cases 14 to 18). */
static void finds_the_order_of_the_eid_with_a_matching_id(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, EID);
	s->d.matching_id = NULL;
	assert_true(world_done(authenticate(s)));
	s->d.matching_id = "";
	assert_true(world_done(authenticate(s)));
}

static void a_lower_case_transaction_is_the_same(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	device_up_to_initiate(&s->d);
	struct bytes body = device_authenticate_body(&s->d);
	char *id = strstr((char *)(uintptr_t)body.ptr, "\"transactionId\":\"");
	assert_non_null(id);
	for (id += strlen("\"transactionId\":\""); *id != '"'; id++)
		*id = (char)(*id >= 'A' && *id <= 'F' ? *id + 0x20 : *id);
	assert_true(world_done(smdpp_world_es9p(&s->w, "authenticateClient", body)));
}

static void a_second_try_after_a_wrong_matching_id(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	const char *right = s->d.matching_id;
	s->d.matching_id = "WRONG";
	assert_true(world_refused(authenticate(s), "8.2.6", "3.8"));
	s->d.matching_id = right;
	assert_true(world_done(device_authenticate(&s->d)));
}

static void names_the_key_of_the_earlier_try(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	device_up_to_package(&s->d, s->d.matching_id);
	assert_true(world_done(authenticate(s)));
	assert_true(bytes_eq(s->d.bpp_euicc_otpk, BYTES_OF(s->d.otpk.point)));
}

/* --- the session ---------------------------------------------------------------------------- */

static void unknown_transaction(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	device_up_to_initiate(&s->d);
	s->d.transaction_id = BYTES_LIT("0123456789ABCDEF");
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
}

static void expired_session(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	device_up_to_initiate(&s->d);
	s->w.clock.fixed_ms += 60 * 1000;
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
}

/* From then on it lives its full time, counted from its beginning. */
static void a_proven_session_lives_longer(void **state)
{
	struct device_scene *s = *state;
	struct session_row row = {};
	(void)order(s, 0, "");
	int64_t begun = s->w.clock.fixed_ms;
	device_up_to_initiate(&s->d);
	s->w.clock.fixed_ms += 59 * 1000;
	assert_true(world_done(device_authenticate(&s->d)));
	assert_int_equal(session_get(s->w.store, &s->w.arena, s->d.transaction_id,
				     begun + 600 * 1000 - 1, &row),
			 OK);
	assert_int_equal(row.expires_at, begun + 600 * 1000);
}

/* Another SM-DP+ has had the eUICC answer our challenge, and passes the answer on. */
static void euicc_that_was_at_another_server(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, 0, "");
	device_up_to_initiate(&s->d);
	s->d.smdp_address = "rsp.example.net";
	assert_true(world_refused(device_authenticate(&s->d), "8.1", "6.1"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).download_attempts, 0);
	s->d.smdp_address = "TestSMDPplus1.example.com:443";
	assert_true(world_done(device_authenticate(&s->d)));
}

static void session_that_is_further(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	assert_true(world_done(authenticate(s)));
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
}

static void credentials_are_gone(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	device_up_to_initiate(&s->d);
	struct session_row row = {};
	assert_int_equal(session_get(s->w.store, &s->w.arena, s->d.transaction_id,
				     s->w.clock.fixed_ms, &row),
			 OK);
	assert_int_equal(session_close(s->w.store, row.transaction_id), OK);
	row.credential_set = "none";
	assert_int_equal(session_open(s->w.store, &row), OK);
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
}

static void euicc_refuses(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	device_up_to_initiate(&s->d);
	s->d.refuses = true;
	assert_true(world_refused(device_authenticate(&s->d), "8.1", "6.1"));
	s->d.refuses = false;
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
}

static void another_transaction_is_signed(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	device_up_to_initiate(&s->d);
	s->d.signed_transaction_id = BYTES_LIT("0123456789ABCDEF");
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
}

/* --- the eUICC ------------------------------------------------------------------------------ */

/* The eUICC's certificate, or that of its EUM, made by a changed template. */
static void replace(struct device_scene *s, enum issue_kind kind,
		    const struct certificate_template *t)
{
	struct buf der = test_pki_issue(&s->w.pki[0], t, kind);
	struct bytes kept = {};
	assert_int_equal(arena_dup(&s->w.arena, buf_bytes(&der), &kept), OK);
	buf_free(&der);
	*(kind == ISSUE_EUM ? &s->d.eum : &s->d.euicc) = kept;
}

static struct certificate_template template_of(struct device_scene *s, enum issue_kind kind)
{
	return test_pki_template(&s->w.pki[0], kind);
}

/* A certificate whose signature has one bit changed. */
static struct bytes spoilt(struct device_scene *s, struct bytes der)
{
	struct bytes copy = {};
	assert_int_equal(arena_dup(&s->w.arena, der, &copy), OK);
	((uint8_t *)(uintptr_t)copy.ptr)[copy.len - 1] ^= 1;
	return copy;
}

static void eum_of_an_unknown_ci(void **state)
{
	struct device_scene *s = *state;
	struct test_pki stranger = {};
	test_pki_make(&stranger, CURVE_P256);
	(void)order(s, 0, "");
	s->d.eum = buf_bytes(&stranger.der[ISSUE_EUM]);
	assert_true(world_refused(authenticate(s), "8.11.1", "3.9"));
	test_pki_free(&stranger);
}

static void eum_of_another_ci_than_chosen(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	s->d.eum = buf_bytes(&s->w.pki[1].der[ISSUE_EUM]);
	s->d.euicc = buf_bytes(&s->w.pki[1].der[ISSUE_EUICC]);
	s->d.key = s->w.pki[1].keys[ISSUE_EUICC];
	assert_true(world_refused(authenticate(s), "8.11.1", "3.9"));
}

static void eum_has_expired(void **state)
{
	struct device_scene *s = *state;
	struct certificate_template t = template_of(s, ISSUE_EUM);
	(void)order(s, 0, "");
	t.not_before_ms -= 10 * HOUR_MS;
	t.not_after_ms = t.not_before_ms + HOUR_MS;
	replace(s, ISSUE_EUM, &t);
	assert_true(world_refused(authenticate(s), "8.1.2", "6.3"));
}

static void eum_has_the_wrong_policy(void **state)
{
	struct device_scene *s = *state;
	struct certificate_template t = template_of(s, ISSUE_EUM);
	(void)order(s, 0, "");
	t.policy = "2.23.146.1.2.1.1";
	replace(s, ISSUE_EUM, &t);
	assert_true(world_refused(authenticate(s), "8.1.2", "6.1"));
}

static void eum_has_a_wrong_signature(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	s->d.eum = spoilt(s, s->d.eum);
	assert_true(world_refused(authenticate(s), "8.1.2", "6.1"));
}

static void euicc_has_expired(void **state)
{
	struct device_scene *s = *state;
	struct certificate_template t = template_of(s, ISSUE_EUICC);
	(void)order(s, 0, "");
	t.not_before_ms -= 10 * HOUR_MS;
	t.not_after_ms = t.not_before_ms + HOUR_MS;
	replace(s, ISSUE_EUICC, &t);
	assert_true(world_refused(authenticate(s), "8.1.3", "6.3"));
}

static void euicc_has_the_wrong_usage(void **state)
{
	struct device_scene *s = *state;
	struct certificate_template t = template_of(s, ISSUE_EUICC);
	(void)order(s, 0, "");
	t.key_usage = CERTIFICATE_KEY_CERT_SIGN;
	replace(s, ISSUE_EUICC, &t);
	assert_true(world_refused(authenticate(s), "8.1.3", "6.1"));
}

static void eid_is_outside_the_eum(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	device_set_eid(&s->d, "89049033123451234512345678901235");
	assert_true(world_refused(authenticate(s), "8.1.3", "6.1"));
}

static void euicc_has_a_wrong_signature(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	s->d.euicc = spoilt(s, s->d.euicc);
	assert_true(world_refused(authenticate(s), "8.1.3", "6.1"));
}

static void signature1_is_wrong(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	s->d.breaks_signature = true;
	assert_true(world_refused(authenticate(s), "8.1", "6.1"));
}

static void another_challenge_is_signed(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	device_up_to_initiate(&s->d);
	s->d.server_challenge = BYTES_LIT("0123456789ABCDEF");
	assert_true(world_refused(device_authenticate(&s->d), "8.1", "6.1"));
}

static void what_is_no_certificate(void **state)
{
	struct device_scene *s = *state;
	struct bytes euicc = s->d.euicc;
	(void)order(s, 0, "");
	s->d.euicc = BYTES_LIT("\x30\x00");
	assert_true(world_refused(authenticate(s), "8.1.3", "6.1"));
	s->d.euicc = euicc;
	s->d.eum = BYTES_LIT("\x30\x00");
	assert_true(world_refused(authenticate(s), "8.1.2", "6.1"));
}

static void a_certificate_in_place_of_another(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	s->d.eum = s->d.euicc;
	struct world_answer a = authenticate(s);
	assert_int_equal(a.execution.status, ESX_FAILED);
}

/* --- the order ------------------------------------------------------------------------------ */

static void unknown_matching_id(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, EID);
	s->d.matching_id = "NOT-THERE";
	assert_true(world_refused(authenticate(s), "8.2.6", "3.8"));
	s->d.matching_id = "not_of the alphabet \xc3\xa9";
	assert_true(world_refused(authenticate(s), "8.2.6", "3.8"));
	assert_int_equal(smdpp_world_message(&s->w).n, 0);
}

static void matching_id_of_a_cancelled_order(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, 0, "");
	assert_true(world_done(smdpp_world_acme(
		&s->w, "cancelOrder",
		"\"iccid\":\"%s\",\"finalProfileStatusIndicator\":\"Available\"", iccid)));
	assert_true(world_refused(authenticate(s), "8.2.6", "3.8"));
}

static void matching_id_of_an_installed_profile(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	device_up_to_package(&s->d, s->d.matching_id);
	assert_int_equal(device_install(&s->d, 0).status, 204);
	assert_true(world_refused(authenticate(s), "8.2.6", "3.8"));
}

static void no_order_for_the_eid(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, EID2 EMPTY);
	s->d.matching_id = NULL;
	assert_true(world_refused(authenticate(s), "8.1.1", "3.8"));
	s->d.matching_id = "";
	assert_true(world_refused(authenticate(s), "8.1.1", "3.8"));
}

static void order_of_another_eid(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, EID2);
	assert_true(world_refused(authenticate(s), "8.1.1", "3.8"));
}

/* The first device that comes with the activation code has it. */
static void order_linked_at_first_contact(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	assert_true(world_done(authenticate(s)));
	device_set_eid(&s->d, WORLD_EID2);
	assert_true(world_refused(authenticate(s), "8.1.1", "3.8"));
}

static void order_not_released(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	assert_true(
		world_done(smdpp_world_acme(&s->w, "downloadOrder", "\"iccid\":\"%s\"", iccid)));
	struct world_answer confirmed = smdpp_world_acme(
		&s->w, "confirmOrder", "\"iccid\":\"%s\",\"releaseFlag\":false", iccid);
	s->d.matching_id = world_member(&s->w, confirmed, "matchingId");
	assert_true(world_refused(authenticate(s), "8.2", "1.2"));
	assert_true(
		world_done(smdpp_world_acme(&s->w, "releaseProfile", "\"iccid\":\"%s\"", iccid)));
	assert_true(world_done(authenticate(s)));
}

static void order_has_expired(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	s->w.clock.fixed_ms += WORLD_TTL_H * HOUR_MS - 1;
	assert_true(world_done(authenticate(s)));
	s->w.clock.fixed_ms += 1;
	assert_true(world_refused(authenticate(s), "8.8.5", "4.10"));
}

static void order_without_expiry(void **state)
{
	struct device_scene *s = *state;
	s->w.types[WORLD_SESSION].order_ttl_h = 0;
	(void)order(s, 0, "");
	s->w.clock.fixed_ms += 1000 * HOUR_MS;
	assert_true(world_done(authenticate(s)));
}

static void attempts_are_used_up(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, 0, "");
	for (int i = 0; i < WORLD_DOWNLOADS_MAX; i++)
		assert_true(world_done(authenticate(s)));
	assert_true(world_refused(authenticate(s), "8.8.5", "6.4"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_ERROR);
	struct world_message message = smdpp_world_message(&s->w);
	assert_int_equal(message.point, 1);
	assert_string_equal(message.codes, "8.8.5/6.4");
	assert_int_equal(message.n, WORLD_DOWNLOADS_MAX + 1);
	assert_true(world_refused(authenticate(s), "8.2.6", "3.8"));
}

/* --- eligibility ---------------------------------------------------------------------------- */

static struct rspd_requirements *asked(struct device_scene *s)
{
	return &s->w.types[WORLD_SESSION].requirements;
}

/* Its operator is told why, the attempt counts, and another device may have the profile. */
static void a_device_that_will_not_do(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, 0, "");
	asked(s)->device.nr_5gc = 0x0F0000;
	assert_true(world_refused(authenticate(s), "8.2.5", "4.3"));
	struct profile_row row = smdpp_world_profile(&s->w, iccid);
	assert_int_equal(row.state, PROFILE_RELEASED);
	assert_string_equal(row.eid, "");
	assert_int_equal(row.download_attempts, 1);
	struct world_message message = smdpp_world_message(&s->w);
	assert_int_equal(message.point, 1);
	assert_string_equal(message.codes, "8.2.5/4.3");
	assert_string_equal(message.text, "nr_5gc is 0.0.0, 15.0.0 is asked for");
	device_set_eid(&s->d, WORLD_EID2);
	s->d.capabilities.nr_5gc = BYTES_LIT("\x10\x00\x00");
	assert_true(world_done(authenticate(s)));
	assert_string_equal(smdpp_world_profile(&s->w, iccid).eid, WORLD_EID2);
}

/* The device learns no more than that it will not do. */
static void the_device_is_not_told_why(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	asked(s)->svn = 0x020600;
	struct world_answer a = authenticate(s);
	assert_true(world_refused(a, "8.2.5", "4.3"));
	assert_null(strstr((const char *)a.body.ptr, "2.6"));
	assert_null(strstr((const char *)a.body.ptr, "SVN"));
}

static void the_session_of_one_that_will_not_do_is_over(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, 0, "");
	asked(s)->svn = 0x020600;
	assert_true(world_refused(authenticate(s), "8.2.5", "4.3"));
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).download_attempts, 1);
}

static void devices_that_will_not_do_use_up_the_attempts(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, 0, "");
	asked(s)->svn = 0x020600;
	for (int i = 0; i < WORLD_DOWNLOADS_MAX; i++)
		assert_true(world_refused(authenticate(s), "8.2.5", "4.3"));
	assert_true(world_refused(authenticate(s), "8.8.5", "6.4"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_ERROR);
}

static void too_little_memory(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	asked(s)->free_memory = 500000;
	s->d.info2.ext_card_resource = device_resource(&s->d, 499999);
	assert_true(world_refused(authenticate(s), "8.1", "4.8"));
	assert_string_equal(smdpp_world_message(&s->w).codes, "8.1/4.8");
	s->d.info2.ext_card_resource = device_resource(&s->d, 500000);
	assert_true(world_done(authenticate(s)));
}

static void version_that_is_not_supported(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	s->w.smdpp->role.with.svn_min = 0x020202;
	s->d.info2.svn = BYTES_LIT("\x02\x02\x01");
	assert_true(world_refused(authenticate(s), "8.8", "4.2"));
	assert_string_equal(smdpp_world_message(&s->w).codes, "8.8/4.2");
	s->d.info2.svn = BYTES_LIT("\x02\x02\x02");
	assert_true(world_done(authenticate(s)));
}

/* It matters only where it is asked for. */
static void nonsense_in_the_info(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	s->d.info2.svn = BYTES_LIT("\x09\x09\x09\x09");
	s->d.info2.ext_card_resource = BYTES_LIT("\x82\xFF");
	s->d.info2.profile_version = BYTES_LIT("");
	assert_true(world_done(authenticate(s)));
	s->d.raw_info2 = BYTES_LIT("\xBF\x22\x05\x99\x01\x08\x12\x34");
	assert_true(world_done(authenticate(s)));
}

/* SGP.23 4.3.14 nominal cases 19 to 21: what later versions add is passed over. */
static void extended_capabilities_and_infos(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	s->d.info2.uicc_capability = UINT64_C(0xFFFFFFFFFFFF);
	assert_true(world_done(authenticate(s)));
	s->d.more_of_device_info = BYTES_LIT("\x83\x02\x07\x80\xBF\x7F\x03\x80\x01\x00");
	assert_true(world_done(authenticate(s)));
	s->d.more_of_info2 = BYTES_LIT("\xB0\x03\x80\x01\x05\x91\x02\x05\x00");
	assert_true(world_done(authenticate(s)));
}

static void type_is_configured_no_more(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	s->w.types[WORLD_SESSION].name = "renamed";
	struct world_answer a = authenticate(s);
	assert_false(err_is_refusal(a.result));
	assert_int_not_equal(a.result, OK);
}

/* --- the request ---------------------------------------------------------------------------- */

static void malformed_response(void **state)
{
	struct device_scene *s = *state;
	static const char *const bodies[] = {
		"{\"transactionId\":\"00\",\"authenticateServerResponse\":\"vzgA\"}",
		"{\"transactionId\":\"00\",\"authenticateServerResponse\":\"vzgEoAIwAA==\"}",
		"{\"transactionId\":\"00\",\"authenticateServerResponse\":\"AAAA\"}",
	};
	for (size_t i = 0; i < 3; i++) {
		struct world_answer a =
			smdpp_world_es9p(&s->w, "authenticateClient", bytes_str(bodies[i]));
		assert_int_equal(a.status, 200);
		assert_string_equal(a.execution.code.subject, "1.6");
	}
}

/* However it is cut, it is refused, and nothing breaks. */
static void cut_anywhere(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, "");
	device_up_to_initiate(&s->d);
	struct bytes body = device_authenticate_body(&s->d);
	for (size_t len = 0; len < body.len; len += 7) {
		struct world_answer a =
			smdpp_world_es9p(&s->w, "authenticateClient", bytes_from(body.ptr, len));
		assert_int_equal(a.status, 200);
		assert_int_equal(a.execution.status, ESX_FAILED);
	}
	assert_true(world_done(smdpp_world_es9p(&s->w, "authenticateClient", body)));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(offers_the_profile),
		TEST(signs_its_offer),
		TEST(works_on_brainpool),
		TEST(asks_for_the_confirmation_code),
		TEST(finds_the_order_of_the_eid),
		TEST(finds_the_order_of_the_eid_with_a_matching_id),
		TEST(a_lower_case_transaction_is_the_same),
		TEST(a_second_try_after_a_wrong_matching_id),
		TEST(names_the_key_of_the_earlier_try),
		TEST(unknown_transaction),
		TEST(expired_session),
		TEST(a_proven_session_lives_longer),
		TEST(euicc_that_was_at_another_server),
		TEST(session_that_is_further),
		TEST(credentials_are_gone),
		TEST(euicc_refuses),
		TEST(another_transaction_is_signed),
		TEST(eum_of_an_unknown_ci),
		TEST(eum_of_another_ci_than_chosen),
		TEST(eum_has_expired),
		TEST(eum_has_the_wrong_policy),
		TEST(eum_has_a_wrong_signature),
		TEST(euicc_has_expired),
		TEST(euicc_has_the_wrong_usage),
		TEST(eid_is_outside_the_eum),
		TEST(euicc_has_a_wrong_signature),
		TEST(signature1_is_wrong),
		TEST(another_challenge_is_signed),
		TEST(what_is_no_certificate),
		TEST(a_certificate_in_place_of_another),
		TEST(unknown_matching_id),
		TEST(matching_id_of_a_cancelled_order),
		TEST(matching_id_of_an_installed_profile),
		TEST(no_order_for_the_eid),
		TEST(order_of_another_eid),
		TEST(order_linked_at_first_contact),
		TEST(order_not_released),
		TEST(order_has_expired),
		TEST(order_without_expiry),
		TEST(attempts_are_used_up),
		TEST(a_device_that_will_not_do),
		TEST(the_device_is_not_told_why),
		TEST(the_session_of_one_that_will_not_do_is_over),
		TEST(devices_that_will_not_do_use_up_the_attempts),
		TEST(too_little_memory),
		TEST(version_that_is_not_supported),
		TEST(nonsense_in_the_info),
		TEST(extended_capabilities_and_infos),
		TEST(type_is_configured_no_more),
		TEST(malformed_response),
		TEST(cut_anywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
