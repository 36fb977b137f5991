/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES10c.GetProfilesInfo. */
#include "msg/message_test.h"

#include "msg/es10c_get_profiles_info.h"

typedef struct es10c_get_profiles_info_request request_t;

DECODE_DER(decode_request, es10c_get_profiles_info_request_decode, request_t)
DECODE_DER(decode_response, es10c_get_profiles_info_response_decode,
	   struct es10c_get_profiles_info_response)

static enum err decode_info(struct bytes whole)
{
	struct es10c_profile_info info = {};
	TRY(es10c_profile_info_next(&whole, &info));
	return whole.len == 0 ? OK : ERR_TRAILING;
}

#define INFO                                                                                       \
	"E3 41"                                                                                    \
	"5A 0A 98001032547698103214"                                                               \
	"4F 05 A000000559"                                                                         \
	"9F70 01 01"                                                                               \
	"90 01 4E"                                                                                 \
	"91 02 5350"                                                                               \
	"92 02 504E"                                                                               \
	"93 01 00"                                                                                 \
	"94 01 FF"                                                                                 \
	"95 01 02"                                                                                 \
	"B6 00"                                                                                    \
	"B7 05 80 03 00F110"                                                                       \
	"B8 05 80 03 88370A"                                                                       \
	"99 01 00"                                                                                 \
	"BF22 00"

static void requests_both_ways(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"BF2D 00",
		"BF2D 09 A0 07 4F 05 A000000559",
		"BF2D 0E A0 0C 5A 0A 98001032547698103214",
		"BF2D 09 A0 03 95 01 02 5C 02 5A95",
		"BF2D 04 5C 02 9F70",
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		request_t r = {};
		struct bytes der = unhex(&a, rows[i]);
		assert_int_equal(es10c_get_profiles_info_request_decode(der, &r), OK);
		assert_int_equal(es10c_get_profiles_info_request_encode(&r, &out), OK);
		assert_bytes(buf_bytes(&out), der);
		refuses_cuts_der(decode_request, der);
	}
}

static void request_members(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	request_t r = {};
	struct bytes der = unhex(&a, "BF2D 09 A0 03 95 01 02 5C 02 5A95");
	assert_int_equal(es10c_get_profiles_info_request_decode(der, &r), OK);
	assert_true(r.profile_class == RSP_CLASS_OPERATIONAL);
	assert_bytes(r.tag_list, unhex(&a, "5A95"));
	assert_false(bytes_present(r.iccid) || bytes_present(r.isdp_aid));
	assert_int_equal(decode_request(unhex(&a, "BF2D 05 A0 03 5A 01 98")), ERR_RANGE);
}

static void responses_both_ways(void **state)
{
	(void)state;
	static const struct {
		const char *der;
		bool ok;
	} rows[] = {
		{"BF2D 02 A0 00", true},
		{"BF2D 04 A0 02 E3 00", true},
		{"BF2D 03 81 01 7F", false},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		struct es10c_get_profiles_info_response r = {};
		struct bytes der = unhex(&a, rows[i].der);
		assert_int_equal(es10c_get_profiles_info_response_decode(der, &r), OK);
		assert_int_equal(r.ok, rows[i].ok);
		assert_true(r.error == (rows[i].ok ? 0 : 127));
		assert_int_equal(es10c_get_profiles_info_response_encode(&r, &out), OK);
		assert_bytes(buf_bytes(&out), der);
		refuses_cuts_der(decode_response, der);
	}
}

static void strange_responses(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	assert_int_equal(decode_response(unhex(&a, "BF2D 00")), ERR_TRUNCATED);
	assert_int_equal(decode_response(unhex(&a, "BF2D 02 82 00")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF2D 02 81 00")), ERR_RANGE);
}

static void info_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10c_profile_info info = {};
	struct bytes row = unhex(&a, INFO);
	assert_int_equal(es10c_profile_info_next(&row, &info), OK);
	assert_int_equal(row.len, 0);
	assert_true(info.profile_state == ES10C_PROFILE_ENABLED);
	assert_text(info.profile_nickname, "N");
	assert_text(info.service_provider_name, "SP");
	assert_text(info.profile_name, "PN");
	assert_true(info.icon_type == RSP_ICON_JPG);
	assert_true(info.profile_class == RSP_CLASS_OPERATIONAL);
	assert_int_equal(es10c_profile_info_encode(&info, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, INFO));
	WITHSTANDS_DER(decode_info, unhex(&a, INFO), 0x5A, 0x4F, 0x9F70, 0x90, 0x91, 0x92, 0x93,
		       0x94, 0x95, 0xB6, 0xB7, 0xB8, 0x99, 0xBF22);
}

static void info_may_hold_little(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10c_profile_info info = {};
	struct bytes row = unhex(&a, "E3 03 95 01 01 E3 00");
	assert_int_equal(es10c_profile_info_next(&row, &info), OK);
	assert_true(info.profile_class == RSP_CLASS_PROVISIONING);
	assert_true(info.profile_state == TLV_ABSENT);
	assert_int_equal(es10c_profile_info_encode(&info, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "E3 03 95 01 01"));
	assert_int_equal(es10c_profile_info_next(&row, &info), OK);
	assert_true(info.profile_class == TLV_ABSENT);
	row = unhex(&a, "E2 00");
	assert_int_equal(es10c_profile_info_next(&row, &info), ERR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_both_ways),  cmocka_unit_test(request_members),
		cmocka_unit_test(responses_both_ways), cmocka_unit_test(strange_responses),
		cmocka_unit_test(info_both_ways),      cmocka_unit_test(info_may_hold_little),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
