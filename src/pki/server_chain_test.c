/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of server certificates as the card and the LPA check them: each row fails on its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "pki/server_chain.h"
#include "test_pki.h"

static const struct bytes oid_10 = BYTES_LIT("\x88\x37\x0A");
static const struct bytes oid_12 = BYTES_LIT("\x88\x37\x0C");

static const struct {
	enum issue_kind kind;
	enum certificate_role role;
	const char *policy_v3;
} kinds[] = {
	{ISSUE_DPAUTH, CERTIFICATE_DPAUTH, "2.23.146.1.2.1.0.0.1.1"},
	{ISSUE_DPPB, CERTIFICATE_DPPB, "2.23.146.1.2.1.0.0.1.2"},
	{ISSUE_DPTLS, CERTIFICATE_DPTLS, "2.23.146.1.2.1.0.0.1.0"},
	{ISSUE_DSAUTH, CERTIFICATE_DSAUTH, "2.23.146.1.2.1.0.0.2.1"},
	{ISSUE_DSTLS, CERTIFICATE_DSTLS, "2.23.146.1.2.1.0.0.2.0"},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static struct test_pki pkis[CURVE_COUNT];

static struct server_chain_input input(const struct test_pki *pki, struct bytes der,
				       enum certificate_role role)
{
	return (struct server_chain_input){.certificate = der,
					   .role = role,
					   .cis = &pki->ci,
					   .ci_count = 1,
					   .now_ms = pki->now_ms};
}

static void good_certificates_hold(void **state)
{
	(void)state;
	for (int c = 0; c < CURVE_COUNT; c++) {
		for (size_t i = 0; i < KINDS; i++) {
			struct server_chain_result result = {};
			struct public_key key = {};
			struct server_chain_input in = input(
				&pkis[c], buf_bytes(&pkis[c].der[kinds[i].kind]), kinds[i].role);
			assert_int_equal(server_chain_verify(&in, &result), OK);
			assert_int_equal(result.fault, SERVER_CHAIN_NO_FAULT);
			assert_null(result.check);
			assert_ptr_equal(result.ci, &pkis[c].ci);
			assert_int_equal(private_key_public(pkis[c].keys[kinds[i].kind], &key), OK);
			assert_true(curve_key_eq(&key, &result.certificate.public_key));
		}
	}
}

static void no_role_stands_for_another(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		for (size_t k = 0; k < KINDS; k++) {
			struct server_chain_result result = {};
			struct server_chain_input in = input(
				&pkis[0], buf_bytes(&pkis[0].der[kinds[i].kind]), kinds[k].role);
			if (i == k)
				continue;
			assert_int_equal(server_chain_verify(&in, &result), ERR_MISMATCH);
			assert_int_equal(result.fault, SERVER_CHAIN_INVALID);
			assert_string_equal(result.check, "server_chain.policy");
		}
	}
}

/* What a case changes in template, signer, issuer and question. */
struct world {
	struct test_pki *pki;
	struct certificate_template t;
	const struct private_key *signer;
	struct bytes issuer;
	struct buf spare;
	struct server_chain_input in;
};

typedef void change_fn(struct world *w);

static void not_yet(struct world *w)
{
	w->t.not_before_ms = w->pki->now_ms + 1000;
}

static void over(struct world *w)
{
	w->t.not_after_ms = w->pki->now_ms - 1000;
}

static void policy_absent(struct world *w)
{
	w->t.policy = NULL;
}

static void may_not_sign(struct world *w)
{
	w->t.key_usage = CERTIFICATE_CRL_SIGN;
}

static void no_server(struct world *w)
{
	w->t.server_auth = false;
}

static void other_host(struct world *w)
{
	w->in.host = BYTES_LIT("testsmdpplus2.example.com");
}

static void host_absent(struct world *w)
{
	w->t.dns_name = NULL;
	w->in.host = BYTES_LIT("testsmdpplus1.example.com");
}

static void other_name_of_ci(struct world *w)
{
	struct certificate_template t = test_pki_template(w->pki, ISSUE_CI);
	assert_int_equal(issue_set_name(&t, "CN", "Other CI"), OK);
	w->spare = test_pki_issue(w->pki, &t, ISSUE_CI);
	w->issuer = buf_bytes(&w->spare);
}

static void forged(struct world *w)
{
	w->signer = w->pki->keys[ISSUE_EUM];
}

static void oid_absent(struct world *w)
{
	w->t.registered_id = NULL;
}

static void oid_absent_but_asked(struct world *w)
{
	w->t.registered_id = NULL;
	w->in.oid = oid_10;
}

static void other_oid(struct world *w)
{
	w->in.oid = oid_12;
}

static void self_signed(struct world *w)
{
	w->issuer = (struct bytes){};
}

static void unknown_ci(struct world *w)
{
	w->in.cis = &pkis[CURVE_BRAINPOOLP256R1].ci;
}

static void no_ci(struct world *w)
{
	w->in.ci_count = 0;
}

static void critical_stranger(struct world *w)
{
	w->t.unknown_critical = "2.999.77";
}

