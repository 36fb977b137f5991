/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the field formats of ES2+. */
#include "msg/message_test.h"

#include "msg/es2p_field.h"

static void checks_iccids(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err expected;
	} rows[] = {
		{"890123456789012345", OK},
		{"8901234567890123456", OK},
		{"89012345678901234567", OK},
		{"8901234567890123456F", OK},
		{"890123456789012345F", OK},
		{"89012345678901234", ERR_SYNTAX},
		{"890123456789012345678", ERR_SYNTAX},
		{"8901234567890123456FF", ERR_SYNTAX},
		{"890123456789012345A", ERR_SYNTAX},
		{"", ERR_SYNTAX},
		{"F890123456789012345", ERR_SYNTAX},
		{" 890123456789012345", ERR_SYNTAX},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(es2p_check_iccid(bytes_str(rows[i].text)), rows[i].expected);
}

static void checks_eids(void **state)
{
	(void)state;
	assert_int_equal(es2p_check_eid(BYTES_LIT("89049032123451234512345678901235")), OK);
	assert_int_equal(es2p_check_eid(BYTES_LIT("8904903212345123451234567890123")), ERR_RANGE);
	assert_int_equal(es2p_check_eid(BYTES_LIT("890490321234512345123456789012350")), ERR_RANGE);
	assert_int_equal(es2p_check_eid(BYTES_LIT("8904903212345123451234567890123A")), ERR_SYNTAX);
}

static void checks_matching_ids(void **state)
{
	(void)state;
	const struct es2p_dialect dialect = {.matching_id_extra = "_a"};
	const struct es2p_dialect plain = {};
	assert_int_equal(es2p_check_matching_id(BYTES_LIT("04386-AGYFT-A74Y8-3F815"), NULL), OK);
	assert_int_equal(es2p_check_matching_id(BYTES_LIT(""), NULL), OK);
	assert_int_equal(es2p_check_matching_id(BYTES_LIT("A_B"), NULL), ERR_SYNTAX);
	assert_int_equal(es2p_check_matching_id(BYTES_LIT("A_B"), &plain), ERR_SYNTAX);
	assert_int_equal(es2p_check_matching_id(BYTES_LIT("A_Ba"), &dialect), OK);
	assert_int_equal(es2p_check_matching_id(BYTES_LIT("A_Bb"), &dialect), ERR_SYNTAX);
	assert_int_equal(es2p_check_matching_id(BYTES_LIT("A\0B"), &dialect), ERR_SYNTAX);
	assert_int_equal(es2p_check_matching_id(BYTES_LIT("abc"), NULL), ERR_SYNTAX);
}

static void strips_iccids(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	struct bytes iccid = BYTES_LIT("8901234567890123456F");
	assert_int_equal(es2p_strip_iccid(&a, &iccid), OK);
	assert_text(iccid, "8901234567890123456");
	assert_int_equal(iccid.ptr[iccid.len], '\0');
	iccid = (struct bytes){};
	assert_int_equal(es2p_strip_iccid(&a, &iccid), OK);
	assert_false(bytes_present(iccid));
}

static void pads_iccids_for_those_who_want_it(void **state)
{
	(void)state;
	const struct es2p_dialect dialect = {.iccid_padded = true};
	const struct bytes odd = BYTES_LIT("8901234567890123456");
	const struct bytes even = BYTES_LIT("89012345678901234567");
	uint8_t scratch[ES2P_ICCID_MAX] = {};
	assert_text(es2p_pad_iccid(NULL, odd, scratch), "8901234567890123456");
	assert_text(es2p_pad_iccid(&dialect, odd, scratch), "8901234567890123456F");
	assert_text(es2p_pad_iccid(&dialect, even, scratch), "89012345678901234567");
	assert_false(bytes_present(es2p_pad_iccid(&dialect, (struct bytes){}, scratch)));
}

static void writes_timestamps_as_the_partner_reads_them(void **state)
{
	(void)state;
	static const struct {
		struct es2p_dialect dialect;
		const char *written;
	} rows[] = {
		{{}, "\"timestamp\":\"2001-12-17T09:30:47Z\""},
		{{.timestamp_form = ES2P_TIMESTAMP_MILLISECONDS},
		 "\"timestamp\":\"2001-12-17T09:30:47.045Z\""},
		{{.timestamp_form = ES2P_TIMESTAMP_OFFSET},
		 "\"timestamp\":\"2001-12-17T09:30:47+00:00\""},
		{{.timestamp_name = "timeStamp"}, "\"timeStamp\":\"2001-12-17T09:30:47Z\""},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		assert_int_equal(es2p_put_timestamp(&rows[i].dialect, 1008581447045, &out), OK);
		assert_text(buf_bytes(&out), rows[i].written);
	}
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	assert_int_equal(es2p_put_timestamp(NULL, 1008581447045, &out), OK);
	assert_text(buf_bytes(&out), rows[0].written);
}

