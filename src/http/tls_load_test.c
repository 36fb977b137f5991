/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"
#include "http/tls_load.h"
#include "sys/file.h"
#include "tls_world.h"

static struct tls_world world;

/* A scratch file in the world's directory. */
static const char *scratch(struct bytes content)
{
	static char path[128];
	snprintf(path, sizeof(path), "%s/scratch", world.dir);
	assert_int_equal(file_write(path, content, 0600), OK);
	return path;
}

static void read_pem(const char *name, struct buf *out)
{
	assert_int_equal(file_read(tls_world_certificate(&world, name), out), OK);
}

static struct tls_identity identity_of(const char *certificate, const char *key)
{
	return (struct tls_identity){.certificate_file = tls_world_certificate(&world, certificate),
				     .key_file = tls_world_key(&world, key)};
}

static void test_nothing(void **state)
{
	(void)state;
	CLEANUP(tls_load_pair_free) struct tls_pair pair = {};
	assert_int_equal(tls_load_pair(&(struct tls_identity){}, &pair), OK);
	assert_null(pair.leaf);
}

static void test_pem_with_chain(void **state)
{
	(void)state;
	CLEANUP(tls_load_pair_free) struct tls_pair pair = {};
	CLEANUP(buf_free) struct buf content = buf_make(64 * 1024);
	struct tls_identity identity = identity_of("server", "server");
	assert_int_equal(buf_put_str(&content, "Some words before.\n"), OK);
	read_pem("server", &content);
	read_pem("ca", &content);
	identity.certificate_file = scratch(buf_bytes(&content));
	assert_int_equal(tls_load_pair(&identity, &pair), OK);
	assert_non_null(pair.leaf);
	assert_non_null(pair.key);
	assert_int_equal(sk_X509_num(pair.chain), 1);
}

static void test_der(void **state)
{
	(void)state;
	CLEANUP(tls_load_pair_free) struct tls_pair pair = {};
	CLEANUP(buf_free) struct buf content = buf_make(LIMIT_CERTIFICATE);
	struct tls_identity identity = identity_of("server", "server");
	tls_world_der(&world, "server", &content);
	identity.certificate_file = scratch(buf_bytes(&content));
	assert_int_equal(tls_load_pair(&identity, &pair), OK);
	assert_int_equal(sk_X509_num(pair.chain), 0);
}

static void test_key_of_the_keyring(void **state)
{
	(void)state;
	CLEANUP(tls_load_pair_free) struct tls_pair files = {}, pair = {};
	struct tls_identity identity = identity_of("server", "server");
	assert_int_equal(tls_load_pair(&identity, &files), OK);
	identity.key = files.key;
	identity.key_file = NULL;
	assert_int_equal(tls_load_pair(&identity, &pair), OK);
	assert_ptr_equal(pair.key, files.key);
	identity.certificate_file = tls_world_certificate(&world, "client");
	CLEANUP(tls_load_pair_free) struct tls_pair other = {};
	assert_int_equal(tls_load_pair(&identity, &other), ERR_MISMATCH);
	assert_null(other.leaf);
}

static void assert_bad_pair(const struct tls_identity *identity, enum err expected)
{
	CLEANUP(tls_load_pair_free) struct tls_pair pair = {};
	assert_int_equal(tls_load_pair(identity, &pair), expected);
	assert_null(pair.leaf);
	assert_null(pair.key);
}

static void test_bad_pairs(void **state)
{
	(void)state;
	struct tls_identity identity = identity_of("server", "client");
	assert_bad_pair(&identity, ERR_MISMATCH);
	identity.key_file = NULL;
	assert_bad_pair(&identity, ERR_MISSING);
	identity.key_file = "/nonexistent";
	assert_bad_pair(&identity, ERR_NOT_FOUND);
	identity.key_file = tls_world_certificate(&world, "server");
	assert_bad_pair(&identity, ERR_SYNTAX);
	identity = identity_of("server", "server");
	identity.certificate_file = "/nonexistent";
	assert_bad_pair(&identity, ERR_NOT_FOUND);
	identity.certificate_file = tls_world_key(&world, "server");
	assert_bad_pair(&identity, ERR_SYNTAX);
}

