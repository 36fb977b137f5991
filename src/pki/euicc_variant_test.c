/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of eUICC chains with sub-CAs (SGP.22 v3 §4.5.1, variants O to C), and of revoked ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "base/limits.h"
#include "pki/euicc_chain.h"
#include "pki/issue_crl.h"
#include "test_pki.h"

enum { OTHERS_MAX = 8 * LIMIT_CERTIFICATE, HOUR_MS = 3600 * 1000 };

/* Issuers of the eUICC's issuer, from the lowest: what otherCertsInChain holds. */
static const enum issue_kind others_of[ISSUE_VARIANT_COUNT][2] = {
	[ISSUE_VARIANT_A] = {ISSUE_EUM},
	[ISSUE_VARIANT_B] = {ISSUE_CI_SUB_CA},
	[ISSUE_VARIANT_C] = {ISSUE_EUM, ISSUE_CI_SUB_CA},
};

static struct test_pki pkis[CURVE_COUNT][ISSUE_VARIANT_COUNT];

/* A chain of a variant, one certificate of which a case may replace. */
struct world {
	struct test_pki *pki;
	struct buf der[ISSUE_KIND_COUNT]; /* replaced; empty: that of `pki` */
	struct buf others;
	struct euicc_chain_input in;
};

static void free_world(struct world *w)
{
	for (int i = 0; i < ISSUE_KIND_COUNT; i++)
		buf_free(&w->der[i]);
	buf_free(&w->others);
}

static struct bytes der_of(const struct world *w, enum issue_kind kind)
{
	return buf_bytes(w->der[kind].len > 0 ? &w->der[kind] : &w->pki->der[kind]);
}

static enum issue_kind lowest_ca(const struct world *w)
{
	return issue_template_issuer(w->pki->variant, ISSUE_EUICC);
}

static void gather(struct world *w)
{
	w->others = buf_make(OTHERS_MAX);
	for (int i = 0; i < 2 && others_of[w->pki->variant][i] != ISSUE_CI; i++)
		assert_int_equal(buf_put(&w->others, der_of(w, others_of[w->pki->variant][i])), OK);
	w->in = (struct euicc_chain_input){.euicc = der_of(w, ISSUE_EUICC),
					   .eum = der_of(w, lowest_ca(w)),
					   .others = buf_bytes(&w->others),
					   .cis = &w->pki->ci,
					   .ci_count = 1,
					   .now_ms = w->pki->now_ms};
}

static void each_variant_holds(void **state)
{
	(void)state;
	for (int c = 0; c < CURVE_COUNT; c++) {
		for (int v = 0; v < ISSUE_VARIANT_COUNT; v++) {
			CLEANUP(free_world) struct world w = {.pki = &pkis[c][v]};
			struct euicc_chain_result result = {};
			gather(&w);
			assert_int_equal(euicc_chain_verify(&w.in, &result), OK);
			assert_ptr_equal(result.ci, &w.pki->ci);
			assert_string_equal(result.eid, "89049032123451234512345678901235");
		}
	}
}

/* The order is not said anywhere, and a stranger among them does no harm. */
static void others_come_in_any_order(void **state)
{
	(void)state;
	CLEANUP(free_world) struct world w = {.pki = &pkis[0][ISSUE_VARIANT_C]};
	CLEANUP(buf_free) struct buf others = buf_make(OTHERS_MAX);
	struct euicc_chain_result result = {};
	gather(&w);
	assert_int_equal(buf_put(&others, der_of(&w, ISSUE_CI_SUB_CA)), OK);
	assert_int_equal(buf_put(&others, der_of(&w, ISSUE_DPAUTH)), OK);
	assert_int_equal(buf_put(&others, der_of(&w, ISSUE_EUM)), OK);
	w.in.others = buf_bytes(&others);
	assert_int_equal(euicc_chain_verify(&w.in, &result), OK);
}

/* Nobody asks for them in a chain of variant O. */
static void others_that_are_not_needed_are_not_read(void **state)
{
	(void)state;
	CLEANUP(free_world) struct world w = {.pki = &pkis[0][ISSUE_VARIANT_O]};
	struct euicc_chain_result result = {};
	gather(&w);
	w.in.others = BYTES_LIT("\x30\x05junk");
	assert_int_equal(euicc_chain_verify(&w.in, &result), OK);
}

