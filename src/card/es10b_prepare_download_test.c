/* SPDX-License-Identifier: Apache-2.0 */
/* PrepareDownload: each refusal with its code, and which one-time key is used. */
#include "msg/es10b_prepare_download.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include "card_world.h"

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

static void authenticate(struct card_world *w)
{
	card_world_challenge(w);
	assert_int_equal(card_world_authenticate(w), 0);
}

/* The session goes on after a refusal: another try may be right. */
static void refuses(struct card_world *w, uint64_t code)
{
	authenticate(w);
	assert_int_equal(card_world_prepare(w), code);
	assert_int_equal(w->card.session.state, CARD_SESSION_AUTHENTICATED);
}

static void prepares(void **state)
{
	struct card_world *w = *state;
	card_world_begin(w);
	assert_int_equal(w->card.session.state, CARD_SESSION_PREPARED);
	assert_int_equal(w->euicc_otpk.curve, CURVE_P256);
}

static void hands_on_the_hash_of_the_confirmation_code(void **state)
{
	struct card_world *w = *state;
	w->hash_cc = BYTES_LIT("0123456789ABCDEF0123456789ABCDEF");
	card_world_begin(w);
}

static void refuses_without_a_session(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(card_world_prepare(w), ES10B_DOWNLOAD_NO_SESSION_CONTEXT);
	card_world_challenge(w);
	assert_int_equal(card_world_prepare(w), ES10B_DOWNLOAD_NO_SESSION_CONTEXT);
}

static void refuses_after_an_smds(void **state)
{
	struct card_world *w = *state;
	w->auth_key = w->pki.keys[ISSUE_DSAUTH];
	w->auth_certificate = buf_bytes(&w->pki.der[ISSUE_DSAUTH]);
	refuses(w, ES10B_DOWNLOAD_NO_SESSION_CONTEXT);
}

/* A certificate of DPpb that differs in one thing. */
static void refuses_certificate(struct card_world *w, const struct certificate_template *t,
				uint64_t code)
{
	CLEANUP(buf_free) struct buf der = test_pki_issue(&w->pki, t, ISSUE_DPPB);
	w->pb_certificate = buf_bytes(&der);
	refuses(w, code);
}

static void refuses_a_certificate_of_another_role(void **state)
{
	struct card_world *w = *state;
	w->pb_key = w->auth_key;
	w->pb_certificate = w->auth_certificate;
	refuses(w, ES10B_DOWNLOAD_INVALID_CERTIFICATE);
}

static void refuses_what_it_cannot_compute_with(void **state)
{
	struct card_world *w = *state;
	struct certificate_template t = test_pki_template(&w->pki, ISSUE_DPPB);
	t.unknown_critical = "2.999.77";
	refuses_certificate(w, &t, ES10B_DOWNLOAD_UNSUPPORTED_CURVE);
}

static void refuses_the_certificate_of_another_smdp(void **state)
{
	struct card_world *w = *state;
	struct certificate_template t = test_pki_template(&w->pki, ISSUE_DPPB);
	t.registered_id = "2.999.12";
	refuses_certificate(w, &t, ES10B_DOWNLOAD_INVALID_CERTIFICATE);
}

static void refuses_the_certificate_of_another_ci(void **state)
{
	struct card_world *w = *state;
	static struct test_pki other;
	test_pki_make(&other, CURVE_P256);
	assert_int_equal(euicc_add_ci(&w->card, buf_bytes(&other.der[ISSUE_CI])), OK);
	w->pb_key = other.keys[ISSUE_DPPB];
	w->pb_certificate = buf_bytes(&other.der[ISSUE_DPPB]);
	refuses(w, ES10B_DOWNLOAD_INVALID_CERTIFICATE);
	test_pki_free(&other);
}

static void refuses_the_signature_of_another_key(void **state)
{
	struct card_world *w = *state;
	w->pb_key = w->pki.keys[ISSUE_DPAUTH];
	refuses(w, ES10B_DOWNLOAD_INVALID_SIGNATURE);
}

/* smdpSignature2 covers euiccSignature1: one over another session's does not do. */
static void refuses_a_signature_over_another_session(void **state)
{
	struct card_world *w = *state;
	authenticate(w);
	w->euicc_signature1[0] ^= 1;
	assert_int_equal(card_world_prepare(w), ES10B_DOWNLOAD_INVALID_SIGNATURE);
}

