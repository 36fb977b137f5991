/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "notify/sealed_body.h"
#include "smdpp_world.h"

static struct keyring *keyring_of(void **state)
{
	return ((struct smdpp_world *)*state)->keyring;
}

#define ICCID "8900100000000000000"

static struct buf sealed(void **state)
{
	struct buf out = buf_make(1024);
	assert_int_equal(sealed_body_seal(keyring_of(state), ICCID, bytes_str("secret"), &out), OK);
	return out;
}

static void opens_what_was_sealed(void **state)
{
	CLEANUP(buf_free) struct buf envelope = sealed(state);
	CLEANUP(buf_free) struct buf plain = buf_make(64);
	assert_int_equal(sealed_body_open(keyring_of(state), ICCID, buf_bytes(&envelope), &plain),
			 OK);
	assert_true(bytes_eq(buf_bytes(&plain), bytes_str("secret")));
}

/* It cannot be moved to another ICCID. */
static void not_in_another_place(void **state)
{
	CLEANUP(buf_free) struct buf envelope = sealed(state);
	CLEANUP(buf_free) struct buf plain = buf_make(64);
	assert_int_equal(
		sealed_body_open(keyring_of(state), ICCID "1", buf_bytes(&envelope), &plain),
		ERR_SIGNATURE);
	assert_int_equal(plain.len, 0);
}

static void not_when_damaged(void **state)
{
	CLEANUP(buf_free) struct buf envelope = sealed(state);
	CLEANUP(buf_free) struct buf plain = buf_make(64);
	envelope.ptr[envelope.len - 1] ^= 1;
	assert_int_equal(sealed_body_open(keyring_of(state), ICCID, buf_bytes(&envelope), &plain),
			 ERR_SIGNATURE);
}

static void not_into_too_small_a_buffer(void **state)
{
	CLEANUP(buf_free) struct buf envelope = sealed(state);
	CLEANUP(buf_free) struct buf plain = buf_make(3);
	assert_int_equal(sealed_body_open(keyring_of(state), ICCID, buf_bytes(&envelope), &plain),
			 ERR_TOO_LONG);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(opens_what_was_sealed),
		TEST(not_in_another_place),
		TEST(not_when_damaged),
		TEST(not_into_too_small_a_buffer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
