/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of TLV reading, table decoding and writing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "codec/tlv.h"

static void takes_tags_and_lengths_of_all_sizes(void **state)
{
	(void)state;
	static const struct {
		struct bytes in;
		uint32_t tag;
		size_t len;
	} rows[] = {
		{BYTES_LIT("\x04\x01X"), 0x04, 1},
		{BYTES_LIT("\x5F\x37\x00"), 0x5F37, 0},
		{BYTES_LIT("\x9F\x81\x01\x01X"), 0x9F8101, 1},
		{BYTES_LIT("\x04\x81\x01X"), 0x04, 1},
		{BYTES_LIT("\x04\x84\x00\x00\x00\x01X"), 0x04, 1},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes cursor = rows[i].in;
		struct tlv t = {};
		assert_int_equal(tlv_take(&cursor, &t), OK);
		assert_int_equal(t.tag, rows[i].tag);
		assert_int_equal(t.value.len, rows[i].len);
		assert_int_equal(t.whole.len, rows[i].in.len);
		assert_int_equal(cursor.len, 0);
		for (size_t cut = 0; cut < rows[i].in.len; cut++) {
			cursor = bytes_from(rows[i].in.ptr, cut);
			assert_int_equal(tlv_take(&cursor, &t), ERR_TRUNCATED);
			assert_int_equal(cursor.len, cut);
		}
	}
}

static void takes_a_head_without_its_value(void **state)
{
	(void)state;
	struct bytes cursor = BYTES_LIT("\xBF\x36\x82\x30\x00\xBF\x23");
	uint32_t tag = 0;
	size_t len = 0;
	assert_int_equal(tlv_take_head(&cursor, &tag, &len), OK);
	assert_int_equal(tag, 0xBF36);
	assert_int_equal(len, 0x3000);
	assert_int_equal(cursor.len, 2);
	assert_int_equal(tlv_take_head(&cursor, &tag, &len), ERR_TRUNCATED);
	assert_int_equal(cursor.len, 2);
}

static void refuses_what_der_has_not(void **state)
{
	(void)state;
	static const struct bytes rows[] = {
		BYTES_LIT("\x30\x80\x00\x00"),
		BYTES_LIT("\x04\x85\x00\x00\x00\x00\x01X"),
		BYTES_LIT("\x9F\x81\x81\x01\x00"),
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes cursor = rows[i];
		struct tlv t = {};
		assert_int_equal(tlv_take(&cursor, &t), ERR_SYNTAX);
	}
}

static void finds_siblings(void **state)
{
	(void)state;
	struct bytes in = BYTES_LIT("\x80\x01"
				    "a"
				    "\x81\x01"
				    "b");
	struct bytes cursor = in;
	struct tlv t = {};
	assert_int_equal(tlv_find(in, 0x81, &t), OK);
	assert_int_equal(t.value.ptr[0], 'b');
	assert_int_equal(tlv_find(in, 0x82, &t), ERR_MISSING);
	assert_int_equal(tlv_take_tag(&cursor, 0x81, &t), ERR_MISSING);
	assert_int_equal(tlv_take_optional(&cursor, 0x81, &t), OK);
	assert_false(bytes_present(t.value));
	assert_int_equal(tlv_take_tag(&cursor, 0x80, &t), OK);
	assert_int_equal(tlv_only(cursor, 0x81, &t), OK);
	assert_int_equal(tlv_only(in, 0x80, &t), ERR_TRAILING);
	assert_int_equal(tlv_only(in, 0x81, &t), ERR_MISSING);
}

static void depth_is_bounded(void **state)
{
	(void)state;
	uint8_t nested[2 * (LIMIT_TLV_DEPTH + 1)] = {};
	for (size_t i = 0; i < sizeof(nested); i += 2) {
		nested[i] = 0x30;
		nested[i + 1] = (uint8_t)(sizeof(nested) - i - 2);
	}
	assert_int_equal(tlv_check(BYTES_OF(nested)), ERR_TOO_LONG);
	assert_int_equal(tlv_check(bytes_from(nested + 2, sizeof(nested) - 2)), OK);
	assert_int_equal(tlv_check(BYTES_LIT("\x30\x02\x04\x01")), ERR_TRUNCATED);
	assert_int_equal(tlv_check(BYTES_LIT("\xBF\x22\x02\x04\x01")), ERR_TRUNCATED);
	assert_int_equal(tlv_check(BYTES_LIT("\x5F\x37\x02\x04\x01")), OK);
}

