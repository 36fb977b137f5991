/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+ in ASN.1 (SGP.22 §6.6), over the same functions as in JSON: whole downloads, the cases that
 * SGP.23 has for it (osmocom's TTCN-3 names them *ASN1*), the value of each refusal, and bodies
 * that are none. What the functions do is in their own tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "msg/es10b_cancel_session.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/message_test.h"
#include "smds_world.h"

static int setup(void **state)
{
	int e = device_setup(state);
	struct device_scene *s = *state;
	s->w.binding = ES9P_ASN1;
	return e;
}

/* A released order becomes what the device asks for; its ICCID. */
static const char *order(struct device_scene *s, int type, const char *members)
{
	s->d.matching_id = smdpp_world_order(&s->w, type, 0, members);
	return smdpp_world_iccid(&s->w, type, 0);
}

static const char *up_to_offer(struct device_scene *s)
{
	const char *iccid = order(s, WORLD_SESSION, "");
	device_up_to_authenticate(&s->d, s->d.matching_id);
	return iccid;
}

static const char *up_to_package(struct device_scene *s)
{
	const char *iccid = up_to_offer(s);
	assert_true(world_done(device_get_package(&s->d)));
	return iccid;
}

/* There is no message in ASN.1. */
static bool refused(struct world_answer a, const char *subject, const char *reason)
{
	const struct status_code *code = &a.execution.code;
	return a.result == OK && a.status == 200 && a.execution.status == ESX_FAILED &&
	       code->subject && strcmp(code->subject, subject) == 0 &&
	       strcmp(code->reason, reason) == 0;
}

/* --- downloads ------------------------------------------------------------------------------ */

static void downloads(struct device_scene *s, int type, const char *members)
{
	s->d.iccid = order(s, type, members);
	device_up_to_package(&s->d, s->d.matching_id);
	assert_int_equal(smdpp_world_profile(&s->w, s->d.iccid).state, PROFILE_DOWNLOADED);
	struct world_answer a = device_install(&s->d, 0);
	assert_int_equal(a.result, OK);
	assert_int_equal(a.status, 204);
	assert_int_equal(a.body.len, 0);
	assert_int_equal(smdpp_world_profile(&s->w, s->d.iccid).state, PROFILE_INSTALLED);
}

static void downloads_of_each_protection(void **state)
{
	downloads(*state, WORLD_SESSION, "");
	downloads(*state, WORLD_PPK, "");
	downloads(*state, WORLD_WIDE, "");
}

static void download_on_brainpool(void **state)
{
	struct device_scene *s = *state;
	device_free(&s->d);
	device_make(&s->d, &s->w, CURVE_BRAINPOOLP256R1);
	downloads(s, WORLD_SESSION, "");
}

static void download_with_a_confirmation_code(void **state)
{
	struct device_scene *s = *state;
	s->d.confirmation_code = "1234";
	downloads(s, WORLD_SESSION, ",\"confirmationCode\":\"1234\"");
}

/* A session is not tied to how it began. */
static void bindings_may_change_in_a_session(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, WORLD_SESSION, "");
	s->w.binding = ES9P_JSON;
	assert_true(world_done(device_initiate(&s->d)));
	s->w.binding = ES9P_ASN1;
	assert_true(world_done(device_authenticate(&s->d)));
	s->w.binding = ES9P_JSON;
	assert_true(world_done(device_get_package(&s->d)));
	s->w.binding = ES9P_ASN1;
	assert_int_equal(device_install(&s->d, 0).status, 204);
}

static void a_large_package(const char *iccid, struct buf *out)
{
	size_t mark = 0;
	(void)iccid;
	assert_int_equal(tlv_open(out, 0xA0, &mark), OK);
	for (int i = 0; i < 300 * 1024 / 16; i++)
		assert_int_equal(buf_put(out, BYTES_LIT("\x80\x0E"
							"fourteen bytes")),
				 OK);
	assert_int_equal(tlv_close(out, mark), OK);
}

