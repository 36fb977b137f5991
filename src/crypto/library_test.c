/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the per-thread share of libcrypto: own, lasting, released (LeakSanitizer tells). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>

#include "crypto/hash.h"
#include "crypto/library.h"

static void is_made_once_per_thread(void **state)
{
	(void)state;
	struct library *first = NULL;
	struct library *second = NULL;
	assert_int_equal(library_get(&first), OK);
	assert_int_equal(library_get(&second), OK);
	assert_ptr_equal(first, second);
}

static void *get_in_thread(void *out)
{
	uint8_t hash[HASH_LEN] = {};
	if (library_get(out) != OK || hash_sha256(NULL, 0, hash) != OK)
		*(struct library **)out = NULL;
	return NULL;
}

static void another_thread_has_its_own(void **state)
{
	(void)state;
	struct library *own = NULL;
	struct library *other = NULL;
	pthread_t thread = 0;
	assert_int_equal(library_get(&own), OK);
	assert_int_equal(pthread_create(&thread, NULL, get_in_thread, &other), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_non_null(other);
	assert_ptr_not_equal(own, other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_made_once_per_thread),
		cmocka_unit_test(another_thread_has_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
