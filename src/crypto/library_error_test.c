/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <pthread.h>

#include "crypto/library_error.h"

/* ASan would end the program when there is not so much memory. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void lack_memory(void)
{
	assert_null(OPENSSL_malloc(PTRDIFF_MAX));
}

static void empties_the_queue(void **state)
{
	(void)state;
	ERR_raise(ERR_LIB_EVP, ERR_R_INTERNAL_ERROR);
	assert_int_equal(library_error(), ERR_CRYPTO);
	assert_int_equal(ERR_peek_error(), 0);
	ERR_raise(ERR_LIB_EVP, ERR_R_INTERNAL_ERROR);
	assert_int_equal(library_error_or(ERR_SYNTAX), ERR_SYNTAX);
	assert_int_equal(ERR_peek_error(), 0);
}

static void without_memory_it_could_not_be_asked(void **state)
{
	(void)state;
	lack_memory();
	assert_int_equal(library_error_or(ERR_SYNTAX), ERR_CRYPTO);
	assert_int_equal(library_error_or(ERR_SYNTAX), ERR_SYNTAX);
	lack_memory();
	assert_int_equal(library_error(), ERR_CRYPTO);
	assert_int_equal(library_error_or(ERR_SYNTAX), ERR_SYNTAX);
}

static void a_larger_block_may_be_lacking_too(void **state)
{
	(void)state;
	void *block = OPENSSL_malloc(16);
	assert_non_null(block);
	assert_null(OPENSSL_realloc(block, PTRDIFF_MAX));
	assert_int_equal(library_error_or(ERR_SYNTAX), ERR_CRYPTO);
	OPENSSL_free(block);
}

static void *elsewhere(void *context)
{
	(void)context;
	lack_memory();
	return NULL;
}

static void what_another_thread_lacks_is_its_own(void **state)
{
	(void)state;
	pthread_t thread = 0;
	assert_int_equal(pthread_create(&thread, NULL, elsewhere, NULL), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(library_error_or(ERR_SYNTAX), ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empties_the_queue),
		cmocka_unit_test(without_memory_it_could_not_be_asked),
		cmocka_unit_test(a_larger_block_may_be_lacking_too),
		cmocka_unit_test(what_another_thread_lacks_is_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
