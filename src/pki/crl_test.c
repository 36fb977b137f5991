/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of CRLs: which are taken, who may issue them, which certificates they are about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/pem.h>
#include <stdlib.h>

#include "base/limits.h"
#include "pki/crl.h"
#include "pki/issue_crl.h"
#include "test_pki.h"

enum { HOUR_MS = 3600 * 1000 };

static struct test_pki pkis[CURVE_COUNT];
static struct certificate eum, dpauth, sub_ca;

static struct crl_template usual(void)
{
	return (struct crl_template){.this_update_ms = pkis[0].now_ms - HOUR_MS,
				     .next_update_ms = pkis[0].now_ms + HOUR_MS,
				     .number = "7"};
}

static struct issue_issuer issuer_of(struct test_pki *pki, enum issue_kind kind)
{
	return (struct issue_issuer){pki->keys[kind], buf_bytes(&pki->der[kind])};
}

static enum err make(const struct crl_template *t, const struct issue_issuer *by, struct crl **out)
{
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CRL);
	assert_int_equal(issue_crl(t, by, &der), OK);
	return crl_parse(buf_bytes(&der), out);
}

static struct crl *make_good(const struct crl_template *t)
{
	struct crl *crl = NULL;
	const struct issue_issuer ci = issuer_of(&pkis[0], ISSUE_CI);
	assert_int_equal(make(t, &ci, &crl), OK);
	return crl;
}

static void a_good_one_is_read(void **state)
{
	(void)state;
	for (int c = 0; c < CURVE_COUNT; c++) {
		CLEANUP(crl_free) struct crl *crl = NULL;
		struct crl_template t = usual();
		const struct issue_issuer ci = issuer_of(&pkis[c], ISSUE_CI);
		const struct certificate *revoked[] = {&eum};
		t.revoked = revoked;
		t.revoked_n = 1;
		assert_int_equal(make(&t, &ci, &crl), OK);
		assert_int_equal(crl_verify(crl, &pkis[c].ci), OK);
		assert_true(crl_this_update_ms(crl) == t.this_update_ms);
		assert_true(crl_next_update_ms(crl) == t.next_update_ms);
		assert_int_equal(crl_count(crl), 1);
	}
}

static void pem_and_der_are_read(void **state)
{
	(void)state;
	CLEANUP(crl_free) struct crl *der = NULL;
	CLEANUP(crl_free) struct crl *pem = NULL;
	struct crl_template t = usual();
	char *text = NULL;
	der = make_good(&t);
	assert_int_equal(crl_count(der), 0);
	BIO *bio = BIO_new(BIO_s_mem());
	struct bytes bytes = crl_der(der);
	assert_true(PEM_write_bio(bio, "X509 CRL", "", bytes.ptr, (long)bytes.len) > 0);
	long len = BIO_get_mem_data(bio, &text);
	assert_int_equal(crl_parse(bytes_from(text, (size_t)len), &pem), OK);
	assert_true(bytes_eq(crl_der(pem), bytes));
	BIO_free(bio);
}

static void version_1(struct crl_template *t)
{
	t->version_1 = true;
}

static void other_hash(struct crl_template *t)
{
	t->sha384 = true;
}

static void no_number(struct crl_template *t)
{
	t->number = NULL;
}

static void no_next(struct crl_template *t)
{
	t->next_update_ms = 0;
}

static void delta(struct crl_template *t)
{
	t->delta = "6";
}

static void indirect(struct crl_template *t)
{
	t->indirect = true;
}

static void unknown_critical(struct crl_template *t)
{
	t->unknown_critical = "2.999.77";
}

static void entry_critical(struct crl_template *t)
{
	t->entry_critical = "2.999.77";
}

static void what_cannot_be_judged_is_not_taken(void **state)
{
	(void)state;
	static void (*const changes[])(struct crl_template * t) = {
		version_1, other_hash, no_number,	 no_next,
		delta,	   indirect,   unknown_critical, entry_critical};
	const struct certificate *revoked[] = {&eum};
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct crl *crl = NULL;
		struct crl_template t = usual();
		const struct issue_issuer ci = issuer_of(&pkis[0], ISSUE_CI);
		t.revoked = revoked;
		t.revoked_n = 1;
		changes[i](&t);
		assert_int_equal(make(&t, &ci, &crl), ERR_UNSUPPORTED);
		assert_null(crl);
	}
}

