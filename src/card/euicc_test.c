/* SPDX-License-Identifier: Apache-2.0 */
/* Giving a card its trust and its identity. */
#include "card/euicc.h"

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

static void the_eid_is_that_of_the_certificate(void **state)
{
	struct card_world *w = *state;
	char eid[EID_DIGITS + 1] = "";
	struct certificate c = {};
	assert_int_equal(certificate_parse(buf_bytes(&w->pki.der[ISSUE_EUICC]), &c), OK);
	assert_int_equal(eid_decode(BYTES_OF(w->card.eid), eid), OK);
	assert_true(bytes_eq(bytes_str(eid), c.serial_number));
}

static void a_ci_is_taken_once(void **state)
{
	struct card_world *w = *state;
	struct bytes ci = buf_bytes(&w->pki.der[ISSUE_CI]);
	assert_int_equal(euicc_add_ci(&w->card, ci), ERR_CONFLICT);
	assert_int_equal(w->card.n_cis, 1);
	assert_true(err_is_refusal(euicc_add_ci(&w->card, BYTES_LIT("\x30\x00"))));
	w->card.n_cis = EUICC_CIS_MAX;
	assert_int_equal(euicc_add_ci(&w->card, ci), ERR_LIMIT);
	w->card.n_cis = 1;
}

static enum err add(struct card_world *w, const struct test_pki *certificate,
		    const struct test_pki *key, const struct test_pki *eum)
{
	CLEANUP(buf_free) struct buf pem = buf_make(1024);
	assert_int_equal(private_key_pem(key->keys[ISSUE_EUICC], &pem), OK);
	return euicc_add_identity(&w->card, buf_bytes(&certificate->der[ISSUE_EUICC]),
				  buf_bytes(&pem), buf_bytes(&eum->der[ISSUE_EUM]));
}

static void identities_must_be_of_one_piece(void **state)
{
	struct card_world *w = *state;
	static struct test_pki other;
	test_pki_make(&other, CURVE_P256);
	assert_int_equal(add(w, &other, &other, &other), ERR_NOT_FOUND);
	assert_int_equal(add(w, &w->pki, &other, &w->pki), ERR_MISMATCH);
	assert_int_equal(euicc_add_ci(&w->card, buf_bytes(&other.der[ISSUE_CI])), OK);
	assert_int_equal(add(w, &w->pki, &w->pki, &other), ERR_MISMATCH);
	assert_int_equal(w->card.n_identities, 1);
	assert_int_equal(add(w, &other, &other, &other), OK);
	assert_int_equal(w->card.n_identities, 2);
	test_pki_free(&other);
}

static void identities_have_one_eid(void **state)
{
	struct card_world *w = *state;
	struct certificate_template t = test_pki_template(&w->pki, ISSUE_EUICC);
	CLEANUP(buf_free) struct buf pem = buf_make(1024);
	assert_int_equal(issue_set_name(&t, "serialNumber", "89049032123451234512345678901299"),
			 OK);
	CLEANUP(buf_free) struct buf der = test_pki_issue(&w->pki, &t, ISSUE_EUICC);
	assert_int_equal(private_key_pem(w->pki.keys[ISSUE_EUICC], &pem), OK);
	assert_int_equal(euicc_add_identity(&w->card, buf_bytes(&der), buf_bytes(&pem),
					    buf_bytes(&w->pki.der[ISSUE_EUM])),
			 ERR_MISMATCH);
}

static void identities_have_a_limit(void **state)
{
	struct card_world *w = *state;
	w->card.n_identities = EUICC_IDENTITIES_MAX;
	assert_int_equal(add(w, &w->pki, &w->pki, &w->pki), ERR_LIMIT);
	w->card.n_identities = 1;
}

static void garbage_is_no_identity(void **state)
{
	struct card_world *w = *state;
	struct bytes own = buf_bytes(&w->pki.der[ISSUE_EUICC]);
	struct bytes eum = buf_bytes(&w->pki.der[ISSUE_EUM]);
	assert_true(err_is_refusal(euicc_add_identity(&w->card, own, BYTES_LIT("key"), eum)));
	assert_int_equal(w->card.n_identities, 1);
}

static void memory_never_goes_below_nothing(void **state)
{
	struct card_world *w = *state;
	card_world_install(w, 1, (struct bytes){}, 0);
	w->card.settings.memory = 1;
	assert_int_equal(euicc_free_memory(&w->card), 0);
}

static enum err refuse_to_save(const struct euicc *e, void *ctx)
{
	(void)e;
	(void)ctx;
	return ERR_IO;
}

static void a_reset_says_when_it_cannot_be_kept(void **state)
{
	struct card_world *w = *state;
	w->card.save = refuse_to_save;
	assert_int_equal(euicc_reset(&w->card), OK);
	w->card.changed = true;
	assert_int_equal(euicc_reset(&w->card), ERR_IO);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_eid_is_that_of_the_certificate),
		CASE(a_ci_is_taken_once),
		CASE(identities_must_be_of_one_piece),
		CASE(identities_have_one_eid),
		CASE(identities_have_a_limit),
		CASE(garbage_is_no_identity),
		CASE(memory_never_goes_below_nothing),
		CASE(a_reset_says_when_it_cannot_be_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
