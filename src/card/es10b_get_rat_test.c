/* SPDX-License-Identifier: Apache-2.0 */
/* GetRAT. */
#include "msg/es10b_get_rat.h"

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

static void hands_out_the_table(void **state)
{
	struct card_world *w = *state;
	struct bytes rules = {}, operators = {};
	struct es10b_ppr_rule rule = {};
	struct rsp_operator_id id = {};
	struct tlv tlv = {};
	assert_int_equal(card_world_call(w, BYTES_LIT("\xBF\x43\x00")), OK);
	assert_int_equal(es10b_get_rat_response_decode(buf_bytes(&w->response), &rules), OK);
	assert_int_equal(es10b_ppr_rule_next(&rules, &rule), OK);
	assert_int_equal(rules.len, 0);
	assert_int_equal(rule.ppr_ids, RSP_PPR1 | RSP_PPR2);
	assert_int_equal(rule.ppr_flags, ES10B_PPR_CONSENT_REQUIRED);
	operators = rule.allowed_operators;
	assert_int_equal(tlv_take_tag(&operators, 0x30, &tlv), OK);
	assert_int_equal(rsp_operator_id_decode(tlv.value, &id), OK);
	assert_true(bytes_eq(id.mcc_mnc, BYTES_LIT("\xEE\xEE\xEE")));
}

static void an_empty_table_is_one(void **state)
{
	struct card_world *w = *state;
	struct bytes rules = {};
	w->card.n_rat = 0;
	assert_int_equal(card_world_call(w, BYTES_LIT("\xBF\x43\x00")), OK);
	assert_int_equal(es10b_get_rat_response_decode(buf_bytes(&w->response), &rules), OK);
	assert_int_equal(rules.len, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(hands_out_the_table),
		CASE(an_empty_table_is_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