static void what_is_no_crl_is_refused(void **state)
{
	(void)state;
	struct crl *crl = NULL;
	struct crl_template t = usual();
	CLEANUP(crl_free) struct crl *good = make_good(&t);
	CLEANUP(buf_free) struct buf longer = buf_make(2 * LIMIT_CRL);
	assert_int_equal(crl_parse((struct bytes){}, &crl), ERR_SYNTAX);
	assert_int_equal(crl_parse(BYTES_LIT("-----BEGIN X509 CRL-----\nAAAA"), &crl), ERR_SYNTAX);
	assert_int_equal(crl_parse(buf_bytes(&pkis[0].der[ISSUE_CI]), &crl), ERR_SYNTAX);
	assert_int_equal(buf_put(&longer, crl_der(good)), OK);
	assert_int_equal(buf_put_u8(&longer, 0), OK);
	assert_int_equal(crl_parse(buf_bytes(&longer), &crl), ERR_TRAILING);
	while (longer.len <= LIMIT_CRL)
		assert_int_equal(buf_put(&longer, crl_der(good)), OK);
	assert_int_equal(crl_parse(buf_bytes(&longer), &crl), ERR_TOO_LONG);
	struct bytes whole = crl_der(good);
	for (size_t len = 1; len < whole.len; len++)
		assert_int_equal(crl_parse(bytes_from(whole.ptr, len), &crl), ERR_SYNTAX);
}

static void every_changed_byte_is_noticed(void **state)
{
	(void)state;
	struct crl_template t = usual();
	CLEANUP(crl_free) struct crl *good = make_good(&t);
	CLEANUP(buf_free) struct buf copy = buf_make(LIMIT_CRL);
	assert_int_equal(buf_put(&copy, crl_der(good)), OK);
	for (size_t i = 0; i < copy.len; i++) {
		CLEANUP(crl_free) struct crl *crl = NULL;
		copy.ptr[i] ^= 0x01;
		enum err e = crl_parse(buf_bytes(&copy), &crl);
		if (e == OK)
			e = crl_verify(crl, &pkis[0].ci);
		assert_true(err_is_refusal(e));
		copy.ptr[i] ^= 0x01;
	}
}

/* --- who issued it -------------------------------------------------------------------------- */

static void another_name_is_not_the_issuer(void **state)
{
	(void)state;
	struct certificate other = pkis[0].ci;
	struct crl_template t = usual();
	CLEANUP(crl_free) struct crl *crl = make_good(&t);
	other.subject = eum.subject;
	assert_int_equal(crl_verify(crl, &other), ERR_MISMATCH);
}

static void another_key_id_is_not_the_issuer(void **state)
{
	(void)state;
	struct certificate other = pkis[0].ci;
	struct crl_template t = usual();
	CLEANUP(crl_free) struct crl *crl = make_good(&t);
	other.subject_key_id = eum.subject_key_id;
	assert_int_equal(crl_verify(crl, &other), ERR_MISMATCH);
}

static void one_that_may_not_sign_crls_is_not_the_issuer(void **state)
{
	(void)state;
	struct certificate by = {};
	CLEANUP(crl_free) struct crl *crl = NULL;
	struct crl_template t = usual();
	const struct issue_issuer issuer = issuer_of(&pkis[0], ISSUE_EUM);
	assert_int_equal(certificate_parse(issuer.certificate, &by), OK);
	assert_int_equal(make(&t, &issuer, &crl), OK);
	assert_int_equal(crl_verify(crl, &by), ERR_DENIED);
}

static void a_forged_one_is_noticed(void **state)
{
	(void)state;
	CLEANUP(crl_free) struct crl *crl = NULL;
	struct crl_template t = usual();
	struct issue_issuer forger = issuer_of(&pkis[0], ISSUE_CI);
	forger.key = pkis[0].keys[ISSUE_EUM];
	assert_int_equal(make(&t, &forger, &crl), OK);
	assert_int_equal(crl_verify(crl, &pkis[0].ci), ERR_SIGNATURE);
}

static void a_sub_ca_signs_its_own(void **state)
{
	(void)state;
	CLEANUP(crl_free) struct crl *crl = NULL;
	struct crl_template t = usual();
	const struct issue_issuer issuer = issuer_of(&pkis[0], ISSUE_CI_SUB_CA);
	assert_int_equal(make(&t, &issuer, &crl), OK);
	assert_int_equal(crl_verify(crl, &sub_ca), OK);
	assert_int_equal(crl_verify(crl, &pkis[0].ci), ERR_MISMATCH);
}

