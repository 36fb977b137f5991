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
};

struct certificate_template issue_template(enum issue_kind kind, int64_t now_ms)
{
	struct certificate_template t = templates[kind];
	t.not_before_ms = now_ms;
	t.not_after_ms += now_ms;
	return t;
}
