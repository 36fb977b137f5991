/* SPDX-License-Identifier: Apache-2.0 */
/* GetProfilesInfo: what is told of which profiles. */
#include "msg/es10c_get_profiles_info.h"

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

static struct bytes ask(struct card_world *w, const struct es10c_get_profiles_info_request *r)
{
	CLEANUP(buf_free) struct buf request = buf_make(256);
	struct es10c_get_profiles_info_response answer = {};
	assert_int_equal(es10c_get_profiles_info_request_encode(r, &request), OK);
	assert_int_equal(card_world_call(w, buf_bytes(&request)), OK);
	assert_int_equal(es10c_get_profiles_info_response_decode(buf_bytes(&w->response), &answer),
			 OK);
	assert_true(answer.ok);
	return answer.profiles;
}

static void an_empty_card_has_none(void **state)
{
	struct es10c_get_profiles_info_request all = {.profile_class = TLV_ABSENT};
	assert_int_equal(ask(*state, &all).len, 0);
}

static void tells_the_usual_members(void **state)
{
	struct card_world *w = *state;
	struct es10c_get_profiles_info_request all = {.profile_class = TLV_ABSENT};
	struct es10c_profile_info info = {};
	CLEANUP(buf_free) struct buf list = buf_make(256);
	card_world_configure(RSP_EVENT_ENABLE, "a.example.com", &list);
	card_world_install(w, 1, buf_bytes(&list), RSP_PPR1);
	struct bytes row = ask(w, &all);
	assert_int_equal(es10c_profile_info_next(&row, &info), OK);
	assert_int_equal(row.len, 0);
	assert_true(bytes_eq(info.iccid, card_world_iccid_bytes(1)));
	assert_true(bytes_eq(info.isdp_aid, BYTES_OF(w->card.profiles[0]->aid)));
	assert_int_equal(info.profile_state, ES10C_PROFILE_DISABLED);
	assert_true(bytes_eq(info.service_provider_name, BYTES_LIT("rspd")));
	assert_true(bytes_eq(info.profile_name, BYTES_LIT("test profile")));
	assert_int_equal(info.profile_class, RSP_CLASS_OPERATIONAL);
	assert_false(bytes_present(info.profile_nickname));
	assert_false(bytes_present(info.notification_configuration_info));
	assert_false(bytes_present(info.profile_owner));
	assert_false(bytes_present(info.profile_policy_rules));
	assert_false(bytes_present(info.dp_proprietary_data));
}

static void tells_what_is_asked_for(void **state)
{
	struct card_world *w = *state;
	struct es10c_get_profiles_info_request some = {
		.profile_class = TLV_ABSENT, .tag_list = BYTES_LIT("\x5A\x9F\x70\xB7\x99\xB8")};
	struct es10c_profile_info info = {};
	card_world_install(w, 1, (struct bytes){}, RSP_PPR2);
	w->card.profiles[0]->enabled = true;
	struct bytes row = ask(w, &some);
	assert_int_equal(es10c_profile_info_next(&row, &info), OK);
	assert_true(bytes_eq(info.iccid, card_world_iccid_bytes(1)));
	assert_int_equal(info.profile_state, ES10C_PROFILE_ENABLED);
	assert_true(bytes_present(info.profile_owner));
	assert_true(bytes_present(info.profile_policy_rules));
	assert_true(bytes_eq(info.dp_proprietary_data, BYTES_LIT("\x80\x03\x88\x37\x0A")));
	assert_false(bytes_present(info.isdp_aid));
	assert_false(bytes_present(info.service_provider_name));
	assert_int_equal(info.profile_class, TLV_ABSENT);
}

static void searches_by_iccid_aid_and_class(void **state)
{
	struct card_world *w = *state;
	struct es10c_profile_info info = {};
	card_world_install(w, 1, (struct bytes){}, 0);
	card_world_install(w, 2, (struct bytes){}, 0);
	struct es10c_get_profiles_info_request by_iccid = {.profile_class = TLV_ABSENT,
							   .iccid = card_world_iccid_bytes(2)};
	struct es10c_get_profiles_info_request by_aid = {
		.profile_class = TLV_ABSENT, .isdp_aid = BYTES_OF(w->card.profiles[0]->aid)};
	struct es10c_get_profiles_info_request by_class = {.profile_class = RSP_CLASS_TEST};
	struct bytes row = ask(w, &by_iccid);
	assert_int_equal(es10c_profile_info_next(&row, &info), OK);
	assert_true(bytes_eq(info.iccid, card_world_iccid_bytes(2)));
	assert_int_equal(row.len, 0);
	row = ask(w, &by_aid);
	assert_int_equal(es10c_profile_info_next(&row, &info), OK);
	assert_true(bytes_eq(info.iccid, card_world_iccid_bytes(1)));
	assert_int_equal(row.len, 0);
	assert_int_equal(ask(w, &by_class).len, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_empty_card_has_none),
		CASE(tells_the_usual_members),
		CASE(tells_what_is_asked_for),
		CASE(searches_by_iccid_aid_and_class),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
