/* SPDX-License-Identifier: Apache-2.0 */
/* LoadCRL: which lists are taken, and who is not believed any more. */
#include "msg/es10b_load_crl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include "card/state.h"
#include "card_world.h"
#include "codec/tlv.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es10b_prepare_download.h"
#include "pki/issue_crl.h"

enum { CRL_MAX = 16 * 1024, HOUR_MS = 3600 * 1000, TAKEN = 0 };

static struct crl_template t;
static struct certificate dpauth, dppb, dsauth;

static int set_up(void **state)
{
	static struct card_world w;
	card_world_make(&w, CURVE_P256);
	assert_int_equal(certificate_parse(buf_bytes(&w.pki.der[ISSUE_DPAUTH]), &dpauth), OK);
	assert_int_equal(certificate_parse(buf_bytes(&w.pki.der[ISSUE_DPPB]), &dppb), OK);
	assert_int_equal(certificate_parse(buf_bytes(&w.pki.der[ISSUE_DSAUTH]), &dsauth), OK);
	t = (struct crl_template){.this_update_ms = w.pki.now_ms - HOUR_MS,
				  .next_update_ms = w.pki.now_ms + HOUR_MS,
				  .number = "7"};
	*state = &w;
	return 0;
}

static int tear_down(void **state)
{
	card_world_free(*state);
	return 0;
}

static struct issue_issuer issuer_of(struct test_pki *pki, enum issue_kind kind)
{
	return (struct issue_issuer){pki->keys[kind], buf_bytes(&pki->der[kind])};
}

/* TAKEN, or the card's error. */
static uint64_t load_value(struct card_world *w, struct bytes value)
{
	CLEANUP(buf_free) struct buf request = buf_make(CRL_MAX);
	struct es10b_load_crl_response r = {};
	assert_int_equal(es10b_load_crl_request_encode(value, &request), OK);
	assert_int_equal(card_world_call(w, buf_bytes(&request)), OK);
	assert_int_equal(es10b_load_crl_response_decode(buf_bytes(&w->response), &r), OK);
	assert_false(r.ok && bytes_present(r.missing_parts));
	return r.ok ? TAKEN : r.error;
}

static uint64_t load_by(struct card_world *w, const struct issue_issuer *by)
{
	CLEANUP(buf_free) struct buf der = buf_make(CRL_MAX);
	struct tlv crl = {};
	assert_int_equal(issue_crl(&t, by, &der), OK);
	struct bytes rest = buf_bytes(&der);
	assert_int_equal(tlv_take_tag(&rest, 0x30, &crl), OK);
	return load_value(w, crl.value);
}

static uint64_t load(struct card_world *w)
{
	const struct issue_issuer ci = issuer_of(&w->pki, ISSUE_CI);
	return load_by(w, &ci);
}

static uint64_t load_with(struct card_world *w, const struct certificate *revoked)
{
	static const struct certificate *list[1];
	list[0] = revoked;
	t.revoked = list;
	t.revoked_n = 1;
	return load(w);
}

static uint64_t authenticate(struct card_world *w)
{
	card_world_challenge(w);
	return card_world_authenticate(w);
}

static void a_listed_smdp_is_not_believed(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(authenticate(w), 0);
	assert_int_equal(load_with(w, &dpauth), TAKEN);
	assert_true(w->card.changed);
	assert_int_equal(authenticate(w), ES10B_AUTHENTICATE_INVALID_CERTIFICATE);
	assert_int_equal(w->card.session.state, CARD_SESSION_NONE);
}

static void a_listed_smds_is_not_believed(void **state)
{
	struct card_world *w = *state;
	w->auth_key = w->pki.keys[ISSUE_DSAUTH];
	w->auth_certificate = buf_bytes(&w->pki.der[ISSUE_DSAUTH]);
	assert_int_equal(authenticate(w), 0);
	assert_int_equal(load_with(w, &dsauth), TAKEN);
	assert_int_equal(authenticate(w), ES10B_AUTHENTICATE_INVALID_CERTIFICATE);
}

static void a_listed_binder_is_not_believed(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(load_with(w, &dppb), TAKEN);
	assert_int_equal(authenticate(w), 0);
	assert_int_equal(card_world_prepare(w), ES10B_DOWNLOAD_INVALID_CERTIFICATE);
}

