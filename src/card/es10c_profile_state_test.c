/* SPDX-License-Identifier: Apache-2.0 */
/* Enable, disable, delete, nickname: what is done, and each refusal. */
#include "msg/es10c_profile_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "card_world.h"
#include "msg/es10b_notification.h"
#include "msg/rsp_type.h"

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

static uint64_t change(struct card_world *w, const struct es10c_profile_state_request *r)
{
	CLEANUP(buf_free) struct buf request = buf_make(64);
	uint64_t result = 0;
	assert_int_equal(es10c_profile_state_request_encode(r, &request), OK);
	assert_int_equal(card_world_call(w, buf_bytes(&request)), OK);
	assert_int_equal(es10_result_decode(buf_bytes(&w->response), r->function, &result), OK);
	return result;
}

static uint64_t do_to(struct card_world *w, enum es10_function function, int number)
{
	struct es10c_profile_state_request r = {.function = function,
						.iccid = card_world_iccid_bytes(number)};
	return change(w, &r);
}

/* Profiles 1 and 2, of which 1 has the rules; all events are configured. */
static void install_two(struct card_world *w, uint64_t pprs)
{
	CLEANUP(buf_free) struct buf list = buf_make(256);
	card_world_configure(RSP_EVENT_ENABLE | RSP_EVENT_DISABLE | RSP_EVENT_DELETE,
			     "a.example.com", &list);
	card_world_install(w, 1, buf_bytes(&list), pprs);
	card_world_install(w, 2, buf_bytes(&list), 0);
}

/* The last notification is of this event and profile. */
static void is_notified(struct card_world *w, size_t total, uint64_t event, int number)
{
	struct es10b_notification_metadata m = {};
	assert_int_equal(w->card.n_notifications, total);
	assert_int_equal(es10b_pending_notification_metadata(
				 buf_bytes(&w->card.notifications[total - 1]->pending), &m),
			 OK);
	assert_int_equal(m.profile_management_operation, event);
	assert_true(bytes_eq(m.iccid, card_world_iccid_bytes(number)));
}

static void enables_and_disables(void **state)
{
	struct card_world *w = *state;
	install_two(w, 0);
	assert_int_equal(do_to(w, ES10C_ENABLE_PROFILE, 1), ES10_OK);
	assert_true(w->card.profiles[0]->enabled);
	is_notified(w, 3, RSP_EVENT_ENABLE, 1);
	assert_int_equal(do_to(w, ES10C_DISABLE_PROFILE, 1), ES10_OK);
	assert_false(w->card.profiles[0]->enabled);
	is_notified(w, 4, RSP_EVENT_DISABLE, 1);
}

static void enabling_one_disables_the_other(void **state)
{
	struct card_world *w = *state;
	install_two(w, 0);
	assert_int_equal(do_to(w, ES10C_ENABLE_PROFILE, 1), ES10_OK);
	assert_int_equal(do_to(w, ES10C_ENABLE_PROFILE, 2), ES10_OK);
	assert_false(w->card.profiles[0]->enabled);
	assert_true(w->card.profiles[1]->enabled);
	assert_ptr_equal(euicc_enabled_profile(&w->card), w->card.profiles[1]);
	is_notified(w, 5, RSP_EVENT_ENABLE, 2);
}

static void deletes(void **state)
{
	struct card_world *w = *state;
	install_two(w, 0);
	uint32_t before = euicc_free_memory(&w->card);
	assert_int_equal(do_to(w, ES10C_DELETE_PROFILE, 1), ES10_OK);
	assert_int_equal(w->card.n_profiles, 1);
	assert_null(euicc_profile(&w->card, card_world_iccid_bytes(1)));
	assert_non_null(euicc_profile(&w->card, card_world_iccid_bytes(2)));
	assert_true(euicc_free_memory(&w->card) > before);
	is_notified(w, 3, RSP_EVENT_DELETE, 1);
}

static void finds_by_aid(void **state)
{
	struct card_world *w = *state;
	install_two(w, 0);
	struct es10c_profile_state_request r = {.function = ES10C_ENABLE_PROFILE,
						.isdp_aid = BYTES_OF(w->card.profiles[1]->aid)};
	assert_int_equal(change(w, &r), ES10_OK);
	assert_true(w->card.profiles[1]->enabled);
	r.isdp_aid = BYTES_LIT("0123456789ABCDEF");
	assert_int_equal(change(w, &r), ES10_NOT_FOUND);
}

