/* SPDX-License-Identifier: Apache-2.0 */
/* Who may set which Profile Policy Rules. */
#include "card/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include "msg/rsp_type.h"

static const struct bytes test_network = BYTES_LIT("\x00\xF1\x10"),
			  other_network = BYTES_LIT("\x62\xF2\x10");

static void the_table_allows_by_operator(void **state)
{
	(void)state;
	struct euicc e = {.rat = {{.pprs = RSP_PPR1, .mcc_mnc = {0x00, 0xF1, 0x10}},
				  {.pprs = RSP_PPR2, .mcc_mnc = {0xEE, 0xEE, 0xEE}}},
			  .n_rat = 2};
	assert_true(policy_authorised(&e, RSP_PPR1, test_network));
	assert_true(policy_authorised(&e, RSP_PPR1 | RSP_PPR2, test_network));
	assert_false(policy_authorised(&e, RSP_PPR1, other_network));
	assert_true(policy_authorised(&e, RSP_PPR2, other_network));
	assert_true(policy_authorised(&e, 0, other_network));
}

static void single_digits_may_be_any(void **state)
{
	(void)state;
	struct euicc e = {.rat = {{.pprs = RSP_PPR1, .mcc_mnc = {0x00, 0xFE, 0x10}}}, .n_rat = 1};
	assert_true(policy_authorised(&e, RSP_PPR1, BYTES_LIT("\x00\xF9\x10")));
	assert_false(policy_authorised(&e, RSP_PPR1, BYTES_LIT("\x00\xF9\x11")));
	assert_false(policy_authorised(&e, RSP_PPR1, BYTES_LIT("\x00\xF9")));
}

static void what_is_forbidden_is_not_allowed(void **state)
{
	(void)state;
	struct euicc e = {.rat = {{.pprs = RSP_PPR1, .mcc_mnc = {0xEE, 0xEE, 0xEE}}}, .n_rat = 1};
	e.settings.forbidden_pprs = RSP_PPR1;
	assert_false(policy_authorised(&e, RSP_PPR1, test_network));
}

static void an_empty_table_allows_nothing(void **state)
{
	(void)state;
	struct euicc e = {};
	assert_false(policy_authorised(&e, RSP_PPR1, test_network));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_allows_by_operator),
		cmocka_unit_test(single_digits_may_be_any),
		cmocka_unit_test(what_is_forbidden_is_not_allowed),
		cmocka_unit_test(an_empty_table_allows_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
