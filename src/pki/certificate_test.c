/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of certificates: every field, every cut, and what is no certificate of ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "codec/tlv.h"
#include "hex.h"
#include "pki/certificate.h"
#include "sys/file.h"
#include "test_pki.h"

static struct test_pki pki;

static struct certificate parsed(enum issue_kind kind)
{
	struct certificate cert = {};
	assert_int_equal(certificate_parse(buf_bytes(&pki.der[kind]), &cert), OK);
	return cert;
}

static void eum_fields(void **state)
{
	(void)state;
	struct certificate c = parsed(ISSUE_EUM);
	struct public_key key = {};
	assert_true(bytes_eq(c.der, buf_bytes(&pki.der[ISSUE_EUM])));
	assert_true(bytes_eq(c.issuer, pki.ci.subject));
	assert_true(bytes_eq(c.organization, BYTES_LIT("RSP Test EUM")));
	assert_true(bytes_eq(c.common_name, BYTES_LIT("EUM Test")));
	assert_false(bytes_present(c.serial_number));
	assert_int_equal(c.not_before_ms, pki.now_ms - 1000);
	assert_int_equal(private_key_public(pki.keys[ISSUE_EUM], &key), OK);
	assert_true(curve_key_eq(&c.public_key, &key));
	assert_int_equal(c.subject_key_id.len, 20);
	assert_true(bytes_eq(c.authority_key_id, pki.ci.subject_key_id));
	assert_int_equal(c.key_usage, CERTIFICATE_KEY_CERT_SIGN);
	assert_true(c.is_ca);
	assert_int_equal(c.path_len, 0);
	assert_true(bytes_eq(c.registered_id, BYTES_LIT("\x88\x37\x05")));
	assert_true(bytes_present(c.crl_points));
	assert_false(bytes_present(c.permitted_eins));
	assert_int_equal(certificate_verify(&c, &pki.ci.public_key), OK);
	assert_int_equal(certificate_verify(&c, &c.public_key), ERR_SIGNATURE);
}

static void euicc_fields(void **state)
{
	(void)state;
	struct certificate c = parsed(ISSUE_EUICC);
	assert_true(bytes_eq(c.serial_number, BYTES_LIT("89049032123451234512345678901235")));
	assert_int_equal(c.key_usage, CERTIFICATE_DIGITAL_SIGNATURE);
	assert_false(c.is_ca);
	assert_int_equal(c.path_len, CERTIFICATE_PATH_LEN_NONE);
	assert_false(bytes_present(c.alt_names));
	assert_false(bytes_present(c.crl_points));
	/* beyond the year 7500 */
	assert_int_equal(c.not_after_ms - c.not_before_ms, (int64_t)2000000 * 24 * 3600 * 1000);
}

static void ci_fields(void **state)
{
	(void)state;
	assert_true(bytes_eq(pki.ci.issuer, pki.ci.subject));
	assert_false(bytes_present(pki.ci.authority_key_id));
	assert_true(pki.ci.is_ca);
	assert_int_equal(pki.ci.path_len, CERTIFICATE_PATH_LEN_NONE);
	assert_int_equal(pki.ci.key_usage, CERTIFICATE_KEY_CERT_SIGN | CERTIFICATE_CRL_SIGN);
	assert_int_equal(certificate_verify(&pki.ci, &pki.ci.public_key), OK);
}

static void permitted_subtrees_are_cut_off_one_by_one(void **state)
{
	(void)state;
	struct certificate c = parsed(ISSUE_EUM);
	struct bytes organization = {};
	struct bytes prefix = {};
	uint8_t twice[256] = {};
	size_t len = c.permitted_subtrees.len;
	memcpy(twice, c.permitted_subtrees.ptr, len);
	memcpy(twice + len, c.permitted_subtrees.ptr, len);
	struct bytes cursor = bytes_from(twice, 2 * len);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(certificate_next_permitted(&cursor, &organization, &prefix), OK);
		assert_true(bytes_eq(organization, BYTES_LIT("RSP Test EUM")));
		assert_true(bytes_eq(prefix, BYTES_LIT("89049032")));
	}
	assert_int_equal(certificate_next_permitted(&cursor, &organization, &prefix), ERR_MISSING);
	cursor = hex("3006 8204 61626364"); /* a dNSName */
	assert_int_equal(certificate_next_permitted(&cursor, &organization, &prefix), ERR_MISSING);
}

