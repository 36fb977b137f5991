/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of the BSP. The expected bytes were made with the openssl command line (enc, mac) and a
 * few lines of Python for X9.63, and agree with those of pySim.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "channel/bsp.h"
#include "codec/tlv.h"
#include "crypto/hash.h"
#include "hex.h"

#define SHARED "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define EID    "89049032123451234512345678901235"
#define MCV    "e57e50a85d5f06c73e4825dc0abc9c8d"
#define ENC    "6941619b475d2c141860ef0f2cb67e8c"
#define MAC    "12fc6a6242d49efdc458a28d2ebc2493"

static struct bytes slice(const struct buf *b, size_t from)
{
	return bytes_from(b->ptr + from, b->len - from);
}

static void assert_bytes(struct bytes got, struct bytes want)
{
	assert_int_equal(got.len, want.len);
	assert_memory_equal(got.ptr, want.ptr, want.len);
}

static void assert_hash(struct bytes got, const char *want)
{
	uint8_t hash[HASH_LEN] = {};
	assert_int_equal(hash_sha256(&got, 1, hash), OK);
	assert_bytes(BYTES_OF(hash), hex(want));
}

static struct bsp_keys session_keys(void)
{
	struct bsp_keys keys = {};
	assert_int_equal(bsp_keys_derive(hex(SHARED), BYTES_LIT("rspd"), hex(EID), &keys), OK);
	return keys;
}

static struct bsp_keys protection_keys(void)
{
	struct bsp_keys keys = {};
	assert_int_equal(secret_set(&keys.mcv, hex("c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0")), OK);
	assert_int_equal(secret_set(&keys.enc, hex("c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1")), OK);
	assert_int_equal(secret_set(&keys.mac, hex("c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2")), OK);
	return keys;
}

/* 12,000 bytes of an imagined package. */
static struct bytes package(void)
{
	static uint8_t bytes[12000];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 31 + (i >> 8));
	return BYTES_OF(bytes);
}

static void derives_session_keys(void **state)
{
	(void)state;
	struct bsp_keys keys = session_keys();
	assert_bytes(secret_bytes(&keys.mcv), hex(MCV));
	assert_bytes(secret_bytes(&keys.enc), hex(ENC));
	assert_bytes(secret_bytes(&keys.mac), hex(MAC));
	bsp_keys_wipe(&keys);
	assert_int_equal(keys.enc.len, 0);
}

static void derivation_refuses_other_lengths(void **state)
{
	(void)state;
	const struct {
		struct bytes shared, host_id, eid;
	} rows[] = {
		{{}, BYTES_LIT("rspd"), hex(EID)},
		{hex(SHARED), {}, hex(EID)},
		{hex(SHARED), BYTES_LIT("a host id too long"), hex(EID)},
		{hex(SHARED), BYTES_LIT("rspd"), BYTES_LIT("89049032123451234512345678901235")},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bsp_keys keys = protection_keys();
		enum err e = bsp_keys_derive(rows[i].shared, rows[i].host_id, rows[i].eid, &keys);
		assert_int_equal(e, ERR_RANGE);
		assert_int_equal(keys.enc.len, 0);
	}
}

static void makes_random_keys(void **state)
{
	(void)state;
	struct entropy entropy = entropy_counted(1);
	struct bsp_keys keys = {};
	assert_int_equal(bsp_keys_random(&entropy, &keys), OK);
	assert_int_equal(keys.mcv.len, BSP_KEY_LEN);
	assert_int_equal(keys.enc.len, BSP_KEY_LEN);
	assert_int_equal(keys.mac.len, BSP_KEY_LEN);
	assert_false(bytes_eq(secret_bytes(&keys.enc), secret_bytes(&keys.mac)));
	assert_false(bytes_eq(secret_bytes(&keys.enc), secret_bytes(&keys.mcv)));
}

static enum err no_entropy(struct entropy *self, uint8_t *out, size_t len)
{
	(void)self;
	(void)out;
	(void)len;
	return ERR_IO;
}

