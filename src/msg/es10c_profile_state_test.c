/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of EnableProfile, DisableProfile, DeleteProfile and SetNickname. */
#include "msg/message_test.h"

#include "msg/es10c_profile_state.h"

typedef struct es10c_profile_state_request request_t;

DECODE_DER(decode, es10c_profile_state_request_decode, request_t)
DECODE_DER(decode_nickname, es10c_set_nickname_request_decode, struct es10c_set_nickname_request)

#define ICCID "5A 0A 98001032547698103214"
#define AID   "4F 05 A000000559"

static void requests_both_ways(void **state)
{
	(void)state;
	static const struct {
		const char *der;
		enum es10_function function;
		bool by_iccid, refresh;
	} rows[] = {
		{"BF31 11 A0 0C" ICCID "81 01 FF", ES10C_ENABLE_PROFILE, true, true},
		{"BF31 0C A0 07" AID "81 01 00", ES10C_ENABLE_PROFILE, false, false},
		{"BF32 11 A0 0C" ICCID "81 01 00", ES10C_DISABLE_PROFILE, true, false},
		{"BF33 0C" ICCID, ES10C_DELETE_PROFILE, true, false},
		{"BF33 07" AID, ES10C_DELETE_PROFILE, false, false},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		request_t r = {};
		struct bytes der = unhex(&a, rows[i].der);
		assert_int_equal(es10c_profile_state_request_decode(der, &r), OK);
		assert_int_equal(r.function, rows[i].function);
		assert_int_equal(bytes_present(r.iccid), rows[i].by_iccid);
		assert_int_equal(bytes_present(r.isdp_aid), !rows[i].by_iccid);
		assert_int_equal(r.refresh_flag, rows[i].refresh);
		assert_int_equal(es10c_profile_state_request_encode(&r, &out), OK);
		assert_bytes(buf_bytes(&out), der);
		refuses_cuts_der(decode, der);
	}
}

static void strange_requests(void **state)
{
	(void)state;
	static const struct {
		const char *der;
		enum err expected;
	} rows[] = {
		{"BF34 0C" ICCID, ERR_UNSUPPORTED},
		{"BF33 00", ERR_MISSING},
		{"BF33 13" AID ICCID, ERR_MISSING},
		{"BF33 03 5A 01 98", ERR_RANGE},
		{"BF33 02 4F 00", ERR_RANGE},
		{"BF31 0E A0 0C" ICCID, ERR_MISSING},
		{"BF31 03 81 01 00", ERR_MISSING},
		{"BF31 05 A0 00 81 01 00", ERR_MISSING},
		{"BF31 10 A0 0C" ICCID "81 00", ERR_SYNTAX},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		assert_int_equal(decode(unhex(&a, rows[i].der)), rows[i].expected);
	}
}

static void writes_one_identifier(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {.function = ES10C_DELETE_PROFILE};
	assert_int_equal(es10c_profile_state_request_encode(&r, &out), ERR_MISSING);
	r.iccid = BYTES_LIT("0123456789");
	r.isdp_aid = BYTES_LIT("01234");
	assert_int_equal(es10c_profile_state_request_encode(&r, &out), ERR_MISSING);
}

static void nickname_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10c_set_nickname_request r = {};
	struct bytes der = unhex(&a, "BF29 0F" ICCID "90 01 4E");
	assert_int_equal(es10c_set_nickname_request_decode(der, &r), OK);
	assert_text(r.profile_nickname, "N");
	assert_int_equal(es10c_set_nickname_request_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), der);
	WITHSTANDS_DER(decode_nickname, der);
}

static void nickname_is_bounded(void **state)
{
	(void)state;
	static const uint8_t long_name[ES10C_NICKNAME_MAX + 1];
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10c_set_nickname_request r = {.iccid = BYTES_LIT("0123456789"),
					       .profile_nickname = BYTES_OF(long_name)};
	assert_int_equal(es10c_set_nickname_request_encode(&r, &out), ERR_RANGE);
	r.profile_nickname.len = 0;
	buf_reset(&out);
	assert_int_equal(es10c_set_nickname_request_encode(&r, &out), OK);
	assert_int_equal(decode_nickname(buf_bytes(&out)), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_both_ways),	 cmocka_unit_test(strange_requests),
		cmocka_unit_test(writes_one_identifier), cmocka_unit_test(nickname_both_ways),
		cmocka_unit_test(nickname_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
