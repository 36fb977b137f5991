/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES10b.PrepareDownload. */
#include "msg/message_test.h"

#include "msg/es10b_prepare_download.h"

typedef struct es10b_prepare_download_response response_t;

DECODE_DER(decode_smdp_signed2, es10b_smdp_signed2_decode, struct es10b_smdp_signed2)
DECODE_DER(decode_request, es10b_prepare_download_request_decode,
	   struct es10b_prepare_download_request)
DECODE_DER(decode_euicc_signed2, es10b_euicc_signed2_decode, struct es10b_euicc_signed2)
DECODE_DER(decode_response, es10b_prepare_download_response_decode, response_t)

#define TEN  "00112233445566778899"
#define OTPK "41 04" TEN TEN TEN TEN TEN TEN "AABBCCDD"
#define HASH "20" TEN TEN TEN "0011"

#define SMDP_SIGNED2   "30 4B 80 02 0A0B 01 01 FF 5F49" OTPK
#define REQUEST	       "BF21 2C 30 00 5F37 02 ABCD 04" HASH "30 01 00"
#define EUICC_SIGNED2  "30 6A 80 02 0A0B 5F49" OTPK "04" HASH
#define RESPONSE_OK    "BF21 09 A0 07 30 00 5F37 02 ABCD"
#define RESPONSE_ERROR "BF21 09 A1 07 80 02 0A0B 02 01 7F"

static void smdp_signed2_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_smdp_signed2 s = {};
	assert_int_equal(es10b_smdp_signed2_decode(unhex(&a, SMDP_SIGNED2), &s), OK);
	assert_bytes(s.transaction_id, unhex(&a, "0A0B"));
	assert_true(s.cc_required_flag);
	assert_int_equal(s.bpp_euicc_otpk.len, RSP_OTPK_LEN);
	assert_int_equal(es10b_smdp_signed2_encode(&s, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, SMDP_SIGNED2));
	WITHSTANDS_DER(decode_smdp_signed2, unhex(&a, SMDP_SIGNED2), RSP_TAG_OTPK);
}

static void a_first_download_has_no_key_yet(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	const struct es10b_smdp_signed2 s = {.transaction_id = BYTES_LIT("\x0A")};
	assert_int_equal(es10b_smdp_signed2_encode(&s, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "30 06 80 01 0A 01 01 00"));
}

static void request_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_prepare_download_request r = {};
	assert_int_equal(es10b_prepare_download_request_decode(unhex(&a, REQUEST), &r), OK);
	assert_bytes(r.smdp_signed2, unhex(&a, "3000"));
	assert_bytes(r.smdp_signature2, unhex(&a, "ABCD"));
	assert_int_equal(r.hash_cc.len, RSP_HASH_CC_LEN);
	assert_bytes(r.smdp_certificate, unhex(&a, "300100"));
	assert_int_equal(es10b_prepare_download_request_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, REQUEST));
	WITHSTANDS_DER(decode_request, unhex(&a, REQUEST), 0x04);
}

static void euicc_signed2_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_euicc_signed2 s = {};
	assert_int_equal(es10b_euicc_signed2_decode(unhex(&a, EUICC_SIGNED2), &s), OK);
	assert_bytes(s.transaction_id, unhex(&a, "0A0B"));
	assert_int_equal(s.euicc_otpk.len, RSP_OTPK_LEN);
	assert_int_equal(s.hash_cc.len, RSP_HASH_CC_LEN);
	assert_int_equal(es10b_euicc_signed2_encode(&s, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, EUICC_SIGNED2));
	WITHSTANDS_DER(decode_euicc_signed2, unhex(&a, EUICC_SIGNED2), 0x04);
}

static void lengths_are_checked(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	assert_int_equal(decode_euicc_signed2(unhex(&a, "30 07 80 01 0A 5F49 01 04")), ERR_RANGE);
	assert_int_equal(decode_euicc_signed2(unhex(&a, "30 4A 80 01 0A 5F49" OTPK "04 01 00")),
			 ERR_RANGE);
	assert_int_equal(decode_smdp_signed2(unhex(&a, "30 05 80 00 01 01 00")), ERR_RANGE);
	assert_int_equal(decode_smdp_signed2(unhex(&a, "30 05 80 01 0A 01 00")), ERR_SYNTAX);
}

static void response_ok_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	response_t r = {};
	assert_int_equal(es10b_prepare_download_response_decode(unhex(&a, RESPONSE_OK), &r), OK);
	assert_true(r.ok);
	assert_bytes(r.download_response_ok.euicc_signed2, unhex(&a, "3000"));
	assert_bytes(r.download_response_ok.euicc_signature2, unhex(&a, "ABCD"));
	assert_int_equal(es10b_prepare_download_response_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, RESPONSE_OK));
}

static void response_error_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	response_t r = {};
	assert_int_equal(es10b_prepare_download_response_decode(unhex(&a, RESPONSE_ERROR), &r), OK);
	assert_false(r.ok);
	assert_bytes(r.download_response_error.transaction_id, unhex(&a, "0A0B"));
	assert_true(r.download_response_error.download_error_code ==
		    ES10B_DOWNLOAD_UNDEFINED_ERROR);
	assert_int_equal(es10b_prepare_download_response_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, RESPONSE_ERROR));
}

static void response_withstands_damage(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	refuses_cuts_der(decode_response, unhex(&a, RESPONSE_OK));
	refuses_cuts_der(decode_response, unhex(&a, RESPONSE_ERROR));
	assert_int_equal(decode_response(unhex(&a, "BF21 02 A0 00")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF21 02 A1 00")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF21 02 A2 00")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF21 07 A0 05 5F37 02 ABCD")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF21 04 A0 02 30 00")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF21 05 A1 03 02 01 7F")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF21 06 A1 04 80 02 0A0B")), ERR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(smdp_signed2_both_ways),
		cmocka_unit_test(a_first_download_has_no_key_yet),
		cmocka_unit_test(request_both_ways),
		cmocka_unit_test(euicc_signed2_both_ways),
		cmocka_unit_test(lengths_are_checked),
		cmocka_unit_test(response_ok_both_ways),
		cmocka_unit_test(response_error_both_ways),
		cmocka_unit_test(response_withstands_damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
