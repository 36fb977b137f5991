/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the addresses that an eUICC is configured with. */
#include "msg/message_test.h"

#include "msg/es10a_configured_addresses.h"

DECODE_DER(decode, es10a_configured_addresses_decode, struct es10a_configured_addresses)
DECODE_DER(decode_set, es10a_set_default_dp_address_decode, struct bytes)

#define RESPONSE "BF3C 08 80 02 6470 81 02 6473"

static void addresses_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10a_configured_addresses r = {};
	assert_int_equal(es10a_configured_addresses_decode(unhex(&a, RESPONSE), &r), OK);
	assert_text(r.default_dp_address, "dp");
	assert_text(r.root_ds_address, "ds");
	assert_int_equal(es10a_configured_addresses_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, RESPONSE));
	WITHSTANDS_DER(decode, unhex(&a, RESPONSE), 0x80);
}

static void setting_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct bytes address = {};
	assert_int_equal(es10a_set_default_dp_address_encode(BYTES_LIT("dp"), &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "BF3F 04 80 02 6470"));
	assert_int_equal(es10a_set_default_dp_address_decode(buf_bytes(&out), &address), OK);
	assert_text(address, "dp");
	WITHSTANDS_DER(decode_set, buf_bytes(&out));
}

static void an_empty_address_is_written(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	assert_int_equal(es10a_set_default_dp_address_encode(BYTES_LIT(""), &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "BF3F 02 80 00"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_both_ways),
		cmocka_unit_test(setting_both_ways),
		cmocka_unit_test(an_empty_address_is_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
