/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the eUICC chain: each row fails for its own reason; genuine chains hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "pki/euicc_chain.h"
#include "test_pki.h"

/* What a case may change before its chain is issued. */
struct world {
	struct test_pki *pki;
	struct certificate_template eum, euicc;
	const struct private_key *eum_signer, *euicc_signer;
	struct bytes eum_issuer, euicc_issuer; /* certificates; absent: the right ones */
	bool eum_self_signed;
	struct buf spare; /* of an issuer that a case makes up */
};

typedef void change_fn(struct world *w);

static void eum_not_yet(struct world *w)
{
	w->eum.not_before_ms = w->pki->now_ms + 1000;
}

static void eum_over(struct world *w)
{
	w->eum.not_after_ms = w->pki->now_ms - 1000;
}

static void eum_policy_absent(struct world *w)
{
	w->eum.policy = NULL;
}

static void eum_policy_of_euicc(struct world *w)
{
	w->eum.policy = "2.23.146.1.2.1.1";
}

static void eum_may_not_sign_certificates(struct world *w)
{
	w->eum.key_usage = CERTIFICATE_DIGITAL_SIGNATURE | CERTIFICATE_CRL_SIGN;
}

static void eum_usage_absent(struct world *w)
{
	w->eum.key_usage = 0;
}

/* With CA:FALSE there is no path length either: the rows of both are alike to SGP.23. */
static void eum_no_ca(struct world *w)
{
	w->eum.is_ca = false;
}

static void eum_path_len_absent(struct world *w)
{
	w->eum.path_len = CERTIFICATE_PATH_LEN_NONE;
}

static void eum_path_len_one(struct world *w)
{
	w->eum.path_len = 1;
}

static void eum_unconstrained(struct world *w)
{
	w->eum.permitted_organization = NULL;
	w->eum.permitted_serial_number = NULL;
}

static void eum_constraint_without_serial(struct world *w)
{
	w->eum.permitted_serial_number = NULL;
}

static void eum_constraint_without_organization(struct world *w)
{
	w->eum.permitted_organization = NULL;
}

static void eum_constraint_empty(struct world *w)
{
	w->eum.permitted_serial_number = "";
}

static void eum_ein_empty(struct world *w)
{
	w->eum.permitted_eins[0] = "";
}

static void eum_critical_stranger(struct world *w)
{
	w->eum.unknown_critical = "2.999.77";
}

/* The same key as the CI's, hence the same key identifier, under another name. */
static void eum_of_another_name(struct world *w)
{
	struct certificate_template t = test_pki_template(w->pki, ISSUE_CI);
	assert_int_equal(issue_set_name(&t, "CN", "Other CI"), OK);
	w->spare = test_pki_issue(w->pki, &t, ISSUE_CI);
	w->eum_issuer = buf_bytes(&w->spare);
}

static void eum_signed_by_another(struct world *w)
{
	w->eum_signer = w->pki->keys[ISSUE_DPAUTH];
}

static void eum_without_authority(struct world *w)
{
	w->eum_self_signed = true;
}

static void eum_expired_and_wrong_and_forged(struct world *w)
{
	eum_over(w);
	eum_policy_absent(w);
	eum_signed_by_another(w);
}

static void eum_forged_and_euicc_expired(struct world *w)
{
	eum_signed_by_another(w);
	w->euicc.not_after_ms = w->pki->now_ms - 1000;
}

static void euicc_not_yet(struct world *w)
{
	w->euicc.not_before_ms = w->pki->now_ms + 1000;
}

static void euicc_over(struct world *w)
{
	w->euicc.not_after_ms = w->pki->now_ms - 1000;
}

static void euicc_policy_absent(struct world *w)
{
	w->euicc.policy = NULL;
}

static void euicc_policy_of_eum(struct world *w)
{
	w->euicc.policy = "2.23.146.1.2.1.2";
}

/* Each certificate alone is good; but the EUM speaks version 2 and the eUICC version 3. */
static void euicc_policy_of_version_3(struct world *w)
{
	w->euicc.policy = "2.23.146.1.2.1.0.0.0.0.0";
}

static void euicc_may_not_sign(struct world *w)
{
	w->euicc.key_usage = CERTIFICATE_KEY_CERT_SIGN;
}