static void random_keys_need_entropy(void **state)
{
	(void)state;
	struct entropy entropy = {.fill = no_entropy};
	struct bsp_keys keys = protection_keys();
	assert_int_equal(bsp_keys_random(&entropy, &keys), ERR_IO);
	assert_int_equal(keys.enc.len, 0);
}

/* One chain over '87', two '88' and the '87' with the new keys, then '86' under the new keys. */
static void protects_a_bound_profile_package(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(20000);
	CLEANUP(bsp_wipe) struct bsp bsp = {};
	struct bsp_keys keys = session_keys();
	uint8_t metadata[1100] = {};
	for (size_t i = 0; i < sizeof(metadata); i++)
		metadata[i] = (uint8_t)(i * 7);
	assert_int_equal(bsp_start(&bsp, &keys), OK);

	assert_int_equal(bsp_encrypt(&bsp, BSP_TAG_CONFIGURE, hex("bf2400"), &out), OK);
	assert_bytes(buf_bytes(&out), hex("871857844f9f6cce43c33b27c4cba682cfc7557af5e27476939a"));

	size_t at = out.len;
	assert_int_equal(bsp_mac_only(&bsp, BSP_TAG_STORE_METADATA, BYTES_OF(metadata), &out), OK);
	assert_int_equal(out.len - at, 1122);
	assert_hash(slice(&out, at),
		    "44ee039fa9ee1f753b71172cbe6f6c4bdc5492fb1bc86bc9b1f52a6dc7972b34");

	at = out.len;
	struct bytes replace = hex("bf2636 8010c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0"
				   "8110c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1"
				   "8210c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2");
	assert_int_equal(bsp_encrypt(&bsp, BSP_TAG_CONFIGURE, replace, &out), OK);
	assert_bytes(slice(&out, at),
		     hex("8748429166f8a366024cb0bec71b0bf707b64d5ff2f4283f2d89b894f9f057c3"
			 "96acbce61c64362ae4d14d30be009858c92771d56596e79eae8fc9e4cdc60c07"
			 "7d98f1c8b98997c9dc26"));

	at = out.len;
	keys = protection_keys();
	assert_int_equal(bsp_start(&bsp, &keys), OK);
	assert_int_equal(bsp_encrypt(&bsp, BSP_TAG_PROFILE, package(), &out), OK);
	assert_int_equal(out.len - at, 12160);
	assert_hash(slice(&out, at),
		    "07586fe2a3a9229b2dbac6a96a8f38a4b808fd95de2cb86ee832a795e437bf0f");
}

/* A package that is fed in pieces of whole segments gives the same bytes. */
static void segments_chain_over_calls(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf whole = buf_make(20000);
	CLEANUP(buf_free) struct buf pieces = buf_make(20000);
	CLEANUP(bsp_wipe) struct bsp bsp = {};
	struct bsp_keys keys = protection_keys();
	struct bytes rest = package();
	struct bytes first = {};
	assert_int_equal(bsp_start(&bsp, &keys), OK);
	assert_int_equal(bsp_encrypt(&bsp, BSP_TAG_PROFILE, rest, &whole), OK);
	assert_int_equal(bytes_take(&rest, (size_t)3 * BSP_ENCRYPTED_MAX, &first), OK);
	assert_int_equal(bsp_start(&bsp, &keys), OK);
	assert_int_equal(bsp_encrypt(&bsp, BSP_TAG_PROFILE, first, &pieces), OK);
	assert_int_equal(bsp_encrypt(&bsp, BSP_TAG_PROFILE, rest, &pieces), OK);
	assert_bytes(buf_bytes(&pieces), buf_bytes(&whole));
}

