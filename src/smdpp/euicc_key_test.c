/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "crypto/ecdsa.h"
#include "crypto/private_key.h"
#include "smdpp/euicc_key.h"

static void verifies_what_was_signed(void **state)
{
	(void)state;
	for (int curve = 0; curve < CURVE_COUNT; curve++) {
		CLEANUP(private_key_free) struct private_key *key = NULL;
		struct public_key public = {};
		uint8_t stored[EUICC_KEY_LEN] = {}, signature[ECDSA_SIGNATURE_LEN] = {};
		const struct bytes text = bytes_str("signed"), other = bytes_str("another");
		assert_int_equal(private_key_generate((enum curve)curve, &key), OK);
		assert_int_equal(private_key_public(key, &public), OK);
		assert_int_equal(ecdsa_sign(key, &text, 1, signature), OK);
		euicc_key_store(&public, stored);
		assert_int_equal(euicc_key_verify(BYTES_OF(stored), &text, 1, BYTES_OF(signature)),
				 OK);
		assert_int_equal(euicc_key_verify(BYTES_OF(stored), &other, 1, BYTES_OF(signature)),
				 ERR_SIGNATURE);
	}
}

static void no_stored_key(void **state)
{
	(void)state;
	const uint8_t short_one[EUICC_KEY_LEN - 1] = {}, curve[EUICC_KEY_LEN] = {9};
	const struct bytes text = bytes_str("signed");
	const uint8_t signature[ECDSA_SIGNATURE_LEN] = {1};
	assert_int_equal(euicc_key_verify((struct bytes){}, &text, 1, BYTES_OF(signature)),
			 ERR_TRUNCATED);
	assert_int_equal(euicc_key_verify(BYTES_OF(short_one), &text, 1, BYTES_OF(signature)),
			 ERR_SYNTAX);
	assert_int_equal(euicc_key_verify(BYTES_OF(curve), &text, 1, BYTES_OF(signature)),
			 ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verifies_what_was_signed),
		cmocka_unit_test(no_stored_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