static void over_and_forged_and_wrong(struct world *w)
{
	over(w);
	forged(w);
	policy_absent(w);
}

static const struct fault_row {
	enum issue_kind kind;
	enum certificate_role role;
	change_fn *change;
	enum server_chain_fault fault;
	const char *check;
} fault_rows[] = {
	{ISSUE_DPAUTH, CERTIFICATE_DPAUTH, critical_stranger, SERVER_CHAIN_INVALID, "form"},
	{ISSUE_DPAUTH, CERTIFICATE_DPAUTH, self_signed, SERVER_CHAIN_CI_UNKNOWN, "ci_known"},
	{ISSUE_DPAUTH, CERTIFICATE_DPAUTH, unknown_ci, SERVER_CHAIN_CI_UNKNOWN, "ci_known"},
	{ISSUE_DPAUTH, CERTIFICATE_DPAUTH, no_ci, SERVER_CHAIN_CI_UNKNOWN, "ci_known"},
	{ISSUE_DPAUTH, CERTIFICATE_DPAUTH, not_yet, SERVER_CHAIN_EXPIRED, "validity"},
	{ISSUE_DPAUTH, CERTIFICATE_DPAUTH, over, SERVER_CHAIN_EXPIRED, "validity"},
	{ISSUE_DPAUTH, CERTIFICATE_DPAUTH, over_and_forged_and_wrong, SERVER_CHAIN_EXPIRED,
	 "validity"},
	{ISSUE_DPAUTH, CERTIFICATE_DPAUTH, policy_absent, SERVER_CHAIN_INVALID, "policy"},
	{ISSUE_DPPB, CERTIFICATE_DPPB, may_not_sign, SERVER_CHAIN_INVALID, "key_usage"},
	{ISSUE_DPTLS, CERTIFICATE_DPTLS, no_server, SERVER_CHAIN_INVALID, "purpose"},
	{ISSUE_DPTLS, CERTIFICATE_DPTLS, other_host, SERVER_CHAIN_INVALID, "host"},
	{ISSUE_DPTLS, CERTIFICATE_DPTLS, host_absent, SERVER_CHAIN_INVALID, "host"},
	{ISSUE_DSAUTH, CERTIFICATE_DSAUTH, other_name_of_ci, SERVER_CHAIN_INVALID, "issuer"},
	{ISSUE_DPPB, CERTIFICATE_DPPB, forged, SERVER_CHAIN_INVALID, "signature"},
	{ISSUE_DPPB, CERTIFICATE_DPPB, other_oid, SERVER_CHAIN_OID, "oid"},
	{ISSUE_DPPB, CERTIFICATE_DPPB, oid_absent, SERVER_CHAIN_OID, "oid"},
	{ISSUE_DPPB, CERTIFICATE_DPPB, oid_absent_but_asked, SERVER_CHAIN_OID, "oid"},
	{ISSUE_DPTLS, CERTIFICATE_DPTLS, oid_absent_but_asked, SERVER_CHAIN_OID, "oid"},
};

static enum err verify(enum issue_kind kind, enum certificate_role role, change_fn *change,
		       struct server_chain_result *out)
{
	struct test_pki *pki = &pkis[CURVE_P256];
	struct world w = {.pki = pki,
			  .t = test_pki_template(pki, kind),
			  .signer = pki->keys[ISSUE_CI],
			  .issuer = buf_bytes(&pki->der[ISSUE_CI]),
			  .in = input(pki, (struct bytes){}, role)};
	struct buf der = buf_make(4096);
	change(&w);
	const struct issue_issuer by = {w.signer, w.issuer};
	assert_int_equal(issue_certificate(&w.t, pki->keys[kind], &by, &pki->entropy, &der), OK);
	w.in.certificate = buf_bytes(&der);
	enum err e = server_chain_verify(&w.in, out);
	out->certificate = (struct certificate){};
	buf_free(&der);
	buf_free(&w.spare);
	return e;
}

static void each_fault_has_its_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(fault_rows) / sizeof(fault_rows[0]); i++) {
		const struct fault_row *row = &fault_rows[i];
		struct server_chain_result result = {};
		char check[64] = {};
		(void)snprintf(check, sizeof(check), "server_chain.%s", row->check);
		enum err e = verify(row->kind, row->role, row->change, &result);
		if (!err_is_refusal(e) || result.fault != row->fault || !result.check ||
		    strcmp(result.check, check) != 0)
			fail_msg("row %zu (%s): %s, fault %d, check %s", i, row->check, err_name(e),
				 (int)result.fault, result.check ? result.check : "none");
	}
}

static void asks_for_the_right_host_and_oid(struct world *w)
{
	w->in.host = BYTES_LIT("TestSmDpPlus1.Example.com");
	w->in.oid = oid_10;
}

static void has_no_clock(struct world *w)
{
	over(w);
	w->in.now_ms = SERVER_CHAIN_NO_CLOCK;
}

