/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an eUICC must have signed, and with which certificate.
 * No test of its own: its roles' tests see it, e.g. es9p_authenticate_client_test.c.
 */
#include "role/euicc_proof.h"

#include "base/log.h"
#include "crypto/ecdsa.h"
#include "role/role.h"

enum err euicc_proof_session_known(void *context)
{
	struct euicc_proof *p = context;
	const struct role_call *call = p->call;
	TRY(session_get(call->role->with.store, call->arena, p->transaction_id, call->now,
			&p->session));
	TRY(rsp_session_next(p->session.state, p->event, &p->next_state));
	return credentials_by_name(call->credentials, p->session.credential_set, &p->credentials);
}

/* The other arm says why the eUICC refused us: then there is nothing to go on with. */
enum err euicc_proof_euicc_agrees(void *context)
{
	const struct euicc_proof *p = context;
	if (p->response.ok)
		return OK;
	uint64_t code = p->response.authenticate_response_error.authenticate_error_code;
	LOG_EVENT(LOG_WARN, "euicc_refused", LOG_NUM("authenticateErrorCode", (int64_t)code));
	return ERR_DENIED;
}

enum err euicc_proof_transaction_signed(void *context)
{
	const struct euicc_proof *p = context;
	return bytes_eq(p->signed1.transaction_id, p->session.transaction_id) ? OK : ERR_MISMATCH;
}

/* Nothing more can come of this session. */
enum err euicc_proof_close_session(void *context)
{
	const struct euicc_proof *p = context;
	enum err e = session_close(p->call->role->with.store, p->session.transaction_id);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The chain's own rows are in pki/euicc_chain.c; these give its faults the names of the clause. */
static enum err fault_is(const struct euicc_proof *p, enum euicc_chain_fault fault)
{
	return p->chain.fault == fault ? ERR_DENIED : OK;
}

/* One that is not known is not the one either. */
enum err euicc_proof_ci_chosen(void *context)
{
	const struct euicc_proof *p = context;
	if (!p->chain.ci)
		return fault_is(p, EUICC_CHAIN_CI_UNKNOWN);
	return bytes_eq(p->chain.ci->subject_key_id, p->session.ci_pk_id) ? OK : ERR_MISMATCH;
}

enum err euicc_proof_eum_in_time(void *context)
{
	return fault_is(context, EUICC_CHAIN_EUM_EXPIRED);
}

enum err euicc_proof_eum_valid(void *context)
{
	return fault_is(context, EUICC_CHAIN_EUM_INVALID);
}

enum err euicc_proof_euicc_in_time(void *context)
{
	return fault_is(context, EUICC_CHAIN_EUICC_EXPIRED);
}

enum err euicc_proof_euicc_valid(void *context)
{
	return fault_is(context, EUICC_CHAIN_EUICC_INVALID);
}

enum err euicc_proof_signature1(void *context)
{
	const struct euicc_proof *p = context;
	const struct bytes input = p->response.authenticate_response_ok.euicc_signed1;
	return ecdsa_verify(&p->chain.public_key, &input, 1,
			    p->response.authenticate_response_ok.euicc_signature1);
}

enum err euicc_proof_server_challenge(void *context)
{
	const struct euicc_proof *p = context;
	bool same = bytes_eq_ct(p->signed1.server_challenge, p->session.server_challenge);
	return same ? OK : ERR_MISMATCH;
}

/* Or else another server has had the eUICC answer our challenge, and passes the answer on. */
enum err euicc_proof_server_address(void *context)
{
	const struct euicc_proof *p = context;
	return role_address_is_ours(p->call->role, p->signed1.server_address) ? OK : ERR_MISMATCH;
}

enum err euicc_proof_chain(struct euicc_proof *p)
{
	const struct role *role = p->call->role;
	struct euicc_chain_input in = {
		.euicc = p->response.authenticate_response_ok.euicc_certificate,
		.eum = p->response.authenticate_response_ok.eum_certificate,
		.now_ms = p->call->now,
		.others = p->response.authenticate_response_ok.other_certs_in_chain,
		.crls = p->call->crls,
		.cache = role->chain_cache,
	};
	in.sub_cas = credentials_sub_cas(p->call->credentials, &in.sub_ca_count);
	in.cis = credentials_cis(p->call->credentials, &in.ci_count);
	enum err e = euicc_chain_verify(&in, &p->chain);
	return e == OK || err_is_refusal(e) ? OK : e;
}

enum err euicc_proof_decode(struct euicc_proof *p, struct bytes authenticate_server_response)
{
	TRY(es10b_authenticate_server_response_decode(authenticate_server_response, &p->response));
	if (!p->response.ok)
		return OK;
	TRY(es10b_euicc_signed1_decode(p->response.authenticate_response_ok.euicc_signed1,
				       &p->signed1));
	return es10b_ctx_params1_decode(p->signed1.ctx_params1, &p->ctx);
}