static void roles_of_all_kinds(void **state)
{
	(void)state;
	static const enum certificate_role roles[] = {
		[ISSUE_CI] = CERTIFICATE_CI,	     [ISSUE_EUM] = CERTIFICATE_EUM,
		[ISSUE_EUICC] = CERTIFICATE_EUICC,   [ISSUE_DPAUTH] = CERTIFICATE_DPAUTH,
		[ISSUE_DPPB] = CERTIFICATE_DPPB,     [ISSUE_DPTLS] = CERTIFICATE_DPTLS,
		[ISSUE_DSAUTH] = CERTIFICATE_DSAUTH, [ISSUE_DSTLS] = CERTIFICATE_DSTLS,
	};
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		struct certificate c = parsed((enum issue_kind)i);
		for (int role = 0; role < CERTIFICATE_ROLE_COUNT; role++)
			assert_int_equal(certificate_has_role(&c, (enum certificate_role)role),
					 role == (int)roles[i]);
	}
	struct certificate plain = parsed(ISSUE_OPERATOR_CLIENT);
	assert_false(certificate_has_role(&plain, CERTIFICATE_DPTLS));
}

static void purposes_of_tls_certificates(void **state)
{
	(void)state;
	const struct bytes server = BYTES_LIT("\x2B\x06\x01\x05\x05\x07\x03\x01");
	const struct bytes client = BYTES_LIT("\x2B\x06\x01\x05\x05\x07\x03\x02");
	struct certificate tls = parsed(ISSUE_DPTLS);
	struct certificate bss = parsed(ISSUE_OPERATOR_CLIENT);
	struct certificate none = parsed(ISSUE_DPPB);
	assert_true(certificate_has_purpose(&tls, server));
	assert_true(certificate_has_purpose(&tls, client));
	assert_false(certificate_has_purpose(&bss, server));
	assert_true(certificate_has_purpose(&bss, client));
	assert_false(certificate_has_purpose(&none, server));
}

static void dns_names(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *host;
		bool matches;
	} rows[] = {
		{"smdpp.example.com", "smdpp.example.com", true},
		{"smdpp.example.com", "SMDPP.example.COM", true},
		{"smdpp.example.com", "smdpp.example.co", false},
		{"smdpp.example.com", "x.smdpp.example.com", false},
		{"*.example.com", "smdpp.example.com", true},
		{"*.example.com", "a.b.example.com", false},
		{"*.example.com", "example.com", false},
		{"*.example.com", ".example.com", false},
		{"*.example.com", "*.example.com", true},
		{"smdpp.example.com", "", false},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct certificate_template t = test_pki_template(&pki, ISSUE_DPTLS);
		t.dns_name = rows[i].pattern;
		struct buf der CLEANUP(buf_free) = test_pki_issue(&pki, &t, ISSUE_DPTLS);
		struct certificate c = {};
		assert_int_equal(certificate_parse(buf_bytes(&der), &c), OK);
		assert_int_equal(certificate_has_dns_name(&c, bytes_str(rows[i].host)),
				 rows[i].matches);
	}
}

static void validity_includes_its_ends(void **state)
{
	(void)state;
	const struct certificate c = {.not_before_ms = 1000, .not_after_ms = 2000};
	assert_int_equal(certificate_valid_at(&c, 999), ERR_EXPIRED);
	assert_int_equal(certificate_valid_at(&c, 1000), OK);
	assert_int_equal(certificate_valid_at(&c, 2000), OK);
	assert_int_equal(certificate_valid_at(&c, 2001), ERR_EXPIRED);
}

static void found_by_key_id(void **state)
{
	(void)state;
	const struct certificate certs[] = {parsed(ISSUE_EUM), pki.ci};
	assert_ptr_equal(certificate_by_key_id(certs, 2, pki.ci.subject_key_id), &certs[1]);
	assert_null(certificate_by_key_id(certs, 1, pki.ci.subject_key_id));
	assert_null(certificate_by_key_id(certs, 2, (struct bytes){}));
	/* one without an identifier is not found by none */
	const struct certificate none = {};
	assert_null(certificate_by_key_id(&none, 1, BYTES_LIT("")));
}

static void every_cut_is_noticed(void **state)
{
	(void)state;
	for (int kind = 0; kind < ISSUE_KIND_COUNT; kind++) {
		struct bytes whole = buf_bytes(&pki.der[kind]);
		for (size_t len = 0; len < whole.len; len++) {
			struct certificate c = {};
			uint8_t *exact = malloc(len + 1);
			assert_non_null(exact);
			memcpy(exact, whole.ptr, len);
			assert_true(err_is_refusal(certificate_parse(bytes_from(exact, len), &c)));
			free(exact);
		}
	}
}

