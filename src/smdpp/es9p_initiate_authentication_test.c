/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "codec/tlv.h"
#include "device.h"
#include "msg/es10b_authenticate_server.h"

static struct world_answer initiate(struct device_scene *s)
{
	return device_initiate(&s->d);
}

static void opens_a_session(void **state)
{
	struct device_scene *s = *state;
	struct session_row row = {};
	assert_true(world_done(initiate(s)));
	assert_int_equal(s->d.transaction_id.len, TRANSACTION_ID_LEN);
	assert_int_equal(session_get(s->w.store, &s->w.arena, s->d.transaction_id,
				     s->w.clock.fixed_ms, &row),
			 OK);
	assert_string_equal(row.state, "initiated");
	assert_true(bytes_eq(row.server_challenge, s->d.server_challenge));
	assert_true(bytes_eq(row.ci_pk_id, s->w.pki[0].ci.subject_key_id));
	assert_int_equal(row.expires_at, s->w.clock.fixed_ms + 60 * 1000);
}

static void signs_what_it_says(void **state)
{
	struct device_scene *s = *state;
	struct certificate auth = {};
	struct es10b_server_signed1 content = {};
	assert_true(world_done(initiate(s)));
	assert_int_equal(certificate_parse(s->d.server_certificate, &auth), OK);
	assert_int_equal(
		ecdsa_verify(&auth.public_key, &s->d.server_signed1, 1, s->d.server_signature1),
		OK);
	assert_int_equal(es10b_server_signed1_decode(s->d.server_signed1, &content), OK);
	assert_true(bytes_eq(content.transaction_id, s->d.transaction_id));
	assert_true(bytes_eq(content.euicc_challenge, BYTES_OF(s->d.challenge)));
	assert_true(bytes_eq(content.server_address, bytes_str(WORLD_ADDRESS)));
	assert_int_equal(content.server_challenge.len, RSP_CHALLENGE_LEN);
	assert_true(bytes_eq(s->d.server_certificate, buf_bytes(&s->w.pki[0].der[ISSUE_DPAUTH])));
	assert_true(bytes_eq(s->d.ci_pk_id, s->w.pki[0].ci.subject_key_id));
}

/* What is stored by them is stored in the order of time. */
static void transaction_ids_grow_with_time(void **state)
{
	struct device_scene *s = *state;
	assert_true(world_done(device_initiate(&s->d)));
	struct bytes id = s->d.transaction_id;
	s->w.clock.fixed_ms++;
	assert_true(world_done(device_initiate(&s->d)));
	assert_true(memcmp(id.ptr, s->d.transaction_id.ptr, id.len) < 0);
}

static void no_two_sessions_are_alike(void **state)
{
	struct device_scene *s = *state;
	assert_true(world_done(initiate(s)));
	struct bytes id = s->d.transaction_id, challenge = s->d.server_challenge;
	assert_true(world_done(initiate(s)));
	assert_false(bytes_eq(id, s->d.transaction_id));
	assert_false(bytes_eq(challenge, s->d.server_challenge));
}

static void address_without_regard_to_case(void **state)
{
	struct device_scene *s = *state;
	s->d.smdp_address = "TestSMDPplus1.Example.COM";
	assert_true(world_done(initiate(s)));
}

static void address_with_or_without_a_port(void **state)
{
	struct device_scene *s = *state;
	s->d.smdp_address = WORLD_ADDRESS ":8443";
	assert_true(world_done(initiate(s)));
	s->w.smdpp->role.with.address = WORLD_ADDRESS ":8443";
	assert_true(world_done(initiate(s)));
	s->d.smdp_address = WORLD_ADDRESS;
	assert_true(world_done(initiate(s)));
	s->d.smdp_address = WORLD_ADDRESS ":8444";
	assert_true(world_refused(initiate(s), "8.8.1", "3.8"));
}

static void address_of_another(void **state)
{
	struct device_scene *s = *state;
	s->d.smdp_address = "testsmdpplus2.example.com";
	assert_true(world_refused(initiate(s), "8.8.1", "3.8"));
	s->d.smdp_address = "testsmdpplus1.example.co";
	assert_true(world_refused(initiate(s), "8.8.1", "3.8"));
}

static void versions_of_2(void **state)
{
	struct device_scene *s = *state;
	static const uint32_t versions[] = {0x020000, 0x020201, 0x020202, 0x020300, 0x020700};
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		s->d.svn = versions[i];
		assert_true(world_done(initiate(s)));
	}
}

static void versions_before_and_after(void **state)
{
	struct device_scene *s = *state;
	s->d.svn = 0x010101;
	assert_true(world_refused(initiate(s), "8.8.3", "3.1"));
	s->d.svn = 0x030000;
	assert_true(world_refused(initiate(s), "8.8.3", "3.1"));
}