static void takes_out_the_message(void **state)
{
	(void)state;
	const struct es2p_dialect dialect = {.omit_message = true};
	const struct es2p_dialect plain = {};
	struct esx_execution_status s = {ESX_FAILED,
					 {"8.2.1", "3.9", "The ICCID is unknown", NULL}};
	es2p_fit_status(NULL, &s);
	es2p_fit_status(&plain, &s);
	assert_non_null(s.code.message);
	es2p_fit_status(&dialect, &s);
	assert_null(s.code.message);
	assert_string_equal(s.code.reason, "3.9");
}

static void reads_device_digits(void **state)
{
	(void)state;
	static const struct {
		const char *hex, *digits;
	} rows[] = {
		{"53191205", "35912150"},
		{"5319120520436587", "3591215002345678"},
		{"53191205204365F7", "359121500234567"},
		{"532130204365877F", "351203023456787"},
		{"5F191205", NULL},
		{"531912FF", NULL},
		{"A3191205", NULL},
		{"", NULL},
		{"531912052043658700", NULL},
	};
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes out = {};
		enum err e = es2p_device_digits(&a, unhex(&a, rows[i].hex), &out);
		assert_int_equal(e, rows[i].digits ? OK : ERR_SYNTAX);
		if (rows[i].digits)
			assert_text(out, rows[i].digits);
	}
}

static void reads_timestamps(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t ms;
	} rows[] = {
		{"1970-01-01T00:00:00Z", 0},
		{"2001-12-17T09:30:47Z", 1008581447000},
		{"2001-12-17T09:30:47", 1008581447000},
		{"2001-12-17t09:30:47z", 1008581447000},
		{"2001-12-17 09:30:47Z", 1008581447000},
		{"2001-12-17T10:30:47+01:00", 1008581447000},
		{"2001-12-17T10:30:47+0100", 1008581447000},
		{"2001-12-17T10:30:47+01", 1008581447000},
		{"2001-12-17T04:00:47-05:30", 1008581447000},
		{"2001-12-17T09:30:47.1Z", 1008581447100},
		{"2001-12-17T09:30:47.123456789Z", 1008581447123},
		{"2001-12-17T09:30:47,5+00:00", 1008581447500},
		{"2024-02-29T23:59:60Z", 1709251200000},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t ms = -1;
		assert_int_equal(es2p_timestamp(bytes_str(rows[i].text), &ms), OK);
		assert_true(ms == rows[i].ms);
	}
}

static void refuses_strange_timestamps(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err expected;
	} rows[] = {
		{"2001-12-17T09:30Z", ERR_SYNTAX},	  {"2001-12-17", ERR_SYNTAX},
		{"20011217T093047Z", ERR_SYNTAX},	  {"2001-12-17T09:30:47.Z", ERR_SYNTAX},
		{"2001-12-17T09:30:47ZZ", ERR_SYNTAX},	  {"2001-12-17T09:30:47 Z", ERR_SYNTAX},
		{"2001-12-17T09:30:47+1", ERR_SYNTAX},	  {"2001-12-17T09:30:47+01:", ERR_SYNTAX},
		{"2001-12-17X09:30:47Z", ERR_SYNTAX},	  {"", ERR_SYNTAX},
		{"2001-13-17T09:30:47Z", ERR_RANGE},	  {"2001-00-17T09:30:47Z", ERR_RANGE},
		{"2023-02-29T09:30:47Z", ERR_RANGE},	  {"2001-12-32T09:30:47Z", ERR_RANGE},
		{"2001-12-17T24:30:47Z", ERR_RANGE},	  {"2001-12-17T09:60:47Z", ERR_RANGE},
		{"2001-12-17T09:30:61Z", ERR_RANGE},	  {"2001-12-17T09:30:47+24:00", ERR_RANGE},
		{"2001-12-17T09:30:47+01:60", ERR_RANGE}, {"1969-12-31T23:59:59Z", ERR_RANGE},
		{"1970-01-01T00:00:00+01:00", ERR_RANGE}, {"9999-12-31T23:59:59.9999Z", OK},
		{"9999-12-31T23:59:59-00:01", ERR_RANGE},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t ms = 0;
		assert_int_equal(es2p_timestamp(bytes_str(rows[i].text), &ms), rows[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checks_iccids),
		cmocka_unit_test(checks_eids),
		cmocka_unit_test(checks_matching_ids),
		cmocka_unit_test(strips_iccids),
		cmocka_unit_test(pads_iccids_for_those_who_want_it),
		cmocka_unit_test(writes_timestamps_as_the_partner_reads_them),
		cmocka_unit_test(takes_out_the_message),
		cmocka_unit_test(reads_device_digits),
		cmocka_unit_test(reads_timestamps),
		cmocka_unit_test(refuses_strange_timestamps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
