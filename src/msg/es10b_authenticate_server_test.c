/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES10b.AuthenticateServer. */
#include "msg/message_test.h"

#include "msg/es10b_authenticate_server.h"

typedef struct es10b_authenticate_server_response response_t;

DECODE_DER(decode_server_signed1, es10b_server_signed1_decode, struct es10b_server_signed1)
DECODE_DER(decode_ctx, es10b_ctx_params1_decode, struct es10b_ctx_params1)
DECODE_DER(decode_request, es10b_authenticate_server_request_decode,
	   struct es10b_authenticate_server_request)
DECODE_DER(decode_euicc_signed1, es10b_euicc_signed1_decode, struct es10b_euicc_signed1)
DECODE_DER(decode_response, es10b_authenticate_server_response_decode, response_t)

#define CHALLENGE_C "10 C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF"
#define CHALLENGE_D "10 D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF"

#define SERVER_SIGNED1 "30 2C 80 02 0A0B 81" CHALLENGE_C "83 02 6470 84" CHALLENGE_D
#define CTX	       "A0 1E 80 03 412D31 A1 17 80 04 35290611 A1 05 80 03 090000 82 08 3529061100000010"
#define REQUEST	       "BF38 18 30 00 5F37 02 ABCD 04 02 0102 30 01 00 A0 08 A1 06 80 04 35290611"
#define EUICC_SIGNED1  "30 21 80 02 0A0B 83 02 6470 84" CHALLENGE_D "BF22 00 A0 02 A1 00"
#define RESPONSE_OK    "BF38 0D A0 0B 30 00 5F37 01 AB 30 00 30 01 00"
#define RESPONSE_ERROR "BF38 09 A1 07 80 02 0A0B 02 01 07"

static void server_signed1_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_server_signed1 s = {};
	assert_int_equal(es10b_server_signed1_decode(unhex(&a, SERVER_SIGNED1), &s), OK);
	assert_bytes(s.transaction_id, unhex(&a, "0A0B"));
	assert_int_equal(s.euicc_challenge.ptr[0], 0xC0);
	assert_text(s.server_address, "dp");
	assert_int_equal(s.server_challenge.ptr[0], 0xD0);
	assert_int_equal(es10b_server_signed1_encode(&s, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, SERVER_SIGNED1));
	WITHSTANDS_DER(decode_server_signed1, unhex(&a, SERVER_SIGNED1));
}

static void server_signed1_lengths(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	const struct es10b_server_signed1 good = {
		.transaction_id = BYTES_LIT("0123456789ABCDEF"),
		.euicc_challenge = BYTES_LIT("0123456789ABCDEF"),
		.server_address = BYTES_LIT("dp"),
		.server_challenge = BYTES_LIT("0123456789ABCDEF"),
	};
	struct es10b_server_signed1 s = good;
	assert_int_equal(es10b_server_signed1_encode(&s, &out), OK);
	s.transaction_id = BYTES_LIT("");
	assert_int_equal(es10b_server_signed1_encode(&s, &out), ERR_RANGE);
	s.transaction_id = BYTES_LIT("0123456789ABCDEF0");
	assert_int_equal(es10b_server_signed1_encode(&s, &out), ERR_RANGE);
	s = good;
	s.euicc_challenge.len--;
	assert_int_equal(es10b_server_signed1_encode(&s, &out), ERR_RANGE);
	s = good;
	s.server_challenge.len--;
	assert_int_equal(es10b_server_signed1_encode(&s, &out), ERR_RANGE);
}

static void ctx_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_ctx_params1 ctx = {};
	assert_int_equal(es10b_ctx_params1_decode(unhex(&a, CTX), &ctx), OK);
	assert_text(ctx.matching_id, "A-1");
	assert_bytes(ctx.tac, unhex(&a, "35290611"));
	assert_bytes(ctx.device_capabilities.gsm, unhex(&a, "090000"));
	assert_false(bytes_present(ctx.device_capabilities.utran));
	assert_bytes(ctx.imei, unhex(&a, "3529061100000010"));
	assert_int_equal(es10b_ctx_params1_encode(&ctx, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, CTX));
	WITHSTANDS_DER(decode_ctx, unhex(&a, CTX), 0x80);
}

static void matching_id_absent_and_empty(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	struct es10b_ctx_params1 ctx = {};
	struct bytes der = unhex(&a, "A0 0A A1 08 80 04 35290611 A1 00");
	assert_int_equal(es10b_ctx_params1_decode(der, &ctx), OK);
	assert_false(bytes_present(ctx.matching_id));
	der = unhex(&a, "A0 0C 80 00 A1 08 80 04 35290611 A1 00");
	assert_int_equal(es10b_ctx_params1_decode(der, &ctx), OK);
	assert_true(bytes_present(ctx.matching_id));
	assert_int_equal(ctx.matching_id.len, 0);
}

static void device_info_is_tolerated_and_checked(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	/* Capabilities of later versions, a TAC of version 2.0. */
	assert_int_equal(decode_ctx(unhex(&a, "A0 13 A1 11 80 08 3529061135290611 A1 05 8B 03 "
					      "020500")),
			 OK);
	assert_int_equal(decode_ctx(unhex(&a, "A0 09 A1 07 80 03 352906 A1 00")), ERR_RANGE);
	assert_int_equal(decode_ctx(unhex(&a, "A0 04 A1 02 A1 00")), ERR_MISSING);
	assert_int_equal(decode_ctx(unhex(&a, "A0 08 A1 06 80 04 35290611")), ERR_MISSING);
	assert_int_equal(decode_ctx(unhex(&a, "A0 0D A1 0B 80 04 35290611 A1 00 82 01 35")),
			 ERR_RANGE);
	assert_int_equal(decode_ctx(unhex(&a, "A1 00")), ERR_MISSING); /* another choice */
}

