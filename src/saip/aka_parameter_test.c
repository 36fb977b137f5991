/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of PE-AKAParameter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "saip/aka_parameter.h"
#include "hex.h"
#define K16	 "000102030405060708090A0B0C0D0E0F"
#define OPC16	 "101112131415161718191A1B1C1D1E1F"
#define MILENAGE "A12C A12A 800101 810101 8210" K16 "8310" OPC16

static void decodes_milenage(void **state)
{
	(void)state;
	CLEANUP(saip_aka_parameter_wipe) struct saip_aka_parameter aka = {};
	enum saip_algorithm algorithm = SAIP_ALGORITHM_MAPPED;
	assert_int_equal(saip_aka_parameter_algorithm(hex(MILENAGE), &algorithm), OK);
	assert_int_equal(algorithm, SAIP_ALGORITHM_MILENAGE);
	assert_int_equal(saip_aka_parameter_decode(hex(MILENAGE), &aka), OK);
	assert_int_equal(aka.algorithm, SAIP_ALGORITHM_MILENAGE);
	assert_true(bytes_eq_ct(secret_bytes(&aka.key), hex(K16)));
	assert_true(bytes_eq_ct(secret_bytes(&aka.opc), hex(OPC16)));
}

static void decodes_the_other_algorithms(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		enum saip_algorithm algorithm;
		size_t key, opc;
	} rows[] = {
		{"A13C A13A 800102 810101 8210" K16 "8320" OPC16 OPC16, SAIP_ALGORITHM_TUAK, 16,
		 32},
		{"A14C A14A 800102 810101 8220" K16 K16 "8320" OPC16 OPC16, SAIP_ALGORITHM_TUAK, 32,
		 32},
		{"A11C A11A 800103 810102 8210" K16 "8300", SAIP_ALGORITHM_USIM_TEST, 16, 0},
		{"A104 A0028000", SAIP_ALGORITHM_MAPPED, 0, 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(saip_aka_parameter_wipe) struct saip_aka_parameter aka = {};
		assert_int_equal(saip_aka_parameter_decode(hex(rows[i].body), &aka), OK);
		assert_int_equal(aka.algorithm, rows[i].algorithm);
		assert_int_equal(aka.key.len, rows[i].key);
		assert_int_equal(aka.opc.len, rows[i].opc);
	}
}

static void refuses_broken_parameters(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		enum err want;
	} rows[] = {
		{"", ERR_MISSING},
		{"A100", ERR_TRUNCATED},
		{"A1028200", ERR_SYNTAX},
		{"A106 A0028000 8000", ERR_TRAILING},
		{"A12C A12A 800104 810101 8210" K16 "8310" OPC16, ERR_UNSUPPORTED},
		{"A12C A12A 800100 810101 8210" K16 "8310" OPC16, ERR_UNSUPPORTED},
		{"A129 A127 810101 8210" K16 "8310" OPC16, ERR_MISSING},
		{"A129 A127 800101 8210" K16 "8310" OPC16, ERR_MISSING},
		{"A12C A12A 800101 810101 8211" K16 "10 830F 1112131415161718191A1B1C1D1E1F",
		 ERR_RANGE},
		{"A12C A12A 800101 810101 820F 000102030405060708090A0B0C0D0E 8311" OPC16 "20",
		 ERR_RANGE},
		{"A12C A12A 800102 810101 8210" K16 "8310" OPC16, ERR_RANGE},
		{"A11A A118 800101 810101 8210" K16, ERR_MISSING},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(saip_aka_parameter_wipe) struct saip_aka_parameter aka = {};
		assert_int_equal(saip_aka_parameter_decode(hex(rows[i].body), &aka), rows[i].want);
		assert_int_equal(aka.key.len, 0);
		assert_int_equal(aka.opc.len, 0);
	}
}

static void wiping_leaves_nothing(void **state)
{
	(void)state;
	static const struct saip_aka_parameter empty;
	struct saip_aka_parameter aka = {};
	assert_int_equal(saip_aka_parameter_decode(hex(MILENAGE), &aka), OK);
	saip_aka_parameter_wipe(&aka);
	assert_memory_equal(&aka, &empty, sizeof(aka));
}

static void names_algorithms(void **state)
{
	(void)state;
	assert_string_equal(saip_algorithm_name(SAIP_ALGORITHM_MILENAGE), "Milenage");
	assert_string_equal(saip_algorithm_name(SAIP_ALGORITHM_MAPPED), "mapped");
	assert_string_equal(saip_algorithm_name((enum saip_algorithm)9), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_milenage),
		cmocka_unit_test(decodes_the_other_algorithms),
		cmocka_unit_test(refuses_broken_parameters),
		cmocka_unit_test(wiping_leaves_nothing),
		cmocka_unit_test(names_algorithms),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
