/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of private keys: making, scalars, and every form of file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "crypto/ecdsa.h"
#include "crypto/private_key.h"
#include "hex.h"

static void scalars_round_trip(void **state)
{
	(void)state;
	for (int i = 0; i < CURVE_COUNT; i++) {
		struct private_key *a CLEANUP(private_key_free) = NULL;
		struct private_key *b CLEANUP(private_key_free) = NULL;
		struct public_key a_public = {};
		struct public_key b_public = {};
		struct secret scalar CLEANUP(secret_wipe) = {};
		assert_int_equal(private_key_generate((enum curve)i, &a), OK);
		assert_int_equal(private_key_scalar(a, &scalar), OK);
		assert_int_equal(scalar.len, CURVE_SCALAR_LEN);
		assert_int_equal(private_key_from_scalar((enum curve)i, secret_bytes(&scalar), &b),
				 OK);
		assert_int_equal(private_key_public(a, &a_public), OK);
		assert_int_equal(private_key_public(b, &b_public), OK);
		assert_true(curve_key_eq(&a_public, &b_public));
	}
}

static void generated_keys_differ(void **state)
{
	(void)state;
	struct private_key *a CLEANUP(private_key_free) = NULL;
	struct private_key *b CLEANUP(private_key_free) = NULL;
	struct public_key a_public = {};
	struct public_key b_public = {};
	assert_int_equal(private_key_generate(CURVE_P256, &a), OK);
	assert_int_equal(private_key_generate(CURVE_P256, &b), OK);
	assert_int_equal(private_key_public(a, &a_public), OK);
	assert_int_equal(private_key_public(b, &b_public), OK);
	assert_false(curve_key_eq(&a_public, &b_public));
}

static void scalars_out_of_range_are_refused(void **state)
{
	(void)state;
	static const char *const orders[CURVE_COUNT] = {
		[CURVE_P256] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
		[CURVE_BRAINPOOLP256R1] =
			"a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7",
	};
	static const uint8_t zero[CURVE_SCALAR_LEN];
	for (int i = 0; i < CURVE_COUNT; i++) {
		struct private_key *key CLEANUP(private_key_free) = NULL;
		const struct bytes bad[] = {
			BYTES_OF(zero), hex(orders[i]), bytes_from(hex(orders[i]).ptr, 31), {}};
		for (size_t k = 0; k < sizeof(bad) / sizeof(bad[0]); k++)
			assert_int_equal(private_key_from_scalar((enum curve)i, bad[k], &key),
					 ERR_RANGE);
		uint8_t last[CURVE_SCALAR_LEN] = {};
		memcpy(last, hex(orders[i]).ptr, sizeof(last));
		last[CURVE_SCALAR_LEN - 1] -= 1;
		assert_int_equal(private_key_from_scalar((enum curve)i, BYTES_OF(last), &key), OK);
	}
}

/* The forms of a file, written by libcrypto itself. */
static int write_pkcs8_pem(BIO *bio, EVP_PKEY *key)
{
	return PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
}

static int write_pkcs8_der(BIO *bio, EVP_PKEY *key)
{
	return i2d_PKCS8PrivateKey_bio(bio, key, NULL, NULL, 0, NULL, NULL);
}

static int write_sec1_pem(BIO *bio, EVP_PKEY *key)
{
	return PEM_write_bio_PrivateKey_traditional(bio, key, NULL, NULL, 0, NULL, NULL);
}

static int write_sec1_der(BIO *bio, EVP_PKEY *key)
{
	return i2d_PrivateKey_bio(bio, key);
}

/* As "openssl ecparam -genkey" writes it. */
static int write_sec1_pem_after_parameters(BIO *bio, EVP_PKEY *key)
{
	return BIO_puts(bio, "# a comment\n") > 0 && PEM_write_bio_Parameters(bio, key) &&
	       write_sec1_pem(bio, key);
}

static int write_encrypted_pem(BIO *bio, EVP_PKEY *key)
{
	return PEM_write_bio_PKCS8PrivateKey(bio, key, EVP_aes_128_cbc(), "secret", 6, NULL, NULL);
}

static int write_encrypted_sec1_pem(BIO *bio, EVP_PKEY *key)
{
	return PEM_write_bio_PrivateKey_traditional(bio, key, EVP_aes_128_cbc(),
						    (const unsigned char *)"secret", 6, NULL, NULL);
}

static int write_encrypted_der(BIO *bio, EVP_PKEY *key)
{
	return i2d_PKCS8PrivateKey_bio(bio, key, EVP_aes_128_cbc(), "secret", 6, NULL, NULL);
}

static int write_public_pem(BIO *bio, EVP_PKEY *key)
{
	return PEM_write_bio_PUBKEY(bio, key);
}

static int write_public_der(BIO *bio, EVP_PKEY *key)
{
	return i2d_PUBKEY_bio(bio, key);
}

typedef int write_fn(BIO *bio, EVP_PKEY *key);

static enum err parse_written(write_fn *write, EVP_PKEY *handle, struct private_key **out)
{
	char *text = NULL;
	BIO *bio = BIO_new(BIO_s_mem());
	assert_true(bio && write(bio, handle));
	long len = BIO_get_mem_data(bio, &text);
	enum err e = private_key_parse(bytes_from(text, (size_t)len), out);
	assert_int_equal(ERR_peek_error(), 0);
	BIO_free(bio);
	return e;
}