static void download_of_a_large_package(void **state)
{
	(void)state;
	static struct device_scene s;
	smdpp_world_make(&s.w, &(struct smdpp_world_options){.package = a_large_package});
	device_make(&s.d, &s.w, CURVE_P256);
	s.w.binding = ES9P_ASN1;
	downloads(&s, WORLD_PPK, "");
	assert_true(s.d.bpp.len > 300 * 1024);
	device_free(&s.d);
	smdpp_world_free(&s.w);
}

/* --- TTCN-3: TC_SM_DP_ES9_*ASN1* ------------------------------------------------------------ */

static void case_initiate_authentication_nominal(void **state)
{
	struct device_scene *s = *state;
	assert_true(world_done(device_initiate(&s->d)));
	assert_int_equal(s->d.transaction_id.len, 16);
	assert_true(bytes_eq(s->d.transaction_id, s->d.signed_transaction_id));
	const struct bytes input = s->d.server_signed1;
	struct certificate auth = {};
	assert_int_equal(certificate_parse(s->d.server_certificate, &auth), OK);
	assert_int_equal(ecdsa_verify(&auth.public_key, &input, 1, s->d.server_signature1), OK);
	assert_true(bytes_eq(s->d.ci_pk_id, s->d.signing[0]));
}

static void case_authenticate_client_nominal(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s);
	assert_true(bytes_eq(s->d.profile_metadata, s->w.metadata[WORLD_SESSION]));
	assert_true(bytes_eq(s->d.smdp_certificate, buf_bytes(&s->w.pki[0].der[ISSUE_DPPB])));
}

static void case_get_bound_profile_package_nominal(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_package(s);
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_DOWNLOADED);
	assert_int_equal(s->d.bpp.ptr[0], 0xBF);
	assert_int_equal(s->d.bpp.ptr[1], 0x36);
}

static void case_cancel_session_nominal(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s);
	assert_true(world_done(device_cancel(&s->d, ES10B_CANCEL_END_USER_REJECTION)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_ERROR);
}

static void case_handle_notification_nominal(void **state)
{
	struct device_scene *s = *state;
	s->d.iccid = up_to_package(s);
	assert_int_equal(device_install(&s->d, 0).status, 204);
	s->d.seq_number = 2;
	assert_int_equal(device_notify(&s->d, RSP_EVENT_ENABLE).status, 204);
	assert_int_equal(smdpp_world_profile(&s->w, s->d.iccid).device_state, DEVICE_ENABLED);
}

static const struct bytes strange_id = {
	(const uint8_t *)"\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xAA\xBB\xCC\xDD\xEE\xFF", 16};

/* Where SGP.23 tells the transactionId of the message from the one in what the eUICC signs. */
static struct bytes *outer(struct device *d)
{
	return &d->transaction_id;
}

static struct bytes *inner(struct device *d)
{
	return &d->signed_transaction_id;
}

typedef struct bytes *which_id(struct device *d);

static void unknown_transaction(struct device_scene *s, which_id *which,
				struct world_answer (*ask)(struct device *d))
{
	struct bytes kept = *which(&s->d);
	*which(&s->d) = strange_id;
	assert_true(refused(ask(&s->d), "8.10.1", "3.9"));
	*which(&s->d) = kept;
}

static struct world_answer cancel(struct device *d)
{
	return device_cancel(d, ES10B_CANCEL_POSTPONED);
}

/* SGP.23 4.3.14.2.2 #9 and #10 */
static void case_authenticate_client_transaction_id_mismatch(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, WORLD_SESSION, "");
	device_up_to_initiate(&s->d);
	unknown_transaction(s, outer, device_authenticate);
	unknown_transaction(s, inner, device_authenticate);
}

/* SGP.23 4.3.13.2.10 #02 and #03 */
static void case_get_bound_profile_package_unknown_transaction_id(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s);
	unknown_transaction(s, outer, device_get_package);
	unknown_transaction(s, inner, device_get_package);
}

/* SGP.23 4.3.16.2.1 #06 to #09 */
static void case_cancel_session_after_authenticate_client(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s);
	unknown_transaction(s, outer, cancel);
	unknown_transaction(s, inner, cancel);
}

/* SGP.23 4.3.16.2.2 #08 to #11 */
static void case_cancel_session_after_get_bound_profile_package(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_package(s);
	unknown_transaction(s, outer, cancel);
	unknown_transaction(s, inner, cancel);
	s->d.breaks_signature = true;
	assert_true(refused(cancel(&s->d), "8.1", "6.1"));
}