static void euicc_of_another_name(struct world *w)
{
	struct certificate_template t = test_pki_template(w->pki, ISSUE_EUM);
	assert_int_equal(issue_set_name(&t, "CN", "Other EUM"), OK);
	w->spare = test_pki_issue(w->pki, &t, ISSUE_EUM);
	w->euicc_issuer = buf_bytes(&w->spare);
}

/* An issuer of the EUM's name with another key; yet the EUM's key signs. */
static void euicc_of_another_authority(struct world *w)
{
	struct certificate_template t = test_pki_template(w->pki, ISSUE_EUM);
	const struct issue_issuer ci = {w->pki->keys[ISSUE_CI], buf_bytes(&w->pki->der[ISSUE_CI])};
	w->spare = buf_make(4096);
	assert_int_equal(
		issue_certificate(&t, w->pki->keys[ISSUE_DPAUTH], &ci, &w->pki->entropy, &w->spare),
		OK);
	w->euicc_issuer = buf_bytes(&w->spare);
}

/* Permitted by the constraint, yet not the EUM's own name. */
static void euicc_of_another_organization(struct world *w)
{
	assert_int_equal(issue_set_name(&w->euicc, "O", "Other"), OK);
	w->eum.permitted_organization = "Other";
}

static void euicc_organization_not_permitted(struct world *w)
{
	w->eum.permitted_organization = "Other";
}

static void set_eid(struct world *w, const char *eid)
{
	assert_int_equal(issue_set_name(&w->euicc, "serialNumber", eid), OK);
}

static void eid_too_short(struct world *w)
{
	set_eid(w, "8904903212345123451234567890123");
}

static void eid_too_long(struct world *w)
{
	set_eid(w, "890490321234512345123456789012350");
}

static void eid_with_a_letter(struct world *w)
{
	set_eid(w, "8904903212345123451234567890123A");
}

static void eid_absent(struct world *w)
{
	w->euicc.subject[2] = w->euicc.subject[3];
	w->euicc.subject[3] = (struct issue_name){};
}

static void eid_out_of_range(struct world *w)
{
	set_eid(w, "89049033123451234512345678901235");
}

static void eid_out_of_eins(struct world *w)
{
	eum_unconstrained(w);
	w->eum.permitted_eins[0] = "89049033";
	w->eum.permitted_eins[1] = "89049034";
}

static void eid_in_name_but_not_in_eins(struct world *w)
{
	w->eum.permitted_eins[0] = "89049033";
}

static void euicc_signed_by_another(struct world *w)
{
	w->euicc_signer = w->pki->keys[ISSUE_CI];
}

static void euicc_expired_and_wrong(struct world *w)
{
	euicc_over(w);
	eid_out_of_range(w);
}