/* Whatever the change makes of it: no crash, and the signature no longer holds. */
static void every_changed_byte_breaks_it(void **state)
{
	(void)state;
	struct bytes whole = buf_bytes(&pki.der[ISSUE_EUM]);
	struct buf copy CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
	assert_int_equal(buf_put(&copy, whole), OK);
	for (size_t i = 0; i < whole.len; i++) {
		struct certificate c = {};
		copy.ptr[i] ^= 0x01;
		enum err e = certificate_parse(buf_bytes(&copy), &c);
		if (e == OK)
			e = certificate_verify(&c, &pki.ci.public_key);
		assert_true(err_is_refusal(e));
		copy.ptr[i] ^= 0x01;
	}
}

static void bytes_behind_it_are_refused(void **state)
{
	(void)state;
	struct certificate c = {};
	struct buf copy CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
	assert_int_equal(buf_put(&copy, buf_bytes(&pki.der[ISSUE_EUM])), OK);
	assert_int_equal(buf_put_u8(&copy, 0), OK);
	assert_int_equal(certificate_parse(buf_bytes(&copy), &c), ERR_TRAILING);
}

static void too_long_a_certificate_is_refused(void **state)
{
	(void)state;
	static uint8_t huge[LIMIT_CERTIFICATE + 1];
	struct certificate c = {};
	assert_int_equal(certificate_parse(BYTES_OF(huge), &c), ERR_TOO_LONG);
}

/* Replace one stretch of a certificate's bytes (`from` must occur) by as many others. */
static enum err parse_patched(enum issue_kind kind, const char *from, const char *to)
{
	struct certificate c = {};
	struct bytes old = hex(from);
	struct bytes new = hex(to);
	struct buf copy CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
	assert_int_equal(old.len, new.len);
	assert_int_equal(buf_put(&copy, buf_bytes(&pki.der[kind])), OK);
	uint8_t *at = memmem(copy.ptr, copy.len, old.ptr, old.len);
	assert_non_null(at);
	memcpy(at, new.ptr, new.len);
	return certificate_parse(buf_bytes(&copy), &c);
}

static void other_forms_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *what, *from, *to;
		enum err e;
	} rows[] = {
		{"version 1", "A003020102", "A003020100", ERR_UNSUPPORTED},
		{"version absent", "A003020102", "A103020102", ERR_MISSING},
		{"ecdsa-with-SHA384", "06082A8648CE3D040302", "06082A8648CE3D040303",
		 ERR_UNSUPPORTED},
		{"another kind of key", "06072A8648CE3D0201", "06072A8648CE3D0202",
		 ERR_UNSUPPORTED},
		{"another curve", "06082A8648CE3D030107", "06082A8648CE3D030106", ERR_UNSUPPORTED},
		{"compressed point", "03420004", "03420002", ERR_SYNTAX},
		{"a point of odd bits", "03420004", "03420104", ERR_SYNTAX},
		{"an extension twice", "0603551D20", "0603551D0F", ERR_SYNTAX},
		{"an unknown critical extension", "0603551D20", "0603551D36", ERR_UNSUPPORTED},
		{"excluded subtrees", "A030302EA42C", "A130302EA42C", ERR_UNSUPPORTED},
		{"no extensions but something", "A3820108", "A4820108", ERR_MISSING},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum err e = parse_patched(ISSUE_EUM, rows[i].from, rows[i].to);
		if (e != rows[i].e)
			fail_msg("%s: %s", rows[i].what, err_name(e));
	}
}

