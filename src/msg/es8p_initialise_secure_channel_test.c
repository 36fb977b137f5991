/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES8+.InitialiseSecureChannel. */
#include "msg/message_test.h"

#include "msg/es8p_initialise_secure_channel.h"

typedef struct es8p_initialise_secure_channel request_t;

DECODE_DER(decode, es8p_initialise_secure_channel_decode, request_t)

static const uint8_t smdp_otpk[RSP_OTPK_LEN] = {0x04, 0x11};
static const uint8_t euicc_otpk[RSP_OTPK_LEN] = {0x04, 0x22};
static const uint8_t smdp_sign[RSP_SIGNATURE_LEN] = {0x33};

static const request_t sample = {
	.remote_op_id = ES8P_INSTALL_BOUND_PROFILE_PACKAGE,
	.transaction_id = BYTES_LIT("\x0A\x0B"),
	.key_type = BYTES_LIT("\x88"),
	.key_len = BYTES_LIT("\x10"),
	.host_id = BYTES_LIT("host"),
	.smdp_otpk = BYTES_OF(smdp_otpk),
	.smdp_sign = BYTES_OF(smdp_sign),
};

/* 3 + 4 + 14 + 68 + 67 bytes in it. */
#define HEAD   "BF23 81 9C"
#define COMMON "82 01 01 80 02 0A0B A6 0C 80 01 88 81 01 10 84 04 686F7374 5F49 41"

static void writes_the_der(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	assert_int_equal(es8p_initialise_secure_channel_encode(&sample, &out), OK);
	struct bytes head = unhex(&a, HEAD COMMON "0411");
	assert_bytes(bytes_from(out.ptr, head.len), head);
	assert_int_equal(out.len, 4 + 0x9C);
	assert_bytes(bytes_from(out.ptr + out.len - 67, 4), unhex(&a, "5F37 40 33"));
}

static void reads_it_back(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {};
	assert_int_equal(es8p_initialise_secure_channel_encode(&sample, &out), OK);
	assert_int_equal(es8p_initialise_secure_channel_decode(buf_bytes(&out), &r), OK);
	assert_int_equal(r.remote_op_id, 1);
	assert_bytes(r.transaction_id, sample.transaction_id);
	assert_bytes(r.key_type, sample.key_type);
	assert_bytes(r.key_len, sample.key_len);
	assert_bytes(r.host_id, sample.host_id);
	assert_bytes(r.smdp_otpk, sample.smdp_otpk);
	assert_bytes(r.smdp_sign, sample.smdp_sign);
	WITHSTANDS_DER(decode, buf_bytes(&out));
}

static void signs_with_the_euiccs_key_at_the_end(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t unsigned_request = sample;
	unsigned_request.smdp_sign = (struct bytes){};
	assert_int_equal(
		es8p_initialise_secure_channel_input(&unsigned_request, BYTES_OF(euicc_otpk), &out),
		OK);
	struct bytes head = unhex(&a, COMMON "0411");
	assert_bytes(bytes_from(out.ptr, head.len), head);
	assert_int_equal(out.len, 0x9C - 67 + 68);
	assert_bytes(bytes_from(out.ptr + out.len - 68, 5), unhex(&a, "5F49 41 0422"));
}

static void lengths_are_checked(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = sample;
	r.smdp_otpk.len--;
	assert_int_equal(es8p_initialise_secure_channel_encode(&r, &out), ERR_RANGE);
	r = sample;
	r.host_id.len = 0;
	assert_int_equal(es8p_initialise_secure_channel_encode(&r, &out), ERR_RANGE);
	r = sample;
	r.transaction_id = BYTES_LIT("0123456789ABCDEF+");
	assert_int_equal(es8p_initialise_secure_channel_encode(&r, &out), ERR_RANGE);
	r = sample;
	r.key_len = BYTES_LIT("\x10\x10");
	assert_int_equal(es8p_initialise_secure_channel_encode(&r, &out), ERR_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_der),
		cmocka_unit_test(reads_it_back),
		cmocka_unit_test(signs_with_the_euiccs_key_at_the_end),
		cmocka_unit_test(lengths_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
