/* SPDX-License-Identifier: Apache-2.0 */
/* AuthenticateServer: who is believed, what is signed, and each refusal with its code. */
#include "msg/es10b_authenticate_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include "card_world.h"
#include "msg/es10b_get_euicc_info.h"

static int set_up(void **state)
{
	static struct card_world w;
	card_world_make(&w, CURVE_P256);
	*state = &w;
	return 0;
}

static int tear_down(void **state)
{
	card_world_free(*state);
	return 0;
}

/* No session is left after a refusal. */
static void refuses(struct card_world *w, uint64_t code)
{
	card_world_challenge(w);
	assert_int_equal(card_world_authenticate(w), code);
	assert_int_equal(w->card.session.state, CARD_SESSION_NONE);
}

static void signs_what_it_is_and_what_it_was_told(void **state)
{
	struct card_world *w = *state;
	struct es10b_authenticate_server_response r = {};
	struct es10b_euicc_signed1 s = {};
	struct es10b_ctx_params1 ctx = {};
	struct es10b_euicc_info2 info = {};
	card_world_challenge(w);
	assert_int_equal(card_world_authenticate(w), 0);
	assert_int_equal(es10b_authenticate_server_response_decode(buf_bytes(&w->response), &r),
			 OK);
	struct bytes signed1 = r.authenticate_response_ok.euicc_signed1;
	assert_int_equal(es10b_euicc_signed1_decode(signed1, &s), OK);
	assert_true(bytes_eq(s.transaction_id, w->transaction_id));
	assert_true(bytes_eq(s.server_address, w->address));
	assert_true(bytes_eq(s.server_challenge, BYTES_LIT("server-challenge")));
	assert_int_equal(es10b_ctx_params1_decode(s.ctx_params1, &ctx), OK);
	assert_true(bytes_eq(ctx.matching_id, BYTES_LIT("MATCHING-ID")));
	assert_int_equal(es10b_euicc_info2_decode(s.euicc_info2, &info), OK);
	assert_true(bytes_eq(info.svn, BYTES_OF(w->card.settings.svn)));
	assert_true(bytes_eq(r.authenticate_response_ok.euicc_certificate,
			     buf_bytes(&w->pki.der[ISSUE_EUICC])));
	assert_true(bytes_eq(r.authenticate_response_ok.eum_certificate,
			     buf_bytes(&w->pki.der[ISSUE_EUM])));
	assert_int_equal(w->card.session.state, CARD_SESSION_AUTHENTICATED);
}

static void believes_an_smds(void **state)
{
	struct card_world *w = *state;
	w->auth_key = w->pki.keys[ISSUE_DSAUTH];
	w->auth_certificate = buf_bytes(&w->pki.der[ISSUE_DSAUTH]);
	card_world_challenge(w);
	assert_int_equal(card_world_authenticate(w), 0);
	assert_true(w->card.session.is_smds);
}

/* A card with two identities uses the one that the server chooses. */
static void signs_with_the_identity_that_is_asked_for(void **state)
{
	struct card_world *w = *state;
	static struct test_pki other;
	CLEANUP(buf_free) struct buf pem = buf_make(1024);
	test_pki_make(&other, CURVE_BRAINPOOLP256R1);
	assert_int_equal(private_key_pem(other.keys[ISSUE_EUICC], &pem), OK);
	assert_int_equal(euicc_add_ci(&w->card, buf_bytes(&other.der[ISSUE_CI])), OK);
	assert_int_equal(euicc_add_identity(&w->card, buf_bytes(&other.der[ISSUE_EUICC]),
					    buf_bytes(&pem), buf_bytes(&other.der[ISSUE_EUM])),
			 OK);
	card_world_challenge(w);
	assert_int_equal(card_world_authenticate(w), 0);
	assert_int_equal(w->card.session.identity, 0);
	struct test_pki own = w->pki;
	w->pki = other;
	w->ci_pkid = other.ci.subject_key_id;
	card_world_challenge(w);
	assert_int_equal(card_world_authenticate(w), 0);
	assert_int_equal(w->card.session.identity, 1);
	w->pki = own;
	test_pki_free(&other);
}

static void refuses_without_a_challenge(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(card_world_authenticate(w), ES10B_AUTHENTICATE_NO_SESSION_CONTEXT);
}

static void a_challenge_serves_once(void **state)
{
	struct card_world *w = *state;
	card_world_challenge(w);
	assert_int_equal(card_world_authenticate(w), 0);
	assert_int_equal(card_world_authenticate(w), ES10B_AUTHENTICATE_NO_SESSION_CONTEXT);
}

static void refuses_a_server_of_an_unknown_ci(void **state)
{
	struct card_world *w = *state;
	static struct test_pki other;
	test_pki_make(&other, CURVE_P256);
	w->auth_key = other.keys[ISSUE_DPAUTH];
	w->auth_certificate = buf_bytes(&other.der[ISSUE_DPAUTH]);
	refuses(w, ES10B_AUTHENTICATE_CI_PK_UNKNOWN);
	test_pki_free(&other);
}

static void refuses_to_sign_for_an_unknown_ci(void **state)
{
	struct card_world *w = *state;
	w->ci_pkid = BYTES_LIT("01234567890123456789");
	refuses(w, ES10B_AUTHENTICATE_CI_PK_UNKNOWN);
}

/* A certificate of DPauth that differs in one thing. */
static void refuses_certificate(struct card_world *w, const struct certificate_template *t,
				uint64_t code)
{
	CLEANUP(buf_free) struct buf der = test_pki_issue(&w->pki, t, ISSUE_DPAUTH);
	w->auth_certificate = buf_bytes(&der);
	refuses(w, code);
}

