/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The LPA between a card, SM-DSs and an SM-DP+: which way events lead, and what is wrong with them.
 */
#include "lpa/discovery.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lpa_world.h"

#define ROOT	    "testrootsmds.example.com"
#define ALTERNATIVE "alternativesmds.example.com"
#define THIRD	    "thirdsmds.example.com"
#define FOURTH	    "fourthsmds.example.com"

static struct lpa_result result;
static struct lpa_events events;

static int set_up(void **state)
{
	static struct lpa_world w;
	lpa_world_make_named(&w, "*.example.com");
	w.smds[0].host = ROOT;
	events = lpa_events_make();
	*state = &w;
	return 0;
}

static int set_up_asn1(void **state)
{
	int e = set_up(state);
	struct lpa_world *w = *state;
	w->config.binding = ES9P_ASN1;
	return e;
}

static int tear_down(void **state)
{
	lpa_events_free(&events);
	lpa_world_free(*state);
	return 0;
}

/* `smds` has an event: asked for by `name`, it leads to `address` with the EventID `event_id`. */
static void put(struct lpa_world_smds *smds, const char *name, const char *address,
		const char *event_id)
{
	smds->names[smds->n] = name;
	smds->events[smds->n++] =
		(struct es11_event_entry){bytes_str(event_id), bytes_str(address)};
}

/* The root knows of one event at the SM-DP+. */
static void put_usual(struct lpa_world *w)
{
	put(&w->smds[0], "EVENT-1", LPA_WORLD_HOST, "EVENT-1");
}

/* The same over an alternative SM-DS. */
static void put_forwarded(struct lpa_world *w)
{
	put(&w->smds[0], "EVENT-2", ALTERNATIVE, "EVENT-2");
	w->smds[1].host = ALTERNATIVE;
	put(&w->smds[1], "EVENT-2", LPA_WORLD_HOST, "EVENT-1");
}

static enum err discover(struct lpa_world *w)
{
	lpa_world_open(w);
	return lpa_discover(&w->lpa, NULL, &events);
}

static enum err follow(struct lpa_world *w, size_t which)
{
	struct lpa_order order = {.cancel = LPA_CANCEL_NOT};
	return lpa_follow_event(&w->lpa, &events, which, &order, &result);
}

static void tells(const struct lpa_world *w, const char *step, const char *text)
{
	const struct lpa_problem *p = &w->lpa.problem;
	assert_string_equal(p->step, step);
	if (!strstr(p->text, text))
		assert_string_equal(p->text, text);
	assert_true(p->advice[0] != '\0');
}

static void is_event(size_t which, const char *address, const char *event_id, unsigned depth)
{
	assert_true(which < events.n);
	assert_string_equal(events.list[which].address, address);
	assert_string_equal(events.list[which].event_id, event_id);
	assert_int_equal(events.list[which].depth, depth);
}

/* ---- when all is well ---- */

static void finds_the_events_of_the_root(void **state)
{
	struct lpa_world *w = *state;
	put_usual(w);
	put(&w->smds[0], "EVENT-9", ALTERNATIVE ":8443", "EVENT-9");
	assert_int_equal(discover(w), OK);
	assert_int_equal(events.n, 2);
	is_event(0, LPA_WORLD_HOST, "EVENT-1", 1);
	is_event(1, ALTERNATIVE ":8443", "EVENT-9", 1);
	assert_false(events.incomplete);
	assert_true(bytes_present(w->matching_id));
	assert_int_equal(w->matching_id.len, 0);
	assert_int_equal(w->calls[LPA_WORLD_GET_BPP], 0);
	assert_int_equal(w->calls[LPA_WORLD_CANCEL], 0);
	assert_int_equal(w->es11_calls, 0);
	assert_false(w->strange_agent);
}

static void finds_nothing_where_nothing_is(void **state)
{
	struct lpa_world *w = *state;
	assert_int_equal(discover(w), OK);
	assert_int_equal(events.n, 0);
}

static void asks_the_sm_ds_that_is_named(void **state)
{
	struct lpa_world *w = *state;
	put_forwarded(w);
	lpa_world_open(w);
	assert_int_equal(lpa_discover(&w->lpa, ALTERNATIVE ":8443", &events), OK);
	assert_int_equal(events.n, 1);
	is_event(0, LPA_WORLD_HOST, "EVENT-1", 1);
}

static void speaks_over_the_paths_of_es11_if_told_to(void **state)
{
	struct lpa_world *w = *state;
	put_usual(w);
	w->config.es11_paths = true;
	assert_int_equal(discover(w), OK);
	assert_int_equal(w->es11_calls, 2);
	assert_int_equal(follow(w, 0), OK);
	assert_int_equal(w->es11_calls, 2);
}

static void downloads_what_an_event_leads_to(void **state)
{
	struct lpa_world *w = *state;
	put_usual(w);
	assert_int_equal(discover(w), OK);
	assert_int_equal(follow(w, 0), OK);
	assert_string_equal(result.iccid, card_world_iccid(1));
	assert_false(result.forwarded);
	assert_true(result.notification_sent);
	assert_true(bytes_eq(w->matching_id, BYTES_LIT("EVENT-1")));
	assert_int_equal(w->cw.card.n_profiles, 1);
	assert_int_equal(events.n, 1);
}

