/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smdpp/binding.h"
#include "smdpp_world.h"

static void comes_back_on_both_curves(void **state)
{
	struct smdpp_world *w = *state;
	for (int curve = 0; curve < CURVE_COUNT; curve++) {
		struct profile_row row = {.iccid = "8900100000000000000"};
		struct public_key before = {}, after = {};
		CLEANUP(private_key_free) struct private_key *otsk = NULL;
		CLEANUP(private_key_free) struct private_key *again = NULL;
		CLEANUP(buf_free) struct buf sealed = buf_make(BINDING_SEALED_MAX);
		assert_int_equal(private_key_generate((enum curve)curve, &otsk), OK);
		assert_int_equal(binding_seal(w->keyring, row.iccid, otsk, &sealed), OK);
		row.binding = buf_bytes(&sealed);
		assert_int_equal(binding_open(w->keyring, &row, &again), OK);
		assert_int_equal(private_key_public(otsk, &before), OK);
		assert_int_equal(private_key_public(again, &after), OK);
		assert_true(curve_key_eq(&before, &after));
	}
}

static void not_from_another_row(void **state)
{
	struct smdpp_world *w = *state;
	struct profile_row row = {.iccid = "8900100000000000001"};
	CLEANUP(private_key_free) struct private_key *otsk = NULL;
	CLEANUP(private_key_free) struct private_key *again = NULL;
	CLEANUP(buf_free) struct buf sealed = buf_make(BINDING_SEALED_MAX);
	assert_int_equal(private_key_generate(CURVE_P256, &otsk), OK);
	assert_int_equal(binding_seal(w->keyring, "8900100000000000000", otsk, &sealed), OK);
	row.binding = buf_bytes(&sealed);
	assert_int_equal(binding_open(w->keyring, &row, &again), ERR_IO);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(comes_back_on_both_curves),
		TEST(not_from_another_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