/* --- refusals ------------------------------------------------------------------------------- */

/* A refusal that has no value of its own: 127, which is no code. */
static bool refused_undefined(struct world_answer a)
{
	return a.result == OK && a.status == 200 && a.execution.status == ESX_FAILED &&
	       !a.execution.code.subject;
}

static void initiate_refuses(void **state)
{
	struct device_scene *s = *state;
	s->d.smdp_address = "other.example.com";
	assert_true(refused(device_initiate(&s->d), "8.8.1", "3.8"));
	s->d.smdp_address = WORLD_ADDRESS;
	s->d.svn = 0x010000;
	assert_true(refused(device_initiate(&s->d), "8.8.3", "3.1"));
	s->d.svn = 0x020202;
	struct bytes known = s->d.signing[0];
	s->d.signing[0] = BYTES_LIT("12345678901234567890");
	assert_true(refused(device_initiate(&s->d), "8.8.2", "3.1"));
	s->d.signing[0] = known;
	s->d.verification[0] = BYTES_LIT("12345678901234567890");
	assert_true(refused_undefined(device_initiate(&s->d)));
}

static void authenticate_refuses(void **state)
{
	struct device_scene *s = *state;
	device_up_to_initiate(&s->d);
	s->d.matching_id = "NOTHING";
	assert_true(refused(device_authenticate(&s->d), "8.2.6", "3.8"));
	device_up_to_initiate(&s->d);
	s->d.breaks_signature = true;
	assert_true(refused(device_authenticate(&s->d), "8.1", "6.1"));
	s->d.breaks_signature = false;
	(void)order(s, WORLD_SESSION, ",\"eid\":\"" WORLD_EID2 "\"");
	device_up_to_initiate(&s->d);
	assert_true(refused(device_authenticate(&s->d), "8.1.1", "3.8"));
}

/* The limit of attempts has no value of its own. */
static void attempts_are_counted(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, WORLD_SESSION, "");
	for (int i = 0; i < WORLD_DOWNLOADS_MAX; i++) {
		device_up_to_initiate(&s->d);
		assert_true(world_done(device_authenticate(&s->d)));
	}
	device_up_to_initiate(&s->d);
	assert_true(refused_undefined(device_authenticate(&s->d)));
	assert_int_equal(
		smdpp_world_profile(&s->w, smdpp_world_iccid(&s->w, WORLD_SESSION, 0)).state,
		PROFILE_ERROR);
}

static void confirmation_codes_are_judged(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, WORLD_SESSION, ",\"confirmationCode\":\"1234\"");
	device_up_to_authenticate(&s->d, s->d.matching_id);
	assert_true(refused(device_get_package(&s->d), "8.2.7", "2.2"));
	s->d.confirmation_code = "4321";
	for (int i = 1; i < WORLD_CODES_MAX; i++)
		assert_true(refused(device_get_package(&s->d), "8.2.7", "3.8"));
	assert_true(refused(device_get_package(&s->d), "8.2.7", "6.4"));
}

static void another_oid_is_refused(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s);
	s->d.smdp_oid = BYTES_LIT("\x2A\x03");
	assert_true(refused_undefined(cancel(&s->d)));
}

/* --- ES11, at an SM-DS --------------------------------------------------------------------------
 */

static int setup_smds(void **state)
{
	int e = smds_world_setup(state);
	struct smds_world *s = *state;
	s->w.binding = ES9P_ASN1;
	return e;
}

static void events_are_found(void **state)
{
	struct smds_world *s = *state;
	assert_string_equal(smds_world_found(s, NULL), "");
	assert_true(world_done(smds_world_register(s, SMDS_WORLD_SMDPP, WORLD_EID, "ONE")));
	assert_true(world_done(smds_world_register(s, SMDS_WORLD_OTHER, WORLD_EID, "TWO")));
	assert_string_equal(smds_world_found(s, NULL), "ONE TWO");
	assert_string_equal(smds_world_found(s, "TWO"), "TWO");
}