static void follows_an_event_over_an_alternative_sm_ds(void **state)
{
	struct lpa_world *w = *state;
	put_forwarded(w);
	assert_int_equal(discover(w), OK);
	assert_int_equal(follow(w, 0), OK);
	assert_true(result.forwarded);
	assert_string_equal(result.iccid, "");
	assert_true(bytes_eq(w->matching_id, BYTES_LIT("EVENT-2")));
	assert_int_equal(events.n, 2);
	is_event(1, LPA_WORLD_HOST, "EVENT-1", 2);
	assert_int_equal(follow(w, 1), OK);
	assert_false(result.forwarded);
	assert_int_equal(w->cw.card.n_profiles, 1);
	assert_true(bytes_eq(w->matching_id, BYTES_LIT("EVENT-1")));
}

/* What the activation code would have said does not count. */
static void the_order_gives_only_the_manner(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = {.smdp_address = "elsewhere.example.org",
				  .matching_id = "ANOTHER",
				  .smdp_oid = "2.999.12",
				  .cancel = LPA_CANCEL_POSTPONED};
	put_usual(w);
	assert_int_equal(discover(w), OK);
	assert_int_equal(lpa_follow_event(&w->lpa, &events, 0, &order, &result), OK);
	assert_true(result.cancelled);
	assert_true(bytes_eq(w->matching_id, BYTES_LIT("EVENT-1")));
	assert_int_equal(w->cancel_reason, LPA_CANCEL_POSTPONED);
}

/* ---- who is who ---- */

static void an_smdp_is_no_sm_ds(void **state)
{
	struct lpa_world *w = *state;
	lpa_world_open(w);
	assert_int_equal(lpa_discover(&w->lpa, LPA_WORLD_HOST, &events), ERR_SYNTAX);
	tells(w, "ES9+.InitiateAuthentication", "no SM-DS");
	assert_int_equal(w->calls[LPA_WORLD_AUTHENTICATE], 0);
}

static void an_sm_ds_is_no_smdp(void **state)
{
	struct lpa_world *w = *state;
	struct lpa_order order = lpa_world_order();
	order.smdp_address = ROOT;
	lpa_world_open(w);
	assert_int_equal(lpa_download(&w->lpa, &order, &result), ERR_SYNTAX);
	tells(w, "ES11.InitiateAuthentication", "is an SM-DS");
	assert_int_equal(w->calls[LPA_WORLD_AUTHENTICATE], 0);
}

static void needs_a_root_sm_ds_or_an_address(void **state)
{
	struct lpa_world *w = *state;
	w->cw.card.root_smds_address[0] = '\0';
	assert_int_equal(discover(w), ERR_DENIED);
	tells(w, "ES10a.GetEuiccConfiguredAddresses", "no root SM-DS");
}

static void the_card_judges_the_sm_ds(void **state)
{
	struct lpa_world *w = *state;
	w->other_ci_pkid = (struct bytes){};
	static struct test_pki other;
	test_pki_make(&other, CURVE_P256);
	struct private_key *kept = w->cw.pki.keys[ISSUE_DSAUTH];
	w->cw.pki.keys[ISSUE_DSAUTH] = other.keys[ISSUE_DSAUTH];
	assert_int_equal(discover(w), ERR_DENIED);
	w->cw.pki.keys[ISSUE_DSAUTH] = kept;
	test_pki_free(&other);
	tells(w, "ES10b.AuthenticateServer", "signature");
	assert_int_equal(w->calls[LPA_WORLD_AUTHENTICATE], 0);
}

/* ---- wrong answers ---- */

static void a_refusal_is_told_with_its_codes(void **state)
{
	struct lpa_world *w = *state;
	put_usual(w);
	w->say[LPA_WORLD_AUTHENTICATE].subject = "8.9.5";
	w->say[LPA_WORLD_AUTHENTICATE].reason = "3.9";
	assert_int_equal(discover(w), ERR_DENIED);
	tells(w, "ES11.AuthenticateClient", "no such event");
	assert_string_equal(w->lpa.problem.subject_code, "8.9.5");
}

static void answer_is_refused(struct lpa_world *w, const char *text)
{
	assert_int_equal(discover(w), ERR_SYNTAX);
	tells(w, "ES11.AuthenticateClient", text);
	assert_int_equal(events.n, 0);
}

static void notices_another_transaction(void **state)
{
	struct lpa_world *w = *state;
	put_usual(w);
	w->outer_transaction_id[LPA_WORLD_AUTHENTICATE] = BYTES_LIT("another");
	answer_is_refused(w, "another transaction");
}

static void notices_an_address_that_is_none(void **state)
{
	struct lpa_world *w = *state;
	put_usual(w);
	put(&w->smds[0], "EVENT-2", "smdp.example.com/../\x1B[2J", "EVENT-2");
	answer_is_refused(w, "address");
}

