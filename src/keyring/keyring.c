/* SPDX-License-Identifier: Apache-2.0 */
/* Keys from files, and what is done with them. */
#include "keyring/keyring.h"

#include <ctype.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "crypto/private_key.h"
#include "sys/file.h"

enum {
	KEY_FILE_MAX = 16 * 1024,		    /* a chain may stand beside the key */
	SECRET_TEXT_MAX = 2 * WRAP_SECRET_LEN + 16, /* digits and some white space */
};

struct key {
	char *path;
	struct private_key *key;
};

struct keyring {
	struct entropy *entropy;
	struct key keys[KEYRING_KEYS_MAX];
	size_t key_count;
	struct wrap_key wrap_keys[KEYRING_WRAP_KEYS_MAX];
	size_t wrap_key_count;
	struct secret lookup_key;
};

enum err keyring_create(struct entropy *entropy, struct keyring **out)
{
	struct keyring *k = calloc(1, sizeof(*k));
	if (!k)
		return ERR_NOMEM;
	k->entropy = entropy;
	*out = k;
	return OK;
}

void keyring_free(struct keyring **keyring)
{
	struct keyring *k = *keyring;
	if (!k)
		return;
	for (size_t i = 0; i < k->key_count; i++) {
		free(k->keys[i].path);
		private_key_free(&k->keys[i].key);
	}
	wipe(k, sizeof(*k));
	free(k);
	*keyring = NULL;
}

bool keyring_file_exposed(const char *path)
{
	struct stat st = {};
	return stat(path, &st) == 0 && (st.st_mode & (S_IROTH | S_IWOTH)) != 0;
}

/* A key that everybody on the machine can read still works; that it can, must be said. */
static enum err read_key_file(const char *path, struct buf *out)
{
	TRY(file_read(path, out));
	if (keyring_file_exposed(path))
		LOG_EVENT(LOG_WARN, "key_file_exposed", LOG_TEXT("file", path));
	return OK;
}

static enum err add_key(struct keyring *k, const char *path, struct private_key **key)
{
	char *copy = strdup(path);
	if (!copy)
		return ERR_NOMEM;
	k->keys[k->key_count++] = (struct key){copy, *key};
	*key = NULL;
	return OK;
}

enum err keyring_load_key(struct keyring *keyring, const char *path, size_t *key)
{
	for (size_t i = 0; i < keyring->key_count; i++) {
		if (strcmp(keyring->keys[i].path, path) == 0) {
			*key = i;
			return OK;
		}
	}
	if (keyring->key_count == KEYRING_KEYS_MAX)
		return ERR_LIMIT;
	struct buf file CLEANUP(buf_free) = buf_make(KEY_FILE_MAX);
	struct private_key *loaded CLEANUP(private_key_free) = NULL;
	TRY(read_key_file(path, &file));
	TRY(private_key_parse(buf_bytes(&file), &loaded));
	TRY(add_key(keyring, path, &loaded));
	*key = keyring->key_count - 1;
	return OK;
}