static void smds_refuses(void **state)
{
	struct smds_world *s = *state;
	assert_true(refused(smds_world_ask(s, "NONE"), "8.9.5", "3.9"));
	s->d.smdp_address = "other.example.com";
	assert_true(refused(device_initiate(&s->d), "8.9.1", "3.8"));
	s->d.smdp_address = SMDS_WORLD_ADDRESS;
	s->d.svn = 0x010000;
	assert_true(refused(device_initiate(&s->d), "8.9.3", "3.1"));
	s->d.svn = 0x020202;
	s->d.signing[0] = BYTES_LIT("12345678901234567890");
	assert_true(refused(device_initiate(&s->d), "8.9.2", "3.1"));
}

/* A function of the SM-DP+ is none of the SM-DS. */
static void smds_has_no_packages(void **state)
{
	struct smds_world *s = *state;
	struct http_route rows[SMDS_ROUTES_MAX] = {};
	size_t n = smds_routes(SMDS_ES11, rows);
	struct http_request request = {
		.path = BYTES_LIT(ES9P_ASN1_PATH),
		.body = unhex(&s->w.arena, "A210 BF3A0D 80020A0B BF2106 A104 8000 8100"),
	};
	struct world_answer a = smdpp_world_call(&s->w, rows, n, s->smds, &request);
	assert_int_equal(a.result, ERR_NOT_FOUND);
}

/* --- bodies --------------------------------------------------------------------------------- */

static struct world_answer raw(struct device_scene *s, const char *hex)
{
	return smdpp_world_asn1(&s->w, unhex(&s->w.arena, hex));
}

/* No function can be told: the HTTP server makes 400 of a refusal. */
static void bodies_that_ask_for_nothing(void **state)
{
	struct device_scene *s = *state;
	static const char *const bodies[] = {
		"",
		"00",
		"A2",
		"A200",
		"A204 BF3C01",		 /* truncated */
		"A203 BF3C00",		 /* no function of ES9+ */
		"A203 BF4000",		 /* a response of ES11 */
		"A206 BF4100 BF4100",	 /* two */
		"A203 BF4100 00",	 /* something behind it */
		"A303 BF4100",		 /* another tag around it */
		"BF4100",		 /* none around it */
		"A280 BF4100 0000",	 /* an indefinite length */
		"A2850000000003 BF4100", /* a length of 5 bytes */
		"A284FFFFFFFF BF4100",
		"7B7D", /* {} */
	};
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct world_answer a = raw(s, bodies[i]);
		assert_true(err_is_refusal(a.result));
		assert_int_equal(a.body.len, 0);
	}
}

/* The function answers for what is in its own tag; that of notifications says nothing. */
static void malformed_requests_are_answered(void **state)
{
	struct device_scene *s = *state;
	static const char *const rows[][2] = {
		{"A203 BF3900", "A206 BF3903 81017F"},
		{"A203 BF3B00", "A206 BF3B03 81017F"},
		{"A203 BF3A00", "A206 BF3A03 81017F"},
		{"A203 BF4100", "A206 BF4103 81017F"},
		{"A203 BF3D00", ""},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world_answer a = raw(s, rows[i][0]);
		assert_int_equal(a.result, OK);
		assert_int_equal(a.status, rows[i][1][0] ? 200 : 204);
		assert_bytes(a.body, unhex(&s->w.arena, rows[i][1]));
	}
}

static struct bytes in_asn1(struct device_scene *s, const struct es9p_function *f, const void *r)
{
	struct buf out = buf_make(TEST_MAX);
	struct bytes body = {};
	assert_int_equal(es9p_request_encode(f, ES9P_ASN1, r, &out), OK);
	assert_int_equal(arena_dup(&s->w.arena, buf_bytes(&out), &body), OK);
	buf_free(&out);
	return body;
}

/* Not one byte less, and the whole is still good afterwards. */
static void cut_anywhere(void **state)
{
	struct device_scene *s = *state;
	struct es9p_authenticate_client_request r = {};
	(void)order(s, WORLD_SESSION, "");
	device_up_to_initiate(&s->d);
	struct bytes json = device_authenticate_body(&s->d);
	assert_int_equal(es9p_authenticate_client_request_decode(&s->w.arena, json, &r), OK);
	struct bytes body = in_asn1(s, &es9p_authenticate_client, &r);
	for (size_t len = 0; len < body.len; len += 7)
		assert_true(
			err_is_refusal(smdpp_world_asn1(&s->w, bytes_from(body.ptr, len)).result));
	assert_true(smdpp_world_asn1(&s->w, body).body.len > 500);
}