/* The first time in a certificate of pki, 2026-11-23T11:59:59Z or so, is "26…Z" in UTCTime. */
static void times_have_their_form(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err e;
		int64_t ms;
	} rows[] = {
		{"700101000000Z", OK, 0},
		{"500101000000Z", OK, -631152000000},
		{"491231235959Z", OK, 2524607999000},
		{"240229000000Z", OK, 1709164800000},
		{"250229000000Z", ERR_RANGE, 0},
		{"251301000000Z", ERR_RANGE, 0},
		{"250001000000Z", ERR_RANGE, 0},
		{"250100000000Z", ERR_RANGE, 0},
		{"250431000000Z", ERR_RANGE, 0},
		{"250101240000Z", ERR_RANGE, 0},
		{"250101006000Z", ERR_RANGE, 0},
		{"250101000060Z", ERR_RANGE, 0},
		{"2501010000000", ERR_SYNTAX, 0},
		{"25010100000AZ", ERR_SYNTAX, 0},
		{"25010100000 Z", ERR_SYNTAX, 0},
		{"2501010000Z00", ERR_SYNTAX, 0},
	};
	struct buf copy CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
	assert_int_equal(buf_put(&copy, buf_bytes(&pki.der[ISSUE_EUM])), OK);
	uint8_t *at = memmem(copy.ptr, copy.len, "\x17\x0D", 2);
	assert_non_null(at);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct certificate c = {};
		memcpy(at + 2, rows[i].text, 13);
		assert_int_equal(certificate_parse(buf_bytes(&copy), &c), rows[i].e);
		if (rows[i].e == OK)
			assert_int_equal(c.not_before_ms, rows[i].ms);
	}
	struct certificate c = {};
	at[0] = 0x16; /* IA5String */
	assert_int_equal(certificate_parse(buf_bytes(&copy), &c), ERR_SYNTAX);
	at[0] = 0x18; /* GeneralizedTime lacks two digits */
	assert_true(err_is_refusal(certificate_parse(buf_bytes(&copy), &c)));
}

/* The EUM's certificate with this ECDSA-Sig-Value. */
static enum err parse_signed(struct bytes signature, struct certificate *out, struct buf *copy)
{
	struct certificate c = parsed(ISSUE_EUM);
	size_t whole = 0;
	size_t bits = 0;
	buf_reset(copy);
	assert_int_equal(tlv_open(copy, 0x30, &whole), OK);
	assert_int_equal(buf_put(copy, c.tbs), OK);
	assert_int_equal(buf_put(copy, hex("300A06082A8648CE3D040302")), OK);
	assert_int_equal(tlv_open(copy, 0x03, &bits), OK);
	assert_int_equal(buf_put_u8(copy, 0), OK);
	assert_int_equal(buf_put(copy, signature), OK);
	assert_int_equal(tlv_close(copy, bits), OK);
	assert_int_equal(tlv_close(copy, whole), OK);
	return certificate_parse(buf_bytes(copy), out);
}

static void signatures_are_made_raw(void **state)
{
	(void)state;
	struct buf copy CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
	struct certificate c = {};
	static const uint8_t want[ECDSA_SIGNATURE_LEN] = {[30] = 0x01, [31] = 0x02, [63] = 0x80};
	assert_int_equal(parse_signed(hex("3008 02020102 02020080"), &c, &copy), OK);
	assert_memory_equal(c.signature, want, sizeof(want));
}

static void other_signatures_are_refused(void **state)
{
	(void)state;
#define ZEROS32 "0000000000000000000000000000000000000000000000000000000000000000"
	static const struct {
		const char *text;
		enum err e;
	} rows[] = {
		{"3006 020180 020101", ERR_SYNTAX},	     /* negative */
		{"3005 0200 020101", ERR_SYNTAX},	     /* no digits */
		{"3003 020101", ERR_MISSING},		     /* one number */
		{"3009 020101 020101 020101", ERR_TRAILING}, /* three */
		{"3006 020101 020101 00", ERR_TRAILING},
		{"3026 022101" ZEROS32 "020101", ERR_RANGE}, /* 33 bytes */
		{"3106 020101 020101", ERR_MISSING},
		{"", ERR_MISSING},
	};
	struct buf copy CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct certificate c = {};
		assert_int_equal(parse_signed(hex(rows[i].text), &c, &copy), rows[i].e);
	}
}

static void other_keys_are_unsupported(void **state)
{
	(void)state;
	EVP_PKEY *handles[] = {EVP_RSA_gen(2048), EVP_EC_gen("P-384")};
	for (size_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
		struct certificate_template t = test_pki_template(&pki, ISSUE_DPTLS);
		struct private_key *key CLEANUP(private_key_free) = NULL;
		struct buf der CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
		const struct issue_issuer ci = {pki.keys[ISSUE_CI], buf_bytes(&pki.der[ISSUE_CI])};
		struct certificate c = {};
		uint8_t *pkcs8 = NULL;
		int len = i2d_PrivateKey(handles[i], &pkcs8);
		assert_int_equal(private_key_parse(bytes_from(pkcs8, (size_t)len), &key), OK);
		assert_int_equal(issue_certificate(&t, key, &ci, &pki.entropy, &der), OK);
		assert_int_equal(certificate_parse(buf_bytes(&der), &c), ERR_UNSUPPORTED);
		OPENSSL_free(pkcs8);
		EVP_PKEY_free(handles[i]);
	}
}