static void a_ci_sub_ca_may_be_known_here(void **state)
{
	(void)state;
	CLEANUP(free_world) struct world w = {.pki = &pkis[0][ISSUE_VARIANT_B]};
	struct euicc_chain_result result = {};
	struct certificate sub_ca = {};
	gather(&w);
	w.in.others = (struct bytes){};
	assert_int_equal(euicc_chain_verify(&w.in, &result), ERR_NOT_FOUND);
	assert_int_equal(result.fault, EUICC_CHAIN_CI_UNKNOWN);
	assert_int_equal(certificate_parse(der_of(&w, ISSUE_CI_SUB_CA), &sub_ca), OK);
	w.in.sub_cas = &sub_ca;
	w.in.sub_ca_count = 1;
	assert_int_equal(euicc_chain_verify(&w.in, &result), OK);
	assert_ptr_equal(result.ci, &w.pki->ci);
}

static void junk_among_the_others_is_noticed(void **state)
{
	(void)state;
	CLEANUP(free_world) struct world w = {.pki = &pkis[0][ISSUE_VARIANT_C]};
	struct euicc_chain_result result = {};
	gather(&w);
	w.in.others = BYTES_LIT("\x30\x05junk!");
	assert_true(err_is_refusal(euicc_chain_verify(&w.in, &result)));
	assert_int_equal(result.fault, EUICC_CHAIN_EUM_INVALID);
	assert_string_equal(result.check, "euicc_chain.eum_form");
}

/* A CA that names itself as its authority leads nowhere, and ends. */
static void a_circle_ends(void **state)
{
	(void)state;
	CLEANUP(free_world) struct world w = {.pki = &pkis[0][ISSUE_VARIANT_C]};
	struct euicc_chain_result result = {};
	struct certificate_template t = test_pki_template(w.pki, ISSUE_CI_SUB_CA);
	const struct issue_issuer self = {w.pki->keys[ISSUE_CI_SUB_CA],
					  buf_bytes(&w.pki->der[ISSUE_CI_SUB_CA])};
	w.der[ISSUE_CI_SUB_CA] = buf_make(LIMIT_CERTIFICATE);
	assert_int_equal(issue_certificate(&t, w.pki->keys[ISSUE_CI_SUB_CA], &self, &w.pki->entropy,
					   &w.der[ISSUE_CI_SUB_CA]),
			 OK);
	gather(&w);
	assert_int_equal(euicc_chain_verify(&w.in, &result), ERR_NOT_FOUND);
	assert_int_equal(result.fault, EUICC_CHAIN_CI_UNKNOWN);
}

/* --- what may be wrong with a sub-CA -------------------------------------------------------- */

typedef void change_fn(struct certificate_template *t);

static void over(struct certificate_template *t)
{
	t->not_after_ms = t->not_before_ms + 500;
}

static void policy_absent(struct certificate_template *t)
{
	t->policy = NULL;
}

static void policy_of_dp_sub_ca(struct certificate_template *t)
{
	t->policy = "2.23.146.1.2.1.0.0.1";
}

static void policy_of_version_2(struct certificate_template *t)
{
	t->policy = "2.23.146.1.2.1.2";
}

static void may_not_sign(struct certificate_template *t)
{
	t->key_usage = CERTIFICATE_CRL_SIGN;
}

static void no_ca(struct certificate_template *t)
{
	t->is_ca = false;
}

static void path_len_absent(struct certificate_template *t)
{
	t->path_len = CERTIFICATE_PATH_LEN_NONE;
}

static void path_len_zero(struct certificate_template *t)
{
	t->path_len = 0;
}

static void path_len_one(struct certificate_template *t)
{
	t->path_len = 1;
}

static void path_len_two(struct certificate_template *t)
{
	t->path_len = 2;
}

static void unconstrained(struct certificate_template *t)
{
	t->permitted_eins[0] = NULL;
}

static void ein_empty(struct certificate_template *t)
{
	t->permitted_eins[0] = "";
}

static void other_eins(struct certificate_template *t)
{
	t->permitted_eins[0] = "89049033";
}