static void versions_below_the_configured_one(void **state)
{
	struct device_scene *s = *state;
	s->w.smdpp->role.with.svn_min = 0x020202;
	s->d.svn = 0x020201;
	assert_true(world_refused(initiate(s), "8.8.3", "3.1"));
	s->d.svn = 0x020202;
	assert_true(world_done(initiate(s)));
}

/* The lowest version that it supports is what counts here; what else it announces is not for us,
 * and nothing of version 3 is sent to it. */
static void an_euicc_and_a_device_of_version_3(void **state)
{
	struct device_scene *s = *state;
	s->d.svn = 0x020200;
	s->d.more_of_info1 = BYTES_LIT("\xB1\x00\x88\x02\x05\x20\x93\x03\x03\x01\x00");
	s->d.more_json = ",\"lpaRspCapability\":\"AgbA\",\"somethingNew\":{\"a\":[1,null]}";
	struct world_answer a = initiate(s);
	assert_true(world_done(a));
	static const char *const later[] = {"otherCertsInChain", "crlList", "serverRspCapability"};
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		assert_null(strstr((const char *)a.body.ptr, later[i]));
	struct bytes signed1 = s->d.server_signed1;
	struct tlv whole = {}, found = {};
	assert_int_equal(tlv_only(signed1, 0x30, &whole), OK);
	assert_int_equal(tlv_find(whole.value, 0xA5, &found), ERR_MISSING);
	assert_int_equal(tlv_find(whole.value, 0x86, &found), ERR_MISSING);
}

/* The eUICC's first choice for signing that it can also verify (SGP.22 §5.6.1). */
static void chooses_by_the_signing_list(void **state)
{
	struct device_scene *s = *state;
	struct bytes p256 = s->w.pki[0].ci.subject_key_id;
	struct bytes brainpool = s->w.pki[1].ci.subject_key_id;
	s->d.signing[0] = brainpool;
	s->d.signing[1] = p256;
	s->d.verification[0] = p256;
	s->d.verification[1] = brainpool;
	assert_true(world_done(initiate(s)));
	assert_true(bytes_eq(s->d.ci_pk_id, brainpool));
	assert_true(bytes_eq(s->d.server_certificate, buf_bytes(&s->w.pki[1].der[ISSUE_DPAUTH])));
	s->d.verification[1] = (struct bytes){};
	assert_true(world_done(initiate(s)));
	assert_true(bytes_eq(s->d.ci_pk_id, p256));
}

static void unknown_ci_before_a_known_one(void **state)
{
	struct device_scene *s = *state;
	s->d.signing[1] = s->d.signing[0];
	s->d.signing[0] = BYTES_LIT("01234567890123456789");
	assert_true(world_done(initiate(s)));
}

static void no_ci_for_signing(void **state)
{
	struct device_scene *s = *state;
	s->d.signing[0] = BYTES_LIT("01234567890123456789");
	assert_true(world_refused(initiate(s), "8.8.2", "3.1"));
	s->d.signing[0] = (struct bytes){};
	assert_true(world_refused(initiate(s), "8.8.2", "3.1"));
}

static void no_ci_for_verification(void **state)
{
	struct device_scene *s = *state;
	s->d.verification[0] = BYTES_LIT("01234567890123456789");
	assert_true(world_refused(initiate(s), "8.8.4", "3.7"));
	s->d.verification[0] = s->w.pki[1].ci.subject_key_id;
	assert_true(world_refused(initiate(s), "8.8.4", "3.7"));
}

static void malformed_info(void **state)
{
	struct device_scene *s = *state;
	static const char body[] =
		"{\"smdpAddress\":\"" WORLD_ADDRESS
		"\",\"euiccChallenge\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"euiccInfo1\":\"vyAA\"}";
	assert_true(world_refused(
		smdpp_world_es9p(&s->w, "initiateAuthentication", bytes_str(body)), "1.6", "2.2"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(opens_a_session),
		TEST(signs_what_it_says),
		TEST(transaction_ids_grow_with_time),
		TEST(no_two_sessions_are_alike),
		TEST(address_without_regard_to_case),
		TEST(address_with_or_without_a_port),
		TEST(address_of_another),
		TEST(versions_of_2),
		TEST(versions_before_and_after),
		TEST(versions_below_the_configured_one),
		TEST(an_euicc_and_a_device_of_version_3),
		TEST(chooses_by_the_signing_list),
		TEST(unknown_ci_before_a_known_one),
		TEST(no_ci_for_signing),
		TEST(no_ci_for_verification),
		TEST(malformed_info),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
