/* SPDX-License-Identifier: Apache-2.0 */
/* GetEUICCInfo and GetEUICCChallenge. */
#include "msg/es10b_get_euicc_info.h"

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

static void info1_has_the_lists_of_cis(void **state)
{
	struct card_world *w = *state;
	struct es10b_euicc_info1 info = {};
	struct bytes id = {};
	assert_int_equal(card_world_call(w, BYTES_LIT("\xBF\x20\x00")), OK);
	assert_int_equal(es10b_euicc_info1_decode(buf_bytes(&w->response), &info), OK);
	assert_true(bytes_eq(info.svn, BYTES_LIT("\x02\x02\x02")));
	assert_int_equal(es10b_ci_pk_id_next(&info.ci_pk_ids_for_verification, &id), OK);
	assert_true(bytes_eq(id, w->pki.ci.subject_key_id));
	assert_int_equal(info.ci_pk_ids_for_verification.len, 0);
	assert_int_equal(es10b_ci_pk_id_next(&info.ci_pk_ids_for_signing, &id), OK);
	assert_true(bytes_eq(id, w->pki.ci.subject_key_id));
	assert_int_equal(info.ci_pk_ids_for_signing.len, 0);
}

/* A CI may be trusted without an identity under it. */
static void trusts_more_cis_than_it_signs_for(void **state)
{
	struct card_world *w = *state;
	static struct test_pki other;
	struct es10b_euicc_info1 info = {};
	test_pki_make(&other, CURVE_P256);
	assert_int_equal(euicc_add_ci(&w->card, buf_bytes(&other.der[ISSUE_CI])), OK);
	assert_int_equal(card_world_call(w, BYTES_LIT("\xBF\x20\x00")), OK);
	assert_int_equal(es10b_euicc_info1_decode(buf_bytes(&w->response), &info), OK);
	assert_int_equal(info.ci_pk_ids_for_verification.len, 2 * 22);
	assert_int_equal(info.ci_pk_ids_for_signing.len, 22);
	test_pki_free(&other);
}

static void info2_has_the_settings_and_the_memory(void **state)
{
	struct card_world *w = *state;
	struct es10b_euicc_info2 info = {};
	struct es10b_ext_card_resource memory = {};
	card_world_install(w, 1, (struct bytes){}, 0);
	assert_int_equal(card_world_call(w, BYTES_LIT("\xBF\x22\x00")), OK);
	assert_int_equal(es10b_euicc_info2_decode(buf_bytes(&w->response), &info), OK);
	assert_true(bytes_eq(info.profile_version, BYTES_OF(w->card.settings.profile_version)));
	assert_int_equal(info.uicc_capability, w->card.settings.uicc_capability);
	assert_int_equal(info.rsp_capability, w->card.settings.rsp_capability);
	assert_int_equal(info.euicc_category, 2);
	assert_int_equal(es10b_ext_card_resource_decode(info.ext_card_resource, &memory), OK);
	assert_int_equal(memory.installed_applications, 1);
	assert_int_equal(memory.free_non_volatile_memory,
			 w->card.settings.memory - w->card.profiles[0]->package.len);
}

static void challenges_differ(void **state)
{
	struct card_world *w = *state;
	uint8_t first[RSP_CHALLENGE_LEN] = {};
	card_world_challenge(w);
	memcpy(first, w->challenge, sizeof(first));
	card_world_challenge(w);
	assert_memory_not_equal(first, w->challenge, sizeof(first));
}

static void a_new_challenge_ends_the_session_before(void **state)
{
	struct card_world *w = *state;
	card_world_begin(w);
	card_world_challenge(w);
	assert_int_equal(w->card.session.state, CARD_SESSION_CHALLENGED);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(info1_has_the_lists_of_cis),
		CASE(trusts_more_cis_than_it_signs_for),
		CASE(info2_has_the_settings_and_the_memory),
		CASE(challenges_differ),
		CASE(a_new_challenge_ends_the_session_before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