static void files_are_der_or_pem(void **state)
{
	(void)state;
	char path[] = "/tmp/certificate_test.XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	struct bytes der = buf_bytes(&pki.der[ISSUE_DPTLS]);
	struct buf pem CLEANUP(buf_free) = buf_make(64 * 1024);
	assert_int_equal(buf_put_str(&pem, "a remark\n"), OK);
	assert_int_equal(private_key_pem(pki.keys[ISSUE_DPTLS], &pem), OK);
	assert_int_equal(issue_pem(der, &pem), OK);
	assert_int_equal(issue_pem(buf_bytes(&pki.der[ISSUE_CI]), &pem), OK);
	const struct bytes forms[] = {der, buf_bytes(&pem)};
	for (int i = 0; i < 2; i++) {
		struct buf out CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
		assert_int_equal(file_write(path, forms[i], 0600), OK);
		assert_int_equal(certificate_load(path, &out), OK);
		assert_true(bytes_eq(buf_bytes(&out), der));
	}
	static const struct bytes bad[] = {
		{},
		BYTES_LIT("hello"),
		BYTES_LIT("-----BEGIN CERTIFICATE-----\nAAAA\n"),
		BYTES_LIT("-----BEGIN CERTIFICATE-----\nA*AA\n-----END CERTIFICATE-----\n"),
		BYTES_LIT("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct buf out CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
		assert_int_equal(file_write(path, bad[i], 0600), OK);
		assert_int_equal(certificate_load(path, &out), ERR_SYNTAX);
	}
	assert_int_equal(unlink(path), 0);
	struct buf out CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
	assert_int_equal(certificate_load(path, &out), ERR_NOT_FOUND);
}

static void sgp26_certificates_are_read(void **state)
{
	(void)state;
	const char *dir = getenv("VECTORS");
	if (!dir || !*dir)
		skip();
	char path[512] = {};
	struct buf der CLEANUP(buf_free) = buf_make(LIMIT_CERTIFICATE);
	struct certificate c = {};
	(void)snprintf(path, sizeof(path), "%s/sgp26/eUICC/CERT_EUICC_ECDSA_NIST.der", dir);
	if (certificate_load(path, &der) == ERR_NOT_FOUND)
		skip();
	assert_int_equal(certificate_parse(buf_bytes(&der), &c), OK);
	assert_true(bytes_eq(c.serial, hex("020000000000000001")));
	assert_int_equal(c.not_before_ms, 1585734538000);  /* 2020-04-01T09:48:58Z */
	assert_int_equal(c.not_after_ms, 174385734538000); /* 7496-01-24T09:48:58Z */
	assert_true(bytes_eq(c.subject_key_id, hex("A52476AF5D50AA376437CCB1DA2172EF45F484F0")));
	assert_true(bytes_eq(c.authority_key_id, hex("DD3DA24D350C1CC5D0AF0965F40EC34C5EE409F1")));
	assert_true(bytes_eq(c.organization, BYTES_LIT("RSP Test EUM")));
	assert_true(certificate_has_role(&c, CERTIFICATE_EUICC));
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
		cmocka_unit_test(eum_fields),
		cmocka_unit_test(euicc_fields),
		cmocka_unit_test(ci_fields),
		cmocka_unit_test(permitted_subtrees_are_cut_off_one_by_one),
		cmocka_unit_test(roles_of_all_kinds),
		cmocka_unit_test(purposes_of_tls_certificates),
		cmocka_unit_test(dns_names),
		cmocka_unit_test(validity_includes_its_ends),
		cmocka_unit_test(found_by_key_id),
		cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(every_changed_byte_breaks_it),
		cmocka_unit_test(bytes_behind_it_are_refused),
		cmocka_unit_test(too_long_a_certificate_is_refused),
		cmocka_unit_test(other_forms_are_refused),
		cmocka_unit_test(times_have_their_form),
		cmocka_unit_test(signatures_are_made_raw),
		cmocka_unit_test(other_signatures_are_refused),
		cmocka_unit_test(other_keys_are_unsupported),
		cmocka_unit_test(files_are_der_or_pem),
		cmocka_unit_test(sgp26_certificates_are_read),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
