/* SPDX-License-Identifier: Apache-2.0 */
/* The templates, one for each kind of certificate. */
#include "pki/issue_template.h"

#include "pki/certificate.h"

#define DAYS_MS(n) ((int64_t)(n)*24 * 3600 * 1000)
#define CRL(x)	   "http://ci.test.example.com/CRL-" x ".crl"
#define ROLE	   "2.23.146.1.2.1."

/* Validity is given as a length: the templates start at not_before_ms 0. */
static const struct certificate_template templates[ISSUE_KIND_COUNT] =
	{
		[ISSUE_CI] =
			{
				.subject = {{"CN", "Test CI"},
					    {"OU", "TESTCERT"},
					    {"O", "RSPTEST"},
					    {"C", "IT"}},
				.not_after_ms = DAYS_MS(12783),
				.policy = ROLE "0",
				.policy_critical = true,
				.key_usage = CERTIFICATE_KEY_CERT_SIGN | CERTIFICATE_CRL_SIGN,
				.is_ca = true,
				.path_len = CERTIFICATE_PATH_LEN_NONE,
				.registered_id = "2.999.1",
				.crls = {CRL("A"), CRL("B")},
			},
		[ISSUE_EUM] =
			{
				.subject = {{"C", "ES"}, {"O", "RSP Test EUM"}, {"CN", "EUM Test"}},
				.not_after_ms = DAYS_MS(12410),
				.policy = ROLE "2",
				.policy_critical = true,
				.key_usage = CERTIFICATE_KEY_CERT_SIGN,
				.is_ca = true,
				.path_len = 0,
				.registered_id = "2.999.5",
				.crls = {CRL("B")},
				.permitted_organization = "RSP Test EUM",
				.permitted_serial_number = "89049032",
			},
		[ISSUE_EUICC] =
			{
				.subject = {{"C", "ES"},
					    {"O", "RSP Test EUM"},
					    {"serialNumber", "89049032123451234512345678901235"},
					    {"CN", "Test eUICC"}},
				.not_after_ms = DAYS_MS(2000000),
				.policy = ROLE "1",
				.policy_critical = true,
				.key_usage = CERTIFICATE_DIGITAL_SIGNATURE,
			},
		[ISSUE_DPAUTH] =
			{
				.subject = {{"O", "ACME"}, {"CN", "TEST SM-DP+"}},
				.not_after_ms = DAYS_MS(3650),
				.policy = ROLE "4",
				.policy_critical = true,
				.key_usage = CERTIFICATE_DIGITAL_SIGNATURE,
				.registered_id = "2.999.10",
				.crls = {CRL("A"), CRL("B")},
			},
		[ISSUE_DPPB] =
			{
				.subject = {{"O", "ACME"}, {"CN", "TEST SM-DP+"}},
				.not_after_ms = DAYS_MS(3650),
				.policy = ROLE "5",
				.policy_critical = true,
				.key_usage = CERTIFICATE_DIGITAL_SIGNATURE,
				.registered_id = "2.999.10",
				.crls = {CRL("A"), CRL("B")},
			},
		[ISSUE_DPTLS] =
			{
				.subject = {{"O", "ACME"}, {"CN", "testsmdpplus1.example.com"}},
				.not_after_ms = DAYS_MS(3650),
				.policy = ROLE "3",
				.key_usage = CERTIFICATE_DIGITAL_SIGNATURE,
				.server_auth = true,
				.client_auth = true,
				.dns_name = "testsmdpplus1.example.com",
				.registered_id = "2.999.10",
				.crls = {CRL("1"), CRL("2")},
			},
		[ISSUE_DSAUTH] =
			{
				.subject = {{"O", "ACME"}, {"CN", "TEST SM-DS"}},
				.not_after_ms = DAYS_MS(3650),
				.policy = ROLE "7",
				.policy_critical = true,
				.key_usage = CERTIFICATE_DIGITAL_SIGNATURE,
				.registered_id = "2.999.15",
				.crls = {CRL("A"), CRL("B")},
			},
		[ISSUE_DSTLS] =
			{
				.subject = {{"O", "ACME"}, {"CN", "testrootsmds.example.com"}},
				.not_after_ms = DAYS_MS(3650),
				.policy = ROLE "6",
				.key_usage = CERTIFICATE_DIGITAL_SIGNATURE,
				.server_auth = true,
				.client_auth = true,
				.dns_name = "testrootsmds.example.com",
				.registered_id = "2.999.15",
				.crls = {CRL("1"), CRL("2")},
			},
		[ISSUE_OPERATOR_CA] =
			{
				.subject = {{"O", "Test Operator"}, {"CN", "Test Operator CA"}},
				.not_after_ms = DAYS_MS(3650),
				.key_usage = CERTIFICATE_KEY_CERT_SIGN | CERTIFICATE_CRL_SIGN,
				.is_ca = true,
				.path_len = 0,
			},
		[ISSUE_OPERATOR_CLIENT] =
			{
				.subject = {{"O", "Test Operator"}, {"CN", "Test Operator BSS"}},
				.not_after_ms = DAYS_MS(3650),
				.key_usage = CERTIFICATE_DIGITAL_SIGNATURE,
				.client_auth = true,
			},
		[ISSUE_CI_SUB_CA] =
			{
				.subject = {{"CN", "Test CI SubCA"},
					    {"OU", "TESTCERT"},
					    {"O", "RSPTEST"},
					    {"C", "ES"}},
				.not_after_ms = DAYS_MS(12783),
				.policy = ROLE "0.0",
				.policy_critical = true,
				.key_usage = CERTIFICATE_KEY_CERT_SIGN | CERTIFICATE_CRL_SIGN,
				.is_ca = true,
				.path_len = CERTIFICATE_PATH_LEN_NONE,
				.registered_id = "2.999.100",
				.crls = {CRL("A"), CRL("B")},
			},
		[ISSUE_EUM_SUB_CA] =
			{
				.subject = {{"C", "ES"},
					    {"O", "RSP Test EUM"},
					    {"CN", "EUM SubCA Test"}},
				.not_after_ms = DAYS_MS(12410),
				.policy = ROLE "0.0.0.0",
				.policy_critical = true,
				.key_usage = CERTIFICATE_KEY_CERT_SIGN,
				.is_ca = true,
				.path_len = 0,
				.registered_id = "2.999.102",
				.permitted_eins = {"89049032"},
			},
		[ISSUE_DP_SUB_CA] =
			{
				.subject = {{"C", "ES"},
					    {"O", "ACME"},
					    {"CN", "Test SM-DP+ SubCA"}},
				.not_after_ms = DAYS_MS(3650),
				.policy = ROLE "0.0.1",
				.policy_critical = true,
				.key_usage = CERTIFICATE_KEY_CERT_SIGN | CERTIFICATE_CRL_SIGN,
				.is_ca = true,
				.path_len = 0,
				.registered_id = "2.999.10",
				.crls = {CRL("A"), CRL("B")},
			},
		[ISSUE_DS_SUB_CA] =
			{
				.subject = {{"C", "ES"}, {"O", "ACME"}, {"CN", "Test SM-DS SubCA"}},
				.not_after_ms = DAYS_MS(3650),
				.policy = ROLE "0.0.2",
				.policy_critical = true,
				.key_usage = CERTIFICATE_KEY_CERT_SIGN | CERTIFICATE_CRL_SIGN,
				.is_ca = true,
				.path_len = 0,
				.registered_id = "2.999.15",
				.crls = {CRL("A"), CRL("B")},
			},
};