static void all_forms_are_read(void **state)
{
	(void)state;
	static write_fn *const forms[] = {write_pkcs8_pem, write_pkcs8_der, write_sec1_pem,
					  write_sec1_der, write_sec1_pem_after_parameters};
	for (int i = 0; i < CURVE_COUNT; i++) {
		struct private_key *key CLEANUP(private_key_free) = NULL;
		struct public_key want = {};
		assert_int_equal(private_key_generate((enum curve)i, &key), OK);
		assert_int_equal(private_key_public(key, &want), OK);
		for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
			struct private_key *read CLEANUP(private_key_free) = NULL;
			struct public_key got = {};
			assert_int_equal(parse_written(forms[f], private_key_handle(key), &read),
					 OK);
			assert_int_equal(private_key_public(read, &got), OK);
			assert_true(curve_key_eq(&got, &want));
		}
	}
}

static void encrypted_files_are_unsupported(void **state)
{
	(void)state;
	static write_fn *const forms[] = {write_encrypted_pem, write_encrypted_sec1_pem,
					  write_encrypted_der};
	struct private_key *key CLEANUP(private_key_free) = NULL;
	assert_int_equal(private_key_generate(CURVE_P256, &key), OK);
	for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
		struct private_key *read = NULL;
		assert_int_equal(parse_written(forms[f], private_key_handle(key), &read),
				 ERR_UNSUPPORTED);
		assert_null(read);
	}
}

static void public_keys_are_no_private_keys(void **state)
{
	(void)state;
	struct private_key *key CLEANUP(private_key_free) = NULL;
	struct private_key *read = NULL;
	assert_int_equal(private_key_generate(CURVE_P256, &key), OK);
	EVP_PKEY *handle = private_key_handle(key);
	assert_int_equal(parse_written(write_public_pem, handle, &read), ERR_SYNTAX);
	assert_int_equal(parse_written(write_public_der, handle, &read), ERR_SYNTAX);
	assert_null(read);
}

static void other_bytes_are_no_private_keys(void **state)
{
	(void)state;
	static const struct bytes rows[] = {
		{},
		BYTES_LIT("hello"),
		BYTES_LIT("\x30\x03\x02\x01\x01"),
		BYTES_LIT("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct private_key *key = NULL;
		assert_int_equal(private_key_parse(rows[i], &key), ERR_SYNTAX);
		assert_null(key);
	}
}

/* TLS may use such keys; RSP has no use for them. */
static void other_kinds_are_for_tls_only(void **state)
{
	(void)state;
	EVP_PKEY *handles[] = {EVP_RSA_gen(2048), EVP_EC_gen("P-384")};
	for (size_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
		struct private_key *key CLEANUP(private_key_free) = NULL;
		struct public_key public_key = {};
		struct secret scalar = {};
		uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
		assert_int_equal(parse_written(write_pkcs8_pem, handles[i], &key), OK);
		assert_non_null(private_key_handle(key));
		assert_int_equal(private_key_public(key, &public_key), ERR_UNSUPPORTED);
		assert_int_equal(private_key_scalar(key, &scalar), ERR_UNSUPPORTED);
		assert_int_equal(ecdsa_sign(key, NULL, 0, signature), ERR_UNSUPPORTED);
		EVP_PKEY_free(handles[i]);
	}
}

static void pem_is_read_back(void **state)
{
	(void)state;
	struct private_key *key CLEANUP(private_key_free) = NULL;
	struct private_key *read CLEANUP(private_key_free) = NULL;
	struct public_key want = {};
	struct public_key got = {};
	struct buf pem CLEANUP(buf_free) = buf_make(4096);
	assert_int_equal(private_key_generate(CURVE_BRAINPOOLP256R1, &key), OK);
	assert_int_equal(private_key_pem(key, &pem), OK);
	assert_true(bytes_has_prefix(buf_bytes(&pem), BYTES_LIT("-----BEGIN PRIVATE KEY-----\n")));
	assert_int_equal(private_key_parse(buf_bytes(&pem), &read), OK);
	assert_int_equal(private_key_public(key, &want), OK);
	assert_int_equal(private_key_public(read, &got), OK);
	assert_true(curve_key_eq(&got, &want));
}

static void pem_stays_within_the_buffer(void **state)
{
	(void)state;
	struct private_key *key CLEANUP(private_key_free) = NULL;
	struct buf pem CLEANUP(buf_free) = buf_make(16);
	assert_int_equal(private_key_generate(CURVE_P256, &key), OK);
	assert_int_equal(private_key_pem(key, &pem), ERR_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_round_trip),
		cmocka_unit_test(generated_keys_differ),
		cmocka_unit_test(scalars_out_of_range_are_refused),
		cmocka_unit_test(all_forms_are_read),
		cmocka_unit_test(encrypted_files_are_unsupported),
		cmocka_unit_test(public_keys_are_no_private_keys),
		cmocka_unit_test(other_bytes_are_no_private_keys),
		cmocka_unit_test(other_kinds_are_for_tls_only),
		cmocka_unit_test(pem_is_read_back),
		cmocka_unit_test(pem_stays_within_the_buffer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
