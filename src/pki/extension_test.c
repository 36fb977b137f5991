/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of single extensions and of Names, written by hand, whole and broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "hex.h"
#include "pki/extension.h"

/* Parse from memory of exactly this size, so that a read past the end is noticed. */
static enum err parse(const char *text, struct certificate *out)
{
	struct bytes in = hex(text);
	uint8_t *exact = malloc(in.len);
	assert_non_null(exact);
	memcpy(exact, in.ptr, in.len);
	*out = (struct certificate){.path_len = CERTIFICATE_PATH_LEN_NONE};
	enum err e = extension_parse_all(bytes_from(exact, in.len), out);
	free(exact);
	return e;
}

#define SKI	  "301D 0603551D0E 0416 0414000102030405060708090A0B0C0D0E0F10111213"
#define KEY_USAGE "300E 0603551D0F 0101FF 0404 03020780"
#define UNKNOWN	  "300A 0604883702FF 0402 0500"

static void known_ones_are_read(void **state)
{
	(void)state;
	struct certificate c = {};
	struct bytes in = hex(SKI KEY_USAGE);
	assert_int_equal(extension_parse_all(in, &c), OK);
	assert_int_equal(c.key_usage, CERTIFICATE_DIGITAL_SIGNATURE);
	assert_int_equal(c.subject_key_id.len, 20);
	assert_int_equal(c.subject_key_id.ptr[19], 0x13);
}

static void unknown_ones_are_passed_over_unless_critical(void **state)
{
	(void)state;
	struct certificate c = {};
	assert_int_equal(parse(UNKNOWN KEY_USAGE, &c), OK);
	assert_int_equal(c.key_usage, CERTIFICATE_DIGITAL_SIGNATURE);
	assert_int_equal(parse(UNKNOWN UNKNOWN, &c), OK);
	assert_int_equal(parse("300D 0604883702FF 0101FF 0402 0500", &c), ERR_UNSUPPORTED);
	assert_int_equal(parse("300D 0604883702FF 010100 0402 0500", &c), OK);
}

static void known_ones_come_once(void **state)
{
	(void)state;
	struct certificate c = {};
	assert_int_equal(parse(KEY_USAGE SKI KEY_USAGE, &c), ERR_SYNTAX);
}

static void an_extension_has_its_form(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err e;
	} rows[] = {
		{"", ERR_MISSING},		  /* none at all */
		{"3100", ERR_MISSING},		  /* no SEQUENCE */
		{"3000", ERR_MISSING},		  /* no identifier */
		{"3005 0603551D0F", ERR_MISSING}, /* no value */
		{"300C 0603551D0F 0303 020780 00", ERR_TRUNCATED},
		{"3007 0603551D0F 0500", ERR_MISSING}, /* value is no OCTET STRING */
		{"300F 0603551D0F 0102FFFF 0404 03020780", ERR_SYNTAX}, /* long BOOLEAN */
		{"3010 0603551D0F 0101FF 0404 03020780 0500", ERR_TRAILING},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct certificate c = {};
		assert_int_equal(parse(rows[i].text, &c), rows[i].e);
	}
}

static void every_cut_is_noticed(void **state)
{
	(void)state;
	struct bytes in = hex(SKI KEY_USAGE UNKNOWN);
	for (size_t len = 0; len < in.len; len++) {
		struct certificate c = {};
		bool between = len == 31 || len == 31 + 16;
		enum err e = extension_parse_all(bytes_from(in.ptr, len), &c);
		assert_int_equal(e == OK, between);
	}
}

/* One extension by its identifier's last byte and its value. */
static enum err parse_one(const char *id, const char *value, struct certificate *out)
{
	char text[512] = {};
	size_t len = hex(value).len;
	(void)snprintf(text, sizeof(text), "30%02zX 0603551D%s 04%02zX %s", len + 7, id, len,
		       value);
	return parse(text, out);
}