/* --- successors ----------------------------------------------------------------------------- */

static void numbers_and_scopes_are_compared(void **state)
{
	(void)state;
	struct crl_template t = usual();
	CLEANUP(crl_free) struct crl *seven = make_good(&t);
	t.number = "1208925819614629174706176"; /* 2^80: more than any integer of ours */
	CLEANUP(crl_free) struct crl *great = make_good(&t);
	t.point = "http://ci.test.example.com/CRL-A.crl";
	CLEANUP(crl_free) struct crl *scoped = make_good(&t);
	CLEANUP(crl_free) struct crl *of_sub_ca = NULL;
	const struct issue_issuer issuer = issuer_of(&pkis[0], ISSUE_CI_SUB_CA);
	assert_int_equal(make(&t, &issuer, &of_sub_ca), OK);
	assert_true(crl_compare_number(seven, great) < 0);
	assert_true(crl_compare_number(great, seven) > 0);
	assert_int_equal(crl_compare_number(great, scoped), 0);
	assert_true(crl_same_scope(seven, great));
	assert_false(crl_same_scope(seven, scoped));
	assert_false(crl_same_scope(scoped, of_sub_ca));
}

/* --- what it says --------------------------------------------------------------------------- */

/* What a list with this template, required or not, says of `cert`. */
static enum err ask(const struct crl_template *t, bool required, const struct certificate *cert)
{
	CLEANUP(crl_free) struct crl *crl = make_good(t);
	const struct crl *crls[] = {crl};
	const struct crl_list list = {.crls = crls, .n = 1, .required = required};
	return crl_list_ask(&list, cert, &pkis[0].ci, pkis[0].now_ms);
}

static void who_is_listed_is_revoked(void **state)
{
	(void)state;
	const struct certificate *revoked[] = {&dpauth, &eum};
	struct crl_template t = usual();
	assert_int_equal(ask(&t, true, &eum), OK);
	t.revoked = revoked;
	t.revoked_n = 1;
	assert_int_equal(ask(&t, true, &eum), OK);
	assert_int_equal(ask(&t, false, &dpauth), ERR_DENIED);
	t.revoked_n = 2;
	assert_int_equal(ask(&t, false, &eum), ERR_DENIED);
	/* an old list does not acquit, but it condemns */
	t.next_update_ms = pkis[0].now_ms - 1000;
	assert_int_equal(ask(&t, false, &eum), ERR_DENIED);
}

/* Serial numbers are an issuer's own. */
static void lists_of_others_say_nothing(void **state)
{
	(void)state;
	const struct certificate *revoked[] = {&eum};
	struct crl_template t = usual();
	t.revoked = revoked;
	t.revoked_n = 1;
	CLEANUP(crl_free) struct crl *crl = NULL;
	const struct issue_issuer other = issuer_of(&pkis[0], ISSUE_CI_SUB_CA);
	assert_int_equal(make(&t, &other, &crl), OK);
	const struct crl *crls[] = {crl};
	const struct crl_list list = {.crls = crls, .n = 1, .required = true};
	assert_int_equal(crl_list_ask(&list, &eum, &pkis[0].ci, pkis[0].now_ms), ERR_EXPIRED);
	assert_int_equal(crl_list_ask(&list, &eum, &sub_ca, pkis[0].now_ms), ERR_DENIED);
}

static void a_current_one_is_missed_where_required(void **state)
{
	(void)state;
	const struct crl_list none = {.required = true};
	struct crl_template t = usual();
	struct certificate without_point = eum;
	without_point.crl_points = (struct bytes){};
	assert_int_equal(crl_list_ask(NULL, &eum, &pkis[0].ci, 0), OK);
	assert_int_equal(crl_list_ask(&none, &eum, &pkis[0].ci, 0), ERR_EXPIRED);
	assert_int_equal(crl_list_ask(&none, &without_point, &pkis[0].ci, 0), OK);
	t.next_update_ms = pkis[0].now_ms - 1000;
	assert_int_equal(ask(&t, true, &eum), ERR_EXPIRED);
	assert_int_equal(ask(&t, false, &eum), OK);
	t.this_update_ms = pkis[0].now_ms + 1000;
	t.next_update_ms = pkis[0].now_ms + HOUR_MS;
	assert_int_equal(ask(&t, true, &eum), ERR_EXPIRED);
}

