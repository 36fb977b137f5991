/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the Rules Authorisation Table. */
#include "msg/message_test.h"

#include "msg/es10b_get_rat.h"

DECODE_DER(decode, es10b_get_rat_response_decode, struct bytes)

static enum err decode_rule(struct bytes whole)
{
	struct es10b_ppr_rule rule = {};
	TRY(es10b_ppr_rule_next(&whole, &rule));
	return whole.len == 0 ? OK : ERR_TRAILING;
}

#define RULE "30 11 80 02 0560 A1 07 30 05 80 03 EEEEEE 82 02 0780"

static void table_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct bytes rules = {};
	struct bytes der = unhex(&a, "BF43 15 A0 13" RULE);
	assert_int_equal(es10b_get_rat_response_decode(der, &rules), OK);
	assert_int_equal(es10b_get_rat_response_encode(rules, &out), OK);
	assert_bytes(buf_bytes(&out), der);
	WITHSTANDS_DER(decode, der);
}

static void an_empty_table(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	assert_int_equal(es10b_get_rat_response_encode(BYTES_LIT(""), &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "BF43 02 A0 00"));
}

static void rules_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_ppr_rule rule = {};
	struct bytes rules = unhex(&a, RULE);
	assert_int_equal(es10b_ppr_rule_next(&rules, &rule), OK);
	assert_int_equal(rules.len, 0);
	assert_true(rule.ppr_ids == (RSP_PPR1 | RSP_PPR2));
	assert_true(rule.ppr_flags == ES10B_PPR_CONSENT_REQUIRED);
	assert_bytes(rule.allowed_operators, unhex(&a, "30 05 80 03 EEEEEE"));
	assert_int_equal(es10b_ppr_rule_encode(&rule, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, RULE));
	WITHSTANDS_DER(decode_rule, unhex(&a, RULE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_both_ways),
		cmocka_unit_test(an_empty_table),
		cmocka_unit_test(rules_both_ways),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