static void request_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_authenticate_server_request r = {};
	assert_int_equal(es10b_authenticate_server_request_decode(unhex(&a, REQUEST), &r), OK);
	assert_bytes(r.server_signed1, unhex(&a, "3000"));
	assert_bytes(r.server_signature1, unhex(&a, "ABCD"));
	assert_bytes(r.euicc_ci_pk_id_to_be_used, unhex(&a, "0102"));
	assert_bytes(r.server_certificate, unhex(&a, "300100"));
	assert_bytes(r.ctx_params1, unhex(&a, "A0 08 A1 06 80 04 35290611"));
	assert_int_equal(es10b_authenticate_server_request_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, REQUEST));
	WITHSTANDS_DER(decode_request, unhex(&a, REQUEST));
}

static void euicc_signed1_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_euicc_signed1 s = {};
	assert_int_equal(es10b_euicc_signed1_decode(unhex(&a, EUICC_SIGNED1), &s), OK);
	assert_bytes(s.transaction_id, unhex(&a, "0A0B"));
	assert_text(s.server_address, "dp");
	assert_int_equal(s.server_challenge.ptr[0], 0xD0);
	assert_bytes(s.euicc_info2, unhex(&a, "BF2200"));
	assert_bytes(s.ctx_params1, unhex(&a, "A002A100"));
	assert_int_equal(es10b_euicc_signed1_encode(&s, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, EUICC_SIGNED1));
	WITHSTANDS_DER(decode_euicc_signed1, unhex(&a, EUICC_SIGNED1));
}

static void response_ok_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	response_t r = {};
	struct bytes der = unhex(&a, RESPONSE_OK);
	assert_int_equal(es10b_authenticate_server_response_decode(der, &r), OK);
	assert_true(r.ok);
	assert_bytes(r.authenticate_response_ok.euicc_signed1, unhex(&a, "3000"));
	assert_bytes(r.authenticate_response_ok.euicc_signature1, unhex(&a, "AB"));
	assert_bytes(r.authenticate_response_ok.euicc_certificate, unhex(&a, "3000"));
	assert_bytes(r.authenticate_response_ok.eum_certificate, unhex(&a, "300100"));
	assert_int_equal(es10b_authenticate_server_response_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), der);
}

static void certificates_of_version_3_are_taken(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	response_t r = {};
	struct bytes der = unhex(&a, "BF38 14 A0 12 30 00 5F37 01 AB 30 00 30 01 00"
				     "A0 05 30 01 01 30 00");
	assert_int_equal(es10b_authenticate_server_response_decode(der, &r), OK);
	assert_bytes(r.authenticate_response_ok.other_certs_in_chain, unhex(&a, "3001013000"));
	assert_int_equal(es10b_authenticate_server_response_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), der);
}

static void response_ok_slices_what_was_received(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	response_t r = {};
	/* A length that is longer than DER has it: signed is what came. */
	struct bytes der = unhex(&a, "BF38 0E A0 0C 30 81 00 5F37 01 AB 30 00 30 01 00");
	assert_int_equal(es10b_authenticate_server_response_decode(der, &r), OK);
	assert_true(r.authenticate_response_ok.euicc_signed1.ptr == der.ptr + 5);
	assert_int_equal(r.authenticate_response_ok.euicc_signed1.len, 3);
}

static void response_error_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	response_t r = {};
	struct bytes der = unhex(&a, RESPONSE_ERROR);
	assert_int_equal(es10b_authenticate_server_response_decode(der, &r), OK);
	assert_false(r.ok);
	assert_bytes(r.authenticate_response_error.transaction_id, unhex(&a, "0A0B"));
	assert_true(r.authenticate_response_error.authenticate_error_code ==
		    ES10B_AUTHENTICATE_CI_PK_UNKNOWN);
	assert_false(bytes_present(r.authenticate_response_ok.euicc_signed1));
	assert_int_equal(es10b_authenticate_server_response_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), der);
}

static void response_withstands_damage(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	refuses_cuts_der(decode_response, unhex(&a, RESPONSE_OK));
	refuses_cuts_der(decode_response, unhex(&a, RESPONSE_ERROR));
	assert_int_equal(decode_response(unhex(&a, "BF38 00")), ERR_TRUNCATED);
	assert_int_equal(decode_response(unhex(&a, "BF38 02 A2 00")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF38 02 A0 00")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF38 02 A1 00")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF21 02 A0 00")), ERR_MISSING);
	assert_int_equal(
		decode_response(unhex(&a, "BF38 0F A0 0B 30 00 5F37 01 AB 30 00 30 01 00 05 00")),
		ERR_TRAILING);
	/* A certificate chain of version 3 behind the members that we know. */
	assert_int_equal(
		decode_response(unhex(&a, "BF38 0F A0 0D 30 00 5F37 01 AB 30 00 30 01 00 A1 00")),
		OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(server_signed1_both_ways),
		cmocka_unit_test(server_signed1_lengths),
		cmocka_unit_test(ctx_both_ways),
		cmocka_unit_test(matching_id_absent_and_empty),
		cmocka_unit_test(device_info_is_tolerated_and_checked),
		cmocka_unit_test(request_both_ways),
		cmocka_unit_test(euicc_signed1_both_ways),
		cmocka_unit_test(response_ok_both_ways),
		cmocka_unit_test(certificates_of_version_3_are_taken),
		cmocka_unit_test(response_ok_slices_what_was_received),
		cmocka_unit_test(response_error_both_ways),
		cmocka_unit_test(response_withstands_damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
