/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the pieces of a BPP and of ProfileInstallationResult. */
#include "msg/message_test.h"

#include "msg/es10b_load_bound_profile_package.h"

typedef struct es10b_profile_installation_result_data data_t;

DECODE_DER(decode_result, es10b_profile_installation_result_decode,
	   struct es10b_profile_installation_result)
DECODE_DER(decode_data, es10b_profile_installation_result_data_decode, data_t)

static void cuts_a_package_into_pieces(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	static const char *const expected[] = {
		"BF36 1E BF23 01 AA", "A0 03 870101", "A1 06",	"880102", "880103",
		"A2 03 870104",	      "A3 06",	      "860105", "860106",
	};
	struct bytes bpp = unhex(&a, "BF36 1E BF23 01 AA A0 03 870101 A1 06 880102 880103 "
				     "A2 03 870104 A3 06 860105 860106");
	struct es10b_bpp_pieces pieces = {};
	assert_int_equal(es10b_bpp_pieces_start(bpp, &pieces), OK);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		struct bytes piece = {};
		assert_int_equal(es10b_bpp_pieces_next(&pieces, &piece), OK);
		assert_bytes(piece, unhex(&a, expected[i]));
	}
	assert_int_equal(pieces.rest.len, 0);
}

/* Walk all of it. */
static enum err walk(struct bytes bpp)
{
	struct es10b_bpp_pieces pieces = {};
	TRY(es10b_bpp_pieces_start(bpp, &pieces));
	while (pieces.rest.len > 0) {
		struct bytes piece = {};
		TRY(es10b_bpp_pieces_next(&pieces, &piece));
		assert_true(piece.len > 0);
	}
	return OK;
}

static void strange_packages_are_refused(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	refuses_cuts_der(walk, unhex(&a, "BF36 15 BF23 00 A0 03 870101 A1 03 880102 A3 06 860105 "
					 "860106"));
	assert_int_equal(walk(unhex(&a, "BF36 00")), ERR_TRUNCATED);
	assert_int_equal(walk(unhex(&a, "BF37 00")), ERR_MISSING);
	assert_int_equal(walk(unhex(&a, "BF36 02 A4 00")), ERR_MISSING);
	assert_int_equal(walk(unhex(&a, "BF36 04 A1 02 88 01")), ERR_TRUNCATED);
	assert_int_equal(walk(unhex(&a, "BF36 05 BF23 00 A1 00")), OK);
}

#define METADATA "BF2F 0B 80 01 01 81 02 0780 0C 02 6470"
#define SUCCESS	 "BF27 25 80 02 0A0B" METADATA "06 03 88370A A2 0C A0 0A 4F 05 A000000559 04 01 30"
#define ERROR	 "BF27 24 80 02 0A0B" METADATA "06 03 88370A A2 0B A1 09 80 01 05 81 01 0A 82 01 30"

static void result_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_profile_installation_result r = {};
	struct bytes der = unhex(&a, "BF37 08 BF27 00 5F37 02 ABCD");
	assert_int_equal(es10b_profile_installation_result_decode(der, &r), OK);
	assert_bytes(r.data, unhex(&a, "BF2700"));
	assert_bytes(r.euicc_sign_pir, unhex(&a, "ABCD"));
	assert_int_equal(es10b_profile_installation_result_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), der);
	WITHSTANDS_DER(decode_result, der);
}

static void success_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	data_t d = {};
	assert_int_equal(es10b_profile_installation_result_data_decode(unhex(&a, SUCCESS), &d), OK);
	assert_bytes(d.transaction_id, unhex(&a, "0A0B"));
	assert_true(d.notification_metadata.seq_number == 1);
	assert_text(d.notification_metadata.notification_address, "dp");
	assert_bytes(d.smdp_oid, unhex(&a, "88370A"));
	assert_true(d.success);
	assert_bytes(d.success_result.aid, unhex(&a, "A000000559"));
	assert_bytes(d.success_result.sima_response, unhex(&a, "30"));
	assert_int_equal(es10b_profile_installation_result_data_encode(&d, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, SUCCESS));
	WITHSTANDS_DER(decode_data, unhex(&a, SUCCESS), 0x06);
}

static void error_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	data_t d = {};
	assert_int_equal(es10b_profile_installation_result_data_decode(unhex(&a, ERROR), &d), OK);
	assert_false(d.success);
	assert_true(d.error_result.bpp_command_id == ES10B_BPP_LOAD_PROFILE_ELEMENTS);
	assert_true(d.error_result.error_reason == ES10B_INSUFFICIENT_MEMORY);
	assert_bytes(d.error_result.sima_response, unhex(&a, "30"));
	assert_int_equal(es10b_profile_installation_result_data_encode(&d, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, ERROR));
	WITHSTANDS_DER(decode_data, unhex(&a, ERROR), 0x06);
}

#define UP_TO_RESULT(len) "BF27" len "80 02 0A0B" METADATA "06 03 88370A"

static void strange_final_results(void **state)
{
	(void)state;
	static const struct {
		const char *der;
		enum err expected;
	} rows[] = {
		{UP_TO_RESULT("19") "A2 00", ERR_TRUNCATED},
		{UP_TO_RESULT("1B") "A2 02 A2 00", ERR_MISSING},
		{UP_TO_RESULT("1B") "A2 02 A0 00", ERR_MISSING},
		{UP_TO_RESULT("1B") "A2 02 A1 00", ERR_MISSING},
		{UP_TO_RESULT("21") "A2 08 A0 06 4F 04 A0000005", ERR_RANGE},
		{UP_TO_RESULT("24") "A2 0B A1 06 80 01 05 81 01 0A A1 01 00", ERR_TRAILING},
		/* An error reason of another version, no sima response. */
		{UP_TO_RESULT("21") "A2 08 A1 06 80 01 05 81 01 63", OK},
		{UP_TO_RESULT("20") "A2 07 A1 05 80 01 05 81 00", ERR_RANGE},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		assert_int_equal(decode_data(unhex(&a, rows[i].der)), rows[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_a_package_into_pieces),
		cmocka_unit_test(strange_packages_are_refused),
		cmocka_unit_test(result_both_ways),
		cmocka_unit_test(success_both_ways),
		cmocka_unit_test(error_both_ways),
		cmocka_unit_test(strange_final_results),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
