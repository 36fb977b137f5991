/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of JSON reading, writing and tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "codec/json.h"

enum { TEST_MAX = 64 * 1024 };

static enum err parse(struct bytes text)
{
	CLEANUP(json_release) json_t *root = NULL;
	return json_parse(text, &root);
}

static void parses_objects_only(void **state)
{
	(void)state;
	assert_int_equal(parse(BYTES_LIT("{}")), OK);
	assert_int_equal(parse(BYTES_LIT(" {\"a\": [1, \"\\u00e9\", {}]} ")), OK);
	static const struct bytes rows[] = {
		BYTES_LIT(""),
		BYTES_LIT("[]"),
		BYTES_LIT("1"),
		BYTES_LIT("null"),
		BYTES_LIT("{"),
		BYTES_LIT("{} {}"),
		BYTES_LIT("{\"a\":1,}"),
		BYTES_LIT("{'a':1}"),
		BYTES_LIT("{\"a\":\"\\u0000\"}"),
		BYTES_LIT("{\"a\":\"\xFF\"}"),
		BYTES_LIT("{\"a\":\"\n\"}"),
		BYTES_LIT("{\"a\":1}\0"),
		BYTES_LIT("{\"a\":99999999999999999999}"),
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(parse(rows[i]), ERR_SYNTAX);
	assert_int_equal(parse((struct bytes){}), ERR_SYNTAX);
}

static void refuses_duplicates(void **state)
{
	(void)state;
	assert_int_equal(parse(BYTES_LIT("{\"a\":1,\"a\":1}")), ERR_SYNTAX);
	assert_int_equal(parse(BYTES_LIT("{\"o\":{\"a\":1,\"\\u0061\":1}}")), ERR_SYNTAX);
}

/* {"a":[[[…]]]} with `depth` brackets open at once. */
static enum err parse_deep(size_t depth, const char *inside)
{
	CLEANUP(buf_free) struct buf b = buf_make(TEST_MAX);
	assert_int_equal(buf_put_str(&b, "{\"a\":"), OK);
	for (size_t i = 1; i < depth; i++)
		assert_int_equal(buf_put_u8(&b, '['), OK);
	assert_int_equal(buf_put_str(&b, inside), OK);
	for (size_t i = 1; i < depth; i++)
		assert_int_equal(buf_put_u8(&b, ']'), OK);
	assert_int_equal(buf_put_u8(&b, '}'), OK);
	return parse(buf_bytes(&b));
}

static void depth_is_bounded(void **state)
{
	(void)state;
	assert_int_equal(parse_deep(LIMIT_JSON_DEPTH, "1"), OK);
	assert_int_equal(parse_deep(LIMIT_JSON_DEPTH + 1, "1"), ERR_SYNTAX);
	assert_int_equal(parse_deep(10000, "1"), ERR_SYNTAX);
	assert_int_equal(parse_deep(LIMIT_JSON_DEPTH, "\"[[[[\\\"[[\""), OK);
	assert_int_equal(parse_deep(LIMIT_JSON_DEPTH, "1],[1"), OK);
}

static enum err parse_long(size_t values)
{
	CLEANUP(buf_free) struct buf b = buf_make(LIMIT_HTTP_BODY);
	assert_int_equal(buf_put_str(&b, "{\"a\":[1"), OK);
	for (size_t i = 4; i < values; i++)
		assert_int_equal(buf_put_str(&b, ",1"), OK);
	assert_int_equal(buf_put_str(&b, "]}"), OK);
	return parse(buf_bytes(&b));
}

/* The object, its name and its value count, too. */
static void values_are_bounded(void **state)
{
	(void)state;
	assert_int_equal(parse_long(LIMIT_JSON_VALUES), OK);
	assert_int_equal(parse_long(LIMIT_JSON_VALUES + 1), ERR_SYNTAX);
}

static void reads_members(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(json_release) json_t *o = NULL;
	struct bytes text = {};
	int64_t number = 0;
	bool flag = false;
	const json_t *inner = NULL;
	assert_int_equal(json_parse(BYTES_LIT("{\"t\":\"x\",\"n\":-7,\"d\":\"42\",\"f\":true,"
					      "\"o\":{},\"b\":\"AQI=\",\"h\":\"0aF\","
					      "\"x\":\"0aFF\",\"z\":null}"),
				    &o),
			 OK);
	assert_int_equal(json_text(o, "t", &text), OK);
	assert_true(bytes_eq(text, BYTES_LIT("x")));
	assert_int_equal(json_integer_member(o, "n", &number), OK);
	assert_int_equal(number, -7);
	assert_int_equal(json_integer_member(o, "d", &number), ERR_SYNTAX);
	assert_int_equal(json_number(o, "d", &number), OK);
	assert_int_equal(number, 42);
	assert_int_equal(json_number(o, "n", &number), OK);
	assert_int_equal(json_number(o, "t", &number), ERR_SYNTAX);
	assert_int_equal(json_number(o, "f", &number), ERR_SYNTAX);
	assert_int_equal(json_flag(o, "f", &flag), OK);
	assert_true(flag);
	assert_int_equal(json_object_member(o, "o", &inner), OK);
	assert_int_equal(json_base64(&a, o, "b", &text), OK);
	assert_true(bytes_eq(text, BYTES_LIT("\x01\x02")));
	assert_int_equal(json_hex(&a, o, "h", &text), ERR_SYNTAX);
	assert_int_equal(json_hex(&a, o, "x", &text), OK);
	assert_true(bytes_eq(text, BYTES_LIT("\x0A\xFF")));
}

static void tells_missing_from_wrong(void **state)
{
	(void)state;
	CLEANUP(json_release) json_t *o = NULL;
	struct bytes text = {};
	int64_t number = 0;
	bool flag = false;
	const json_t *inner = NULL;
	assert_int_equal(json_parse(BYTES_LIT("{\"z\":null,\"a\":[]}"), &o), OK);
	assert_int_equal(json_text(o, "z", &text), ERR_MISSING);
	assert_int_equal(json_text(o, "y", &text), ERR_MISSING);
	assert_int_equal(json_text(o, "a", &text), ERR_SYNTAX);
	assert_int_equal(json_flag(o, "y", &flag), ERR_MISSING);
	assert_int_equal(json_flag(o, "a", &flag), ERR_SYNTAX);
	assert_int_equal(json_number(o, "y", &number), ERR_MISSING);
	assert_int_equal(json_object_member(o, "y", &inner), ERR_MISSING);
	assert_int_equal(json_object_member(o, "a", &inner), ERR_SYNTAX);
	assert_int_equal(json_optional(ERR_MISSING), OK);
	assert_int_equal(json_optional(ERR_SYNTAX), ERR_SYNTAX);
	assert_int_equal(json_optional(OK), OK);
}

static void writes_members_and_commas(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(TEST_MAX);
	assert_int_equal(json_open(&b, NULL, '{'), OK);
	assert_int_equal(json_put_str(&b, "s", "x"), OK);
	assert_int_equal(json_put_flag(&b, "t", true), OK);
	assert_int_equal(json_put_flag(&b, "f", false), OK);
	assert_int_equal(json_put_integer(&b, "n", INT64_MIN), OK);
	assert_int_equal(json_put_base64(&b, "b", BYTES_LIT("\x01\x02")), OK);
	assert_int_equal(json_put_hex(&b, "h", BYTES_LIT("\xAB")), OK);
	assert_int_equal(json_open(&b, "a", '['), OK);
	assert_int_equal(json_put_integer(&b, NULL, 1), OK);
	assert_int_equal(json_open(&b, NULL, '{'), OK);
	assert_int_equal(json_close(&b, '}'), OK);
	assert_int_equal(json_put_str(&b, NULL, "{"), OK);
	assert_int_equal(json_put_str(&b, NULL, ""), OK);
	assert_int_equal(json_close(&b, ']'), OK);
	assert_int_equal(json_close(&b, '}'), OK);
	assert_true(bytes_eq(buf_bytes(&b),
			     BYTES_LIT("{\"s\":\"x\",\"t\":true,\"f\":false,"
				       "\"n\":-9223372036854775808,\"b\":\"AQI=\",\"h\":\"AB\","
				       "\"a\":[1,{},\"{\",\"\"]}")));
	assert_int_equal(parse(buf_bytes(&b)), OK);
}

static void escapes_text(void **state)
{
	(void)state;
	static const struct {
		struct bytes in, out;
	} rows[] = {
		{BYTES_LIT("a\"b\\c/"), BYTES_LIT("\"a\\\"b\\\\c/\"")},
		{BYTES_LIT("\n\0\x1F\x7F"), BYTES_LIT("\"\\u000A\\u0000\\u001F\x7F\"")},
		{BYTES_LIT("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"),
		 BYTES_LIT("\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"")},
		{BYTES_LIT("\xC0\x80"), BYTES_LIT("\"\xEF\xBF\xBD\xEF\xBF\xBD\"")},
		{BYTES_LIT("\xED\xA0\x80"), BYTES_LIT("\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"")},
		{BYTES_LIT("\xE2\x82"), BYTES_LIT("\"\xEF\xBF\xBD\xEF\xBF\xBD\"")},
		{BYTES_LIT("\xF4\x90\x80\x80"),
		 BYTES_LIT("\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"")},
		{BYTES_LIT("\xE2\x28\xA1"), BYTES_LIT("\"\xEF\xBF\xBD(\xEF\xBF\xBD\"")},
		{BYTES_LIT("\xFF"), BYTES_LIT("\"\xEF\xBF\xBD\"")},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_free) struct buf b = buf_make(TEST_MAX);
		assert_int_equal(json_put_text(&b, NULL, rows[i].in), OK);
		assert_true(bytes_eq(buf_bytes(&b), rows[i].out));
	}
}

static void writing_stops_at_the_maximum(void **state)
{
	(void)state;
	struct bytes whole = BYTES_LIT("{\"s\":\"x\\\"\",\"b\":\"AQI=\"}");
	for (size_t max = 0; max < whole.len; max++) {
		CLEANUP(buf_free) struct buf b = buf_make(max);
		enum err e = json_open(&b, NULL, '{');
		e = e == OK ? json_put_str(&b, "s", "x\"") : e;
		e = e == OK ? json_put_base64(&b, "b", BYTES_LIT("\x01\x02")) : e;
		e = e == OK ? json_close(&b, '}') : e;
		assert_int_equal(e, ERR_TOO_LONG);
	}
}

struct sample {
	struct bytes text, hex, base64, tlv, value, any;
	bool flag, maybe;
};

static enum err check_not_no(struct bytes slice)
{
	return bytes_eq(slice, BYTES_LIT("no")) ? ERR_DENIED : OK;
}

static const struct json_member sample_members[] = {
	JSON_MEMBER(struct sample, text, "text", JSON_AS_TEXT, .len_max = 3, .check = check_not_no),
	JSON_MEMBER(struct sample, hex, "hex", JSON_AS_HEX, .len_min = 1),
	JSON_MEMBER(struct sample, base64, "base64", JSON_AS_BASE64, .optional = true),
	JSON_MEMBER(struct sample, tlv, "tlv", JSON_AS_TLV, .tag = 0x30),
	JSON_MEMBER(struct sample, value, "value", JSON_AS_TLV_VALUE, .tag = 0x5F37),
	JSON_MEMBER(struct sample, any, "any", JSON_AS_TLV, .optional = true),
	JSON_MEMBER(struct sample, flag, "flag", JSON_AS_FLAG),
	JSON_MEMBER(struct sample, maybe, "maybe", JSON_AS_FLAG, .optional = true),
};
static const struct json_table sample_table = JSON_TABLE(sample_members);

#define SAMPLE                                                                                     \
	"{\"text\":\"abc\",\"hex\":\"0AFF\",\"base64\":\"AQI=\",\"tlv\":\"MAEA\","                 \
	"\"value\":\"XzcCq80=\",\"any\":\"BAA=\",\"flag\":false,\"maybe\":true}"

static void a_table_reads_and_writes(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf b = buf_make(TEST_MAX);
	struct sample s = {.flag = true};
	const char *culprit = "x";
	assert_int_equal(json_decode(&a, BYTES_LIT(SAMPLE), &sample_table, &s, &culprit), OK);
	assert_null(culprit);
	assert_true(bytes_eq(s.text, BYTES_LIT("abc")));
	assert_int_equal(s.text.ptr[3], '\0');
	assert_true(bytes_eq(s.hex, BYTES_LIT("\x0A\xFF")));
	assert_true(bytes_eq(s.base64, BYTES_LIT("\x01\x02")));
	assert_true(bytes_eq(s.tlv, BYTES_LIT("\x30\x01\x00")));
	assert_true(bytes_eq(s.value, BYTES_LIT("\xAB\xCD")));
	assert_true(bytes_eq(s.any, BYTES_LIT("\x04\x00")));
	assert_true(!s.flag && s.maybe);
	assert_int_equal(json_encode(&sample_table, &s, &b), OK);
	assert_true(bytes_eq(buf_bytes(&b), BYTES_LIT(SAMPLE)));
}

static void a_table_leaves_out_what_is_absent(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf b = buf_make(TEST_MAX);
	struct sample s = {.base64 = BYTES_LIT("old"), .maybe = true};
	struct bytes text = BYTES_LIT("{\"text\":\"\",\"hex\":\"0A\",\"tlv\":\"MAA=\","
				      "\"value\":\"XzcA\",\"flag\":true}");
	assert_int_equal(json_decode(&a, text, &sample_table, &s, NULL), OK);
	assert_false(bytes_present(s.base64));
	assert_true(bytes_present(s.text));
	assert_false(s.maybe);
	assert_int_equal(json_encode(&sample_table, &s, &b), OK);
	assert_true(bytes_eq(buf_bytes(&b), text));
}

static void a_table_names_the_culprit(void **state)
{
	(void)state;
	static const struct {
		const char *text, *culprit;
		enum err expected;
	} rows[] = {
		{"[]", NULL, ERR_SYNTAX},
		{"{}", "text", ERR_MISSING},
		{"{\"text\":1}", "text", ERR_SYNTAX},
		{"{\"text\":\"abcd\"}", "text", ERR_RANGE},
		{"{\"text\":\"no\"}", "text", ERR_DENIED},
		{"{\"text\":\"a\",\"hex\":\"\"}", "hex", ERR_RANGE},
		{"{\"text\":\"a\",\"hex\":\"zz\"}", "hex", ERR_SYNTAX},
		{"{\"text\":\"a\",\"hex\":\"00\",\"base64\":\"*\"}", "base64", ERR_SYNTAX},
		{"{\"text\":\"a\",\"hex\":\"00\",\"tlv\":\"BAA=\"}", "tlv", ERR_SYNTAX},
		{"{\"text\":\"a\",\"hex\":\"00\",\"tlv\":\"MAE=\"}", "tlv", ERR_TRUNCATED},
		{"{\"text\":\"a\",\"hex\":\"00\",\"tlv\":\"MAAA\"}", "tlv", ERR_TRAILING},
		{"{\"text\":\"a\",\"hex\":\"00\",\"tlv\":\"MAA=\",\"value\":\"XzcA\"}", "flag",
		 ERR_MISSING},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		struct sample s = {};
		const char *culprit = "x";
		assert_int_equal(
			json_decode(&a, bytes_str(rows[i].text), &sample_table, &s, &culprit),
			rows[i].expected);
		if (rows[i].culprit)
			assert_string_equal(culprit, rows[i].culprit);
		else
			assert_null(culprit);
	}
}

static void a_table_writes_nothing_by_halves(void **state)
{
	(void)state;
	static const uint8_t long_value[JSON_TLV_VALUE_MAX + 1];
	CLEANUP(buf_free) struct buf b = buf_make(TEST_MAX);
	struct sample s = {};
	assert_int_equal(json_encode(&sample_table, &s, &b), ERR_MISSING);
	s.text = s.hex = s.tlv = BYTES_LIT("x");
	s.value = BYTES_OF(long_value);
	assert_int_equal(json_encode(&sample_table, &s, &b), ERR_TOO_LONG);
	s.value.len--;
	assert_int_equal(json_encode(&sample_table, &s, &b), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_objects_only),
		cmocka_unit_test(refuses_duplicates),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(values_are_bounded),
		cmocka_unit_test(reads_members),
		cmocka_unit_test(tells_missing_from_wrong),
		cmocka_unit_test(writes_members_and_commas),
		cmocka_unit_test(escapes_text),
		cmocka_unit_test(writing_stops_at_the_maximum),
		cmocka_unit_test(a_table_reads_and_writes),
		cmocka_unit_test(a_table_leaves_out_what_is_absent),
		cmocka_unit_test(a_table_names_the_culprit),
		cmocka_unit_test(a_table_writes_nothing_by_halves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
