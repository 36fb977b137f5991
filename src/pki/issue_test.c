/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of issuing: extension by extension as SGP.26 has it, and what cannot be issued. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "pki/certificate.h"
#include "test_pki.h"

static struct test_pki pkis[CURVE_COUNT];

static X509 *decode(struct bytes der)
{
	const unsigned char *cursor = der.ptr;
	X509 *x = d2i_X509(NULL, &cursor, (long)der.len);
	assert_non_null(x);
	assert_ptr_equal(cursor, der.ptr + der.len);
	return x;
}

/* The extensions whose content hangs on keys: only their form is compared. */
static bool depends_on_keys(const ASN1_OBJECT *oid)
{
	int nid = OBJ_obj2nid(oid);
	return nid == NID_subject_key_identifier || nid == NID_authority_key_identifier;
}

static void assert_extension_alike(X509_EXTENSION *want, const X509 *got)
{
	const ASN1_OBJECT *oid = X509_EXTENSION_get_object(want);
	int at = X509_get_ext_by_OBJ(got, oid, -1);
	if (at < 0)
		fail_msg("no %s", OBJ_nid2sn(OBJ_obj2nid(oid)));
	X509_EXTENSION *ours = X509_get_ext(got, at);
	const ASN1_OCTET_STRING *a = X509_EXTENSION_get_data(want);
	const ASN1_OCTET_STRING *b = X509_EXTENSION_get_data(ours);
	bool alike = X509_EXTENSION_get_critical(want) == X509_EXTENSION_get_critical(ours) &&
		     ASN1_STRING_length(a) == ASN1_STRING_length(b) &&
		     (depends_on_keys(oid) || ASN1_STRING_cmp(a, b) == 0);
	if (!alike)
		fail_msg("another %s", OBJ_nid2sn(OBJ_obj2nid(oid)));
}

static void assert_alike(X509 *want, X509 *got)
{
	assert_int_equal(X509_get_version(want), X509_get_version(got));
	assert_int_equal(X509_get_signature_nid(want), X509_get_signature_nid(got));
	assert_int_equal(X509_get_ext_count(want), X509_get_ext_count(got));
	for (int i = 0; i < X509_get_ext_count(want); i++)
		assert_extension_alike(X509_get_ext(want, i), got);
	/* the same bytes: order, string types, values */
	assert_int_equal(X509_NAME_cmp(X509_get_subject_name(want), X509_get_subject_name(got)), 0);
	unsigned char *a = NULL;
	unsigned char *b = NULL;
	int a_len = i2d_X509_NAME(X509_get_subject_name(want), &a);
	int b_len = i2d_X509_NAME(X509_get_subject_name(got), &b);
	assert_int_equal(a_len, b_len);
	assert_memory_equal(a, b, (size_t)a_len);
	OPENSSL_free(a);
	OPENSSL_free(b);
}

static void certificates_are_shaped_like_sgp26(void **state)
{
	(void)state;
	static const struct {
		enum issue_kind kind;
		const char *file;
	} rows[] = {
		{ISSUE_CI, "CertificateIssuer/CERT_CI_ECDSA"},
		{ISSUE_EUM, "EUM/CERT_EUM_ECDSA"},
		{ISSUE_EUICC, "eUICC/CERT_EUICC_ECDSA"},
		{ISSUE_DPAUTH, "DPauth/CERT_S_SM_DPauth_ECDSA"},
		{ISSUE_DPPB, "DPpb/CERT_S_SM_DPpb_ECDSA"},
		{ISSUE_DPTLS, "DPtls/CERT_S_SM_DP_VARO_TLS"},
	};
	static const char *const curves[] = {"NIST", "BRP"};
	const char *dir = getenv("VECTORS");
	if (!dir || !*dir)
		skip();
	for (int c = 0; c < CURVE_COUNT; c++) {
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			char path[512] = {};
			struct buf der CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
			(void)snprintf(path, sizeof(path), "%s/sgp26/%s_%s.der", dir, rows[i].file,
				       curves[c]);
			if (certificate_load(path, &der) == ERR_NOT_FOUND)
				skip();
			X509 *want = decode(buf_bytes(&der));
			X509 *got = decode(buf_bytes(&pkis[c].der[rows[i].kind]));
			assert_alike(want, got);
			X509_free(want);
			X509_free(got);
		}
	}
}

