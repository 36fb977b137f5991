/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES8+.ConfigureISDP. */
#include "msg/message_test.h"

#include "msg/es8p_configure_isdp.h"

DECODE_DER(decode, es8p_configure_isdp_decode, struct es8p_configure_isdp)

static void without_data(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es8p_configure_isdp r = {};
	assert_int_equal(es8p_configure_isdp_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "BF24 00"));
	assert_int_equal(es8p_configure_isdp_decode(buf_bytes(&out), &r), OK);
	assert_false(bytes_present(r.dp_proprietary_data));
	assert_false(bytes_present(r.dp_oid));
}

static void with_data(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es8p_configure_isdp r = {.dp_proprietary_data = unhex(&a, "80 03 88370A 81 00")};
	assert_int_equal(es8p_configure_isdp_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "BF24 09 B8 07 80 03 88370A 81 00"));
	assert_int_equal(es8p_configure_isdp_decode(buf_bytes(&out), &r), OK);
	assert_bytes(r.dp_oid, unhex(&a, "88370A"));
	WITHSTANDS_DER(decode, buf_bytes(&out), 0xB8);
}

static void data_needs_an_oid(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	assert_int_equal(decode(unhex(&a, "BF24 02 B8 00")), ERR_MISSING);
}

static void data_is_bounded(void **state)
{
	(void)state;
	static const uint8_t data[ES8P_DP_PROPRIETARY_DATA_MAX - 1];
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es8p_configure_isdp r = {.dp_proprietary_data = BYTES_OF(data)};
	assert_int_equal(es8p_configure_isdp_encode(&r, &out), ERR_RANGE);
	r.dp_proprietary_data.len--;
	buf_reset(&out);
	assert_int_equal(es8p_configure_isdp_encode(&r, &out), OK);
	assert_int_equal(out.len, 4 + ES8P_DP_PROPRIETARY_DATA_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_data),
		cmocka_unit_test(with_data),
		cmocka_unit_test(data_needs_an_oid),
		cmocka_unit_test(data_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