static void refuses_another_transaction(void **state)
{
	struct card_world *w = *state;
	w->prepared_transaction_id = BYTES_LIT("another");
	refuses(w, ES10B_DOWNLOAD_INVALID_TRANSACTION_ID);
}

/* A wrong confirmation code is tried again in the same session. */
static void prepares_again(void **state)
{
	struct card_world *w = *state;
	card_world_begin(w);
	w->hash_cc = BYTES_LIT("0123456789ABCDEF0123456789ABCDEF");
	assert_int_equal(card_world_prepare(w), 0);
}

static void takes_a_new_key_each_time(void **state)
{
	struct card_world *w = *state;
	card_world_begin(w);
	struct public_key first = w->euicc_otpk;
	card_world_begin(w);
	assert_false(curve_key_eq(&first, &w->euicc_otpk));
}

static void takes_the_key_that_the_server_remembers(void **state)
{
	struct card_world *w = *state;
	card_world_begin(w);
	struct public_key first = w->euicc_otpk;
	card_world_begin(w);
	w->bpp_euicc_otpk = BYTES_OF(first.point);
	card_world_begin(w);
	assert_true(curve_key_eq(&first, &w->euicc_otpk));
}

static void takes_no_key_that_it_does_not_have(void **state)
{
	struct card_world *w = *state;
	uint8_t strange[CURVE_POINT_LEN] = {4};
	w->bpp_euicc_otpk = BYTES_OF(strange);
	card_world_begin(w);
	assert_false(bytes_eq(BYTES_OF(strange), BYTES_OF(w->euicc_otpk.point)));
}

static void takes_no_key_that_was_for_another_smdp(void **state)
{
	struct card_world *w = *state;
	card_world_begin(w);
	struct public_key first = w->euicc_otpk;
	struct certificate_template auth = test_pki_template(&w->pki, ISSUE_DPAUTH);
	struct certificate_template pb = test_pki_template(&w->pki, ISSUE_DPPB);
	auth.registered_id = pb.registered_id = "2.999.12";
	CLEANUP(buf_free) struct buf auth_der = test_pki_issue(&w->pki, &auth, ISSUE_DPAUTH);
	CLEANUP(buf_free) struct buf pb_der = test_pki_issue(&w->pki, &pb, ISSUE_DPPB);
	w->auth_certificate = buf_bytes(&auth_der);
	w->pb_certificate = buf_bytes(&pb_der);
	w->bpp_euicc_otpk = BYTES_OF(first.point);
	card_world_begin(w);
	assert_false(curve_key_eq(&first, &w->euicc_otpk));
}

static void forgets_the_oldest_key(void **state)
{
	struct card_world *w = *state;
	card_world_begin(w);
	struct public_key first = w->euicc_otpk;
	for (int i = 0; i < EUICC_ONE_TIME_KEYS_MAX; i++)
		card_world_begin(w);
	w->bpp_euicc_otpk = BYTES_OF(first.point);
	card_world_begin(w);
	assert_false(curve_key_eq(&first, &w->euicc_otpk));
}

static void cannot_answer_what_it_cannot_read(void **state)
{
	struct card_world *w = *state;
	assert_true(err_is_refusal(card_world_call(w, BYTES_LIT("\xBF\x21\x00"))));
	assert_int_equal(w->response.len, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(prepares),
		CASE(hands_on_the_hash_of_the_confirmation_code),
		CASE(refuses_without_a_session),
		CASE(refuses_after_an_smds),
		CASE(refuses_a_certificate_of_another_role),
		CASE(refuses_what_it_cannot_compute_with),
		CASE(refuses_the_certificate_of_another_smdp),
		CASE(refuses_the_certificate_of_another_ci),
		CASE(refuses_the_signature_of_another_key),
		CASE(refuses_a_signature_over_another_session),
		CASE(refuses_another_transaction),
		CASE(prepares_again),
		CASE(takes_a_new_key_each_time),
		CASE(takes_the_key_that_the_server_remembers),
		CASE(takes_no_key_that_it_does_not_have),
		CASE(takes_no_key_that_was_for_another_smdp),
		CASE(forgets_the_oldest_key),
		CASE(cannot_answer_what_it_cannot_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
