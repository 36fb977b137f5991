/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "role/envelope.h"
#include "smdpp_world.h"

static struct keyring *keyring_of(void **state)
{
	return ((struct smdpp_world *)*state)->keyring;
}

#define ICCID "8900100000000000000"

static struct buf sealed(void **state)
{
	struct buf out = buf_make(1024);
	assert_int_equal(envelope_seal(keyring_of(state), ENVELOPE_PACKAGE, ICCID,
				       bytes_str("secret"), &out),
			 OK);
	return out;
}

static void opens_what_was_sealed(void **state)
{
	CLEANUP(buf_free) struct buf envelope = sealed(state);
	CLEANUP(buf_free) struct buf plain = buf_make(64);
	assert_int_equal(envelope_open(keyring_of(state), ENVELOPE_PACKAGE, ICCID,
				       buf_bytes(&envelope), &plain),
			 OK);
	assert_true(bytes_eq(buf_bytes(&plain), bytes_str("secret")));
}

/* It cannot be moved to another row or column; that it was, is our fault and no answer. */
static void not_in_another_place(void **state)
{
	CLEANUP(buf_free) struct buf envelope = sealed(state);
	CLEANUP(buf_free) struct buf plain = buf_make(64);
	assert_int_equal(envelope_open(keyring_of(state), ENVELOPE_PACKAGE, ICCID "1",
				       buf_bytes(&envelope), &plain),
			 ERR_IO);
	assert_int_equal(envelope_open(keyring_of(state), ENVELOPE_BINDING, ICCID,
				       buf_bytes(&envelope), &plain),
			 ERR_IO);
	assert_int_equal(plain.len, 0);
}

static void not_when_damaged(void **state)
{
	CLEANUP(buf_free) struct buf envelope = sealed(state);
	CLEANUP(buf_free) struct buf plain = buf_make(64);
	envelope.ptr[envelope.len - 1] ^= 1;
	assert_int_equal(envelope_open(keyring_of(state), ENVELOPE_PACKAGE, ICCID,
				       buf_bytes(&envelope), &plain),
			 ERR_IO);
	assert_int_equal(
		envelope_open(keyring_of(state), ENVELOPE_PACKAGE, ICCID, (struct bytes){}, &plain),
		ERR_IO);
}

static void not_into_too_small_a_buffer(void **state)
{
	CLEANUP(buf_free) struct buf envelope = sealed(state);
	CLEANUP(buf_free) struct buf plain = buf_make(3);
	assert_int_equal(envelope_open(keyring_of(state), ENVELOPE_PACKAGE, ICCID,
				       buf_bytes(&envelope), &plain),
			 ERR_TOO_LONG);
}

static void matching_ids_are_found_by_their_hash(void **state)
{
	uint8_t one[HASH_LEN] = {}, same[HASH_LEN] = {}, other[HASH_LEN] = {};
	struct keyring *k = keyring_of(state);
	assert_int_equal(envelope_matching_id_hmac(k, bytes_str("ABC"), one), OK);
	assert_int_equal(envelope_matching_id_hmac(k, bytes_str("ABC"), same), OK);
	assert_int_equal(envelope_matching_id_hmac(k, bytes_str("ABD"), other), OK);
	assert_memory_equal(one, same, HASH_LEN);
	assert_memory_not_equal(one, other, HASH_LEN);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(opens_what_was_sealed),
		TEST(not_in_another_place),
		TEST(not_when_damaged),
		TEST(not_into_too_small_a_buffer),
		TEST(matching_ids_are_found_by_their_hash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