/* The tag of AuthenticateServerResponse stands twice, as some encoders write it. */
static void a_tag_that_stands_twice(void **state)
{
	struct device_scene *s = *state;
	CLEANUP(buf_free) struct buf twice = buf_make(TEST_MAX);
	struct es9p_authenticate_client_request r = {};
	(void)order(s, WORLD_SESSION, "");
	device_up_to_initiate(&s->d);
	struct bytes json = device_authenticate_body(&s->d);
	assert_int_equal(es9p_authenticate_client_request_decode(&s->w.arena, json, &r), OK);
	assert_int_equal(tlv_put(&twice, 0xBF38, r.authenticate_server_response), OK);
	r.authenticate_server_response = buf_bytes(&twice);
	struct bytes body = in_asn1(s, &es9p_authenticate_client, &r);
	assert_true(smdpp_world_asn1(&s->w, body).body.len > 500);
}

/* --- the route ------------------------------------------------------------------------------ */

static void one_path_of_its_own_type(void **state)
{
	(void)state;
	struct http_route rows[ROUTES_MAX] = {};
	size_t n = routes_of(ROUTES_ES9P, rows);
	assert_string_equal(rows[n - 1].path, "/gsma/rsp2/asn1");
	assert_string_equal(rows[n - 1].content_type, "application/x-gsma-rsp-asn1");
	assert_int_equal(rows[n - 1].method, HTTP_METHOD_POST);
	assert_true(rows[n - 1].admin_protocol);
	n = routes_of(ROUTES_ES2P, rows);
	for (size_t i = 0; i < n; i++)
		assert_string_not_equal(rows[i].path, "/gsma/rsp2/asn1");
}

static void calls_are_counted_with_those_in_json(void **state)
{
	struct device_scene *s = *state;
	CLEANUP(buf_free) struct buf text = buf_make(8192);
	device_up_to_initiate(&s->d);
	s->w.binding = ES9P_JSON;
	device_up_to_initiate(&s->d);
	assert_int_equal(routes_metrics(s->w.smdpp, &text), OK);
	assert_int_equal(buf_put_u8(&text, 0), OK);
	assert_non_null(strstr((const char *)text.ptr,
			       "{function=\"ES9+.InitiateAuthentication\",outcome=\"done\"} 2\n"));
}

#define TEST(f)	     cmocka_unit_test_setup_teardown(f, setup, device_teardown)
#define TEST_SMDS(f) cmocka_unit_test_setup_teardown(f, setup_smds, smds_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(downloads_of_each_protection),
		TEST(download_on_brainpool),
		TEST(download_with_a_confirmation_code),
		TEST(bindings_may_change_in_a_session),
		cmocka_unit_test(download_of_a_large_package),
		TEST(case_initiate_authentication_nominal),
		TEST(case_authenticate_client_nominal),
		TEST(case_get_bound_profile_package_nominal),
		TEST(case_cancel_session_nominal),
		TEST(case_handle_notification_nominal),
		TEST(case_authenticate_client_transaction_id_mismatch),
		TEST(case_get_bound_profile_package_unknown_transaction_id),
		TEST(case_cancel_session_after_authenticate_client),
		TEST(case_cancel_session_after_get_bound_profile_package),
		TEST(initiate_refuses),
		TEST(authenticate_refuses),
		TEST(attempts_are_counted),
		TEST(confirmation_codes_are_judged),
		TEST(another_oid_is_refused),
		TEST_SMDS(events_are_found),
		TEST_SMDS(smds_refuses),
		TEST_SMDS(smds_has_no_packages),
		TEST(bodies_that_ask_for_nothing),
		TEST(malformed_requests_are_answered),
		TEST(cut_anywhere),
		TEST(a_tag_that_stands_twice),
		TEST(one_path_of_its_own_type),
		TEST(calls_are_counted_with_those_in_json),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