static void others_are_believed_as_before(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(load_with(w, &dsauth), TAKEN);
	card_world_begin(w);
}

static void a_newer_list_takes_the_place_of_an_older_one(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(load_with(w, &dpauth), TAKEN);
	assert_int_equal(load(w), ES10B_CRL_FRESHER_ALREADY_LOADED);
	t.number = "6";
	assert_int_equal(load(w), ES10B_CRL_FRESHER_ALREADY_LOADED);
	t.number = "8";
	t.revoked_n = 0;
	assert_int_equal(load(w), TAKEN);
	assert_int_equal(w->card.n_crls, 1);
	assert_int_equal(authenticate(w), 0);
}

static void a_list_of_another_ci_is_refused(void **state)
{
	struct card_world *w = *state;
	static struct test_pki other;
	test_pki_make(&other, CURVE_P256);
	const struct issue_issuer ci = issuer_of(&other, ISSUE_CI);
	uint64_t error = load_by(w, &ci);
	test_pki_free(&other);
	assert_int_equal(error, ES10B_CRL_VERIFICATION_KEY_NOT_FOUND);
}

static void a_list_that_the_ci_did_not_sign_is_refused(void **state)
{
	struct card_world *w = *state;
	struct issue_issuer ci = issuer_of(&w->pki, ISSUE_CI);
	ci.key = w->pki.keys[ISSUE_EUM];
	assert_int_equal(load_by(w, &ci), ES10B_CRL_INVALID_SIGNATURE);
	assert_int_equal(w->card.n_crls, 0);
}

static void what_is_no_list_is_refused(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(load_value(w, BYTES_LIT("\x02\x01\x01")), ES10B_CRL_INVALID_FORMAT);
	assert_int_equal(load_value(w, BYTES_LIT("")), ES10B_CRL_INVALID_FORMAT);
	t.delta = "3";
	assert_int_equal(load(w), ES10B_CRL_INVALID_FORMAT);
}

static void there_is_room_for_some(void **state)
{
	struct card_world *w = *state;
	char point[64] = "";
	t.point = point;
	for (int i = 0; i < EUICC_CRLS_MAX; i++) {
		snprintf(point, sizeof(point), "http://ci.example.com/CRL-%d.crl", i);
		assert_int_equal(load(w), TAKEN);
	}
	strcpy(point, "http://ci.example.com/CRL-more.crl");
	assert_int_equal(load(w), ES10B_CRL_NOT_ENOUGH_MEMORY_SPACE);
	assert_int_equal(w->card.n_crls, EUICC_CRLS_MAX);
}

static void a_card_without_support_does_not_know_the_function(void **state)
{
	struct card_world *w = *state;
	w->card.settings.rsp_capability = 0;
	assert_int_equal(card_world_call(w, BYTES_LIT("\xBF\x35\x02\xA0\x00")), ERR_NOT_FOUND);
}

static void a_list_outlives_the_power(void **state)
{
	struct card_world *w = *state;
	CLEANUP(euicc_free) struct euicc back = {};
	char dir[] = "/tmp/rspd-load-crl-XXXXXX", path[64] = "";
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/card", dir);
	assert_int_equal(load_with(w, &dpauth), TAKEN);
	assert_int_equal(state_write(&w->card, path), OK);
	euicc_init(&back, &w->entropy);
	assert_int_equal(state_read(&back, path), OK);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(back.n_crls, 1);
	assert_false(back.changed);
	assert_int_equal(euicc_ask_crls(&back, &dpauth, &w->card.cis[0]), ERR_DENIED);
	assert_int_equal(euicc_ask_crls(&back, &dppb, &w->card.cis[0]), OK);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_listed_smdp_is_not_believed),
		CASE(a_listed_smds_is_not_believed),
		CASE(a_listed_binder_is_not_believed),
		CASE(others_are_believed_as_before),
		CASE(a_newer_list_takes_the_place_of_an_older_one),
		CASE(a_list_of_another_ci_is_refused),
		CASE(a_list_that_the_ci_did_not_sign_is_refused),
		CASE(what_is_no_list_is_refused),
		CASE(there_is_room_for_some),
		CASE(a_card_without_support_does_not_know_the_function),
		CASE(a_list_outlives_the_power),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
