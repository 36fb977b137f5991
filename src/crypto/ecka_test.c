/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of key agreement by the vectors of RFC 5903 and RFC 7027. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "crypto/ecka.h"
#include "hex.h"

static const struct {
	enum curve curve;
	const char *own, *peer, *peer_point, *z;
} rows[] = {
	{CURVE_P256, "C88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433",
	 "C6EF9C5D78AE012A011164ACB397CE2088685D8F06BF9BE0B283AB46476BEE53",
	 "04 D12DFB5289C8D4F81208B70270398C342296970A0BCCB74C736FC7554494BF63"
	 "   56FBF3CA366CC23E8157854C13C58D6AAC23F046ADA30F8353E74F33039872AB",
	 "D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE"},
	{CURVE_BRAINPOOLP256R1, "81DB1EE100150FF2EA338D708271BE38300CB54241D79950F77B063039804F1D",
	 "55E40BC41E37E3E2AD25C3C6654511FFA8474A91A0032087593852D3E7D76BD3",
	 "04 8D2D688C6CF93E1160AD04CC4429117DC2C41825E1E9FCA0ADDD34E6F1B39F7B"
	 "   990C57520812BE512641E47034832106BC7D3E8DD0E4C7F1136D7006547CEC6A",
	 "89AFC39D41D3B327814B80940B042590F96556EC91E6AE7939BCE31F3A18BF2B"},
};

static void agrees_by_the_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct private_key *own CLEANUP(private_key_free) = NULL;
		struct private_key *peer CLEANUP(private_key_free) = NULL;
		struct public_key point = {};
		struct secret z CLEANUP(secret_wipe) = {};
		assert_int_equal(private_key_from_scalar(rows[i].curve, hex(rows[i].own), &own),
				 OK);
		assert_int_equal(private_key_from_scalar(rows[i].curve, hex(rows[i].peer), &peer),
				 OK);
		assert_int_equal(private_key_public(peer, &point), OK);
		assert_memory_equal(point.point, hex(rows[i].peer_point).ptr, CURVE_POINT_LEN);
		assert_int_equal(ecka_shared(own, &point, &z), OK);
		assert_true(bytes_eq(secret_bytes(&z), hex(rows[i].z)));
	}
}

static void both_sides_agree(void **state)
{
	(void)state;
	for (int i = 0; i < CURVE_COUNT; i++) {
		struct private_key *a CLEANUP(private_key_free) = NULL;
		struct private_key *b CLEANUP(private_key_free) = NULL;
		struct public_key a_public = {};
		struct public_key b_public = {};
		struct secret z1 CLEANUP(secret_wipe) = {};
		struct secret z2 CLEANUP(secret_wipe) = {};
		assert_int_equal(private_key_generate((enum curve)i, &a), OK);
		assert_int_equal(private_key_generate((enum curve)i, &b), OK);
		assert_int_equal(private_key_public(a, &a_public), OK);
		assert_int_equal(private_key_public(b, &b_public), OK);
		assert_int_equal(ecka_shared(a, &b_public, &z1), OK);
		assert_int_equal(ecka_shared(b, &a_public, &z2), OK);
		assert_true(bytes_eq(secret_bytes(&z1), secret_bytes(&z2)));
	}
}

static void refuses_a_point_off_the_curve(void **state)
{
	(void)state;
	struct private_key *own CLEANUP(private_key_free) = NULL;
	struct public_key peer = {.curve = CURVE_P256};
	struct secret z CLEANUP(secret_wipe) = {};
	memcpy(peer.point, hex(rows[0].peer_point).ptr, CURVE_POINT_LEN);
	peer.point[CURVE_POINT_LEN - 1] ^= 1;
	assert_int_equal(private_key_generate(CURVE_P256, &own), OK);
	assert_int_equal(ecka_shared(own, &peer, &z), ERR_RANGE);
	assert_int_equal(z.len, 0);
}

static void refuses_another_curve(void **state)
{
	(void)state;
	struct private_key *own CLEANUP(private_key_free) = NULL;
	struct public_key peer = {.curve = CURVE_BRAINPOOLP256R1};
	struct secret z CLEANUP(secret_wipe) = {};
	memcpy(peer.point, hex(rows[1].peer_point).ptr, CURVE_POINT_LEN);
	assert_int_equal(private_key_generate(CURVE_P256, &own), OK);
	assert_int_equal(ecka_shared(own, &peer, &z), ERR_MISMATCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_by_the_vectors),
		cmocka_unit_test(both_sides_agree),
		cmocka_unit_test(refuses_a_point_off_the_curve),
		cmocka_unit_test(refuses_another_curve),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
