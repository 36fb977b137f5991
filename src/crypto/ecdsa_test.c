/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ECDSA: a vector of RFC 6979, and every way not to be a signature. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/err.h>

#include "crypto/ecdsa.h"
#include "crypto/library.h"
#include "hex.h"

#define SAMPLE_KEY                                                                                 \
	"04 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"                      \
	"   7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
#define SAMPLE_SIGNATURE                                                                           \
	"EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"                         \
	"F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"

static const struct bytes sample = BYTES_LIT("sample");

static struct public_key sample_key(void)
{
	struct public_key key = {};
	assert_int_equal(curve_public_key(CURVE_P256, hex(SAMPLE_KEY), &key), OK);
	return key;
}

/* A refusal leaves nothing behind for TLS to stumble over. */
static void assert_refused(const struct public_key *key, struct bytes text, struct bytes signature)
{
	assert_int_equal(ecdsa_verify(key, &text, 1, signature), ERR_SIGNATURE);
	assert_int_equal(ERR_peek_error(), 0);
}

static void verifies_the_vector(void **state)
{
	(void)state;
	struct public_key key = sample_key();
	const struct bytes parts[] = {BYTES_LIT("sam"), BYTES_LIT("ple")};
	assert_int_equal(ecdsa_verify(&key, parts, 2, hex(SAMPLE_SIGNATURE)), OK);
}

static void refuses_every_changed_byte(void **state)
{
	(void)state;
	struct public_key key = sample_key();
	for (size_t i = 0; i < ECDSA_SIGNATURE_LEN; i++) {
		uint8_t bad[ECDSA_SIGNATURE_LEN] = {};
		memcpy(bad, hex(SAMPLE_SIGNATURE).ptr, sizeof(bad));
		bad[i] ^= 0x40;
		assert_refused(&key, sample, BYTES_OF(bad));
	}
}

static void refuses_another_text(void **state)
{
	(void)state;
	struct public_key key = sample_key();
	assert_refused(&key, BYTES_LIT("Sample"), hex(SAMPLE_SIGNATURE));
}

static void refuses_another_length(void **state)
{
	(void)state;
	struct public_key key = sample_key();
	assert_refused(&key, sample, bytes_from(hex(SAMPLE_SIGNATURE).ptr, 63));
	assert_refused(&key, sample, hex(SAMPLE_SIGNATURE "00"));
	assert_refused(&key, sample, (struct bytes){});
}

static void refuses_numbers_out_of_range(void **state)
{
	(void)state;
	struct public_key key = sample_key();
	uint8_t bad[ECDSA_SIGNATURE_LEN] = {};
	assert_refused(&key, sample, BYTES_OF(bad));
	memset(bad, 0xFF, sizeof(bad));
	assert_refused(&key, sample, BYTES_OF(bad));
	memcpy(bad, hex(SAMPLE_SIGNATURE).ptr, 32);
	assert_refused(&key, sample, BYTES_OF(bad));
}

static void refuses_a_key_off_its_curve(void **state)
{
	(void)state;
	struct public_key key = sample_key();
	key.point[CURVE_POINT_LEN - 1] ^= 1;
	assert_refused(&key, sample, hex(SAMPLE_SIGNATURE));
	key = sample_key();
	key.curve = CURVE_BRAINPOOLP256R1;
	assert_refused(&key, sample, hex(SAMPLE_SIGNATURE));
}

static void signs_on_both_curves(void **state)
{
	(void)state;
	for (int i = 0; i < CURVE_COUNT; i++) {
		struct private_key *key CLEANUP(private_key_free) = NULL;
		struct public_key public_key = {};
		uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
		const struct bytes parts[] = {BYTES_LIT("one"), BYTES_LIT("two")};
		const struct bytes whole = BYTES_LIT("onetwo");
		assert_int_equal(private_key_generate((enum curve)i, &key), OK);
		assert_int_equal(private_key_public(key, &public_key), OK);
		assert_int_equal(ecdsa_sign(key, parts, 2, signature), OK);
		assert_int_equal(ecdsa_verify(&public_key, &whole, 1, BYTES_OF(signature)), OK);
	}
}

/* r and s are shorter than 32 bytes once in 128 signatures: the zeros in front must stay. */
static void signatures_keep_their_leading_zeros(void **state)
{
	(void)state;
	struct private_key *key CLEANUP(private_key_free) = NULL;
	struct public_key public_key = {};
	assert_int_equal(private_key_generate(CURVE_P256, &key), OK);
	assert_int_equal(private_key_public(key, &public_key), OK);
	bool seen = false;
	for (int i = 0; i < 100000 && !seen; i++) {
		uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
		assert_int_equal(ecdsa_sign(key, &sample, 1, signature), OK);
		seen = signature[0] == 0 || signature[32] == 0;
		if (seen)
			assert_int_equal(ecdsa_verify(&public_key, &sample, 1, BYTES_OF(signature)),
					 OK);
	}
	assert_true(seen);
}

/* More keys than the library keeps ready, and each signature is by its own key and no other. */
static void many_keys_sign_in_turn(void **state)
{
	(void)state;
	enum { KEYS = 3 * LIBRARY_SIGNERS };
	struct private_key *keys[KEYS] = {};
	for (size_t i = 0; i < KEYS; i++)
		assert_int_equal(private_key_generate(i % CURVE_COUNT, &keys[i]), OK);
	for (size_t i = 0; i < 2 * KEYS; i++) {
		struct public_key own = {}, other = {};
		uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
		assert_int_equal(private_key_public(keys[i % KEYS], &own), OK);
		assert_int_equal(private_key_public(keys[(i + CURVE_COUNT) % KEYS], &other), OK);
		assert_int_equal(ecdsa_sign(keys[i % KEYS], &sample, 1, signature), OK);
		assert_refused(&other, sample, BYTES_OF(signature));
		assert_int_equal(ecdsa_verify(&own, &sample, 1, BYTES_OF(signature)), OK);
	}
	for (size_t i = 0; i < KEYS; i++)
		private_key_free(&keys[i]);
}

/* The key that was refused last is not the one that verifies next, nor the one before it. */
static void a_refused_key_leaves_nothing(void **state)
{
	(void)state;
	struct public_key good = sample_key(), bad = good;
	bad.point[CURVE_POINT_LEN - 1] ^= 1;
	assert_int_equal(ecdsa_verify(&good, &sample, 1, hex(SAMPLE_SIGNATURE)), OK);
	assert_refused(&bad, sample, hex(SAMPLE_SIGNATURE));
	assert_int_equal(ecdsa_verify(&good, &sample, 1, hex(SAMPLE_SIGNATURE)), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verifies_the_vector),
		cmocka_unit_test(refuses_every_changed_byte),
		cmocka_unit_test(refuses_another_text),
		cmocka_unit_test(refuses_another_length),
		cmocka_unit_test(refuses_numbers_out_of_range),
		cmocka_unit_test(refuses_a_key_off_its_curve),
		cmocka_unit_test(signs_on_both_curves),
		cmocka_unit_test(signatures_keep_their_leading_zeros),
		cmocka_unit_test(many_keys_sign_in_turn),
		cmocka_unit_test(a_refused_key_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
