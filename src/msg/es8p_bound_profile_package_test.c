/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the structure of a BoundProfilePackage. */
#include "msg/message_test.h"

#include "msg/es8p_bound_profile_package.h"

typedef struct es8p_bound_profile_package package_t;

DECODE_DER(decode, es8p_bound_profile_package_decode, package_t)

#define PACKAGE                                                                                    \
	"BF36 1E BF23 01 AA A0 03 87 01 01 A1 06 88 01 02 88 01 03 A2 03 87 01 04 A3 06 86 01 05 " \
	"86 01 06"

static void both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	package_t p = {};
	assert_int_equal(es8p_bound_profile_package_decode(unhex(&a, PACKAGE), &p), OK);
	assert_bytes(p.initialise_secure_channel, unhex(&a, "BF23 01 AA"));
	assert_bytes(p.first_sequence_of_87, unhex(&a, "870101"));
	assert_bytes(p.sequence_of_88, unhex(&a, "880102 880103"));
	assert_bytes(p.second_sequence_of_87, unhex(&a, "870104"));
	assert_bytes(p.sequence_of_86, unhex(&a, "860105 860106"));
	assert_int_equal(es8p_bound_profile_package_encode(&p, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, PACKAGE));
}

static void withstands_damage(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	WITHSTANDS_DER(decode, unhex(&a, PACKAGE), ES8P_TAG_SECOND_SEQUENCE_OF_87);
}

static void walks_the_segments(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	struct bytes row = unhex(&a, "880102 880103 8601");
	struct tlv segment = {};
	assert_int_equal(es8p_segment_next(&row, 0x88, &segment), OK);
	assert_bytes(segment.value, unhex(&a, "02"));
	assert_int_equal(es8p_segment_next(&row, 0x88, &segment), OK);
	assert_bytes(segment.whole, unhex(&a, "880103"));
	assert_int_equal(es8p_segment_next(&row, 0x88, &segment), ERR_TRUNCATED);
	row = unhex(&a, "860100");
	assert_int_equal(es8p_segment_next(&row, 0x88, &segment), ERR_MISSING);
}

static void session_key_mode_has_no_second_87(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	const package_t p = {
		.initialise_secure_channel = unhex(&a, "BF23 00"),
		.first_sequence_of_87 = unhex(&a, "870101"),
		.sequence_of_88 = unhex(&a, "880102"),
		.sequence_of_86 = unhex(&a, "860105"),
	};
	assert_int_equal(es8p_bound_profile_package_encode(&p, &out), OK);
	assert_bytes(buf_bytes(&out),
		     unhex(&a, "BF36 12 BF23 00 A0 03 870101 A1 03 880102 A3 03 860105"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways),
		cmocka_unit_test(withstands_damage),
		cmocka_unit_test(walks_the_segments),
		cmocka_unit_test(session_key_mode_has_no_second_87),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