static void openssl_verifies_what_was_issued(void **state)
{
	(void)state;
	for (int c = 0; c < CURVE_COUNT; c++) {
		for (int kind = 0; kind < ISSUE_KIND_COUNT; kind++) {
			enum issue_kind by =
				issue_template_issuer(ISSUE_VARIANT_O, (enum issue_kind)kind);
			X509 *x = decode(buf_bytes(&pkis[c].der[kind]));
			X509 *issuer = decode(buf_bytes(&pkis[c].der[by]));
			assert_int_equal(X509_verify(x, private_key_handle(pkis[c].keys[by])), 1);
			assert_int_equal(X509_check_issued(issuer, x), X509_V_OK);
			X509_free(x);
			X509_free(issuer);
		}
	}
}

static void operators_certificates_are_for_tls_clients(void **state)
{
	(void)state;
	X509 *ca = decode(buf_bytes(&pkis[0].der[ISSUE_OPERATOR_CA]));
	X509 *client = decode(buf_bytes(&pkis[0].der[ISSUE_OPERATOR_CLIENT]));
	assert_int_equal(X509_check_ca(ca), 1);
	assert_int_equal(X509_check_purpose(client, X509_PURPOSE_SSL_CLIENT, 0), 1);
	assert_int_equal(X509_check_purpose(client, X509_PURPOSE_SSL_SERVER, 0), 0);
	X509_free(ca);
	X509_free(client);
}

static void what_is_left_out_is_absent(void **state)
{
	(void)state;
	const struct certificate_template t = {
		.subject = {{"CN", "bare"}},
		.not_after_ms = 1000,
	};
	struct buf der CLEANUP(buf_free) = test_pki_issue(&pkis[0], &t, ISSUE_DPAUTH);
	struct certificate c = {};
	assert_int_equal(certificate_parse(buf_bytes(&der), &c), OK);
	assert_true(bytes_eq(c.common_name, BYTES_LIT("bare")));
	assert_int_equal(c.not_before_ms, 0);
	assert_int_equal(c.not_after_ms, 1000);
	assert_int_equal(c.key_usage, 0);
	assert_false(bytes_present(c.policies));
	assert_false(bytes_present(c.alt_names));
	assert_false(bytes_present(c.purposes));
	assert_false(bytes_present(c.crl_points));
	assert_false(bytes_present(c.permitted_subtrees));
	assert_false(bytes_present(c.permitted_eins));
	assert_false(c.is_ca);
}

static void serials_are_given_or_random(void **state)
{
	(void)state;
	struct certificate_template t = test_pki_template(&pkis[0], ISSUE_DPAUTH);
	struct bytes serials[2] = {};
	struct buf der[3] = {};
	struct certificate c = {};
	for (int i = 0; i < 2; i++) {
		der[i] = test_pki_issue(&pkis[0], &t, ISSUE_DPAUTH);
		assert_int_equal(certificate_parse(buf_bytes(&der[i]), &c), OK);
		serials[i] = c.serial;
		assert_in_range(c.serial.len, 8, 9);
		assert_int_equal(c.serial.ptr[0] & 0x80, 0); /* positive */
	}
	assert_false(bytes_eq(serials[0], serials[1]));
	t.serial = 0x1234;
	der[2] = test_pki_issue(&pkis[0], &t, ISSUE_DPAUTH);
	assert_int_equal(certificate_parse(buf_bytes(&der[2]), &c), OK);
	assert_true(bytes_eq(c.serial, BYTES_LIT("\x12\x34")));
	for (int i = 0; i < 3; i++)
		buf_free(&der[i]);
}

static void names_of_a_template_are_replaced(void **state)
{
	(void)state;
	struct certificate_template t = test_pki_template(&pkis[0], ISSUE_EUICC);
	assert_int_equal(issue_set_name(&t, "serialNumber", "1"), OK);
	assert_string_equal(t.subject[2].value, "1");
	assert_int_equal(issue_set_name(&t, "OU", "x"), ERR_NOT_FOUND);
	assert_int_equal(issue_set_name(&t, "nonsense", "x"), ERR_NOT_FOUND);
}

typedef void spoil_fn(struct certificate_template *t);

static void bad_policy(struct certificate_template *t)
{
	t->policy = "no.oid";
}

static void smuggled_policy(struct certificate_template *t)
{
	t->policy = "2.999.1,2.999.2";
}