struct sample {
	struct bytes first, second, third;
};

static const struct tlv_member sample_members[] = {
	TLV_MEMBER(struct sample, first, 0x80, .len_min = 1, .len_max = 2),
	TLV_MEMBER(struct sample, second, 0x81, .optional = true),
	TLV_MEMBER(struct sample, third, 0x82, .whole = true),
};

static enum err decode_sample(struct bytes in, struct sample *s)
{
	return tlv_decode(in, sample_members, 3, s);
}

static void decodes_by_table(void **state)
{
	(void)state;
	struct sample s = {};
	assert_int_equal(decode_sample(BYTES_LIT("\x80\x01"
						 "a"
						 "\x9F\x20\x00\x82\x00"),
				       &s),
			 OK);
	assert_int_equal(s.first.len, 1);
	assert_false(bytes_present(s.second));
	assert_int_equal(s.third.len, 2);
	assert_int_equal(decode_sample(BYTES_LIT("\x80\x01"
						 "a"
						 "\x81\x00\x82\x00"),
				       &s),
			 OK);
	assert_true(bytes_present(s.second));
}

static void refuses_by_table(void **state)
{
	(void)state;
	struct sample s = {};
	assert_int_equal(decode_sample(BYTES_LIT("\x80\x01"
						 "a"),
				       &s),
			 ERR_MISSING);
	assert_int_equal(decode_sample(BYTES_LIT("\x82\x00"), &s), ERR_MISSING);
	assert_int_equal(decode_sample(BYTES_LIT("\x80\x00\x82\x00"), &s), ERR_RANGE);
	assert_int_equal(decode_sample(BYTES_LIT("\x80\x03"
						 "abc"
						 "\x82\x00"),
				       &s),
			 ERR_RANGE);
	assert_int_equal(decode_sample(BYTES_LIT("\x80\x01"
						 "a"
						 "\x82\x00\x81\x00"),
				       &s),
			 ERR_SYNTAX);
	assert_int_equal(decode_sample(BYTES_LIT("\x80\x01"
						 "a"
						 "\x80\x01"
						 "a"
						 "\x82\x00"),
				       &s),
			 ERR_SYNTAX);
	assert_int_equal(decode_sample(BYTES_LIT("\x80\x01"
						 "a"
						 "\x82"),
				       &s),
			 ERR_TRUNCATED);
}

static void numbers_both_ways(void **state)
{
	(void)state;
	static const struct {
		uint64_t number;
		struct bytes der;
	} rows[] = {
		{0, BYTES_LIT("\x02\x01\x00")},
		{127, BYTES_LIT("\x02\x01\x7F")},
		{128, BYTES_LIT("\x02\x02\x00\x80")},
		{65536, BYTES_LIT("\x02\x03\x01\x00\x00")},
		{UINT64_MAX, BYTES_LIT("\x02\x09\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF")},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_free) struct buf b = buf_make(20);
		struct tlv t = {};
		uint64_t n = 1;
		assert_int_equal(tlv_put_uint(&b, 0x02, rows[i].number), OK);
		assert_true(bytes_eq(buf_bytes(&b), rows[i].der));
		assert_int_equal(tlv_only(buf_bytes(&b), 0x02, &t), OK);
		assert_int_equal(tlv_uint(t.value, &n), OK);
		assert_true(n == rows[i].number);
	}
	uint64_t n = 0;
	assert_int_equal(tlv_uint(BYTES_LIT("\xFF"), &n), ERR_RANGE);
	assert_int_equal(tlv_uint(BYTES_LIT(""), &n), ERR_RANGE);
	bool flag = false;
	assert_int_equal(tlv_bool(BYTES_LIT("\x01"), &flag), OK);
	assert_true(flag);
	assert_int_equal(tlv_bool(BYTES_LIT(""), &flag), ERR_SYNTAX);
}