static void only_user(struct crl_template *t)
{
	t->only_user = true;
}

static void only_ca(struct crl_template *t)
{
	t->only_ca = true;
}

static void only_attributes(struct crl_template *t)
{
	t->only_attributes = true;
}

static void other_point(struct crl_template *t)
{
	t->point = "http://ci.test.example.com/CRL-Z.crl";
}

static void same_point(struct crl_template *t)
{
	t->point = "http://ci.test.example.com/CRL-B.crl";
}

static void some_reasons(struct crl_template *t)
{
	t->some_reasons = true;
}

static void a_list_is_about_its_scope(void **state)
{
	(void)state;
	static const struct {
		void (*change)(struct crl_template *t);
		const struct certificate *cert;
		enum err unlisted, listed; /* where a current one is required */
	} rows[] = {
		{only_user, &eum, ERR_EXPIRED, ERR_EXPIRED},
		{only_user, &dpauth, OK, ERR_DENIED},
		{only_ca, &eum, OK, ERR_DENIED},
		{only_ca, &dpauth, ERR_EXPIRED, ERR_EXPIRED},
		{only_attributes, &eum, ERR_EXPIRED, ERR_EXPIRED},
		{other_point, &eum, ERR_EXPIRED, ERR_EXPIRED},
		{same_point, &eum, OK, ERR_DENIED},
		{some_reasons, &eum, ERR_EXPIRED, ERR_DENIED},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct crl_template t = usual();
		rows[i].change(&t);
		assert_int_equal(ask(&t, true, rows[i].cert), rows[i].unlisted);
		t.revoked = &rows[i].cert;
		t.revoked_n = 1;
		assert_int_equal(ask(&t, true, rows[i].cert), rows[i].listed);
	}
}

static void points_are_listed(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf url = buf_make(256);
	struct certificate odd = dpauth;
	assert_int_equal(crl_point_url(&dpauth, 0, &url), OK);
	assert_string_equal((const char *)url.ptr, "http://ci.test.example.com/CRL-A.crl");
	url.len = 0;
	assert_int_equal(crl_point_url(&dpauth, 1, &url), OK);
	assert_string_equal((const char *)url.ptr, "http://ci.test.example.com/CRL-B.crl");
	assert_int_equal(crl_point_url(&dpauth, 2, &url), ERR_NOT_FOUND);
	odd.crl_points = BYTES_LIT("\x30\x0D\xA0\x0B\xA0\x09\x86\x07"
				   "ldap://");
	assert_int_equal(crl_point_url(&odd, 0, &url), ERR_NOT_FOUND);
	odd.crl_points = BYTES_LIT("\x30\x00");
	assert_int_equal(crl_point_url(&odd, 0, &url), ERR_NOT_FOUND);
}

static int setup(void **state)
{
	(void)state;
	for (int c = 0; c < CURVE_COUNT; c++)
		test_pki_make(&pkis[c], (enum curve)c);
	assert_int_equal(certificate_parse(buf_bytes(&pkis[0].der[ISSUE_EUM]), &eum), OK);
	assert_int_equal(certificate_parse(buf_bytes(&pkis[0].der[ISSUE_DPAUTH]), &dpauth), OK);
	assert_int_equal(certificate_parse(buf_bytes(&pkis[0].der[ISSUE_CI_SUB_CA]), &sub_ca), OK);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (int c = 0; c < CURVE_COUNT; c++)
		test_pki_free(&pkis[c]);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_one_is_read),
		cmocka_unit_test(pem_and_der_are_read),
		cmocka_unit_test(what_cannot_be_judged_is_not_taken),
		cmocka_unit_test(what_is_no_crl_is_refused),
		cmocka_unit_test(every_changed_byte_is_noticed),
		cmocka_unit_test(another_name_is_not_the_issuer),
		cmocka_unit_test(another_key_id_is_not_the_issuer),
		cmocka_unit_test(one_that_may_not_sign_crls_is_not_the_issuer),
		cmocka_unit_test(a_forged_one_is_noticed),
		cmocka_unit_test(a_sub_ca_signs_its_own),
		cmocka_unit_test(numbers_and_scopes_are_compared),
		cmocka_unit_test(who_is_listed_is_revoked),
		cmocka_unit_test(lists_of_others_say_nothing),
		cmocka_unit_test(a_current_one_is_missed_where_required),
		cmocka_unit_test(a_list_is_about_its_scope),
		cmocka_unit_test(points_are_listed),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
