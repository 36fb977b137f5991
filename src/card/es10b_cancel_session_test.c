/* SPDX-License-Identifier: Apache-2.0 */
/* CancelSession. */
#include "msg/es10b_cancel_session.h"

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

static void signs_the_reason_and_ends_the_session(void **state)
{
	struct card_world *w = *state;
	struct es10b_cancel_session_response r = {};
	struct es10b_cancel_session_signed s = {};
	card_world_begin(w);
	assert_int_equal(card_world_cancel(w, w->transaction_id, ES10B_CANCEL_POSTPONED), 0);
	assert_int_equal(es10b_cancel_session_response_decode(buf_bytes(&w->response), &r), OK);
	assert_int_equal(es10b_cancel_session_signed_decode(
				 r.cancel_session_response_ok.euicc_cancel_session_signed, &s),
			 OK);
	assert_true(bytes_eq(s.transaction_id, w->transaction_id));
	assert_true(bytes_eq(s.smdp_oid, BYTES_LIT("\x88\x37\x0A")));
	assert_int_equal(s.reason, ES10B_CANCEL_POSTPONED);
	assert_int_equal(w->card.session.state, CARD_SESSION_NONE);
	assert_int_equal(card_world_cancel(w, w->transaction_id, 1),
			 ES10B_CANCEL_ERROR_INVALID_TRANSACTION_ID);
}

static void refuses_without_a_session(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(card_world_cancel(w, w->transaction_id, 0),
			 ES10B_CANCEL_ERROR_INVALID_TRANSACTION_ID);
	card_world_challenge(w);
	assert_int_equal(card_world_cancel(w, w->transaction_id, 0),
			 ES10B_CANCEL_ERROR_INVALID_TRANSACTION_ID);
}

static void refuses_another_transaction(void **state)
{
	struct card_world *w = *state;
	card_world_begin(w);
	assert_int_equal(card_world_cancel(w, BYTES_LIT("another"), 0),
			 ES10B_CANCEL_ERROR_INVALID_TRANSACTION_ID);
	assert_int_equal(w->card.session.state, CARD_SESSION_PREPARED);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(signs_the_reason_and_ends_the_session),
		CASE(refuses_without_a_session),
		CASE(refuses_another_transaction),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