static void refuses_for_profiles_that_are_not_there(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(do_to(w, ES10C_ENABLE_PROFILE, 1), ES10_NOT_FOUND);
	assert_int_equal(do_to(w, ES10C_DISABLE_PROFILE, 1), ES10_NOT_FOUND);
	assert_int_equal(do_to(w, ES10C_DELETE_PROFILE, 1), ES10_NOT_FOUND);
	assert_false(w->card.changed);
}

static void refuses_in_the_wrong_state(void **state)
{
	struct card_world *w = *state;
	install_two(w, 0);
	assert_int_equal(do_to(w, ES10C_DISABLE_PROFILE, 1), ES10_WRONG_PROFILE_STATE);
	assert_int_equal(do_to(w, ES10C_ENABLE_PROFILE, 1), ES10_OK);
	assert_int_equal(do_to(w, ES10C_ENABLE_PROFILE, 1), ES10_WRONG_PROFILE_STATE);
	assert_int_equal(do_to(w, ES10C_DELETE_PROFILE, 1), ES10_WRONG_PROFILE_STATE);
	assert_int_equal(w->card.n_profiles, 2);
}

static void ppr1_forbids_disabling(void **state)
{
	struct card_world *w = *state;
	install_two(w, RSP_PPR1);
	assert_int_equal(do_to(w, ES10C_ENABLE_PROFILE, 1), ES10_OK);
	assert_int_equal(do_to(w, ES10C_DISABLE_PROFILE, 1), ES10_DISALLOWED_BY_POLICY);
	assert_int_equal(do_to(w, ES10C_ENABLE_PROFILE, 2), ES10_DISALLOWED_BY_POLICY);
	assert_true(w->card.profiles[0]->enabled);
}

static void ppr2_forbids_deletion(void **state)
{
	struct card_world *w = *state;
	install_two(w, RSP_PPR2);
	assert_int_equal(do_to(w, ES10C_DELETE_PROFILE, 1), ES10_DISALLOWED_BY_POLICY);
	assert_int_equal(do_to(w, ES10C_DELETE_PROFILE, 2), ES10_OK);
}

static void refuses_what_could_not_be_notified(void **state)
{
	struct card_world *w = *state;
	install_two(w, 0);
	size_t n = w->card.n_notifications;
	w->card.n_notifications = EUICC_NOTIFICATIONS_MAX;
	assert_int_equal(do_to(w, ES10C_ENABLE_PROFILE, 1), ES10_UNDEFINED_ERROR);
	assert_int_equal(do_to(w, ES10C_DELETE_PROFILE, 1), ES10_UNDEFINED_ERROR);
	w->card.profiles[0]->enabled = true;
	assert_int_equal(do_to(w, ES10C_DISABLE_PROFILE, 1), ES10_UNDEFINED_ERROR);
	w->card.n_notifications = n;
}

static uint64_t name(struct card_world *w, int number, struct bytes nickname)
{
	CLEANUP(buf_free) struct buf request = buf_make(256);
	uint64_t result = 0;
	struct es10c_set_nickname_request r = {card_world_iccid_bytes(number), nickname};
	assert_int_equal(es10c_set_nickname_request_encode(&r, &request), OK);
	assert_int_equal(card_world_call(w, buf_bytes(&request)), OK);
	assert_int_equal(es10_result_decode(buf_bytes(&w->response), ES10C_SET_NICKNAME, &result),
			 OK);
	return result;
}

static void keeps_a_nickname(void **state)
{
	struct card_world *w = *state;
	install_two(w, 0);
	assert_int_equal(name(w, 1, BYTES_LIT("holidays")), ES10_OK);
	assert_string_equal(w->card.profiles[0]->nickname, "holidays");
	assert_int_equal(name(w, 1, BYTES_LIT("")), ES10_OK);
	assert_string_equal(w->card.profiles[0]->nickname, "");
	assert_int_equal(name(w, 3, BYTES_LIT("nobody")), ES10_NOT_FOUND);
}

static void requests_that_cannot_be_read_are_refused(void **state)
{
	struct card_world *w = *state;
	assert_true(err_is_refusal(card_world_call(w, BYTES_LIT("\xBF\x31\x00"))));
	assert_true(err_is_refusal(card_world_call(w, BYTES_LIT("\xBF\x29\x00"))));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(enables_and_disables),
		CASE(enabling_one_disables_the_other),
		CASE(deletes),
		CASE(finds_by_aid),
		CASE(refuses_for_profiles_that_are_not_there),
		CASE(refuses_in_the_wrong_state),
		CASE(ppr1_forbids_disabling),
		CASE(ppr2_forbids_deletion),
		CASE(refuses_what_could_not_be_notified),
		CASE(keeps_a_nickname),
		CASE(requests_that_cannot_be_read_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
