/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smds_world.h"

static struct world_answer initiate(struct smds_world *s)
{
	return device_initiate(&s->d);
}

static void opens_a_session_of_its_own(void **state)
{
	struct smds_world *s = *state;
	struct session_row row = {};
	assert_true(world_done(initiate(s)));
	assert_int_equal(session_get(s->w.store, &s->w.arena, s->d.transaction_id,
				     s->w.clock.fixed_ms, &row),
			 OK);
	assert_string_equal(row.state, "smds initiated");
	assert_true(bytes_eq(row.ci_pk_id, s->w.pki[0].ci.subject_key_id));
	assert_int_equal(row.expires_at, s->w.clock.fixed_ms + 60 * 1000);
}

static void signs_as_an_smds(void **state)
{
	struct smds_world *s = *state;
	struct certificate auth = {};
	struct es10b_server_signed1 content = {};
	assert_true(world_done(initiate(s)));
	assert_true(bytes_eq(s->d.server_certificate, buf_bytes(&s->w.pki[0].der[ISSUE_DSAUTH])));
	assert_int_equal(certificate_parse(s->d.server_certificate, &auth), OK);
	assert_true(certificate_has_role(&auth, CERTIFICATE_DSAUTH));
	assert_int_equal(
		ecdsa_verify(&auth.public_key, &s->d.server_signed1, 1, s->d.server_signature1),
		OK);
	assert_int_equal(es10b_server_signed1_decode(s->d.server_signed1, &content), OK);
	assert_true(bytes_eq(content.euicc_challenge, BYTES_OF(s->d.challenge)));
	assert_true(bytes_eq(content.server_address, bytes_str(SMDS_WORLD_ADDRESS)));
}

static void under_both_paths(void **state)
{
	struct smds_world *s = *state;
	s->family = "es11";
	assert_true(world_done(initiate(s)));
	s->family = "es12";
	assert_int_equal(initiate(s).result, ERR_NOT_FOUND);
}

static void address_of_another(void **state)
{
	struct smds_world *s = *state;
	s->d.smdp_address = "TestRootSMDS.example.com:443";
	assert_true(world_done(initiate(s)));
	s->d.smdp_address = WORLD_ADDRESS;
	assert_true(world_refused(initiate(s), "8.9.1", "3.8"));
}

static void versions_before_and_after(void **state)
{
	struct smds_world *s = *state;
	s->d.svn = 0x010101;
	assert_true(world_refused(initiate(s), "8.9.3", "3.1"));
	s->d.svn = 0x030000;
	assert_true(world_refused(initiate(s), "8.9.3", "3.1"));
}

static void no_ci_for_signing(void **state)
{
	struct smds_world *s = *state;
	s->d.signing[0] = BYTES_LIT("01234567890123456789");
	assert_true(world_refused(initiate(s), "8.9.2", "3.1"));
}

static void no_ci_for_verification(void **state)
{
	struct smds_world *s = *state;
	s->d.verification[0] = s->w.pki[1].ci.subject_key_id;
	assert_true(world_refused(initiate(s), "8.9.4", "3.7"));
}

static void works_on_brainpool(void **state)
{
	struct smds_world *s = *state;
	s->d.signing[0] = s->d.verification[0] = s->w.pki[1].ci.subject_key_id;
	assert_true(world_done(initiate(s)));
	assert_true(bytes_eq(s->d.server_certificate, buf_bytes(&s->w.pki[1].der[ISSUE_DSAUTH])));
}

static void malformed_request(void **state)
{
	assert_true(world_refused(
		smds_world_es11(*state, "initiateAuthentication", bytes_str("[]")), "1.6", "2.1"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smds_world_setup, smds_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(opens_a_session_of_its_own), TEST(signs_as_an_smds),
		TEST(under_both_paths),		  TEST(address_of_another),
		TEST(versions_before_and_after),  TEST(no_ci_for_signing),
		TEST(no_ci_for_verification),	  TEST(works_on_brainpool),
		TEST(malformed_request),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