static const struct fault_row {
	const char *what;
	change_fn *change;
	enum euicc_chain_fault fault;
	const char *check;
} fault_rows[] = {
	{"EUM without authority", eum_without_authority, EUICC_CHAIN_CI_UNKNOWN, "ci_known"},
	{"EUM not yet", eum_not_yet, EUICC_CHAIN_EUM_EXPIRED, "eum_validity"},
	{"EUM over", eum_over, EUICC_CHAIN_EUM_EXPIRED, "eum_validity"},
	{"EUM policy absent", eum_policy_absent, EUICC_CHAIN_EUM_INVALID, "eum_policy"},
	{"EUM policy", eum_policy_of_euicc, EUICC_CHAIN_EUM_INVALID, "eum_policy"},
	{"EUM usage", eum_may_not_sign_certificates, EUICC_CHAIN_EUM_INVALID, "eum_key_usage"},
	{"EUM usage absent", eum_usage_absent, EUICC_CHAIN_EUM_INVALID, "eum_key_usage"},
	{"EUM no CA", eum_no_ca, EUICC_CHAIN_EUM_INVALID, "eum_ca"},
	{"EUM path absent", eum_path_len_absent, EUICC_CHAIN_EUM_INVALID, "eum_path_len"},
	{"EUM path", eum_path_len_one, EUICC_CHAIN_EUM_INVALID, "eum_path_len"},
	{"no constraint", eum_unconstrained, EUICC_CHAIN_EUM_INVALID, "eum_constraints"},
	{"no prefix", eum_constraint_without_serial, EUICC_CHAIN_EUM_INVALID, "eum_constraints"},
	{"no O", eum_constraint_without_organization, EUICC_CHAIN_EUM_INVALID, "eum_constraints"},
	{"empty prefix", eum_constraint_empty, EUICC_CHAIN_EUM_INVALID, "eum_constraints"},
	{"empty EIN", eum_ein_empty, EUICC_CHAIN_EUM_INVALID, "eum_constraints"},
	{"EUM critical", eum_critical_stranger, EUICC_CHAIN_EUM_INVALID, "eum_form"},
	{"EUM issuer", eum_of_another_name, EUICC_CHAIN_EUM_INVALID, "eum_issuer"},
	{"EUM forged", eum_signed_by_another, EUICC_CHAIN_EUM_INVALID, "eum_signature"},
	{"EUM all wrong", eum_expired_and_wrong_and_forged, EUICC_CHAIN_EUM_EXPIRED,
	 "eum_validity"},
	{"EUM first", eum_forged_and_euicc_expired, EUICC_CHAIN_EUM_INVALID, "eum_signature"},
	{"eUICC not yet", euicc_not_yet, EUICC_CHAIN_EUICC_EXPIRED, "euicc_validity"},
	{"eUICC over", euicc_over, EUICC_CHAIN_EUICC_EXPIRED, "euicc_validity"},
	{"eUICC policy absent", euicc_policy_absent, EUICC_CHAIN_EUICC_INVALID, "euicc_policy"},
	{"eUICC policy", euicc_policy_of_eum, EUICC_CHAIN_EUICC_INVALID, "euicc_policy"},
	{"eUICC version", euicc_policy_of_version_3, EUICC_CHAIN_EUICC_INVALID, "euicc_policy"},
	{"eUICC usage", euicc_may_not_sign, EUICC_CHAIN_EUICC_INVALID, "euicc_key_usage"},
	{"eUICC issuer", euicc_of_another_name, EUICC_CHAIN_EUICC_INVALID, "euicc_issuer"},
	{"eUICC key id", euicc_of_another_authority, EUICC_CHAIN_EUICC_INVALID, "euicc_authority"},
	{"eUICC O", euicc_of_another_organization, EUICC_CHAIN_EUICC_INVALID, "euicc_organization"},
	{"permitted O", euicc_organization_not_permitted, EUICC_CHAIN_EUICC_INVALID,
	 "euicc_eid_range"},
	{"EID short", eid_too_short, EUICC_CHAIN_EUICC_INVALID, "euicc_eid"},
	{"EID long", eid_too_long, EUICC_CHAIN_EUICC_INVALID, "euicc_eid"},
	{"EID letter", eid_with_a_letter, EUICC_CHAIN_EUICC_INVALID, "euicc_eid"},
	{"EID absent", eid_absent, EUICC_CHAIN_EUICC_INVALID, "euicc_eid"},
	{"EID range", eid_out_of_range, EUICC_CHAIN_EUICC_INVALID, "euicc_eid_range"},
	{"EID EINs", eid_out_of_eins, EUICC_CHAIN_EUICC_INVALID, "euicc_eid_range"},
	{"EID name and EIN", eid_in_name_but_not_in_eins, EUICC_CHAIN_EUICC_INVALID,
	 "euicc_eid_range"},
	{"eUICC forged", euicc_signed_by_another, EUICC_CHAIN_EUICC_INVALID, "euicc_signature"},
	{"eUICC all wrong", euicc_expired_and_wrong, EUICC_CHAIN_EUICC_EXPIRED, "euicc_validity"},
};

static void nothing(struct world *w)
{
	(void)w;
}

static void version_3_policies(struct world *w)
{
	w->eum.policy = "2.23.146.1.2.1.0.0.0";
	w->euicc.policy = "2.23.146.1.2.1.0.0.0.0.0";
}

static void eid_in_the_second_ein(struct world *w)
{
	eum_unconstrained(w);
	w->eum.permitted_eins[0] = "89049033";
	w->eum.permitted_eins[1] = "890490321";
}

static void eid_in_name_and_ein(struct world *w)
{
	w->eum.permitted_eins[0] = "8904903212";
}

static void validity_to_the_second(struct world *w)
{
	w->eum.not_before_ms = w->eum.not_after_ms = w->pki->now_ms;
	w->euicc.not_before_ms = w->euicc.not_after_ms = w->pki->now_ms;
}

static change_fn *const good_rows[] = {nothing, version_3_policies, eid_in_the_second_ein,
				       eid_in_name_and_ein, validity_to_the_second};

