/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of CAs that an installation knows: each row fails for its own reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "pki/sub_ca.h"
#include "test_pki.h"

static struct test_pki pki;

static enum err verify(enum issue_kind kind, const char **check)
{
	struct certificate cert = {}, eum = {};
	assert_int_equal(certificate_parse(buf_bytes(&pki.der[kind]), &cert), OK);
	assert_int_equal(certificate_parse(buf_bytes(&pki.der[ISSUE_EUM]), &eum), OK);
	struct certificate sub_ca = {};
	assert_int_equal(certificate_parse(buf_bytes(&pki.der[ISSUE_CI_SUB_CA]), &sub_ca), OK);
	const struct certificate above[] = {pki.ci, sub_ca, eum};
	return sub_ca_verify(&cert, above, 3, check);
}

static void each_kind_holds(void **state)
{
	(void)state;
	static const enum issue_kind kinds[] = {ISSUE_CI_SUB_CA, ISSUE_EUM, ISSUE_EUM_SUB_CA,
						ISSUE_DP_SUB_CA, ISSUE_DS_SUB_CA};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *check = "";
		assert_int_equal(verify(kinds[i], &check), OK);
		assert_null(check);
	}
}

static void one_without_authority(void **state)
{
	(void)state;
	const char *check = NULL;
	struct certificate cert = {};
	assert_int_equal(certificate_parse(buf_bytes(&pki.der[ISSUE_CI_SUB_CA]), &cert), OK);
	assert_int_equal(sub_ca_verify(&cert, NULL, 0, &check), ERR_NOT_FOUND);
	assert_string_equal(check, "sub_ca.authority");
}

/* A CI sub-CA with this template, signed by `key`. */
static void fails(const struct certificate_template *t, const struct private_key *key,
		  const char *row)
{
	const char *check = NULL;
	struct certificate cert = {};
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	const struct issue_issuer ci = {key, buf_bytes(&pki.der[ISSUE_CI])};
	assert_int_equal(issue_certificate(t, pki.keys[ISSUE_CI_SUB_CA], &ci, &pki.entropy, &der),
			 OK);
	assert_int_equal(certificate_parse(buf_bytes(&der), &cert), OK);
	assert_true(err_is_refusal(sub_ca_verify(&cert, &pki.ci, 1, &check)));
	assert_string_equal(check, row);
}

static void each_fault_has_its_row(void **state)
{
	(void)state;
	const struct certificate_template good = test_pki_template(&pki, ISSUE_CI_SUB_CA);
	struct certificate_template t = good;
	t.policy = "2.23.146.1.2.1.4";
	fails(&t, pki.keys[ISSUE_CI], "sub_ca.policy");
	t = good;
	t.key_usage = CERTIFICATE_CRL_SIGN;
	fails(&t, pki.keys[ISSUE_CI], "sub_ca.key_usage");
	t = good;
	t.is_ca = false;
	fails(&t, pki.keys[ISSUE_CI], "sub_ca.ca");
	fails(&good, pki.keys[ISSUE_EUM], "sub_ca.signature");
}

static void an_authority_of_another_name(void **state)
{
	(void)state;
	const char *check = NULL;
	struct certificate cert = {}, other = pki.ci;
	assert_int_equal(certificate_parse(buf_bytes(&pki.der[ISSUE_CI_SUB_CA]), &cert), OK);
	other.subject = cert.subject;
	assert_int_equal(sub_ca_verify(&cert, &other, 1, &check), ERR_MISMATCH);
	assert_string_equal(check, "sub_ca.issuer_name");
}

static int setup(void **state)
{
	(void)state;
	test_pki_make_variant(&pki, CURVE_P256, ISSUE_VARIANT_C);
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
		cmocka_unit_test(each_kind_holds),
		cmocka_unit_test(one_without_authority),
		cmocka_unit_test(each_fault_has_its_row),
		cmocka_unit_test(an_authority_of_another_name),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
