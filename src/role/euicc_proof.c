/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an eUICC must have signed, and with which certificate.
 * No test of its own: its roles' tests see it, e.g. es9p_authenticate_client_test.c.
 */
#include "role/euicc_proof.h"

#include "crypto/ecdsa.h"
#include "role/check.h"
#include "role/role.h"

/* The chain's own rows are in pki/euicc_chain.c; these give its faults the names of the clause. */
static enum err fault_is(const struct euicc_proof *p, enum euicc_chain_fault fault)
{
	return p->chain.fault == fault ? ERR_DENIED : OK;
}

/* One that is not known is not the one either. */
static enum err ci_chosen(void *context)
{
	const struct euicc_proof *p = context;
	if (!p->chain.ci)
		return fault_is(p, EUICC_CHAIN_CI_UNKNOWN);
	return bytes_eq(p->chain.ci->subject_key_id, p->claim.session.ci_pk_id) ? OK : ERR_MISMATCH;
}

static enum err eum_in_time(void *context)
{
	return fault_is(context, EUICC_CHAIN_EUM_EXPIRED);
}

static enum err eum_valid(void *context)
{
	return fault_is(context, EUICC_CHAIN_EUM_INVALID);
}

static enum err euicc_in_time(void *context)
{
	return fault_is(context, EUICC_CHAIN_EUICC_EXPIRED);
}

static enum err euicc_valid(void *context)
{
	return fault_is(context, EUICC_CHAIN_EUICC_INVALID);
}

static enum err signature1(void *context)
{
	const struct euicc_proof *p = context;
	const struct bytes input = p->response.authenticate_response_ok.euicc_signed1;
	return ecdsa_verify(&p->chain.public_key, &input, 1,
			    p->response.authenticate_response_ok.euicc_signature1);
}

static enum err server_challenge(void *context)
{
	const struct euicc_proof *p = context;
	bool same = bytes_eq_ct(p->signed1.server_challenge, p->claim.session.server_challenge);
	return same ? OK : ERR_MISMATCH;
}

/* Or else another server has had the eUICC answer our challenge, and passes the answer on. */
static enum err server_address(void *context)
{
	const struct euicc_proof *p = context;
	return role_address_is_ours(p->claim.call->role, p->signed1.server_address) ? OK
										    : ERR_MISMATCH;
}

static enum err verify_chain(struct euicc_proof *p)
{
	const struct role *role = p->claim.call->role;
	struct euicc_chain_input in = {
		.euicc = p->response.authenticate_response_ok.euicc_certificate,
		.eum = p->response.authenticate_response_ok.eum_certificate,
		.now_ms = p->claim.call->now,
		.others = p->response.authenticate_response_ok.other_certs_in_chain,
		.crls = p->claim.call->crls,
		.cache = role->chain_cache,
	};
	in.sub_cas = credentials_sub_cas(p->claim.call->credentials, &in.sub_ca_count);
	in.cis = credentials_cis(p->claim.call->credentials, &in.ci_count);
	enum err e = euicc_chain_verify(&in, &p->chain);
	return e == OK || err_is_refusal(e) ? OK : e;
}

enum err euicc_proof_decode(struct euicc_proof *p, struct bytes authenticate_server_response)
{
	TRY(es10b_authenticate_server_response_decode(authenticate_server_response, &p->response));
	p->claim.refused = !p->response.ok;
	p->claim.error_code = p->response.authenticate_response_error.authenticate_error_code;
	if (!p->response.ok)
		return OK;
	TRY(es10b_euicc_signed1_decode(p->response.authenticate_response_ok.euicc_signed1,
				       &p->signed1));
	p->claim.signed_transaction_id = p->signed1.transaction_id;
	return es10b_ctx_params1_decode(p->signed1.ctx_params1, &p->ctx);
}

static const struct check checks[] = {
	{"euicc_proof.ci_chosen", "8.11.1", "3.9",
	 "The CI of the EUM certificate is not the one to be used", .run = ci_chosen},
	{"euicc_proof.eum_in_time", "8.1.2", "6.3", "The EUM certificate has expired",
	 .run = eum_in_time},
	{"euicc_proof.eum_valid", "8.1.2", "6.1", "The EUM certificate is invalid",
	 .run = eum_valid},
	{"euicc_proof.euicc_in_time", "8.1.3", "6.3", "The eUICC certificate has expired",
	 .run = euicc_in_time},
	{"euicc_proof.euicc_valid", "8.1.3", "6.1", "The eUICC certificate is invalid",
	 .run = euicc_valid},
	{"euicc_proof.signature1", "8.1", "6.1", "euiccSignature1 is invalid", .run = signature1},
	{"euicc_proof.server_challenge", "8.1", "6.1",
	 "The eUICC has signed another serverChallenge", .run = server_challenge},
	{"euicc_proof.server_address", "8.1", "6.1",
	 "The eUICC has signed the address of another server", .run = server_address},
};

enum err euicc_proof_check(struct euicc_proof *p)
{
	TRY(session_claim_check(&p->claim));
	TRY(verify_chain(p));
	return check_run(p->claim.call, CHECK_ROWS(checks), p);
}