static struct bytes without_trailing_space(struct bytes text)
{
	while (text.len > 0 && isspace(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

/* A file of 32 raw bytes or of 64 digits; 32 bytes are never taken for text. */
static enum err read_secret(const char *path, struct secret *out)
{
	struct buf file CLEANUP(buf_free) = buf_make(SECRET_TEXT_MAX);
	struct arena arena CLEANUP(arena_free) = arena_make(SECRET_TEXT_MAX);
	enum err e = read_key_file(path, &file);
	if (e != OK)
		return e == ERR_TOO_LONG ? ERR_SYNTAX : e;
	if (file.len == WRAP_SECRET_LEN)
		return secret_set(out, buf_bytes(&file));
	struct bytes value = {};
	TRY(hex_decode(&arena, without_trailing_space(buf_bytes(&file)), &value));
	return value.len == WRAP_SECRET_LEN ? secret_set(out, value) : ERR_SYNTAX;
}

enum err keyring_load_wrap_key(struct keyring *keyring, const char *path)
{
	struct secret secret CLEANUP(secret_wipe) = {};
	if (keyring->wrap_key_count == KEYRING_WRAP_KEYS_MAX)
		return ERR_LIMIT;
	TRY(read_secret(path, &secret));
	TRY(wrap_key_derive(secret_bytes(&secret), &keyring->wrap_keys[keyring->wrap_key_count]));
	keyring->wrap_key_count++;
	return OK;
}

enum err keyring_load_lookup_key(struct keyring *keyring, const char *path)
{
	if (keyring->lookup_key.len > 0)
		return ERR_CONFLICT;
	return read_secret(path, &keyring->lookup_key);
}

enum err keyring_public(const struct keyring *keyring, size_t key, struct public_key *out)
{
	if (key >= keyring->key_count)
		return ERR_NOT_FOUND;
	return private_key_public(keyring->keys[key].key, out);
}

enum err keyring_sign(const struct keyring *keyring, size_t key, const struct bytes *parts,
		      size_t n, uint8_t out[static ECDSA_SIGNATURE_LEN])
{
	if (key >= keyring->key_count)
		return ERR_NOT_FOUND;
	return ecdsa_sign(keyring->keys[key].key, parts, n, out);
}

struct evp_pkey_st *keyring_tls_key(const struct keyring *keyring, size_t key)
{
	return key < keyring->key_count ? private_key_handle(keyring->keys[key].key) : NULL;
}

enum err keyring_seal(const struct keyring *keyring, struct bytes aad, struct bytes plaintext,
		      struct buf *out)
{
	if (keyring->wrap_key_count == 0)
		return ERR_NOT_FOUND;
	return wrap_seal(&keyring->wrap_keys[keyring->wrap_key_count - 1], keyring->entropy, aad,
			 plaintext, out);
}

enum err keyring_open(const struct keyring *keyring, struct bytes aad, struct bytes envelope,
		      struct buf *out)
{
	struct bytes id = {};
	TRY(wrap_key_id(envelope, &id));
	for (size_t i = 0; i < keyring->wrap_key_count; i++)
		if (bytes_eq(id, BYTES_OF(keyring->wrap_keys[i].id)))
			return wrap_open(&keyring->wrap_keys[i], aad, envelope, out);
	return ERR_NOT_FOUND;
}

enum err keyring_hmac(const struct keyring *keyring, const char *label, struct bytes data,
		      uint8_t out[static HASH_LEN])
{
	if (keyring->lookup_key.len == 0)
		return ERR_NOT_FOUND;
	struct secret subkey CLEANUP(secret_wipe) = {.len = HASH_LEN};
	TRY(hash_hkdf(secret_bytes(&keyring->lookup_key), bytes_str(label), subkey.ptr));
	return hash_hmac(secret_bytes(&subkey), &data, 1, out);
}

static enum err write_new(const char *path, struct bytes content)
{
	if (access(path, F_OK) == 0)
		return ERR_CONFLICT;
	return file_write(path, content, S_IRUSR | S_IWUSR);
}

enum err keyring_make_secret(const char *path, struct entropy *entropy)
{
	struct secret secret CLEANUP(secret_wipe) = {.len = WRAP_SECRET_LEN};
	struct buf text CLEANUP(buf_free) = buf_make(SECRET_TEXT_MAX);
	TRY(entropy_fill(entropy, secret.ptr, secret.len));
	TRY(hex_encode(&text, secret_bytes(&secret)));
	TRY(buf_put_u8(&text, '\n'));
	return write_new(path, buf_bytes(&text));
}

enum err keyring_make_key(const char *path, enum curve curve, struct public_key *out)
{
	struct private_key *key CLEANUP(private_key_free) = NULL;
	struct buf pem CLEANUP(buf_free) = buf_make(KEY_FILE_MAX);
	TRY(private_key_generate(curve, &key));
	TRY(private_key_public(key, out));
	TRY(private_key_pem(key, &pem));
	return write_new(path, buf_bytes(&pem));
}