static const struct fault_row {
	enum issue_kind kind;
	change_fn *change;
	enum euicc_chain_fault fault; /* NO_FAULT: the chain holds */
	const char *check;
} fault_rows[] = {
	{ISSUE_CI_SUB_CA, over, EUICC_CHAIN_EUM_EXPIRED, "eum_validity"},
	{ISSUE_CI_SUB_CA, policy_absent, EUICC_CHAIN_EUM_INVALID, "eum_policy"},
	{ISSUE_CI_SUB_CA, policy_of_dp_sub_ca, EUICC_CHAIN_EUM_INVALID, "eum_policy"},
	{ISSUE_CI_SUB_CA, may_not_sign, EUICC_CHAIN_EUM_INVALID, "eum_key_usage"},
	{ISSUE_CI_SUB_CA, no_ca, EUICC_CHAIN_EUM_INVALID, "eum_ca"},
	{ISSUE_CI_SUB_CA, path_len_one, EUICC_CHAIN_EUM_INVALID, "eum_path_len"},
	{ISSUE_CI_SUB_CA, path_len_two, EUICC_CHAIN_NO_FAULT, NULL},
	{ISSUE_CI_SUB_CA, other_eins, EUICC_CHAIN_EUICC_INVALID, "euicc_eid_range"},
	{ISSUE_EUM, over, EUICC_CHAIN_EUM_EXPIRED, "eum_validity"},
	{ISSUE_EUM, policy_absent, EUICC_CHAIN_EUM_INVALID, "eum_policy"},
	{ISSUE_EUM, policy_of_version_2, EUICC_CHAIN_EUM_INVALID, "eum_policy"},
	{ISSUE_EUM, path_len_zero, EUICC_CHAIN_EUM_INVALID, "eum_path_len"},
	{ISSUE_EUM, path_len_absent, EUICC_CHAIN_EUM_INVALID, "eum_path_len"},
	{ISSUE_EUM, unconstrained, EUICC_CHAIN_EUM_INVALID, "eum_constraints"},
	{ISSUE_EUM, other_eins, EUICC_CHAIN_EUICC_INVALID, "euicc_eid_range"},
	{ISSUE_EUM_SUB_CA, over, EUICC_CHAIN_EUM_EXPIRED, "eum_validity"},
	{ISSUE_EUM_SUB_CA, policy_absent, EUICC_CHAIN_EUM_INVALID, "eum_policy"},
	{ISSUE_EUM_SUB_CA, path_len_one, EUICC_CHAIN_EUM_INVALID, "eum_path_len"},
	{ISSUE_EUM_SUB_CA, unconstrained, EUICC_CHAIN_NO_FAULT, NULL},
	{ISSUE_EUM_SUB_CA, ein_empty, EUICC_CHAIN_EUM_INVALID, "eum_constraints"},
	{ISSUE_EUM_SUB_CA, other_eins, EUICC_CHAIN_EUICC_INVALID, "euicc_eid_range"},
	{ISSUE_EUICC, policy_of_version_2, EUICC_CHAIN_EUICC_INVALID, "euicc_policy"},
};

static void each_fault_of_a_sub_ca_has_its_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(fault_rows) / sizeof(fault_rows[0]); i++) {
		const struct fault_row *row = &fault_rows[i];
		CLEANUP(free_world) struct world w = {.pki = &pkis[0][ISSUE_VARIANT_C]};
		struct euicc_chain_result result = {};
		struct certificate_template t = test_pki_template(w.pki, row->kind);
		char check[64] = {};
		row->change(&t);
		w.der[row->kind] = test_pki_issue(w.pki, &t, row->kind);
		gather(&w);
		enum err e = euicc_chain_verify(&w.in, &result);
		(void)snprintf(check, sizeof(check), "euicc_chain.%s", row->check);
		if (result.fault != row->fault || (e == OK) != (row->check == NULL) ||
		    (row->check && strcmp(result.check, check) != 0))
			fail_msg("row %zu: %s, fault %d, check %s", i, err_name(e),
				 (int)result.fault, result.check ? result.check : "none");
	}
}

static void a_sub_ca_of_another_ci_is_forged(void **state)
{
	(void)state;
	CLEANUP(free_world) struct world w = {.pki = &pkis[0][ISSUE_VARIANT_C]};
	struct euicc_chain_result result = {};
	struct certificate_template t = test_pki_template(w.pki, ISSUE_CI_SUB_CA);
	const struct issue_issuer forger = {w.pki->keys[ISSUE_DPAUTH],
					    buf_bytes(&w.pki->der[ISSUE_CI])};
	w.der[ISSUE_CI_SUB_CA] = buf_make(LIMIT_CERTIFICATE);
	assert_int_equal(issue_certificate(&t, w.pki->keys[ISSUE_CI_SUB_CA], &forger,
					   &w.pki->entropy, &w.der[ISSUE_CI_SUB_CA]),
			 OK);
	gather(&w);
	assert_int_equal(euicc_chain_verify(&w.in, &result), ERR_SIGNATURE);
	assert_int_equal(result.fault, EUICC_CHAIN_EUM_INVALID);
}