static struct test_pki pkis[CURVE_COUNT];

static struct buf issue(struct world *w, enum issue_kind kind, struct bytes issuer)
{
	bool eum = kind == ISSUE_EUM;
	struct buf out = buf_make(4096);
	struct issue_issuer by = {.key = eum ? w->eum_signer : w->euicc_signer,
				  .certificate = issuer};
	if (eum && w->eum_self_signed)
		by.certificate = (struct bytes){};
	assert_int_equal(issue_certificate(eum ? &w->eum : &w->euicc, w->pki->keys[kind], &by,
					   &w->pki->entropy, &out),
			 OK);
	return out;
}

/* Issue a chain with the change, and verify it. */
static enum err verify(struct test_pki *pki, change_fn *change, struct euicc_chain_result *out)
{
	struct world w = {
		.pki = pki,
		.eum = test_pki_template(pki, ISSUE_EUM),
		.euicc = test_pki_template(pki, ISSUE_EUICC),
		.eum_signer = pki->keys[ISSUE_CI],
		.euicc_signer = pki->keys[ISSUE_EUM],
	};
	change(&w);
	struct buf eum =
		issue(&w, ISSUE_EUM,
		      bytes_present(w.eum_issuer) ? w.eum_issuer : buf_bytes(&pki->der[ISSUE_CI]));
	struct buf euicc = issue(&w, ISSUE_EUICC,
				 bytes_present(w.euicc_issuer) ? w.euicc_issuer : buf_bytes(&eum));
	const struct euicc_chain_input in = {.euicc = buf_bytes(&euicc),
					     .eum = buf_bytes(&eum),
					     .cis = &pki->ci,
					     .ci_count = 1,
					     .now_ms = pki->now_ms};
	enum err e = euicc_chain_verify(&in, out);
	buf_free(&eum);
	buf_free(&euicc);
	buf_free(&w.spare);
	return e;
}

static void good_chains_hold(void **state)
{
	(void)state;
	for (int c = 0; c < CURVE_COUNT; c++) {
		for (size_t i = 0; i < sizeof(good_rows) / sizeof(good_rows[0]); i++) {
			struct euicc_chain_result result = {};
			struct public_key key = {};
			assert_int_equal(verify(&pkis[c], good_rows[i], &result), OK);
			assert_int_equal(result.fault, EUICC_CHAIN_NO_FAULT);
			assert_null(result.check);
			assert_ptr_equal(result.ci, &pkis[c].ci);
			assert_string_equal(result.eid, "89049032123451234512345678901235");
			assert_int_equal(private_key_public(pkis[c].keys[ISSUE_EUICC], &key), OK);
			assert_true(curve_key_eq(&key, &result.public_key));
		}
	}
}

static void each_fault_has_its_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(fault_rows) / sizeof(fault_rows[0]); i++) {
		const struct fault_row *row = &fault_rows[i];
		struct euicc_chain_result result = {};
		char check[64] = {};
		(void)snprintf(check, sizeof(check), "euicc_chain.%s", row->check);
		enum err e = verify(&pkis[CURVE_P256], row->change, &result);
		if (!err_is_refusal(e) || result.fault != row->fault || !result.check ||
		    strcmp(result.check, check) != 0)
			fail_msg("%s: %s, fault %d, check %s", row->what, err_name(e),
				 (int)result.fault, result.check ? result.check : "none");
		assert_string_equal(result.eid, "");
	}
}

static struct euicc_chain_input good_input(const struct test_pki *pki)
{
	return (struct euicc_chain_input){.euicc = buf_bytes(&pki->der[ISSUE_EUICC]),
					  .eum = buf_bytes(&pki->der[ISSUE_EUM]),
					  .cis = &pki->ci,
					  .ci_count = 1,
					  .now_ms = pki->now_ms};
}

static void unknown_ci(void **state)
{
	(void)state;
	struct euicc_chain_result result = {};
	struct euicc_chain_input in = good_input(&pkis[CURVE_P256]);
	in.cis = &pkis[CURVE_BRAINPOOLP256R1].ci;
	assert_int_equal(euicc_chain_verify(&in, &result), ERR_NOT_FOUND);
	assert_int_equal(result.fault, EUICC_CHAIN_CI_UNKNOWN);
	assert_null(result.ci);
	in.ci_count = 0;
	assert_int_equal(euicc_chain_verify(&in, &result), ERR_NOT_FOUND);
	assert_int_equal(result.fault, EUICC_CHAIN_CI_UNKNOWN);
}