static void writes_nested_and_long(void **state)
{
	(void)state;
	static uint8_t filling[300];
	CLEANUP(buf_free) struct buf b = buf_make(1000);
	size_t outer = 0;
	size_t inner = 0;
	assert_int_equal(tlv_open(&b, 0xBF38, &outer), OK);
	assert_int_equal(tlv_open(&b, 0x30, &inner), OK);
	assert_int_equal(tlv_put(&b, 0x04, BYTES_OF(filling)), OK);
	assert_int_equal(tlv_close(&b, inner), OK);
	assert_int_equal(tlv_put_bool(&b, 0x01, true), OK);
	assert_int_equal(tlv_put_str(&b, 0x0C, "x"), OK);
	assert_int_equal(tlv_close(&b, outer), OK);
	assert_memory_equal(b.ptr, "\xBF\x38\x82\x01\x3A\x30\x82\x01\x30\x04\x82\x01\x2C", 13);
	assert_int_equal(b.len, 5 + 0x13A);
	assert_int_equal(tlv_check(buf_bytes(&b)), OK);
}

static void bits_both_ways(void **state)
{
	(void)state;
	static const struct {
		uint64_t bits;
		struct bytes der;
	} rows[] = {
		{0, BYTES_LIT("\x81\x01\x00")},
		{1 << 0, BYTES_LIT("\x81\x02\x07\x80")},
		{1 << 3, BYTES_LIT("\x81\x02\x04\x10")},
		{1 << 7, BYTES_LIT("\x81\x02\x00\x01")},
		{1 << 8 | 1, BYTES_LIT("\x81\x03\x07\x80\x80")},
		{UINT64_C(1) << 63, BYTES_LIT("\x81\x09\x00\0\0\0\0\0\0\0\x01")},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_free) struct buf b = buf_make(20);
		struct tlv t = {};
		uint64_t bits = 1;
		assert_int_equal(tlv_put_bits(&b, 0x81, rows[i].bits), OK);
		assert_true(bytes_eq(buf_bytes(&b), rows[i].der));
		assert_int_equal(tlv_only(buf_bytes(&b), 0x81, &t), OK);
		assert_int_equal(tlv_bits(t.value, &bits), OK);
		assert_true(bits == rows[i].bits);
	}
}

static void tolerates_and_refuses_bits(void **state)
{
	(void)state;
	uint64_t bits = 1;
	assert_int_equal(tlv_bits(BYTES_LIT(""), &bits), OK);
	assert_true(bits == 0);
	assert_int_equal(tlv_bits(BYTES_LIT("\x00\x80"), &bits), OK); /* trailing zeros */
	assert_true(bits == 1);
	assert_int_equal(tlv_bits(BYTES_LIT("\x00\x80\0\0\0\0\0\0\0\xFF"), &bits), OK);
	assert_true(bits == 1);
	assert_int_equal(tlv_bits(BYTES_LIT("\x08\x80"), &bits), ERR_SYNTAX);
	assert_int_equal(tlv_bits(BYTES_LIT("\x01"), &bits), ERR_SYNTAX);
}

struct inner {
	struct bytes name;
	uint64_t number;
};

struct outer {
	uint64_t number;
	bool flag;
	uint64_t bits;
	struct inner inner;
	struct bytes raw;
};

static const struct tlv_member inner_members[] = {
	TLV_MEMBER(struct inner, name, 0x80),
	TLV_MEMBER(struct inner, number, 0x81, .kind = TLV_NUMBER, .optional = true,
		   .absent = TLV_ABSENT),
};

static const struct tlv_member outer_members[] = {
	TLV_MEMBER(struct outer, number, 0x80, .kind = TLV_NUMBER, .optional = true, .absent = 2),
	TLV_MEMBER(struct outer, flag, 0x81, .kind = TLV_FLAG, .optional = true),
	TLV_MEMBER(struct outer, bits, 0x82, .kind = TLV_BITS, .optional = true),
	TLV_MEMBER(struct outer, inner, 0xA3, TLV_GROUP_OF(inner_members), .optional = true),
	TLV_MEMBER(struct outer, raw, 0x04, .optional = true, .whole = true),
};

static void every_kind_both_ways(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(100);
	const struct outer full = {
		.number = 3,
		.flag = true,
		.bits = 1,
		.inner = {.name = BYTES_LIT("n"), .number = 0},
		.raw = BYTES_LIT("\x04\x00"),
	};
	struct bytes der = BYTES_LIT("\x30\x14\x80\x01\x03\x81\x01\xFF\x82\x02\x07\x80"
				     "\xA3\x06\x80\x01n\x81\x01\x00\x04\x00");
	struct outer got = {};
	assert_int_equal(tlv_encode_in(&b, 0x30, TLV_ROWS(outer_members), &full), OK);
	assert_true(bytes_eq(buf_bytes(&b), der));
	assert_int_equal(tlv_decode_in(buf_bytes(&b), 0x30, TLV_ROWS(outer_members), &got), OK);
	assert_true(got.number == 3 && got.flag && got.bits == 1 && got.inner.number == 0);
	assert_true(bytes_eq(got.inner.name, BYTES_LIT("n")));
	assert_true(bytes_eq(got.raw, BYTES_LIT("\x04\x00")));
}