/* The longest segment under `how` has BSP_SEGMENT_MAX bytes; every length is foretold. */
static void lengths_are_foretold(void **state)
{
	(void)state;
	static const size_t lens[] = {0,    1,	  15,	16,   103,  104,  111,	112,  119,
				      120,  231,  232,	239,  240,  247,  248,	1006, 1007,
				      1008, 1009, 1022, 1023, 2014, 2015, 2016, 2017, 12000};
	struct bsp_keys keys = protection_keys();
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		CLEANUP(buf_free) struct buf out = buf_make(20000);
		CLEANUP(bsp_wipe) struct bsp bsp = {};
		struct bytes plain = bytes_from(package().ptr, lens[i]);
		assert_int_equal(bsp_start(&bsp, &keys), OK);
		assert_int_equal(bsp_encrypt(&bsp, BSP_TAG_PROFILE, plain, &out), OK);
		assert_int_equal(out.len, bsp_encrypted_len(lens[i]));
		buf_reset(&out);
		assert_int_equal(bsp_mac_only(&bsp, BSP_TAG_STORE_METADATA, plain, &out), OK);
		assert_int_equal(out.len, bsp_mac_only_len(lens[i]));
	}
}

static void no_segment_is_over_its_limit(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(30000);
	CLEANUP(bsp_wipe) struct bsp bsp = {};
	struct bsp_keys keys = protection_keys();
	assert_int_equal(bsp_start(&bsp, &keys), OK);
	assert_int_equal(bsp_encrypt(&bsp, BSP_TAG_PROFILE, package(), &out), OK);
	assert_int_equal(bsp_mac_only(&bsp, BSP_TAG_STORE_METADATA, package(), &out), OK);
	struct bytes rest = buf_bytes(&out);
	size_t longest = 0;
	while (rest.len > 0) {
		struct tlv segment = {};
		assert_int_equal(tlv_take(&rest, &segment), OK);
		longest = segment.whole.len > longest ? segment.whole.len : longest;
	}
	assert_int_equal(longest, BSP_SEGMENT_MAX);
}

static void start_refuses_other_key_lengths(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		CLEANUP(bsp_wipe) struct bsp bsp = {};
		struct bsp_keys keys = protection_keys();
		struct secret *all[] = {&keys.mcv, &keys.enc, &keys.mac};
		all[i]->len = 15;
		assert_int_equal(bsp_start(&bsp, &keys), ERR_RANGE);
		assert_int_equal(bsp.counter, 0);
	}
}

static void not_started_is_refused(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(100);
	struct bsp bsp = {};
	assert_int_equal(bsp_encrypt(&bsp, BSP_TAG_PROFILE, BYTES_LIT("x"), &out), ERR_WRONG_STATE);
	assert_int_equal(bsp_mac_only(&bsp, BSP_TAG_STORE_METADATA, BYTES_LIT("x"), &out),
			 ERR_WRONG_STATE);
	assert_int_equal(out.len, 0);
}

static void a_full_buffer_ends_the_channel(void **state)
{
	(void)state;
	for (size_t max = 0; max < 26; max++) {
		CLEANUP(buf_free) struct buf out = buf_make(max);
		struct bsp bsp = {};
		struct bsp_keys keys = protection_keys();
		assert_int_equal(bsp_start(&bsp, &keys), OK);
		assert_int_equal(bsp_encrypt(&bsp, BSP_TAG_PROFILE, BYTES_LIT("x"), &out),
				 ERR_TOO_LONG);
		assert_int_equal(bsp_encrypt(&bsp, BSP_TAG_PROFILE, BYTES_LIT("x"), &out),
				 ERR_WRONG_STATE);
		assert_int_equal(bsp.keys.enc.len, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(derives_session_keys),
		cmocka_unit_test(derivation_refuses_other_lengths),
		cmocka_unit_test(makes_random_keys),
		cmocka_unit_test(random_keys_need_entropy),
		cmocka_unit_test(protects_a_bound_profile_package),
		cmocka_unit_test(segments_chain_over_calls),
		cmocka_unit_test(lengths_are_foretold),
		cmocka_unit_test(no_segment_is_over_its_limit),
		cmocka_unit_test(start_refuses_other_key_lengths),
		cmocka_unit_test(not_started_is_refused),
		cmocka_unit_test(a_full_buffer_ends_the_channel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
