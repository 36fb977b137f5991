/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of AES by the vectors of NIST SP 800-38A, RFC 4493 and the GCM specification. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "crypto/aes.h"
#include "hex.h"

#define KEY   "2b7e151628aed2a6abf7158809cf4f3c"
#define BLOCK "6bc1bee22e409f96e93d7e117393172a"
#define TEXT                                                                                       \
	BLOCK "ae2d8a571e03ac9c9eb76fac45af8e51"                                                   \
	      "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"

static void encrypts_and_decrypts_cbc(void **state)
{
	(void)state;
	struct bytes iv = hex("000102030405060708090a0b0c0d0e0f");
	struct bytes want = hex("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
				"73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7");
	uint8_t out[64] = {};
	assert_int_equal(aes_cbc_encrypt(hex(KEY).ptr, iv.ptr, hex(TEXT), out), OK);
	assert_memory_equal(out, want.ptr, want.len);
	/* in place */
	assert_int_equal(aes_cbc_decrypt(hex(KEY).ptr, iv.ptr, BYTES_OF(out), out), OK);
	assert_memory_equal(out, hex(TEXT).ptr, sizeof(out));
}

static void cbc_refuses_a_broken_block(void **state)
{
	(void)state;
	uint8_t out[16] = {};
	struct bytes in = bytes_from(hex(BLOCK).ptr, 15);
	assert_int_equal(aes_cbc_encrypt(hex(KEY).ptr, hex(BLOCK).ptr, in, out), ERR_RANGE);
	assert_int_equal(aes_cbc_decrypt(hex(KEY).ptr, hex(BLOCK).ptr, in, out), ERR_RANGE);
}

static void cbc_of_nothing_is_nothing(void **state)
{
	(void)state;
	uint8_t out[1] = {0x5A};
	assert_int_equal(aes_cbc_encrypt(hex(KEY).ptr, hex(BLOCK).ptr, (struct bytes){}, out), OK);
	assert_int_equal(out[0], 0x5A);
}

static void encrypts_a_block(void **state)
{
	(void)state;
	uint8_t out[AES_BLOCK_LEN] = {};
	assert_int_equal(aes_block(hex(KEY).ptr, hex(BLOCK).ptr, out), OK);
	assert_memory_equal(out, hex("3ad77bb40d7a3660a89ecaf32466ef97").ptr, sizeof(out));
}

static void authenticates_by_rfc_4493(void **state)
{
	(void)state;
	static const struct {
		size_t len;
		const char *mac;
	} rows[] = {
		{0, "bb1d6929e95937287fa37d129b756746"},
		{16, "070a16b46b4d4144f79bdd9dd04a287c"},
		{40, "dfa66747de9ae63030ca32611497c827"},
		{64, "51f0bebf7e3b9d92fc49741779363cfe"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes text = bytes_from(hex(TEXT).ptr, rows[i].len);
		const struct bytes parts[] = {
			bytes_from(text.ptr, text.len / 3),
			bytes_from(text.ptr + text.len / 3, text.len - text.len / 3)};
		uint8_t out[AES_BLOCK_LEN] = {};
		assert_int_equal(aes_cmac(hex(KEY).ptr, parts, 2, out), OK);
		assert_memory_equal(out, hex(rows[i].mac).ptr, sizeof(out));
	}
}

static const struct {
	const char *key, *nonce, *aad, *text, *sealed;
} gcm_rows[] = {
	{"0000000000000000000000000000000000000000000000000000000000000000",
	 "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
	{"0000000000000000000000000000000000000000000000000000000000000000",
	 "000000000000000000000000", "", "00000000000000000000000000000000",
	 "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
	{"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
	 "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	 "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	 "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
	 "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
	 "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
	 "76fc6ece0f4e1768cddf8853bb2d551b"},
};
enum { GCM_ROWS = sizeof(gcm_rows) / sizeof(gcm_rows[0]) };

static struct aes_gcm gcm_params(size_t row)
{
	return (struct aes_gcm){hex(gcm_rows[row].key).ptr, hex(gcm_rows[row].nonce).ptr,
				hex(gcm_rows[row].aad)};
}

static void seals_and_opens_gcm(void **state)
{
	(void)state;
	for (size_t i = 0; i < GCM_ROWS; i++) {
		struct aes_gcm params = gcm_params(i);
		struct buf sealed CLEANUP(buf_free) = buf_make(1024);
		struct buf opened CLEANUP(buf_free) = buf_make(1024);
		assert_int_equal(aes_gcm_seal(&params, hex(gcm_rows[i].text), &sealed), OK);
		assert_true(bytes_eq(buf_bytes(&sealed), hex(gcm_rows[i].sealed)));
		assert_int_equal(aes_gcm_open(&params, buf_bytes(&sealed), &opened), OK);
		assert_true(bytes_eq(buf_bytes(&opened), hex(gcm_rows[i].text)));
	}
}

static void gcm_refuses_every_changed_byte(void **state)
{
	(void)state;
	struct aes_gcm params = gcm_params(2);
	struct bytes good = hex(gcm_rows[2].sealed);
	struct buf out CLEANUP(buf_free) = buf_make(1024);
	assert_int_equal(buf_put_str(&out, "before"), OK);
	for (size_t i = 0; i < good.len; i++) {
		uint8_t bad[128] = {};
		memcpy(bad, good.ptr, good.len);
		bad[i] ^= 1;
		assert_int_equal(aes_gcm_open(&params, bytes_from(bad, good.len), &out),
				 ERR_SIGNATURE);
		assert_true(bytes_eq(buf_bytes(&out), BYTES_LIT("before")));
	}
}

static void gcm_refuses_other_associated_data(void **state)
{
	(void)state;
	struct aes_gcm params = gcm_params(2);
	struct buf out CLEANUP(buf_free) = buf_make(1024);
	params.aad = BYTES_LIT("other");
	assert_int_equal(aes_gcm_open(&params, hex(gcm_rows[2].sealed), &out), ERR_SIGNATURE);
}

static void gcm_refuses_less_than_a_tag(void **state)
{
	(void)state;
	struct aes_gcm params = gcm_params(0);
	struct buf out CLEANUP(buf_free) = buf_make(1024);
	assert_int_equal(aes_gcm_open(&params, hex("530f8afbc74536b9a963b4f1c4cb73"), &out),
			 ERR_TRUNCATED);
}

static void gcm_stays_within_the_buffer(void **state)
{
	(void)state;
	struct aes_gcm params = gcm_params(2);
	struct buf out CLEANUP(buf_free) = buf_make(20);
	assert_int_equal(aes_gcm_seal(&params, hex(gcm_rows[2].text), &out), ERR_TOO_LONG);
	assert_int_equal(aes_gcm_open(&params, hex(gcm_rows[2].sealed), &out), ERR_TOO_LONG);
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encrypts_and_decrypts_cbc),
		cmocka_unit_test(cbc_refuses_a_broken_block),
		cmocka_unit_test(cbc_of_nothing_is_nothing),
		cmocka_unit_test(encrypts_a_block),
		cmocka_unit_test(authenticates_by_rfc_4493),
		cmocka_unit_test(seals_and_opens_gcm),
		cmocka_unit_test(gcm_refuses_every_changed_byte),
		cmocka_unit_test(gcm_refuses_other_associated_data),
		cmocka_unit_test(gcm_refuses_less_than_a_tag),
		cmocka_unit_test(gcm_stays_within_the_buffer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
