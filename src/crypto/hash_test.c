/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the hash functions by the vectors of FIPS 180, RFC 4231, RFC 5869 and NIST's CAVS. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "crypto/hash.h"
#include "hex.h"

static void hashes_parts_as_one(void **state)
{
	(void)state;
	const struct bytes parts[] = {BYTES_LIT("a"), {}, BYTES_LIT("bc")};
	uint8_t out[HASH_LEN] = {};
	assert_int_equal(hash_sha256(parts, 3, out), OK);
	struct bytes want = hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_memory_equal(out, want.ptr, HASH_LEN);
}

static void hashes_nothing(void **state)
{
	(void)state;
	uint8_t out[HASH_LEN] = {};
	assert_int_equal(hash_sha256(NULL, 0, out), OK);
	struct bytes want = hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_memory_equal(out, want.ptr, HASH_LEN);
}

static void authenticates_by_rfc_4231(void **state)
{
	(void)state;
	static const struct {
		const char *key, *first, *second, *mac;
	} rows[] = {
		{"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869", "205468657265",
		 "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
		{"4a656665", "7768617420646f2079612077616e7420", "666f72206e6f7468696e673f",
		 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
		/* an empty key and an empty message (RFC 2104 gives no vector; FIPS 198's is) */
		{"", "", "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct bytes parts[] = {hex(rows[i].first), hex(rows[i].second)};
		uint8_t out[HASH_LEN] = {};
		assert_int_equal(hash_hmac(hex(rows[i].key), parts, 2, out), OK);
		assert_memory_equal(out, hex(rows[i].mac).ptr, HASH_LEN);
	}
}

static void authenticates_with_a_key_longer_than_a_block(void **state)
{
	(void)state;
	uint8_t key[131] = {};
	uint8_t out[HASH_LEN] = {};
	memset(key, 0xaa, sizeof(key));
	const struct bytes text =
		BYTES_LIT("Test Using Larger Than Block-Size Key - Hash Key First");
	assert_int_equal(hash_hmac(BYTES_OF(key), &text, 1, out), OK);
	struct bytes want = hex("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	assert_memory_equal(out, want.ptr, HASH_LEN);
}

static void derives_by_rfc_5869(void **state)
{
	(void)state;
	uint8_t out[HASH_LEN] = {};
	struct bytes key = hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
	assert_int_equal(hash_hkdf(key, (struct bytes){}, out), OK);
	struct bytes want = hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
	assert_memory_equal(out, want.ptr, HASH_LEN);
}

static void hkdf_separates_by_info(void **state)
{
	(void)state;
	uint8_t a[HASH_LEN] = {};
	uint8_t b[HASH_LEN] = {};
	assert_int_equal(hash_hkdf(BYTES_LIT("key"), BYTES_LIT("a"), a), OK);
	assert_int_equal(hash_hkdf(BYTES_LIT("key"), BYTES_LIT("b"), b), OK);
	assert_memory_not_equal(a, b, HASH_LEN);
}

static void derives_by_x963(void **state)
{
	(void)state;
	static const struct {
		const char *z, *info, *key;
	} rows[] = {
		{"96c05619d56c328ab95fe84b18264b08725b85e33fd34f08", "",
		 "443024c3dae66b95e6f5670601558f71"},
		{"22518b10e70f2a3f243810ae3254139efbee04aa57c7af7d",
		 "75eef81aa3041e33b80971203d2c0c52",
		 "c498af77161cc59f2962b9a713e2b215152d139766ce34a776df11866a69bf2e"
		 "52a13d9c7c6fc878c50c5ea0bc7b00e0da2447cfd874f6cf92f30d0097111485"
		 "500c90c3af8b487872d04685d14c8d1dc8d7fa08beb0ce0ababc11f0bd496269"
		 "142d43525a78e5bc79a17f59676a5706dc54d54d4d1f0bd7e386128ec26afc21"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t out[128] = {};
		struct bytes want = hex(rows[i].key);
		assert_int_equal(hash_x963(hex(rows[i].z), hex(rows[i].info), out, want.len), OK);
		assert_memory_equal(out, want.ptr, want.len);
	}
}

static void x963_cuts_its_last_block(void **state)
{
	(void)state;
	uint8_t whole[64] = {};
	uint8_t cut[48] = {};
	assert_int_equal(hash_x963(BYTES_LIT("z"), BYTES_LIT("i"), whole, sizeof(whole)), OK);
	assert_int_equal(hash_x963(BYTES_LIT("z"), BYTES_LIT("i"), cut, sizeof(cut)), OK);
	assert_memory_equal(whole, cut, sizeof(cut));
}

static void x963_refuses_lengths_out_of_range(void **state)
{
	(void)state;
	static uint8_t out[255 * HASH_LEN + 1];
	assert_int_equal(hash_x963(BYTES_LIT("z"), BYTES_LIT(""), out, 0), ERR_RANGE);
	assert_int_equal(hash_x963(BYTES_LIT("z"), BYTES_LIT(""), out, sizeof(out)), ERR_RANGE);
	assert_int_equal(hash_x963(BYTES_LIT("z"), BYTES_LIT(""), out, sizeof(out) - 1), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_parts_as_one),
		cmocka_unit_test(hashes_nothing),
		cmocka_unit_test(authenticates_by_rfc_4231),
		cmocka_unit_test(authenticates_with_a_key_longer_than_a_block),
		cmocka_unit_test(derives_by_rfc_5869),
		cmocka_unit_test(hkdf_separates_by_info),
		cmocka_unit_test(derives_by_x963),
		cmocka_unit_test(x963_cuts_its_last_block),
		cmocka_unit_test(x963_refuses_lengths_out_of_range),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
