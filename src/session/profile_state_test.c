/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "session/profile_state.h"
#include "smdpp_world.h"

/* What the standard says, written down a second time: a digit for each state that follows, '-'
 * where the event is not allowed. Columns: Available, Allocated, Linked, Confirmed, Released,
 * Downloaded, Installed, Error, Unavailable (§3.1.6). */
static const char *const expected[PROFILE_EVENTS] = {
	[ON_DOWNLOAD_ORDER] = "1--------",
	[ON_DOWNLOAD_ORDER_FOR_EID] = "2--------",
	[ON_CONFIRM_ORDER] = "-33------",
	[ON_CONFIRM_ORDER_RELEASE] = "-44------",
	[ON_RELEASE_PROFILE] = "---4-----",
	[ON_CANCEL_ORDER_AVAILABLE] = "-0000--0-",
	[ON_CANCEL_ORDER_UNAVAILABLE] = "-8888--8-",
	[ON_DOWNLOAD_BEGUN] = "----45---",
	[ON_INELIGIBLE] = "----45---",
	[ON_CODE_REFUSED] = "----45---",
	[ON_BPP_DELIVERED] = "----55---",
	[ON_INSTALLED] = "-----6-6-",
	[ON_INSTALL_INTERRUPTED] = "-----5---",
	[ON_INSTALL_FAILED] = "-----7---",
	[ON_REJECTED] = "----77---",
	[ON_EXPIRED] = "---777---",
	[ON_ATTEMPTS_EXHAUSTED] = "----77---",
};

static void every_state_and_event(void **state)
{
	(void)state;
	for (int e = 0; e < PROFILE_EVENTS; e++) {
		for (int s = 0; s < PROFILE_STATES; s++) {
			enum profile_state to = PROFILE_STATES;
			enum err err = profile_state_next((enum profile_state)s,
							  (enum profile_event)e, &to);
			bool allowed = expected[e][s] != '-';
			assert_int_equal(err, allowed ? OK : ERR_WRONG_STATE);
			assert_int_equal(to, allowed ? expected[e][s] - '0' : PROFILE_STATES);
			assert_int_equal(
				profile_state_allows((enum profile_state)s, (enum profile_event)e),
				allowed);
		}
	}
}

static void no_row_comes_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < profile_state_transitions_n; i++)
		for (size_t j = 0; j < i; j++)
			assert_false(profile_state_transitions[i].from ==
					     profile_state_transitions[j].from &&
				     profile_state_transitions[i].event ==
					     profile_state_transitions[j].event);
}

static void every_event_has_words(void **state)
{
	(void)state;
	for (int e = 0; e < PROFILE_EVENTS; e++)
		assert_true(strlen(profile_state_event_words((enum profile_event)e)) > 0);
}

static void a_change_compares_what_was_judged(void **state)
{
	(void)state;
	const struct profile_row row = {
		.iccid = "8900100000000000000", .state = PROFILE_RELEASED, .revision = 7};
	struct profile_change change = {.messages_n = 9};
	assert_int_equal(profile_state_change(&row, ON_BPP_DELIVERED, &change), OK);
	assert_string_equal(change.iccid, row.iccid);
	assert_int_equal(change.from_n, 1);
	assert_int_equal(change.from[0], PROFILE_RELEASED);
	assert_int_equal(change.to, PROFILE_DOWNLOADED);
	assert_int_equal(change.revision, 7);
	assert_int_equal(change.messages_n, 0);
	assert_int_equal(profile_state_change(&row, ON_INSTALLED, &change), ERR_WRONG_STATE);
}

/* --- the store's own verbs ------------------------------------------------------------------ */

static const struct store_cause cause = {.at = 1, .who = "test", .function = "test"};

/* Put acme's first profile into a state, from whichever it is in. */
static const char *put(struct smdpp_world *w, enum profile_state to)
{
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	struct profile_row row = smdpp_world_profile(w, iccid);
	const struct profile_change change = {
		.iccid = iccid, .from = {row.state}, .from_n = 1, .to = to, .cause = &cause};
	assert_int_equal(profile_change(w->store, &change), OK);
	return iccid;
}

static enum err by_reserve(struct smdpp_world *w, const char *iccid)
{
	char got[ICCID_DIGITS_MAX + 1] = "";
	const struct order_reserve order = {
		.operator_name = "acme", .iccid = iccid, .cause = &cause};
	return order_reserve(w->store, &order, got);
}

static enum err by_confirm(struct smdpp_world *w, const char *iccid)
{
	const struct order_confirm order = {.iccid = iccid,
					    .operator_name = "acme",
					    .order_secrets = BYTES_LIT("x"),
					    .cause = &cause};
	return order_confirm(w->store, &order);
}

static enum err by_release(struct smdpp_world *w, const char *iccid)
{
	const struct order_end end = {.iccid = iccid, .operator_name = "acme", .cause = &cause};
	return order_release(w->store, &end);
}

static enum err by_cancel(struct smdpp_world *w, const char *iccid)
{
	const struct order_end end = {.iccid = iccid, .operator_name = "acme", .cause = &cause};
	return order_cancel(w->store, &end);
}

static const struct {
	enum profile_event event;
	enum err (*verb)(struct smdpp_world *w, const char *iccid);
} verbs[] = {
	{ON_DOWNLOAD_ORDER, by_reserve},
	{ON_CONFIRM_ORDER, by_confirm},
	{ON_RELEASE_PROFILE, by_release},
	{ON_CANCEL_ORDER_AVAILABLE, by_cancel},
};

/* The store compares and sets by its own words: they must be those of the table. */
static void the_store_agrees(void **state)
{
	struct smdpp_world w = {};
	(void)state;
	smdpp_world_make(&w, NULL);
	for (int s = 0; s < PROFILE_STATES; s++) {
		for (size_t v = 0; v < sizeof(verbs) / sizeof(verbs[0]); v++) {
			const char *iccid = put(&w, (enum profile_state)s);
			enum profile_state to = (enum profile_state)s;
			enum err e = profile_state_next((enum profile_state)s, verbs[v].event, &to);
			assert_int_equal(verbs[v].verb(&w, iccid), e);
			assert_int_equal(smdpp_world_profile(&w, iccid).state, to);
		}
	}
	smdpp_world_free(&w);
}

static void runtime_states_of_notifications(void **state)
{
	(void)state;
	assert_int_equal(profile_state_of_device(NOTIFY_ENABLE), DEVICE_ENABLED);
	assert_int_equal(profile_state_of_device(NOTIFY_DISABLE), DEVICE_DISABLED);
	assert_int_equal(profile_state_of_device(NOTIFY_DELETE), DEVICE_DELETED);
	assert_int_equal(profile_state_of_device(NOTIFY_INSTALL), DEVICE_NONE);
	assert_int_equal(profile_state_of_device((enum notification_event)6), DEVICE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_and_event),
		cmocka_unit_test(no_row_comes_twice),
		cmocka_unit_test(every_event_has_words),
		cmocka_unit_test(a_change_compares_what_was_judged),
		cmocka_unit_test(the_store_agrees),
		cmocka_unit_test(runtime_states_of_notifications),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