/* --- revoked -------------------------------------------------------------------------------- */

struct crl_case {
	enum issue_kind revoked;
	enum euicc_chain_fault fault;
	const char *check;
};

static void revoke(struct test_pki *pki, enum issue_kind kind, struct crl **out)
{
	enum issue_kind by = issue_template_issuer(pki->variant, kind);
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CRL);
	struct certificate cert = {};
	assert_int_equal(certificate_parse(buf_bytes(&pki->der[kind]), &cert), OK);
	const struct certificate *revoked[] = {&cert};
	const struct crl_template t = {.this_update_ms = pki->now_ms - HOUR_MS,
				       .next_update_ms = pki->now_ms + HOUR_MS,
				       .number = "1",
				       .revoked = revoked,
				       .revoked_n = 1};
	const struct issue_issuer issuer = {pki->keys[by], buf_bytes(&pki->der[by])};
	assert_int_equal(issue_crl(&t, &issuer, &der), OK);
	assert_int_equal(crl_parse(buf_bytes(&der), out), OK);
}

/* Also when the cache remembers the signatures from the time before. */
static void a_revoked_one_is_refused_though_it_was_good(void **state)
{
	(void)state;
	static const struct crl_case rows[] = {
		{ISSUE_CI_SUB_CA, EUICC_CHAIN_EUM_INVALID, "euicc_chain.eum_revoked"},
		{ISSUE_EUM, EUICC_CHAIN_EUM_INVALID, "euicc_chain.eum_revoked"},
		{ISSUE_EUM_SUB_CA, EUICC_CHAIN_EUM_INVALID, "euicc_chain.eum_revoked"},
		{ISSUE_EUICC, EUICC_CHAIN_EUICC_INVALID, "euicc_chain.euicc_revoked"},
	};
	CLEANUP(chain_cache_free) struct chain_cache *cache = NULL;
	assert_int_equal(chain_cache_create(&cache), OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(free_world) struct world w = {.pki = &pkis[0][ISSUE_VARIANT_C]};
		CLEANUP(crl_free) struct crl *crl = NULL;
		struct euicc_chain_result result = {};
		gather(&w);
		w.in.cache = cache;
		assert_int_equal(euicc_chain_verify(&w.in, &result), OK);
		revoke(w.pki, rows[i].revoked, &crl);
		const struct crl *crls[] = {crl};
		const struct crl_list list = {.crls = crls, .n = 1};
		w.in.crls = &list;
		assert_int_equal(euicc_chain_verify(&w.in, &result), ERR_DENIED);
		assert_int_equal(result.fault, rows[i].fault);
		assert_string_equal(result.check, rows[i].check);
	}
}

static void a_missing_list_is_refused_where_required(void **state)
{
	(void)state;
	CLEANUP(free_world) struct world w = {.pki = &pkis[0][ISSUE_VARIANT_O]};
	const struct crl_list list = {.required = true};
	struct euicc_chain_result result = {};
	gather(&w);
	w.in.crls = &list;
	assert_int_equal(euicc_chain_verify(&w.in, &result), ERR_EXPIRED);
	assert_int_equal(result.fault, EUICC_CHAIN_EUM_INVALID);
}

static int setup(void **state)
{
	(void)state;
	for (int c = 0; c < CURVE_COUNT; c++)
		for (int v = 0; v < ISSUE_VARIANT_COUNT; v++)
			test_pki_make_variant(&pkis[c][v], (enum curve)c, (enum issue_variant)v);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (int c = 0; c < CURVE_COUNT; c++)
		for (int v = 0; v < ISSUE_VARIANT_COUNT; v++)
			test_pki_free(&pkis[c][v]);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_variant_holds),
		cmocka_unit_test(others_come_in_any_order),
		cmocka_unit_test(others_that_are_not_needed_are_not_read),
		cmocka_unit_test(a_ci_sub_ca_may_be_known_here),
		cmocka_unit_test(junk_among_the_others_is_noticed),
		cmocka_unit_test(a_circle_ends),
		cmocka_unit_test(each_fault_of_a_sub_ca_has_its_row),
		cmocka_unit_test(a_sub_ca_of_another_ci_is_forged),
		cmocka_unit_test(a_revoked_one_is_refused_though_it_was_good),
		cmocka_unit_test(a_missing_list_is_refused_where_required),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
