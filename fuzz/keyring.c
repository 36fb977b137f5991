/* SPDX-License-Identifier: Apache-2.0 */
/* Envelopes as a damaged database would give them back, and the files of keys. The first byte says
 * what the rest is.
 * Covers: keyring/wrap.c keyring/keyring.c crypto/private_key.c smdpp/order_secrets.c
 *  smdpp/binding.c role/envelope.c */
#include "keyring/keyring.h"

#include "base/log.h"
#include "memory_file.h"
#include "smdpp/binding.h"
#include "role/envelope.h"
#include "smdpp/order_secrets.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char iccid[] = "8949449999999990013";

static struct keyring *keyring_of(void)
{
	static struct keyring *keyring;
	static struct entropy entropy;
	static const uint8_t secret[WRAP_SECRET_LEN] = "a secret of thirty-two bytes....";
	if (keyring)
		return keyring;
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	entropy = entropy_counted(1);
	must(keyring_create(&entropy, &keyring) == OK);
	must(keyring_load_wrap_key(keyring, memory_file(BYTES_OF(secret))) == OK);
	must(keyring_load_lookup_key(keyring, memory_file(BYTES_OF(secret))) == OK);
	return keyring;
}

static void open_envelope(struct bytes in)
{
	CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);
	must(keyring_open(keyring_of(), BYTES_LIT("place"), in, &out) != OK);
	must(out.len == 0);
}

/* An envelope of ours with two bytes changed: the first says where, the second how. */
static void open_damaged(struct bytes in)
{
	CLEANUP(buf_free) struct buf sealed = buf_make(FUZZ_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);
	uint8_t where = 0, how = 0;
	if (bytes_take_u8(&in, &where) != OK || bytes_take_u8(&in, &how) != OK)
		return;
	must(keyring_seal(keyring_of(), BYTES_LIT("place"), in, &sealed) == OK);
	sealed.ptr[where % sealed.len] ^= how;
	enum err e = keyring_open(keyring_of(), BYTES_LIT("place"), buf_bytes(&sealed), &out);
	must((e == OK) == (how == 0));
	must(e != OK || bytes_eq(buf_bytes(&out), in));
}

static struct profile_row row_of(void)
{
	struct profile_row row = {};
	(void)snprintf(row.iccid, sizeof(row.iccid), "%s", iccid);
	return row;
}

/* What is in the envelopes of a profile, sealed as it comes. */
static void open_order_secrets(struct bytes in)
{
	CLEANUP(buf_free) struct buf sealed = buf_make(FUZZ_MAX);
	CLEANUP(arena_free) struct arena a = arena_make(FUZZ_MAX);
	struct profile_row row = row_of();
	struct order_secrets secrets = {};
	must(envelope_seal(keyring_of(), ENVELOPE_ORDER_SECRETS, iccid, in, &sealed) == OK);
	row.order_secrets = buf_bytes(&sealed);
	if (order_secrets_open(keyring_of(), &a, &row, &secrets) != OK)
		return;
	(void)!order_secrets_prove(&secrets, BYTES_LIT("transaction"), secrets.code_hash);
	CLEANUP(buf_free) struct buf again = buf_make(FUZZ_MAX);
	must(order_secrets_seal(keyring_of(), iccid, &secrets, &again) == OK ||
	     secrets.matching_id.len > ORDER_SECRETS_SEALED_MAX / 2);
}

static void open_binding(struct bytes in)
{
	CLEANUP(buf_free) struct buf sealed = buf_make(FUZZ_MAX);
	CLEANUP(private_key_free) struct private_key *otsk = NULL;
	struct profile_row row = row_of();
	must(envelope_seal(keyring_of(), ENVELOPE_BINDING, iccid, in, &sealed) == OK);
	row.binding = buf_bytes(&sealed);
	if (binding_open(keyring_of(), &row, &otsk) != OK)
		return;
	CLEANUP(buf_free) struct buf again = buf_make(FUZZ_MAX);
	must(binding_seal(keyring_of(), iccid, otsk, &again) == OK);
}

static void load_files(struct bytes in)
{
	CLEANUP(keyring_free) struct keyring *keyring = NULL;
	struct entropy entropy = entropy_counted(1);
	struct public_key public = {};
	uint8_t hash[HASH_LEN] = {};
	size_t key = 0;
	must(keyring_create(&entropy, &keyring) == OK);
	const char *path = memory_file(in);
	(void)!keyring_load_wrap_key(keyring, path);
	if (keyring_load_lookup_key(keyring, path) == OK)
		must(keyring_hmac(keyring, "label", in, hash) == OK);
	if (keyring_load_key(keyring, path, &key) == OK)
		(void)!keyring_public(keyring, key, &public);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const targets[])(struct bytes) = {
		open_envelope, open_damaged, open_order_secrets, open_binding, load_files,
	};
	struct bytes in = bytes_from(data, len);
	uint8_t which = 0;
	if (bytes_take_u8(&in, &which) == OK)
		targets[which % (sizeof(targets) / sizeof(targets[0]))](in);
	return 0;
}
