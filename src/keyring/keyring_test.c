/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the keyring: files, numbers, rotation, threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "crypto/private_key.h"
#include "keyring/keyring.h"
#include "sys/file.h"

/* A keyring and a directory for its files; the directory goes with its content at the end. */
struct fixture {
	struct entropy entropy;
	struct keyring *keyring;
	char dir[64];
	char path[8][128];
	int path_count;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->entropy = entropy_system();
	(void)snprintf(f->dir, sizeof(f->dir), "/tmp/keyring_test.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	assert_int_equal(keyring_create(&f->entropy, &f->keyring), OK);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	keyring_free(&f->keyring);
	for (int i = 0; i < f->path_count; i++)
		(void)unlink(f->path[i]);
	assert_int_equal(rmdir(f->dir), 0);
	free(f);
	return 0;
}

static const char *path_of(struct fixture *f, const char *name)
{
	char *path = f->path[f->path_count++];
	(void)snprintf(path, sizeof(f->path[0]), "%s/%s", f->dir, name);
	return path;
}

static const char *file_with(struct fixture *f, const char *name, struct bytes content)
{
	const char *path = path_of(f, name);
	assert_int_equal(file_write(path, content, 0600), OK);
	return path;
}

static const char *secret_file(struct fixture *f, const char *name)
{
	const char *path = path_of(f, name);
	assert_int_equal(keyring_make_secret(path, &f->entropy), OK);
	return path;
}

static void signs_with_key_n(void **state)
{
	struct fixture *f = *state;
	const struct bytes text = BYTES_LIT("text");
	struct public_key made[CURVE_COUNT] = {};
	for (int i = 0; i < CURVE_COUNT; i++) {
		const char *path = path_of(f, i ? "b.pem" : "a.pem");
		size_t number = 99;
		assert_int_equal(keyring_make_key(path, (enum curve)i, &made[i]), OK);
		assert_int_equal(keyring_load_key(f->keyring, path, &number), OK);
		assert_int_equal(number, i);
	}
	for (size_t i = 0; i < CURVE_COUNT; i++) {
		struct public_key key = {};
		uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
		assert_int_equal(keyring_public(f->keyring, i, &key), OK);
		assert_true(curve_key_eq(&key, &made[i]));
		assert_int_equal(keyring_sign(f->keyring, i, &text, 1, signature), OK);
		assert_int_equal(ecdsa_verify(&key, &text, 1, BYTES_OF(signature)), OK);
		assert_non_null(keyring_tls_key(f->keyring, i));
	}
}

static void one_file_is_one_key(void **state)
{
	struct fixture *f = *state;
	struct public_key key = {};
	const char *path = path_of(f, "a.pem");
	size_t first = 7;
	size_t second = 8;
	assert_int_equal(keyring_make_key(path, CURVE_P256, &key), OK);
	assert_int_equal(keyring_load_key(f->keyring, path, &first), OK);
	assert_int_equal(keyring_load_key(f->keyring, path, &second), OK);
	assert_int_equal(first, 0);
	assert_int_equal(second, 0);
}

static void unknown_numbers_are_not_found(void **state)
{
	struct fixture *f = *state;
	struct public_key key = {};
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	assert_int_equal(keyring_public(f->keyring, 0, &key), ERR_NOT_FOUND);
	assert_int_equal(keyring_sign(f->keyring, 0, NULL, 0, signature), ERR_NOT_FOUND);
	assert_null(keyring_tls_key(f->keyring, 0));
}

static void bad_key_files_are_refused(void **state)
{
	struct fixture *f = *state;
	size_t key = 0;
	assert_int_equal(keyring_load_key(f->keyring, path_of(f, "none"), &key), ERR_NOT_FOUND);
	assert_int_equal(keyring_load_key(f->keyring, file_with(f, "x", BYTES_LIT("x")), &key),
			 ERR_SYNTAX);
}

static void keys_have_a_limit(void **state)
{
	struct fixture *f = *state;
	struct public_key made = {};
	const char *path = path_of(f, "a.pem");
	assert_int_equal(keyring_make_key(path, CURVE_P256, &made), OK);
	for (int i = 0; i <= KEYRING_KEYS_MAX; i++) {
		/* the same file by another name each time */
		char name[128 + KEYRING_KEYS_MAX + 1] = {};
		size_t key = 0;
		(void)snprintf(name, sizeof(name), "%s%*s%s", f->dir, i + 1, "/", "a.pem");
		for (char *c = name + strlen(f->dir); *c == ' '; c++)
			*c = '/';
		assert_int_equal(keyring_load_key(f->keyring, name, &key),
				 i < KEYRING_KEYS_MAX ? OK : ERR_LIMIT);
	}
}

static void an_open_file_is_noticed(void **state)
{
	struct fixture *f = *state;
	const char *path = file_with(f, "x", BYTES_LIT("x"));
	assert_false(keyring_file_exposed(path));
	assert_int_equal(chmod(path, 0640), 0);
	assert_false(keyring_file_exposed(path));
	assert_int_equal(chmod(path, 0604), 0);
	assert_true(keyring_file_exposed(path));
	assert_false(keyring_file_exposed(path_of(f, "none")));
}

static void an_open_file_is_complained_of(void **state)
{
	struct fixture *f = *state;
	char text[512] = "";
	int fds[2] = {};
	const char *path = secret_file(f, "open");
	assert_int_equal(pipe(fds), 0);
	log_configure(&(struct log_config){.level = LOG_WARN, .fd = fds[1]});
	assert_int_equal(keyring_load_wrap_key(f->keyring, path), OK);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(keyring_load_lookup_key(f->keyring, path), OK);
	log_configure(&(struct log_config){.level = LOG_INFO, .fd = STDERR_FILENO});
	assert_true(read(fds[0], text, sizeof(text) - 1) > 0);
	assert_non_null(strstr(text, "key_file_exposed"));
	assert_ptr_equal(strchr(text, '\n'), strrchr(text, '\n'));
	(void)close(fds[0]);
	(void)close(fds[1]);
}

static void the_newest_wrap_key_seals_and_all_open(void **state)
{
	struct fixture *f = *state;
	const struct bytes aad = BYTES_LIT("row 1");
	struct buf sealed[2] = {buf_make(1024), buf_make(1024)};
	for (int i = 0; i < 2; i++) {
		const char *path = secret_file(f, i ? "wrap2" : "wrap1");
		assert_int_equal(keyring_load_wrap_key(f->keyring, path), OK);
		assert_int_equal(keyring_seal(f->keyring, aad, BYTES_LIT("Ki"), &sealed[i]), OK);
	}
	struct bytes ids[2] = {};
	for (int i = 0; i < 2; i++) {
		struct buf out CLEANUP(buf_free) = buf_make(64);
		assert_int_equal(keyring_open(f->keyring, aad, buf_bytes(&sealed[i]), &out), OK);
		assert_true(bytes_eq(buf_bytes(&out), BYTES_LIT("Ki")));
		assert_int_equal(wrap_key_id(buf_bytes(&sealed[i]), &ids[i]), OK);
	}
	assert_false(bytes_eq(ids[0], ids[1]));
	buf_free(&sealed[0]);
	buf_free(&sealed[1]);
}

static void without_a_wrap_key_nothing_is_sealed(void **state)
{
	struct fixture *f = *state;
	struct buf out CLEANUP(buf_free) = buf_make(1024);
	assert_int_equal(keyring_seal(f->keyring, BYTES_LIT(""), BYTES_LIT("Ki"), &out),
			 ERR_NOT_FOUND);
}

static void an_envelope_of_an_unknown_key_is_not_found(void **state)
{
	struct fixture *f = *state;
	struct keyring *other CLEANUP(keyring_free) = NULL;
	struct buf sealed CLEANUP(buf_free) = buf_make(1024);
	struct buf out CLEANUP(buf_free) = buf_make(1024);
	assert_int_equal(keyring_create(&f->entropy, &other), OK);
	assert_int_equal(keyring_load_wrap_key(f->keyring, secret_file(f, "wrap1")), OK);
	assert_int_equal(keyring_load_wrap_key(other, secret_file(f, "wrap2")), OK);
	assert_int_equal(keyring_seal(other, BYTES_LIT(""), BYTES_LIT("Ki"), &sealed), OK);
	assert_int_equal(keyring_open(f->keyring, BYTES_LIT(""), buf_bytes(&sealed), &out),
			 ERR_NOT_FOUND);
	assert_int_equal(keyring_open(f->keyring, BYTES_LIT(""), BYTES_LIT("x"), &out),
			 ERR_TRUNCATED);
}

static void wrap_keys_have_a_limit(void **state)
{
	struct fixture *f = *state;
	const char *path = secret_file(f, "wrap");
	for (int i = 0; i < KEYRING_WRAP_KEYS_MAX; i++)
		assert_int_equal(keyring_load_wrap_key(f->keyring, path), OK);
	assert_int_equal(keyring_load_wrap_key(f->keyring, path), ERR_LIMIT);
}

#define DIGITS "000102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f"
static const uint8_t raw[32] = {0,  1,	2,  3,	4,  5,	6,  7,	8,  9,	10, 11, 12, 13, 14, 15,
				16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

static void secrets_are_raw_or_hexadecimal(void **state)
{
	struct fixture *f = *state;
	const struct bytes forms[] = {BYTES_OF(raw), BYTES_LIT(DIGITS), BYTES_LIT(DIGITS " \r\n")};
	uint8_t hashes[3][HASH_LEN] = {};
	for (int i = 0; i < 3; i++) {
		struct keyring *k CLEANUP(keyring_free) = NULL;
		assert_int_equal(keyring_create(&f->entropy, &k), OK);
		const char *path = file_with(f, "secret", forms[i]);
		assert_int_equal(keyring_load_lookup_key(k, path), OK);
		assert_int_equal(keyring_hmac(k, "label", BYTES_LIT("data"), hashes[i]), OK);
		assert_memory_equal(hashes[i], hashes[0], HASH_LEN);
	}
}

static void other_secret_files_are_refused(void **state)
{
	struct fixture *f = *state;
	const struct bytes bad[] = {
		{},
		BYTES_LIT(DIGITS "00"),
		BYTES_LIT("G" DIGITS),
		bytes_from(DIGITS, 62),
		bytes_from(raw, 31),
		BYTES_LIT(DIGITS DIGITS DIGITS),
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		f->path_count = 0;
		const char *path = file_with(f, "secret", bad[i]);
		assert_int_equal(keyring_load_wrap_key(f->keyring, path), ERR_SYNTAX);
		assert_int_equal(keyring_load_lookup_key(f->keyring, path), ERR_SYNTAX);
	}
	assert_int_equal(keyring_load_wrap_key(f->keyring, path_of(f, "none")), ERR_NOT_FOUND);
}

static void lookup_hashes_depend_on_label_and_data(void **state)
{
	struct fixture *f = *state;
	uint8_t a[HASH_LEN] = {};
	uint8_t same[HASH_LEN] = {};
	uint8_t label[HASH_LEN] = {};
	uint8_t data[HASH_LEN] = {};
	assert_int_equal(keyring_hmac(f->keyring, "a", BYTES_LIT("x"), a), ERR_NOT_FOUND);
	assert_int_equal(keyring_load_lookup_key(f->keyring, secret_file(f, "lookup")), OK);
	assert_int_equal(keyring_hmac(f->keyring, "a", BYTES_LIT("x"), a), OK);
	assert_int_equal(keyring_hmac(f->keyring, "a", BYTES_LIT("x"), same), OK);
	assert_int_equal(keyring_hmac(f->keyring, "b", BYTES_LIT("x"), label), OK);
	assert_int_equal(keyring_hmac(f->keyring, "a", BYTES_LIT("y"), data), OK);
	assert_memory_equal(a, same, HASH_LEN);
	assert_memory_not_equal(a, label, HASH_LEN);
	assert_memory_not_equal(a, data, HASH_LEN);
}

static void there_is_one_lookup_key(void **state)
{
	struct fixture *f = *state;
	const char *path = secret_file(f, "lookup");
	assert_int_equal(keyring_load_lookup_key(f->keyring, path), OK);
	assert_int_equal(keyring_load_lookup_key(f->keyring, path), ERR_CONFLICT);
}

static void new_files_are_private_and_never_replace(void **state)
{
	struct fixture *f = *state;
	struct public_key key = {};
	struct stat st = {};
	const char *paths[2] = {secret_file(f, "secret"), path_of(f, "key.pem")};
	assert_int_equal(keyring_make_key(paths[1], CURVE_P256, &key), OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(stat(paths[i], &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		assert_int_equal(keyring_make_secret(paths[i], &f->entropy), ERR_CONFLICT);
		assert_int_equal(keyring_make_key(paths[i], CURVE_P256, &key), ERR_CONFLICT);
	}
}

static void *sign_and_seal(void *keyring)
{
	const struct bytes text = BYTES_LIT("text");
	struct public_key key = {};
	if (keyring_public(keyring, 0, &key) != OK)
		return (void *)"public";
	for (int i = 0; i < 200; i++) {
		uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
		struct buf sealed CLEANUP(buf_free) = buf_make(256);
		struct buf opened CLEANUP(buf_free) = buf_make(256);
		if (keyring_sign(keyring, 0, &text, 1, signature) != OK ||
		    ecdsa_verify(&key, &text, 1, BYTES_OF(signature)) != OK)
			return (void *)"sign";
		if (keyring_seal(keyring, text, text, &sealed) != OK ||
		    keyring_open(keyring, text, buf_bytes(&sealed), &opened) != OK ||
		    !bytes_eq(buf_bytes(&opened), text))
			return (void *)"seal";
	}
	return NULL;
}

static void threads_share_a_keyring(void **state)
{
	struct fixture *f = *state;
	struct public_key made = {};
	const char *path = path_of(f, "a.pem");
	size_t key = 0;
	assert_int_equal(keyring_make_key(path, CURVE_P256, &made), OK);
	assert_int_equal(keyring_load_key(f->keyring, path, &key), OK);
	assert_int_equal(keyring_load_wrap_key(f->keyring, secret_file(f, "wrap")), OK);
	pthread_t threads[4] = {};
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, sign_and_seal, f->keyring), 0);
	for (int i = 0; i < 4; i++) {
		void *failure = NULL;
		assert_int_equal(pthread_join(threads[i], &failure), 0);
		assert_null(failure);
	}
}

static void freeing_nothing_is_fine(void **state)
{
	(void)state;
	struct keyring *none = NULL;
	keyring_free(&none);
	assert_null(none);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(signs_with_key_n),
		TEST(one_file_is_one_key),
		TEST(unknown_numbers_are_not_found),
		TEST(bad_key_files_are_refused),
		TEST(keys_have_a_limit),
		TEST(an_open_file_is_noticed),
		TEST(an_open_file_is_complained_of),
		TEST(the_newest_wrap_key_seals_and_all_open),
		TEST(without_a_wrap_key_nothing_is_sealed),
		TEST(an_envelope_of_an_unknown_key_is_not_found),
		TEST(wrap_keys_have_a_limit),
		TEST(secrets_are_raw_or_hexadecimal),
		TEST(other_secret_files_are_refused),
		TEST(lookup_hashes_depend_on_label_and_data),
		TEST(there_is_one_lookup_key),
		TEST(new_files_are_private_and_never_replace),
		TEST(threads_share_a_keyring),
		cmocka_unit_test(freeing_nothing_is_fine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
