/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of issued CRLs: libcrypto accepts them, and nothing can be smuggled into them. What they
 * mean is asked in crl_test.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/x509.h>

#include "base/limits.h"
#include "pki/issue_crl.h"
#include "test_pki.h"

static struct test_pki pki;

static struct crl_template usual(void)
{
	return (struct crl_template){
		.this_update_ms = pki.now_ms, .next_update_ms = pki.now_ms + 1000, .number = "1"};
}

static struct issue_issuer ci(void)
{
	return (struct issue_issuer){pki.keys[ISSUE_CI], buf_bytes(&pki.der[ISSUE_CI])};
}

static void openssl_verifies_what_was_issued(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CRL);
	const struct crl_template t = usual();
	const struct issue_issuer issuer = ci();
	assert_int_equal(issue_crl(&t, &issuer, &der), OK);
	const uint8_t *at = der.ptr;
	X509_CRL *list = d2i_X509_CRL(NULL, &at, (long)der.len);
	assert_non_null(list);
	assert_int_equal(X509_CRL_verify(list, private_key_handle(pki.keys[ISSUE_CI])), 1);
	X509_CRL_free(list);
}

static void bad_number(struct crl_template *t)
{
	t->number = "seven";
}

static void smuggled_point(struct crl_template *t)
{
	t->point = "http://a/\nonlyuser = TRUE";
}

static void bad_extension(struct crl_template *t)
{
	t->unknown_critical = "not an OID";
}

static void what_cannot_be_written_is_refused(void **state)
{
	(void)state;
	static void (*const changes[])(struct crl_template * t) = {bad_number, smuggled_point,
								   bad_extension};
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CRL);
		struct crl_template t = usual();
		const struct issue_issuer issuer = ci();
		changes[i](&t);
		assert_int_equal(issue_crl(&t, &issuer, &der), ERR_SYNTAX);
	}
}

static void an_issuer_must_be_a_certificate(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CRL);
	const struct crl_template t = usual();
	const struct issue_issuer none = {pki.keys[ISSUE_CI], {}};
	assert_int_equal(issue_crl(&t, &none, &der), ERR_SYNTAX);
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
		cmocka_unit_test(openssl_verifies_what_was_issued),
		cmocka_unit_test(what_cannot_be_written_is_refused),
		cmocka_unit_test(an_issuer_must_be_a_certificate),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