static void refuses_a_certificate_of_another_role(void **state)
{
	struct card_world *w = *state;
	struct certificate_template t = test_pki_template(&w->pki, ISSUE_DPAUTH);
	t.policy = test_pki_template(&w->pki, ISSUE_DPPB).policy;
	refuses_certificate(w, &t, ES10B_AUTHENTICATE_INVALID_CERTIFICATE);
}

static void refuses_a_certificate_not_for_signing(void **state)
{
	struct card_world *w = *state;
	struct certificate_template t = test_pki_template(&w->pki, ISSUE_DPAUTH);
	t.key_usage = CERTIFICATE_CRL_SIGN;
	refuses_certificate(w, &t, ES10B_AUTHENTICATE_INVALID_CERTIFICATE);
}

static void refuses_a_certificate_without_oid(void **state)
{
	struct card_world *w = *state;
	struct certificate_template t = test_pki_template(&w->pki, ISSUE_DPAUTH);
	t.registered_id = NULL;
	refuses_certificate(w, &t, ES10B_AUTHENTICATE_INVALID_OID);
}

static void refuses_an_oid_that_it_has_no_room_for(void **state)
{
	struct card_world *w = *state;
	struct certificate_template t = test_pki_template(&w->pki, ISSUE_DPAUTH);
	t.registered_id = "2.999.4000000001.4000000002.4000000003.4000000004.4000000005.4000000006."
			  "4000000007.4000000008.4000000009.4000000010.4000000011.4000000012."
			  "4000000013.4000000014";
	refuses_certificate(w, &t, ES10B_AUTHENTICATE_INVALID_OID);
}

static void refuses_what_it_cannot_compute_with(void **state)
{
	struct card_world *w = *state;
	struct certificate_template t = test_pki_template(&w->pki, ISSUE_DPAUTH);
	t.unknown_critical = "2.999.77";
	refuses_certificate(w, &t, ES10B_AUTHENTICATE_UNSUPPORTED_CURVE);
}

/* The card has no clock: it is the LPA and the server who look at validity. */
static void does_not_look_at_the_time(void **state)
{
	struct card_world *w = *state;
	struct certificate_template t = test_pki_template(&w->pki, ISSUE_DPAUTH);
	t.not_after_ms = t.not_before_ms + 1000;
	CLEANUP(buf_free) struct buf der = test_pki_issue(&w->pki, &t, ISSUE_DPAUTH);
	w->auth_certificate = buf_bytes(&der);
	card_world_challenge(w);
	assert_int_equal(card_world_authenticate(w), 0);
}

static void refuses_a_changed_certificate(void **state)
{
	struct card_world *w = *state;
	CLEANUP(buf_free) struct buf der = buf_make(4096);
	assert_int_equal(buf_put(&der, w->auth_certificate), OK);
	der.ptr[der.len - 1] ^= 1;
	w->auth_certificate = buf_bytes(&der);
	refuses(w, ES10B_AUTHENTICATE_INVALID_CERTIFICATE);
}

static void refuses_the_signature_of_another_key(void **state)
{
	struct card_world *w = *state;
	w->auth_key = w->pki.keys[ISSUE_DPPB];
	refuses(w, ES10B_AUTHENTICATE_INVALID_SIGNATURE);
}

static void refuses_another_challenge(void **state)
{
	struct card_world *w = *state;
	card_world_challenge(w);
	w->challenge[15] ^= 1;
	assert_int_equal(card_world_authenticate(w), ES10B_AUTHENTICATE_EUICC_CHALLENGE_MISMATCH);
}

static void refuses_an_empty_or_endless_address(void **state)
{
	struct card_world *w = *state;
	static const uint8_t endless[CARD_SESSION_ADDRESS_MAX + 1] = "endless";
	w->address = BYTES_LIT("");
	refuses(w, ES10B_AUTHENTICATE_UNDEFINED_ERROR);
	w->address = BYTES_OF(endless);
	refuses(w, ES10B_AUTHENTICATE_UNDEFINED_ERROR);
}

static void cannot_answer_what_it_cannot_read(void **state)
{
	struct card_world *w = *state;
	card_world_challenge(w);
	assert_true(err_is_refusal(card_world_call(w, BYTES_LIT("\xBF\x38\x00"))));
	assert_true(err_is_refusal(card_world_call(w, BYTES_LIT("\xBF\x38\x02\x30\x00"))));
	assert_int_equal(w->response.len, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(signs_what_it_is_and_what_it_was_told),
		CASE(believes_an_smds),
		CASE(signs_with_the_identity_that_is_asked_for),
		CASE(refuses_without_a_challenge),
		CASE(a_challenge_serves_once),
		CASE(refuses_a_server_of_an_unknown_ci),
		CASE(refuses_to_sign_for_an_unknown_ci),
		CASE(refuses_a_certificate_of_another_role),
		CASE(refuses_a_certificate_not_for_signing),
		CASE(refuses_a_certificate_without_oid),
		CASE(refuses_an_oid_that_it_has_no_room_for),
		CASE(refuses_what_it_cannot_compute_with),
		CASE(does_not_look_at_the_time),
		CASE(refuses_a_changed_certificate),
		CASE(refuses_the_signature_of_another_key),
		CASE(refuses_another_challenge),
		CASE(refuses_an_empty_or_endless_address),
		CASE(cannot_answer_what_it_cannot_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
