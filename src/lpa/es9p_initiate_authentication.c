/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.InitiateAuthentication and ES11.InitiateAuthentication from the LPA's side (SGP.22 §3.0.1,
 * §5.6.1, §5.8.1): is the answer to our question, and from the server that we wanted?
 * No test of its own: tests/lpa_test.c.
 */
#include "msg/es9p_initiate_authentication.h"

#include "base/mutant.h"
#include "lpa/download.h"
#include "lpa/es9p.h"
#include "lpa/oid.h"
#include "lpa/problem.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es10b_get_euicc_info.h"
#include "msg/es11_initiate_authentication.h"
#include "pki/certificate.h"

static const char *step(const struct download *d)
{
	return download_is_at_smds(d) ? "ES11.InitiateAuthentication"
				      : "ES9+.InitiateAuthentication";
}

struct answer {
	const struct download *d;
	const struct es9p_initiate_authentication_response *r;
	struct es10b_server_signed1 signed1;
};

static bool same_transaction(const struct answer *a)
{
	return bytes_eq(a->r->transaction_id, a->signed1.transaction_id);
}

static bool same_challenge(const struct answer *a)
{
	return bytes_eq(a->d->euicc_challenge, a->signed1.euicc_challenge);
}

/* Servers name themselves with or without the port. */
static bool same_address(const struct answer *a)
{
	struct bytes asked = bytes_str(a->d->address), told = a->signed1.server_address;
	struct bytes asked_host = {}, told_host = {};
	bytes_take_until(&asked, ':', &asked_host);
	bytes_take_until(&told, ':', &told_host);
	return bytes_eq_nocase(asked_host, told_host);
}

static bool known_ci(const struct answer *a)
{
	struct es10b_euicc_info1 info = {};
	if (es10b_euicc_info1_decode(a->d->euicc_info1, &info) != OK)
		return false;
	while (info.ci_pk_ids_for_signing.len > 0) {
		struct bytes id = {};
		if (es10b_ci_pk_id_next(&info.ci_pk_ids_for_signing, &id) != OK)
			return false;
		if (bytes_eq(id, a->r->euicc_ci_pk_id_to_be_used))
			return true;
	}
	return false;
}

/* The OID of the activation code, if it has one (§4.1). */
static bool same_oid(const struct answer *a)
{
	struct certificate certificate = {};
	char text[OID_TEXT_MAX + 1] = "";
	const char *wanted = a->d->order->smdp_oid;
	if (!wanted || wanted[0] == '\0')
		return true;
	if (certificate_parse(a->r->server_certificate, &certificate) != OK)
		return false;
	if (oid_text(certificate.registered_id, text) != OK)
		return false;
	return strcmp(text, wanted) == 0;
}

static bool smdp_if_wanted(const struct answer *a)
{
	return a->d->accepts != DOWNLOAD_AT_SMDP || a->d->server == DOWNLOAD_AT_SMDP;
}

static bool smds_if_wanted(const struct answer *a)
{
	return a->d->accepts != DOWNLOAD_AT_SMDS || a->d->server == DOWNLOAD_AT_SMDS;
}

static const struct {
	const char *name;
	bool (*holds)(const struct answer *a);
	const char *otherwise;
} checks[] = {
	{"es9p_initiate_authentication.lpa_transaction_id", same_transaction,
	 "the transaction identifiers inside and outside differ"},
	{"es9p_initiate_authentication.lpa_challenge", same_challenge,
	 "it answers to another challenge than the eUICC's"},
	{"es9p_initiate_authentication.lpa_address", same_address,
	 "the server has another address than the one that was asked"},
	{"es9p_initiate_authentication.lpa_ci", known_ci,
	 "the server chose a CI that the eUICC did not offer"},
	{"es9p_initiate_authentication.lpa_oid", same_oid,
	 "the server is not the SM-DP+ whose OID the activation code has"},
	{"es9p_initiate_authentication.lpa_smdp", smdp_if_wanted,
	 "the server is an SM-DS, which has events but no profiles"},
	{"es9p_initiate_authentication.lpa_smds", smds_if_wanted,
	 "the server is no SM-DS, so it has no events"},
};

static enum err run_checks(const struct answer *a)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (!mutant_off(checks[i].name) && !checks[i].holds(a))
			return problem_protocol(a->d->lpa, step(a->d), checks[i].otherwise);
	}
	return OK;
}

/* The card will verify the certificate, and so its role. */
static unsigned kind_of_server(struct bytes certificate)
{
	struct certificate parsed = {};
	bool is_smds = certificate_parse(certificate, &parsed) == OK &&
		       certificate_has_role(&parsed, CERTIFICATE_DSAUTH);
	return is_smds ? DOWNLOAD_AT_SMDS : DOWNLOAD_AT_SMDP;
}

static enum err call_server(struct download *d)
{
	const struct es9p_function *function = download_is_at_smds(d)
						       ? &es11_initiate_authentication
						       : &es9p_initiate_authentication;
	const struct es9p_initiate_authentication_request request = {
		.euicc_challenge = d->euicc_challenge,
		.euicc_info1 = d->euicc_info1,
		.smdp_address = bytes_str(d->address),
	};
	return download_call_server(d, step(d), function, &request, &d->initiated);
}

enum err lpa_initiate_authentication(struct download *d)
{
	struct answer a = {.d = d, .r = &d->initiated};
	TRY(call_server(d));
	if (es10b_server_signed1_decode(d->initiated.server_signed1, &a.signed1) != OK)
		return problem_protocol(d->lpa, step(d), "serverSigned1 cannot be read");
	d->server = kind_of_server(d->initiated.server_certificate);
	return run_checks(&a);
}
