/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of curve names and of points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "crypto/curve.h"
#include "hex.h"

/* The generators: points that are surely on their curves. */
static const char *const generators[CURVE_COUNT] = {
	[CURVE_P256] = "04 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
		       "   4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
	[CURVE_BRAINPOOLP256R1] =
		"04 8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262"
		"   547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997",
};

static void knows_names_and_identifiers(void **state)
{
	(void)state;
	static const struct {
		struct bytes name, oid;
		enum curve curve;
	} rows[] = {
		{BYTES_LIT("P-256"), BYTES_LIT("\x2A\x86\x48\xCE\x3D\x03\x01\x07"), CURVE_P256},
		{BYTES_LIT("prime256v1"), BYTES_LIT("\x2A\x86\x48\xCE\x3D\x03\x01\x07"),
		 CURVE_P256},
		{BYTES_LIT("BrainpoolP256r1"), BYTES_LIT("\x2B\x24\x03\x03\x02\x08\x01\x01\x07"),
		 CURVE_BRAINPOOLP256R1},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum curve curve = (enum curve) - 1;
		assert_int_equal(curve_by_name(rows[i].name, &curve), OK);
		assert_int_equal(curve, rows[i].curve);
		assert_int_equal(curve_by_oid(rows[i].oid, &curve), OK);
		assert_int_equal(curve, rows[i].curve);
		assert_int_equal(curve_by_name(bytes_str(curve_name(curve)), &curve), OK);
	}
}

static void refuses_other_curves(void **state)
{
	(void)state;
	enum curve curve = CURVE_P256;
	assert_int_equal(curve_by_name(BYTES_LIT("P-384"), &curve), ERR_NOT_FOUND);
	assert_int_equal(curve_by_oid(BYTES_LIT("\x2B\x81\x04\x00\x22"), &curve), ERR_UNSUPPORTED);
	assert_int_equal(curve_by_oid((struct bytes){}, &curve), ERR_UNSUPPORTED);
}

static void takes_points_on_the_curve(void **state)
{
	(void)state;
	for (int i = 0; i < CURVE_COUNT; i++) {
		struct public_key key = {};
		struct bytes point = hex(generators[i]);
		assert_int_equal(curve_public_key((enum curve)i, point, &key), OK);
		assert_int_equal(key.curve, i);
		assert_memory_equal(key.point, point.ptr, CURVE_POINT_LEN);
	}
}

static void refuses_points_off_the_curve(void **state)
{
	(void)state;
	for (int i = 0; i < CURVE_COUNT; i++) {
		struct public_key key = {};
		uint8_t point[CURVE_POINT_LEN] = {};
		memcpy(point, hex(generators[i]).ptr, sizeof(point));
		point[CURVE_POINT_LEN - 1] ^= 1;
		assert_int_equal(curve_public_key((enum curve)i, BYTES_OF(point), &key), ERR_RANGE);
		/* The other curve's generator, coordinates over the prime, (0, 0). */
		assert_int_equal(curve_public_key((enum curve)i, hex(generators[!i]), &key),
				 ERR_RANGE);
		memset(point + 1, 0xFF, sizeof(point) - 1);
		assert_int_equal(curve_public_key((enum curve)i, BYTES_OF(point), &key), ERR_RANGE);
		memset(point + 1, 0, sizeof(point) - 1);
		assert_int_equal(curve_public_key((enum curve)i, BYTES_OF(point), &key), ERR_RANGE);
	}
}

static void refuses_other_forms(void **state)
{
	(void)state;
	struct public_key key = {};
	struct bytes good = hex(generators[CURVE_P256]);
	uint8_t hybrid[CURVE_POINT_LEN] = {};
	memcpy(hybrid, good.ptr, sizeof(hybrid));
	hybrid[0] = 0x07;
	uint8_t compressed[33] = {};
	memcpy(compressed, good.ptr, sizeof(compressed));
	compressed[0] = 0x03;
	static const uint8_t infinity[1];
	const struct bytes rows[] = {BYTES_OF(hybrid),
				     BYTES_OF(compressed),
				     BYTES_OF(infinity),
				     bytes_from(good.ptr, 64),
				     {}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(curve_public_key(CURVE_P256, rows[i], &key), ERR_SYNTAX);
}

static void compares_curve_and_point(void **state)
{
	(void)state;
	struct public_key a = {.curve = CURVE_P256, .point = {4, 1}};
	struct public_key b = a;
	assert_true(curve_key_eq(&a, &b));
	b.curve = CURVE_BRAINPOOLP256R1;
	assert_false(curve_key_eq(&a, &b));
	b = a;
	b.point[64] = 1;
	assert_false(curve_key_eq(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_names_and_identifiers),
		cmocka_unit_test(refuses_other_curves),
		cmocka_unit_test(takes_points_on_the_curve),
		cmocka_unit_test(refuses_points_off_the_curve),
		cmocka_unit_test(refuses_other_forms),
		cmocka_unit_test(compares_curve_and_point),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