static void tolerances(void **state)
{
	(void)state;
	static const struct {
		enum issue_kind kind;
		enum certificate_role role;
		change_fn *change;
	} rows[] = {
		{ISSUE_DPTLS, CERTIFICATE_DPTLS, asks_for_the_right_host_and_oid},
		/* the TLS certificate of a public CA has neither policy nor registered ID */
		{ISSUE_DPTLS, CERTIFICATE_DPTLS, policy_absent},
		{ISSUE_DPTLS, CERTIFICATE_DPTLS, oid_absent},
		{ISSUE_DPAUTH, CERTIFICATE_DPAUTH, has_no_clock},
		/* a host is a question to TLS certificates only */
		{ISSUE_DPAUTH, CERTIFICATE_DPAUTH, other_host},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct server_chain_result result = {};
		assert_int_equal(verify(rows[i].kind, rows[i].role, rows[i].change, &result), OK);
	}
}

static void version_3_policies_hold(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		struct certificate_template t = test_pki_template(&pkis[0], kinds[i].kind);
		struct server_chain_result result = {};
		t.policy = kinds[i].policy_v3;
		struct buf der CLEANUP(buf_free) = test_pki_issue(&pkis[0], &t, kinds[i].kind);
		struct server_chain_input in = input(&pkis[0], buf_bytes(&der), kinds[i].role);
		assert_int_equal(server_chain_verify(&in, &result), OK);
	}
}

static struct buf load_vector(const char *name, const char *curve)
{
	char path[512] = {};
	struct buf out = buf_make(4096);
	const char *dir = getenv("VECTORS");
	if (!dir || !*dir)
		skip();
	(void)snprintf(path, sizeof(path), "%s/sgp26/%s_%s.der", dir, name, curve);
	if (certificate_load(path, &out) == ERR_NOT_FOUND)
		skip();
	return out;
}

/* The same certificate at another time, for another role, under another CI, and forged. */
static void sgp26_faults_are_noticed(const struct server_chain_input *good, struct buf *der)
{
	struct server_chain_result result = {};
	struct server_chain_input in = *good;
	in.now_ms = INT64_C(4102444800000); /* 2100 */
	assert_int_equal(server_chain_verify(&in, &result), ERR_EXPIRED);
	assert_int_equal(result.fault, SERVER_CHAIN_EXPIRED);
	in = *good;
	in.role = CERTIFICATE_DSAUTH;
	assert_int_equal(server_chain_verify(&in, &result), ERR_MISMATCH);
	assert_int_equal(result.fault, SERVER_CHAIN_INVALID);
	in = *good;
	in.cis = &pkis[0].ci;
	assert_int_equal(server_chain_verify(&in, &result), ERR_NOT_FOUND);
	assert_int_equal(result.fault, SERVER_CHAIN_CI_UNKNOWN);
	der->ptr[der->len - 1] ^= 1;
	assert_int_equal(server_chain_verify(good, &result), ERR_SIGNATURE);
	der->ptr[der->len - 1] ^= 1;
}

static void sgp26_chains_hold(void **state)
{
	(void)state;
	static const char *const curves[] = {"NIST", "BRP"};
	const struct {
		const char *name;
		enum certificate_role role;
		struct bytes oid;
	} rows[] = {
		{"DPauth/CERT_S_SM_DPauth_ECDSA", CERTIFICATE_DPAUTH, oid_10},
		{"DPauth/CERT_S_SM_DP2auth_ECDSA", CERTIFICATE_DPAUTH, oid_12},
		{"DPpb/CERT_S_SM_DPpb_ECDSA", CERTIFICATE_DPPB, oid_10},
		{"DPpb/CERT_S_SM_DP2pb_ECDSA", CERTIFICATE_DPPB, oid_12},
		{"DPtls/CERT_S_SM_DP_VARO_TLS", CERTIFICATE_DPTLS, oid_10},
	};
	for (int c = 0; c < CURVE_COUNT; c++) {
		struct buf ci_der CLEANUP(buf_free) =
			load_vector("CertificateIssuer/CERT_CI_ECDSA", curves[c]);
		struct certificate ci = {};
		assert_int_equal(certificate_parse(buf_bytes(&ci_der), &ci), OK);
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			struct buf der CLEANUP(buf_free) = load_vector(rows[i].name, curves[c]);
			struct server_chain_result result = {};
			const struct server_chain_input in = {
				.certificate = buf_bytes(&der),
				.role = rows[i].role,
				.cis = &ci,
				.ci_count = 1,
				.now_ms = pkis[0].now_ms,
				.oid = rows[i].oid,
				.host = BYTES_LIT("testsmdpplus1.example.com"),
			};
			assert_int_equal(server_chain_verify(&in, &result), OK);
			sgp26_faults_are_noticed(&in, &der);
		}
	}
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
		cmocka_unit_test(good_certificates_hold),
		cmocka_unit_test(no_role_stands_for_another),
		cmocka_unit_test(each_fault_has_its_row),
		cmocka_unit_test(tolerances),
		cmocka_unit_test(version_3_policies_hold),
		cmocka_unit_test(sgp26_chains_hold),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