struct certificate_template issue_template(enum issue_kind kind, int64_t now_ms)
{
	struct certificate_template t = templates[kind];
	t.not_before_ms = now_ms;
	t.not_after_ms += now_ms;
	return t;
}

/* Annex H of version 3: each role below the one that may issue it. */
static const char *const version_3_policies[ISSUE_KIND_COUNT] = {
	[ISSUE_EUM] = ROLE "0.0.0",	 [ISSUE_EUICC] = ROLE "0.0.0.0.0",
	[ISSUE_DPTLS] = ROLE "0.0.1.0",	 [ISSUE_DPAUTH] = ROLE "0.0.1.1",
	[ISSUE_DPPB] = ROLE "0.0.1.2",	 [ISSUE_DSTLS] = ROLE "0.0.2.0",
	[ISSUE_DSAUTH] = ROLE "0.0.2.1",
};

static bool has_ci_sub_ca(enum issue_variant variant)
{
	return variant == ISSUE_VARIANT_B || variant == ISSUE_VARIANT_C;
}

static bool has_role_sub_cas(enum issue_variant variant)
{
	return variant == ISSUE_VARIANT_A || variant == ISSUE_VARIANT_C;
}

struct certificate_template issue_template_of(enum issue_variant variant, enum issue_kind kind,
					      int64_t now_ms)
{
	struct certificate_template t = issue_template(kind, now_ms);
	if (variant == ISSUE_VARIANT_O)
		return t;
	if (version_3_policies[kind])
		t.policy = version_3_policies[kind];
	if (kind == ISSUE_EUM) {
		t.registered_id = "2.999.101";
		t.path_len = has_role_sub_cas(variant) ? 1 : 0;
		t.permitted_eins[0] = t.permitted_serial_number;
		t.permitted_serial_number = NULL;
		t.permitted_organization = NULL;
	}
	return t;
}

enum issue_kind issue_template_issuer(enum issue_variant variant, enum issue_kind kind)
{
	static const enum issue_kind sub_cas[ISSUE_KIND_COUNT] = {
		[ISSUE_EUICC] = ISSUE_EUM_SUB_CA, [ISSUE_DPAUTH] = ISSUE_DP_SUB_CA,
		[ISSUE_DPPB] = ISSUE_DP_SUB_CA,	  [ISSUE_DPTLS] = ISSUE_DP_SUB_CA,
		[ISSUE_DSAUTH] = ISSUE_DS_SUB_CA, [ISSUE_DSTLS] = ISSUE_DS_SUB_CA,
	};
	if (kind == ISSUE_OPERATOR_CA || kind == ISSUE_OPERATOR_CLIENT)
		return ISSUE_OPERATOR_CA;
	if (kind == ISSUE_EUM_SUB_CA)
		return ISSUE_EUM;
	if (sub_cas[kind] && has_role_sub_cas(variant))
		return sub_cas[kind];
	if (kind == ISSUE_EUICC)
		return ISSUE_EUM;
	return kind != ISSUE_CI && kind != ISSUE_CI_SUB_CA && has_ci_sub_ca(variant)
		       ? ISSUE_CI_SUB_CA
		       : ISSUE_CI;
}