static void notices_a_strange_event_id(void **state)
{
	struct lpa_world *w = *state;
	put(&w->smds[0], "EVENT-1", LPA_WORLD_HOST, "EVENT\n1");
	answer_is_refused(w, "EventID");
}

static void notices_an_event_id_without_end(void **state)
{
	struct lpa_world *w = *state;
	char text[LPA_EVENT_ID_MAX + 2] = "";
	memset(text, 'E', LPA_EVENT_ID_MAX + 1);
	put(&w->smds[0], "EVENT-1", LPA_WORLD_HOST, text);
	answer_is_refused(w, "EventID");
}

static void notices_what_is_no_answer(void **state)
{
	struct lpa_world *w = *state;
	w->say[LPA_WORLD_AUTHENTICATE].body = "{}";
	answer_is_refused(w, "cannot be read");
}

/* ---- circles and floods ---- */

static void an_event_is_followed_once(void **state)
{
	struct lpa_world *w = *state;
	put_usual(w);
	put_usual(w);
	assert_int_equal(discover(w), OK);
	assert_int_equal(follow(w, 0), OK);
	assert_int_equal(follow(w, 1), ERR_DENIED);
	tells(w, "discovery", "followed before");
	assert_int_equal(w->cw.card.n_profiles, 1);
}

/* An alternative SM-DS that leads to itself. */
static void a_circle_comes_to_an_end(void **state)
{
	struct lpa_world *w = *state;
	put(&w->smds[0], "EVENT-1", ROOT, "EVENT-1");
	assert_int_equal(discover(w), OK);
	assert_int_equal(follow(w, 0), OK);
	assert_true(result.forwarded);
	assert_int_equal(events.n, 2);
	assert_int_equal(follow(w, 1), ERR_DENIED);
	assert_false(result.forwarded);
	assert_int_equal(events.n, 2);
}

static void a_chain_of_sm_dss_has_its_end(void **state)
{
	struct lpa_world *w = *state;
	static const char *const hosts[] = {ROOT, ALTERNATIVE, THIRD, FOURTH};
	for (size_t i = 0; i < 3; i++) {
		w->smds[i].host = hosts[i];
		put(&w->smds[i], "E", hosts[i + 1], "E");
	}
	w->smds[3].host = FOURTH;
	put(&w->smds[3], "E", LPA_WORLD_HOST, "E");
	assert_int_equal(discover(w), OK);
	assert_int_equal(follow(w, 0), OK);
	assert_int_equal(follow(w, 1), OK);
	is_event(2, FOURTH, "E", LPA_EVENT_DEPTH_MAX);
	assert_int_equal(follow(w, 2), ERR_SYNTAX);
	tells(w, "ES11.InitiateAuthentication", "is an SM-DS");
	assert_int_equal(events.n, 3);
}

static void more_events_than_fit_are_left(void **state)
{
	struct lpa_world *w = *state;
	for (size_t i = 0; i < LPA_WORLD_EVENTS; i++)
		put_usual(w);
	lpa_world_open(w);
	for (size_t i = 0; i < LPA_EVENTS_MAX / LPA_WORLD_EVENTS; i++)
		assert_int_equal(lpa_discover(&w->lpa, NULL, &events), OK);
	assert_int_equal(events.n, LPA_EVENTS_MAX);
	assert_false(events.incomplete);
	assert_int_equal(lpa_discover(&w->lpa, NULL, &events), OK);
	assert_int_equal(events.n, LPA_EVENTS_MAX);
	assert_true(events.incomplete);
}

#define CASE(test)    cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define IN_ASN1(test) cmocka_unit_test_setup_teardown(test, set_up_asn1, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(finds_the_events_of_the_root),
		CASE(finds_nothing_where_nothing_is),
		CASE(asks_the_sm_ds_that_is_named),
		CASE(speaks_over_the_paths_of_es11_if_told_to),
		CASE(downloads_what_an_event_leads_to),
		CASE(follows_an_event_over_an_alternative_sm_ds),
		CASE(the_order_gives_only_the_manner),
		CASE(an_smdp_is_no_sm_ds),
		CASE(an_sm_ds_is_no_smdp),
		CASE(needs_a_root_sm_ds_or_an_address),
		CASE(the_card_judges_the_sm_ds),
		CASE(a_refusal_is_told_with_its_codes),
		CASE(notices_another_transaction),
		CASE(notices_an_address_that_is_none),
		CASE(notices_a_strange_event_id),
		CASE(notices_an_event_id_without_end),
		CASE(notices_what_is_no_answer),
		CASE(an_event_is_followed_once),
		CASE(a_circle_comes_to_an_end),
		CASE(a_chain_of_sm_dss_has_its_end),
		CASE(more_events_than_fit_are_left),
		IN_ASN1(finds_the_events_of_the_root),
		IN_ASN1(finds_nothing_where_nothing_is),
		IN_ASN1(downloads_what_an_event_leads_to),
		IN_ASN1(follows_an_event_over_an_alternative_sm_ds),
		IN_ASN1(a_refusal_is_told_with_its_codes),
		IN_ASN1(notices_another_transaction),
		IN_ASN1(notices_a_strange_event_id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
