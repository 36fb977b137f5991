/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the table of session states: every pair of state and event, and the two rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "session/rsp_session.h"

/* What follows, or NULL where the function is refused. */
static const char *const next[RSP_SESSION_STATES][RSP_SESSION_EVENTS] = {
	[RSP_INITIATED] = {[RSP_AUTHENTICATE_CLIENT] = "authenticated"},
	[RSP_AUTHENTICATED] = {[RSP_REFUSE_CODE] = "code refused",
			       [RSP_GET_BOUND_PROFILE_PACKAGE] = "bound",
			       [RSP_CANCEL_SESSION] = "ended"},
	[RSP_CODE_REFUSED] = {[RSP_REFUSE_CODE] = "code refused",
			      [RSP_GET_BOUND_PROFILE_PACKAGE] = "bound",
			      [RSP_CANCEL_SESSION] = "ended"},
	[RSP_BOUND] = {[RSP_GET_BOUND_PROFILE_PACKAGE] = "bound", [RSP_CANCEL_SESSION] = "ended"},
	[RSP_SMDS_INITIATED] = {[RSP_SMDS_AUTHENTICATE_CLIENT] = "smds authenticated"},
};

static void every_pair_goes_where_the_table_says(void **state)
{
	(void)state;
	for (int s = 0; s < RSP_SESSION_STATES; s++) {
		const char *from = rsp_session_state_name((enum rsp_session_state)s);
		for (int e = 0; e < RSP_SESSION_EVENTS; e++) {
			const char *to = NULL;
			enum err error = rsp_session_next(from, (enum rsp_session_event)e, &to);
			assert_int_equal(error, next[s][e] ? OK : ERR_WRONG_STATE);
			if (next[s][e])
				assert_string_equal(to, next[s][e]);
		}
	}
}

static void unknown_states_allow_nothing(void **state)
{
	(void)state;
	const char *to = NULL;
	assert_int_equal(rsp_session_next("", RSP_AUTHENTICATE_CLIENT, &to), ERR_WRONG_STATE);
	assert_int_equal(rsp_session_next("Bound", RSP_CANCEL_SESSION, &to), ERR_WRONG_STATE);
}

/* lpac cancels with endUserRejection after a wrong confirmation code. */
static void a_mistyped_code_is_no_rejection_of_the_order(void **state)
{
	(void)state;
	assert_true(rsp_session_rejection_ends_order("authenticated"));
	assert_false(rsp_session_rejection_ends_order("code refused"));
	assert_true(rsp_session_rejection_ends_order("bound"));
}

static void a_session_expires_after_its_time(void **state)
{
	(void)state;
	assert_int_equal(rsp_session_expiry("authenticated", 1000, 60, 10), 61000);
	assert_int_equal(rsp_session_expiry("bound", 1000, 60, 10), 61000);
}

static void a_session_without_an_euicc_expires_soon(void **state)
{
	(void)state;
	assert_int_equal(rsp_session_expiry("initiated", 1000, 60, 10), 11000);
	assert_int_equal(rsp_session_expiry("initiated", 1000, 60, 90), 61000);
	assert_int_equal(rsp_session_expiry("initiated", 1000, 60, 0), 61000);
	assert_int_equal(
		rsp_session_expiry(rsp_session_state_name(RSP_SMDS_INITIATED), 1000, 60, 10),
		11000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair_goes_where_the_table_says),
		cmocka_unit_test(unknown_states_allow_nothing),
		cmocka_unit_test(a_mistyped_code_is_no_rejection_of_the_order),
		cmocka_unit_test(a_session_expires_after_its_time),
		cmocka_unit_test(a_session_without_an_euicc_expires_soon),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