static void bad_registered_id(struct certificate_template *t)
{
	t->registered_id = "x";
}

static void smuggled_name(struct certificate_template *t)
{
	t->dns_name = "a.example.com,DNS:b.example.com";
}

static void smuggled_crl(struct certificate_template *t)
{
	t->crls[0] = "http://a.example.com\ncritical";
}

static void bad_attribute(struct certificate_template *t)
{
	t->subject[0] = (struct issue_name){"nonsense", "x"};
}

static void long_country(struct certificate_template *t)
{
	t->subject[0] = (struct issue_name){"C", "Germany"};
}

static void year_10000(struct certificate_template *t)
{
	t->not_after_ms = 253402300800000;
}

static void bad_extension(struct certificate_template *t)
{
	t->unknown_critical = "no oid";
}

static enum err issue_with(const struct certificate_template *t, struct bytes issuer,
			   struct entropy *entropy, struct buf *out)
{
	const struct issue_issuer by = {pkis[0].keys[ISSUE_CI], issuer};
	enum err e = issue_certificate(t, pkis[0].keys[ISSUE_DPTLS], &by, entropy, out);
	assert_int_equal(ERR_peek_error(), 0);
	return e;
}

static void what_cannot_be_written_is_refused(void **state)
{
	(void)state;
	static spoil_fn *const rows[] = {bad_policy,	smuggled_policy, bad_registered_id,
					 smuggled_name, smuggled_crl,	 bad_attribute,
					 long_country,	year_10000,	 bad_extension};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct certificate_template t = test_pki_template(&pkis[0], ISSUE_DPTLS);
		struct buf out CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
		rows[i](&t);
		enum err e =
			issue_with(&t, buf_bytes(&pkis[0].der[ISSUE_CI]), &pkis[0].entropy, &out);
		if (e != ERR_SYNTAX)
			fail_msg("row %zu: %s", i, err_name(e));
		assert_int_equal(out.len, 0);
	}
}

static void an_issuer_must_be_a_certificate(void **state)
{
	(void)state;
	struct certificate_template t = test_pki_template(&pkis[0], ISSUE_DPTLS);
	struct buf out CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
	assert_int_equal(issue_with(&t, BYTES_LIT("\x30\x00"), &pkis[0].entropy, &out), ERR_SYNTAX);
}

static enum err no_entropy(struct entropy *self, uint8_t *out, size_t len)
{
	(void)self, (void)out, (void)len;
	return ERR_IO;
}

static void without_randomness_there_is_no_serial(void **state)
{
	(void)state;
	struct entropy entropy = {.fill = no_entropy};
	struct certificate_template t = test_pki_template(&pkis[0], ISSUE_DPTLS);
	struct buf out CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
	struct bytes ci = buf_bytes(&pkis[0].der[ISSUE_CI]);
	assert_int_equal(issue_with(&t, ci, &entropy, &out), ERR_IO);
	t.serial = 1;
	assert_int_equal(issue_with(&t, ci, &entropy, &out), OK);
}

static void a_buffer_has_its_bounds(void **state)
{
	(void)state;
	struct certificate_template t = test_pki_template(&pkis[0], ISSUE_DPTLS);
	struct buf out CLEANUP(buf_free) = buf_make(64);
	assert_int_equal(issue_with(&t, buf_bytes(&pkis[0].der[ISSUE_CI]), &pkis[0].entropy, &out),
			 ERR_TOO_LONG);
	assert_int_equal(issue_pem(buf_bytes(&pkis[0].der[ISSUE_CI]), &out), ERR_TOO_LONG);
}

static int setup(void **state)
{
	(void)state;
	for (int c = 0; c < CURVE_COUNT; c++)
		test_pki_make(&pkis[c], (enum curve)c);
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
		cmocka_unit_test(certificates_are_shaped_like_sgp26),
		cmocka_unit_test(openssl_verifies_what_was_issued),
		cmocka_unit_test(operators_certificates_are_for_tls_clients),
		cmocka_unit_test(what_is_left_out_is_absent),
		cmocka_unit_test(serials_are_given_or_random),
		cmocka_unit_test(names_of_a_template_are_replaced),
		cmocka_unit_test(what_cannot_be_written_is_refused),
		cmocka_unit_test(an_issuer_must_be_a_certificate),
		cmocka_unit_test(without_randomness_there_is_no_serial),
		cmocka_unit_test(a_buffer_has_its_bounds),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