static void absent_members_both_ways(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(100);
	const struct outer nothing = {.number = 2};
	struct outer got = {.flag = true, .bits = 7, .inner.name = BYTES_LIT("x")};
	assert_int_equal(tlv_encode(&b, TLV_ROWS(outer_members), &nothing), OK);
	assert_int_equal(b.len, 0);
	assert_int_equal(tlv_decode(buf_bytes(&b), TLV_ROWS(outer_members), &got), OK);
	assert_true(got.number == 2 && !got.flag && got.bits == 0);
	assert_true(got.inner.number == TLV_ABSENT);
	assert_false(bytes_present(got.inner.name));
	assert_false(bytes_present(got.raw));
}

static void refuses_to_write_what_it_would_not_read(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(100);
	struct sample s = {.third = BYTES_LIT("\x82\x00")};
	assert_int_equal(tlv_encode(&b, TLV_ROWS(sample_members), &s), ERR_MISSING);
	s.first = BYTES_LIT("abc");
	assert_int_equal(tlv_encode(&b, TLV_ROWS(sample_members), &s), ERR_RANGE);
	s.first = BYTES_LIT("ab");
	assert_int_equal(tlv_encode(&b, TLV_ROWS(sample_members), &s), OK);
	b.max = b.len;
	assert_int_equal(tlv_encode(&b, TLV_ROWS(sample_members), &s), ERR_TOO_LONG);
}

static void members_of_another_form_are_refused(void **state)
{
	(void)state;
	static const struct {
		struct bytes in;
		enum err expected;
	} rows[] = {
		{BYTES_LIT("\x80\x00"), ERR_RANGE},
		{BYTES_LIT("\x80\x01\xFF"), ERR_RANGE},
		{BYTES_LIT("\x81\x02\x00\x00"), ERR_SYNTAX},
		{BYTES_LIT("\x82\x01\x09"), ERR_SYNTAX},
		{BYTES_LIT("\xA3\x00"), ERR_MISSING},
		{BYTES_LIT("\xA3\x01\x80"), ERR_TRUNCATED},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct outer got = {};
		assert_int_equal(tlv_decode(rows[i].in, TLV_ROWS(outer_members), &got),
				 rows[i].expected);
	}
}

static void a_choice_is_one_tlv_in_its_tag(void **state)
{
	(void)state;
	struct tlv t = {};
	assert_int_equal(tlv_choice(BYTES_LIT("\xA2\x03\x80\x01x"), 0xA2, &t), OK);
	assert_int_equal(t.tag, 0x80);
	assert_int_equal(tlv_choice(BYTES_LIT("\xA2\x00"), 0xA2, &t), ERR_TRUNCATED);
	assert_int_equal(tlv_choice(BYTES_LIT("\xA1\x02\x80\x00"), 0xA2, &t), ERR_MISSING);
	assert_int_equal(tlv_choice(BYTES_LIT("\xA2\x04\x80\x00\x81\x00"), 0xA2, &t), ERR_TRAILING);
	assert_int_equal(tlv_choice(BYTES_LIT("\xA2\x02\x80\x00\x00"), 0xA2, &t), ERR_TRAILING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_tags_and_lengths_of_all_sizes),
		cmocka_unit_test(takes_a_head_without_its_value),
		cmocka_unit_test(refuses_what_der_has_not),
		cmocka_unit_test(finds_siblings),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(decodes_by_table),
		cmocka_unit_test(refuses_by_table),
		cmocka_unit_test(numbers_both_ways),
		cmocka_unit_test(writes_nested_and_long),
		cmocka_unit_test(bits_both_ways),
		cmocka_unit_test(tolerates_and_refuses_bits),
		cmocka_unit_test(every_kind_both_ways),
		cmocka_unit_test(absent_members_both_ways),
		cmocka_unit_test(refuses_to_write_what_it_would_not_read),
		cmocka_unit_test(members_of_another_form_are_refused),
		cmocka_unit_test(a_choice_is_one_tlv_in_its_tag),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