static void key_usage_bits(void **state)
{
	(void)state;
	static const struct {
		const char *value;
		enum err e;
		unsigned bits;
	} rows[] = {
		{"03020204", OK, CERTIFICATE_KEY_CERT_SIGN},
		{"03020106", OK, CERTIFICATE_KEY_CERT_SIGN | CERTIFICATE_CRL_SIGN},
		{"0303078080", OK, CERTIFICATE_DIGITAL_SIGNATURE | 1 << 8},
		{"03020880", ERR_SYNTAX, 0},
		{"030100", ERR_SYNTAX, 0},
		{"0300", ERR_TRUNCATED, 0},
		{"030500800000 00", ERR_SYNTAX, 0},
		{"04020780", ERR_MISSING, 0},
		{"03020780 00", ERR_TRAILING, 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct certificate c = {};
		assert_int_equal(parse_one("0F", rows[i].value, &c), rows[i].e);
		assert_int_equal(c.key_usage, rows[i].bits);
	}
}

static void basic_constraints(void **state)
{
	(void)state;
	static const struct {
		const char *value;
		enum err e;
		bool is_ca;
		int path_len;
	} rows[] = {
		{"3000", OK, false, -1},
		{"30030101FF", OK, true, -1},
		{"30030101 00", OK, false, -1},
		{"30060101FF020100", OK, true, 0},
		{"30070101FF020200FF", OK, true, 255},
		{"30070101FF02020100", ERR_RANGE, true, -1},
		{"30060101FF0201FF", ERR_RANGE, true, -1},
		{"30050101FF0500", ERR_TRAILING, false, -1},
		{"3100", ERR_MISSING, false, -1},
		{"3000 00", ERR_TRAILING, false, -1},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct certificate c = {};
		assert_int_equal(parse_one("13", rows[i].value, &c), rows[i].e);
		assert_int_equal(c.is_ca, rows[i].is_ca);
		assert_int_equal(c.path_len, rows[i].path_len);
	}
}

static void rows_have_their_form(void **state)
{
	(void)state;
	static const struct {
		const char *id, *value;
		enum err e;
	} rows[] = {
		{"0E", "0500", ERR_MISSING},	 /* key id is no OCTET STRING */
		{"20", "3000", ERR_MISSING},	 /* no policy */
		{"20", "30023000", ERR_MISSING}, /* policy without identifier */
		{"20", "300630040602 8837", OK},
		{"20", "3008300606028837 3001", ERR_TRUNCATED}, /* broken qualifiers */
		{"11", "3000", ERR_TRUNCATED},			/* no name */
		{"11", "300688028837 8700", OK},
		{"11", "30028803", ERR_TRUNCATED},
		{"25", "3000", ERR_MISSING},
		{"25", "300406028837", OK},
		{"25", "30020500", ERR_MISSING},
		{"23", "3000", OK}, /* no key identifier: absent */
		{"23", "300480021122", OK},
		{"23", "30023001", ERR_TRUNCATED},
		{"1E", "3000", OK},
		{"1E", "3002A000", OK},
		{"1E", "3002A100", ERR_UNSUPPORTED}, /* excluded subtrees */
		{"1E", "30020500", ERR_TRAILING},
		{"1E", "3004A0023001", ERR_TRUNCATED},
		{"1F", "3000", OK},
		{"1F", "30023001", ERR_TRUNCATED},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct certificate c = {};
		enum err e = parse_one(rows[i].id, rows[i].value, &c);
		if (e != rows[i].e)
			fail_msg("row %zu: %s", i, err_name(e));
	}
}

static void permitted_eins(void **state)
{
	(void)state;
	struct certificate c = {};
	assert_int_equal(parse("3011 060767811201020200 0406 3004 1302 3839", &c), OK);
	assert_int_equal(c.permitted_eins.len, 4);
	assert_int_equal(parse("300D 060767811201020200 0402 3000", &c), ERR_MISSING);
	assert_int_equal(parse("300F 060767811201020200 0404 3002 0C00", &c), ERR_MISSING);
}

static void the_first_registered_id_counts(void **state)
{
	(void)state;
	struct certificate c = {};
	struct bytes in = hex("3015 0603551D11 040E 300C 8201 61 8803 88370A 8802 8837");
	assert_int_equal(extension_parse_all(in, &c), OK);
	assert_true(bytes_eq(c.registered_id, hex("88370A")));
}

#define ATTRIBUTE(oid, value) "310D 300B 060355" oid " 0C04" value

static void names_are_searched(void **state)
{
	(void)state;
	struct extension_name name = {};
	assert_int_equal(
		extension_parse_name(hex(ATTRIBUTE("0406", "45532020") ATTRIBUTE("040A", "41434D45")
						 ATTRIBUTE("0405", "38393034")
							 ATTRIBUTE("0403", "74657374")),
				     &name),
		OK);
	assert_true(bytes_eq(name.organization, BYTES_LIT("ACME")));
	assert_true(bytes_eq(name.serial_number, BYTES_LIT("8904")));
	assert_true(bytes_eq(name.common_name, BYTES_LIT("test")));
}

static void the_first_of_several_attributes_counts(void **state)
{
	(void)state;
	struct extension_name name = {};
	assert_int_equal(
		extension_parse_name(
			hex(ATTRIBUTE("040A", "41434D45") ATTRIBUTE("040A", "6F746872")), &name),
		OK);
	assert_true(bytes_eq(name.organization, BYTES_LIT("ACME")));
	assert_false(bytes_present(name.common_name));
}

static void broken_names_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err e;
	} rows[] = {
		{"3000", ERR_MISSING},	   /* no SET */
		{"3100", ERR_MISSING},	   /* empty SET */
		{"31023000", ERR_MISSING}, /* attribute without type */
		{"3107 3005 060355040A", ERR_TRUNCATED},
		{"310B 3009 060355040A 0C00 0C00", ERR_TRAILING},
		{"310D 300B 060355040A 0C04 414344", ERR_TRUNCATED},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct extension_name name = {};
		assert_int_equal(extension_parse_name(hex(rows[i].text), &name), rows[i].e);
	}
	struct extension_name name = {};
	assert_int_equal(extension_parse_name((struct bytes){}, &name), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_ones_are_read),
		cmocka_unit_test(unknown_ones_are_passed_over_unless_critical),
		cmocka_unit_test(known_ones_come_once),
		cmocka_unit_test(an_extension_has_its_form),
		cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(key_usage_bits),
		cmocka_unit_test(basic_constraints),
		cmocka_unit_test(rows_have_their_form),
		cmocka_unit_test(permitted_eins),
		cmocka_unit_test(the_first_registered_id_counts),
		cmocka_unit_test(names_are_searched),
		cmocka_unit_test(the_first_of_several_attributes_counts),
		cmocka_unit_test(broken_names_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
