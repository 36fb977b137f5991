/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "crypto/hash.h"
#include "smdpp/order_secrets.h"
#include "smdpp_world.h"

static const uint8_t code_hash[HASH_LEN] = {0xAA, 0xBB};

static struct profile_row row_with(struct smdpp_world *w, const struct order_secrets *secrets)
{
	struct profile_row row = {.iccid = "8900100000000000000"};
	CLEANUP(buf_free) struct buf sealed = buf_make(ORDER_SECRETS_SEALED_MAX);
	assert_int_equal(order_secrets_seal(w->keyring, row.iccid, secrets, &sealed), OK);
	assert_int_equal(arena_dup(&w->arena, buf_bytes(&sealed), &row.order_secrets), OK);
	return row;
}

static void opens_what_was_sealed(void **state)
{
	struct smdpp_world *w = *state;
	const struct order_secrets in = {bytes_str("ABC"), BYTES_OF(code_hash)};
	struct profile_row row = row_with(w, &in);
	struct order_secrets out = {};
	assert_int_equal(order_secrets_open(w->keyring, &w->arena, &row, &out), OK);
	assert_true(bytes_eq(out.matching_id, in.matching_id));
	assert_true(bytes_eq(out.code_hash, in.code_hash));
}

static void empty_matching_id_and_no_code(void **state)
{
	struct smdpp_world *w = *state;
	const struct order_secrets in = {.matching_id = BYTES_LIT("")};
	struct profile_row row = row_with(w, &in);
	struct order_secrets out = {};
	assert_int_equal(order_secrets_open(w->keyring, &w->arena, &row, &out), OK);
	assert_true(bytes_present(out.matching_id));
	assert_int_equal(out.matching_id.len, 0);
	assert_false(bytes_present(out.code_hash));
}

static void order_without_secrets(void **state)
{
	struct smdpp_world *w = *state;
	struct profile_row row = {.iccid = "8900100000000000000"};
	struct order_secrets out = {};
	assert_int_equal(order_secrets_open(w->keyring, &w->arena, &row, &out), ERR_IO);
}

static void too_long_a_matching_id(void **state)
{
	struct smdpp_world *w = *state;
	static const uint8_t id[ORDER_SECRETS_SEALED_MAX] = {};
	const struct order_secrets in = {.matching_id = BYTES_OF(id)};
	CLEANUP(buf_free) struct buf sealed = buf_make(ORDER_SECRETS_SEALED_MAX);
	assert_int_equal(order_secrets_seal(w->keyring, "1", &in, &sealed), ERR_TOO_LONG);
}

static void proves_the_code(void **state)
{
	(void)state;
	const struct order_secrets secrets = {.code_hash = BYTES_OF(code_hash)};
	const struct bytes transaction = BYTES_LIT("0123456789ABCDEF");
	const struct bytes parts[] = {BYTES_OF(code_hash), transaction};
	uint8_t hash[HASH_LEN] = {};
	assert_int_equal(hash_sha256(parts, 2, hash), OK);
	assert_int_equal(order_secrets_prove(&secrets, transaction, BYTES_OF(hash)), OK);
	assert_int_equal(order_secrets_prove(&secrets, BYTES_LIT("0"), BYTES_OF(hash)),
			 ERR_MISMATCH);
	assert_int_equal(order_secrets_prove(&secrets, transaction, bytes_from(hash, 31)),
			 ERR_MISMATCH);
	assert_int_equal(order_secrets_prove(&secrets, transaction, (struct bytes){}),
			 ERR_MISMATCH);
	assert_int_equal(order_secrets_prove(&secrets, transaction, BYTES_OF(code_hash)),
			 ERR_MISMATCH);
}

/* SHA256(SHA256("1234") || 00…0F), computed elsewhere. */
static void the_hash_of_the_standard(void **state)
{
	(void)state;
	uint8_t hash[HASH_LEN] = {};
	static const uint8_t transaction[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	static const uint8_t expected[] = {0xe6, 0x2e, 0xd8, 0x88, 0x64, 0xcc, 0xf9, 0x9e,
					   0xbc, 0xc7, 0xc5, 0x7c, 0x5a, 0x37, 0x64, 0x1a,
					   0x99, 0x31, 0x5c, 0x87, 0xf6, 0x15, 0x1c, 0x3f,
					   0x4b, 0x77, 0xc9, 0x20, 0x33, 0x2e, 0x11, 0x77};
	const struct bytes code = bytes_str("1234");
	assert_int_equal(hash_sha256(&code, 1, hash), OK);
	const struct order_secrets secrets = {.code_hash = BYTES_OF(hash)};
	assert_int_equal(order_secrets_prove(&secrets, BYTES_OF(transaction), BYTES_OF(expected)),
			 OK);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(opens_what_was_sealed), TEST(empty_matching_id_and_no_code),
		TEST(order_without_secrets), TEST(too_long_a_matching_id),
		TEST(proves_the_code),	     TEST(the_hash_of_the_standard),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
