/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the ProfileHeader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "saip/header.h"
#include "hex.h"
#define VERSION "800102 810103"
#define TYPE	"820474657374"
#define ICCID	"830A 89494499999999900 13F"
#define LISTS	"A504 81008400 A608 060667810F010201"

static enum err decode(const char *text, struct saip_header *out)
{
	return saip_header_decode(hex(text), out);
}

static void decodes(void **state)
{
	(void)state;
	struct saip_header h = {};
	assert_int_equal(decode(VERSION TYPE ICCID LISTS, &h), OK);
	assert_int_equal(h.major_version, 2);
	assert_int_equal(h.minor_version, 3);
	assert_true(bytes_eq(h.profile_type, BYTES_LIT("test")));
	assert_string_equal(h.iccid_digits, "8949449999999990013");
	assert_memory_equal(h.iccid, hex("989444999999990910F3").ptr, ICCID_LEN);
	assert_int_equal(h.services, 1 << SAIP_SERVICE_USIM | 1 << SAIP_SERVICE_MILENAGE);
	assert_int_equal(h.services_value.len, 4);
	assert_int_equal(h.gfste_list.len, 8);
	assert_false(bytes_present(h.pol));
	assert_false(bytes_present(h.connectivity_parameters));
	assert_false(bytes_present(h.aids));
	assert_false(bytes_present(h.iot_options));
}

static void decodes_optional_members(void **state)
{
	(void)state;
	struct saip_header h = {};
	assert_int_equal(decode(VERSION ICCID "840100" LISTS "870155 A800 A900", &h), OK);
	assert_false(bytes_present(h.profile_type));
	assert_int_equal(h.pol.len, 1);
	assert_int_equal(h.connectivity_parameters.len, 1);
	assert_true(bytes_present(h.aids));
	assert_true(bytes_present(h.iot_options));
}

static void understands_a_swapped_iccid(void **state)
{
	(void)state;
	struct saip_header h = {};
	assert_int_equal(decode(VERSION "830A989444999999990910F3" LISTS, &h), OK);
	assert_string_equal(h.iccid_digits, "8949449999999990013");
	assert_memory_equal(h.iccid, hex("989444999999990910F3").ptr, ICCID_LEN);
}

static void knows_services_of_two_byte_tags(void **state)
{
	(void)state;
	struct saip_header h = {};
	assert_int_equal(decode(VERSION ICCID "A503 9F2000 A600", &h), OK);
	assert_true(h.services == UINT64_C(1) << 32);
}

static void refuses_broken_headers(void **state)
{
	(void)state;
	static const struct {
		const char *value;
		enum err want;
	} rows[] = {
		{"", ERR_MISSING},
		{"810103" ICCID LISTS, ERR_MISSING},
		{"800102" ICCID LISTS, ERR_MISSING},
		{VERSION LISTS, ERR_MISSING},
		{VERSION ICCID "A600", ERR_MISSING},
		{VERSION ICCID "A500", ERR_MISSING},
		{"80020100 810103" ICCID LISTS, ERR_RANGE},
		{"800102 81020100" ICCID LISTS, ERR_RANGE},
		{VERSION "8200" ICCID LISTS, ERR_RANGE},
		{VERSION "8309 894944999999999001" LISTS, ERR_RANGE},
		{VERSION "830A 8949449999999990A13F" LISTS, ERR_SYNTAX},
		{VERSION "830A 8949FFFFFFFFFFFFFFFF" LISTS, ERR_SYNTAX},
		{VERSION ICCID "A503 9F4000 A600", ERR_RANGE},
		{VERSION ICCID "A502 8101 A600", ERR_TRUNCATED},
		{VERSION ICCID "A500 A602 0400", ERR_SYNTAX},
		{VERSION ICCID "A500 A602 0600", ERR_SYNTAX},
		{VERSION ICCID "A500 A602 0601", ERR_TRUNCATED},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct saip_header h = {};
		assert_int_equal(decode(rows[i].value, &h), rows[i].want);
	}
}

static void reads_the_header_of_a_package(void **state)
{
	(void)state;
	struct saip_header h = {};
	struct bytes package = hex("A028" VERSION TYPE ICCID LISTS "AA00");
	assert_int_equal(saip_header_of(package, &h), OK);
	assert_string_equal(h.iccid_digits, "8949449999999990013");
	assert_int_equal(saip_header_of(hex("AA00"), &h), ERR_MISSING);
	assert_int_equal(saip_header_of(bytes_from(package.ptr, 30), &h), ERR_TRUNCATED);
	assert_int_equal(saip_header_of((struct bytes){}, &h), ERR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes),
		cmocka_unit_test(decodes_optional_members),
		cmocka_unit_test(understands_a_swapped_iccid),
		cmocka_unit_test(knows_services_of_two_byte_tags),
		cmocka_unit_test(refuses_broken_headers),
		cmocka_unit_test(reads_the_header_of_a_package),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
