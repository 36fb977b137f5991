/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the chain cache: what it remembers, and that it remembers nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>

#include "pki/chain_cache.h"
#include "test_pki.h"

static struct test_pki pki;

static struct certificate eum(void)
{
	struct certificate cert = {};
	assert_int_equal(certificate_parse(buf_bytes(&pki.der[ISSUE_EUM]), &cert), OK);
	return cert;
}

static void verifies_without_a_cache(void **state)
{
	(void)state;
	struct certificate cert = eum();
	assert_int_equal(chain_cache_verify(NULL, &cert, &pki.ci.public_key), OK);
	assert_int_equal(chain_cache_verify(NULL, &cert, &cert.public_key), ERR_SIGNATURE);
}

/* A parsed signature that is spoilt afterwards shows whether it is looked at again. */
static void computes_a_signature_once(void **state)
{
	(void)state;
	struct chain_cache *cache CLEANUP(chain_cache_free) = NULL;
	struct certificate cert = eum();
	assert_int_equal(chain_cache_create(&cache), OK);
	assert_int_equal(chain_cache_verify(cache, &cert, &pki.ci.public_key), OK);
	cert.signature[0] ^= 1;
	assert_int_equal(certificate_verify(&cert, &pki.ci.public_key), ERR_SIGNATURE);
	assert_int_equal(chain_cache_verify(cache, &cert, &pki.ci.public_key), OK);
}

static void a_refusal_is_not_remembered(void **state)
{
	(void)state;
	struct chain_cache *cache CLEANUP(chain_cache_free) = NULL;
	struct certificate cert = eum();
	assert_int_equal(chain_cache_create(&cache), OK);
	cert.signature[0] ^= 1;
	assert_int_equal(chain_cache_verify(cache, &cert, &pki.ci.public_key), ERR_SIGNATURE);
	assert_int_equal(chain_cache_verify(cache, &cert, &pki.ci.public_key), ERR_SIGNATURE);
}

static void another_key_or_certificate_is_asked_anew(void **state)
{
	(void)state;
	struct chain_cache *cache CLEANUP(chain_cache_free) = NULL;
	struct certificate cert = eum();
	uint8_t changed[4096] = {};
	assert_int_equal(chain_cache_create(&cache), OK);
	assert_int_equal(chain_cache_verify(cache, &cert, &pki.ci.public_key), OK);
	assert_int_equal(chain_cache_verify(cache, &cert, &cert.public_key), ERR_SIGNATURE);
	memcpy(changed, cert.der.ptr, cert.der.len);
	changed[cert.der.len - 1] ^= 1;
	assert_int_equal(certificate_parse(bytes_from(changed, cert.der.len), &cert), OK);
	assert_int_equal(chain_cache_verify(cache, &cert, &pki.ci.public_key), ERR_SIGNATURE);
}

/* More certificates than slots: each answer stays right. */
static void a_full_cache_answers_still(void **state)
{
	(void)state;
	struct chain_cache *cache CLEANUP(chain_cache_free) = NULL;
	assert_int_equal(chain_cache_create(&cache), OK);
	for (int i = 0; i < CHAIN_CACHE_SLOTS + 50; i++) {
		struct certificate_template t = test_pki_template(&pki, ISSUE_EUM);
		struct buf der CLEANUP(buf_free) = test_pki_issue(&pki, &t, ISSUE_EUM);
		struct certificate cert = {};
		assert_int_equal(certificate_parse(buf_bytes(&der), &cert), OK);
		assert_int_equal(chain_cache_verify(cache, &cert, &pki.ci.public_key), OK);
		assert_int_equal(chain_cache_verify(cache, &cert, &cert.public_key), ERR_SIGNATURE);
	}
}

static void *verify_often(void *cache)
{
	struct certificate cert = {};
	for (int i = 0; i < 500; i++) {
		enum issue_kind kind = i % 2 ? ISSUE_EUM : ISSUE_DPAUTH;
		if (certificate_parse(buf_bytes(&pki.der[kind]), &cert) != OK ||
		    chain_cache_verify(cache, &cert, &pki.ci.public_key) != OK)
			return cache;
	}
	return NULL;
}

static void threads_share_it(void **state)
{
	(void)state;
	struct chain_cache *cache CLEANUP(chain_cache_free) = NULL;
	pthread_t threads[4] = {};
	assert_int_equal(chain_cache_create(&cache), OK);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, verify_often, cache), 0);
	for (int i = 0; i < 4; i++) {
		void *failed = NULL;
		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
}

static int setup(void **state)
{
	(void)state;
	test_pki_make(&pki, CURVE_P256);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	test_pki_free(&pki);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verifies_without_a_cache),
		cmocka_unit_test(computes_a_signature_once),
		cmocka_unit_test(a_refusal_is_not_remembered),
		cmocka_unit_test(another_key_or_certificate_is_asked_anew),
		cmocka_unit_test(a_full_cache_answers_still),
		cmocka_unit_test(threads_share_it),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