static void one_ci_of_several_is_found(void **state)
{
	(void)state;
	const struct certificate cis[] = {pkis[0].ci, pkis[1].ci};
	for (int c = 0; c < CURVE_COUNT; c++) {
		struct euicc_chain_result result = {};
		struct euicc_chain_input in = good_input(&pkis[c]);
		in.cis = cis;
		in.ci_count = 2;
		assert_int_equal(euicc_chain_verify(&in, &result), OK);
		assert_ptr_equal(result.ci, &cis[c]);
	}
}

static void what_is_no_certificate_is_invalid(void **state)
{
	(void)state;
	struct euicc_chain_result result = {};
	struct euicc_chain_input in = good_input(&pkis[CURVE_P256]);
	in.euicc = BYTES_LIT("\x30\x00");
	assert_true(err_is_refusal(euicc_chain_verify(&in, &result)));
	assert_int_equal(result.fault, EUICC_CHAIN_EUICC_INVALID);
	in.eum = (struct bytes){};
	assert_true(err_is_refusal(euicc_chain_verify(&in, &result)));
	assert_int_equal(result.fault, EUICC_CHAIN_EUM_INVALID);
}

static void a_cache_changes_no_answer(void **state)
{
	(void)state;
	struct chain_cache *cache CLEANUP(chain_cache_free) = NULL;
	struct euicc_chain_result result = {};
	struct euicc_chain_input in = good_input(&pkis[CURVE_P256]);
	assert_int_equal(chain_cache_create(&cache), OK);
	in.cache = cache;
	assert_int_equal(euicc_chain_verify(&in, &result), OK);
	assert_int_equal(euicc_chain_verify(&in, &result), OK);
	assert_string_equal(result.eid, "89049032123451234512345678901235");
	/* what is remembered is the signature, not the time */
	in.now_ms += (int64_t)40 * 365 * 24 * 3600 * 1000;
	assert_int_equal(euicc_chain_verify(&in, &result), ERR_EXPIRED);
	assert_int_equal(result.fault, EUICC_CHAIN_EUM_EXPIRED);
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

static void sgp26_chains_hold(void **state)
{
	(void)state;
	static const char *const curves[] = {"NIST", "BRP"};
	for (int c = 0; c < CURVE_COUNT; c++) {
		struct buf ci_der CLEANUP(buf_free) =
			load_vector("CertificateIssuer/CERT_CI_ECDSA", curves[c]);
		struct buf eum CLEANUP(buf_free) = load_vector("EUM/CERT_EUM_ECDSA", curves[c]);
		struct buf euicc CLEANUP(buf_free) =
			load_vector("eUICC/CERT_EUICC_ECDSA", curves[c]);
		struct certificate ci = {};
		struct euicc_chain_result result = {};
		assert_int_equal(certificate_parse(buf_bytes(&ci_der), &ci), OK);
		assert_int_equal(certificate_verify(&ci, &ci.public_key), OK);
		const struct euicc_chain_input in = {.euicc = buf_bytes(&euicc),
						     .eum = buf_bytes(&eum),
						     .cis = &ci,
						     .ci_count = 1,
						     .now_ms = pkis[0].now_ms};
		assert_int_equal(euicc_chain_verify(&in, &result), OK);
		assert_string_equal(result.eid, "89049032123451234512345678901235");
		assert_int_equal(result.public_key.curve, c);
		euicc.ptr[euicc.len - 1] ^= 1;
		assert_int_equal(euicc_chain_verify(&in, &result), ERR_SIGNATURE);
		assert_int_equal(result.fault, EUICC_CHAIN_EUICC_INVALID);
		eum.ptr[eum.len - 1] ^= 1;
		assert_int_equal(euicc_chain_verify(&in, &result), ERR_SIGNATURE);
		assert_int_equal(result.fault, EUICC_CHAIN_EUM_INVALID);
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
		cmocka_unit_test(good_chains_hold),
		cmocka_unit_test(each_fault_has_its_row),
		cmocka_unit_test(unknown_ci),
		cmocka_unit_test(one_ci_of_several_is_found),
		cmocka_unit_test(what_is_no_certificate_is_invalid),
		cmocka_unit_test(a_cache_changes_no_answer),
		cmocka_unit_test(sgp26_chains_hold),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