static void test_bad_certificate_files(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf pem = buf_make(64 * 1024);
	CLEANUP(buf_free) struct buf der = buf_make(64 * 1024);
	read_pem("server", &pem);
	tls_world_der(&world, "server", &der);
	const struct bytes rows[] = {
		{},
		BYTES_LIT("\0"),
		BYTES_LIT("hello"),
		bytes_from(der.ptr, der.len - 1),
		bytes_from(pem.ptr, pem.len - 30),
		BYTES_LIT("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tls_identity identity = identity_of("server", "server");
		identity.certificate_file = scratch(rows[i]);
		assert_bad_pair(&identity, ERR_SYNTAX);
	}
	assert_int_equal(buf_put_u8(&der, 0), OK);
	struct tls_identity identity = identity_of("server", "server");
	identity.certificate_file = scratch(buf_bytes(&der));
	assert_bad_pair(&identity, ERR_SYNTAX);
}

/* A broken certificate behind good ones is not passed over. */
static void test_broken_chain(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf pem = buf_make(64 * 1024);
	read_pem("server", &pem);
	assert_int_equal(
		buf_put_str(&pem, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
		OK);
	struct tls_identity identity = identity_of("server", "server");
	identity.certificate_file = scratch(buf_bytes(&pem));
	assert_bad_pair(&identity, ERR_SYNTAX);
}

/* Nobody is asked for a password. */
static void test_encrypted_key(void **state)
{
	(void)state;
	struct tls_identity identity = identity_of("server", "server");
	CLEANUP(tls_load_pair_free) struct tls_pair pair = {};
	assert_int_equal(tls_load_pair(&identity, &pair), OK);
	FILE *file = fopen(scratch(BYTES_LIT("x")), "w");
	assert_non_null(file);
	assert_int_equal(
		PEM_write_PKCS8PrivateKey(file, pair.key, EVP_aes_128_cbc(), "pw", 2, NULL, NULL),
		1);
	assert_int_equal(fclose(file), 0);
	char path[128] = {};
	snprintf(path, sizeof(path), "%s/scratch", world.dir);
	identity.key_file = path;
	assert_bad_pair(&identity, ERR_UNSUPPORTED);
}

static void test_trust(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	tls_world_der(&world, "ca_other", &der);
	const char *files[] = {tls_world_certificate(&world, "ca"),
			       tls_world_certificate(&world, "ca_brainpool")};
	struct bytes certificate = buf_bytes(&der);
	struct tls_trust trust = {.files = files,
				  .file_count = 2,
				  .certificates = &certificate,
				  .certificate_count = 1};
	CLEANUP(tls_load_stack_free) tls_stack *stack = NULL;
	X509_STORE *store = NULL;
	assert_int_equal(tls_load_trust(&trust, &stack), OK);
	assert_int_equal(sk_X509_num(stack), 3);
	assert_int_equal(tls_load_store(&trust, &store), OK);
	assert_int_equal(sk_X509_OBJECT_num(X509_STORE_get0_objects(store)), 3);
	X509_STORE_free(store);
}

static void test_bad_trust(void **state)
{
	(void)state;
	const char *file = "/nonexistent";
	struct bytes broken = BYTES_LIT("\x30\x00");
	X509_STORE *store = NULL;
	assert_int_equal(
		tls_load_store(&(struct tls_trust){.files = &file, .file_count = 1}, &store),
		ERR_NOT_FOUND);
	assert_int_equal(
		tls_load_store(&(struct tls_trust){.certificates = &broken, .certificate_count = 1},
			       &store),
		ERR_SYNTAX);
	assert_null(store);
}

static int setup(void **state)
{
	(void)state;
	tls_world_make(&world);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(scratch(BYTES_LIT("x")));
	tls_world_remove(&world);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),	     cmocka_unit_test(test_pem_with_chain),
		cmocka_unit_test(test_der),	     cmocka_unit_test(test_key_of_the_keyring),
		cmocka_unit_test(test_bad_pairs),    cmocka_unit_test(test_bad_certificate_files),
		cmocka_unit_test(test_broken_chain), cmocka_unit_test(test_encrypted_key),
		cmocka_unit_test(test_trust),	     cmocka_unit_test(test_bad_trust),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
