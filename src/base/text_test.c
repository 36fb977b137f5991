/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of hexadecimal, base64, ICCID and EID forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "base/text.h"

static struct arena arena = {.max = 1 << 16};

static int release(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static void hex_both_ways(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(100);
	struct bytes out = {};
	assert_int_equal(hex_encode(&b, BYTES_LIT("\x00\xAF\x9c")), OK);
	assert_true(bytes_eq(buf_bytes(&b), BYTES_LIT("00AF9C")));
	assert_int_equal(hex_decode(&arena, BYTES_LIT("00aF9C"), &out), OK);
	assert_true(bytes_eq(out, BYTES_LIT("\x00\xAF\x9c")));
	assert_int_equal(hex_decode(&arena, BYTES_LIT("0"), &out), ERR_SYNTAX);
	assert_int_equal(hex_decode(&arena, BYTES_LIT("0g"), &out), ERR_SYNTAX);
	assert_int_equal(hex_decode(&arena, BYTES_LIT(""), &out), OK);
}

/* RFC 4648 §10. */
static void base64_test_vectors(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"", ""},
		{"f", "Zg=="},
		{"fo", "Zm8="},
		{"foo", "Zm9v"},
		{"foob", "Zm9vYg=="},
		{"fooba", "Zm9vYmE="},
		{"foobar", "Zm9vYmFy"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_free) struct buf b = buf_make(100);
		struct bytes out = {};
		assert_int_equal(base64_encode(&b, bytes_str(rows[i][0])), OK);
		assert_true(bytes_eq(buf_bytes(&b), bytes_str(rows[i][1])));
		assert_int_equal(base64_decode(&arena, bytes_str(rows[i][1]), &out), OK);
		assert_true(bytes_eq(out, bytes_str(rows[i][0])));
	}
}

static void base64_is_loose_and_strict(void **state)
{
	(void)state;
	static const char *const good[] = {"Zm9v\r\nYmFy", "Zg", "Zm8", "Zg==\n"};
	static const char *const bad[] = {"Z", "Zm9v*", "Zh==", "Zg=a", "Zg===", "Zm9=v", "Zm 9v"};
	struct bytes out = {};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(base64_decode(&arena, bytes_str(good[i]), &out), OK);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(base64_decode(&arena, bytes_str(bad[i]), &out), ERR_SYNTAX);
}

/* Wherever it stands, in a whole group or in the last one. */
static void base64_has_no_strangers(void **state)
{
	(void)state;
	static const char whole[] = "QUJDREVGR0hJSktM";
	for (size_t i = 0; i < strlen(whole); i++) {
		CLEANUP(arena_free) struct arena own = arena_make(256);
		struct bytes out = {};
		char text[sizeof(whole)] = "";
		memcpy(text, whole, sizeof(text));
		text[i] = '-';
		assert_int_equal(base64_decode(&own, bytes_str(text), &out), ERR_SYNTAX);
		text[i] = (char)0xC1;
		assert_int_equal(base64_decode(&own, bytes_str(text), &out), ERR_SYNTAX);
	}
}

static void base64_breaks_lines_anywhere(void **state)
{
	(void)state;
	static const char whole[] = "QUJDREVGR0hJSktM";
	for (size_t i = 0; i <= strlen(whole); i++) {
		CLEANUP(arena_free) struct arena own = arena_make(256);
		struct bytes out = {};
		char text[sizeof(whole) + 2] = "";
		(void)snprintf(text, sizeof(text), "%.*s\r\n%s", (int)i, whole, whole + i);
		assert_int_equal(base64_decode(&own, bytes_str(text), &out), OK);
		assert_true(bytes_eq(out, BYTES_LIT("ABCDEFGHIJKL")));
	}
}

static void iccid_forms(void **state)
{
	(void)state;
	uint8_t bcd[ICCID_LEN] = {};
	char digits[ICCID_DIGITS_MAX + 1] = "";
	assert_int_equal(iccid_encode(BYTES_LIT("8900000000000000001F"), bcd), OK);
	assert_memory_equal(bcd, "\x98\x00\x00\x00\x00\x00\x00\x00\x00\xF1", ICCID_LEN);
	assert_int_equal(iccid_decode(BYTES_OF(bcd), digits), OK);
	assert_string_equal(digits, "8900000000000000001");
	assert_int_equal(iccid_encode(BYTES_LIT("89000000000000000012"), bcd), OK);
	assert_int_equal(bcd[9], 0x21);
	assert_int_equal(iccid_normalise(BYTES_LIT("890000000000000000"), digits), OK);
}

static void iccid_strangers_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"",
					  "F",
					  "89",
					  "8900000000000000001FF",
					  "890000000000000000123",
					  "89000000000000000x1"};
	char digits[ICCID_DIGITS_MAX + 1] = "";
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(iccid_normalise(bytes_str(bad[i]), digits), ERR_SYNTAX);
	assert_int_equal(iccid_decode(BYTES_LIT("123456789"), digits), ERR_SYNTAX);
	assert_int_equal(iccid_decode(BYTES_LIT("\x98\xAA\0\0\0\0\0\0\0\0"), digits), ERR_SYNTAX);
}

static void eid_forms(void **state)
{
	(void)state;
	uint8_t bcd[EID_LEN] = {};
	char digits[EID_DIGITS + 1] = "";
	assert_int_equal(eid_encode(BYTES_LIT("89049032123451234512345678901235"), bcd), OK);
	assert_int_equal(bcd[0], 0x89);
	assert_int_equal(eid_decode(BYTES_OF(bcd), digits), OK);
	assert_string_equal(digits, "89049032123451234512345678901235");
	assert_int_equal(eid_encode(BYTES_LIT("8904"), bcd), ERR_SYNTAX);
	assert_int_equal(eid_encode(BYTES_LIT("8904903212345123451234567890123x"), bcd),
			 ERR_SYNTAX);
	bcd[3] = 0x1A;
	assert_int_equal(eid_decode(BYTES_OF(bcd), digits), ERR_SYNTAX);
	assert_int_equal(eid_decode(BYTES_LIT("x"), digits), ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hex_both_ways),
		cmocka_unit_test(base64_test_vectors),
		cmocka_unit_test(base64_is_loose_and_strict),
		cmocka_unit_test(base64_has_no_strangers),
		cmocka_unit_test(base64_breaks_lines_anywhere),
		cmocka_unit_test(iccid_forms),
		cmocka_unit_test(iccid_strangers_are_refused),
		cmocka_unit_test(eid_forms),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
