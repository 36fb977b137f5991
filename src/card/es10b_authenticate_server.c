/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.AuthenticateServer (SGP.22 §5.7.13): is this an RSP server under one of our CIs, and does
 * it answer to our challenge? Then we sign its challenge, what we are, and what the LPA says.
 */
#include "msg/es10b_authenticate_server.h"

#include <stdio.h>

#include "base/mutant.h"
#include "card/es10_handler.h"
#include "crypto/ecdsa.h"
#include "pki/server_chain.h"

enum { EUICC_INFO2_MAX = 1024, EUICC_SIGNED1_MAX = CHANNEL_COMMAND_MAX };

struct authentication {
	struct euicc *e;
	struct es10b_authenticate_server_request request;
	struct es10b_server_signed1 signed1;
	struct server_chain_result chain;
	enum err chain_error;
	size_t identity; /* for euiccCiPKIdToBeUsed */
};

static enum err check_session(struct authentication *a)
{
	return a->e->session.state == CARD_SESSION_CHALLENGED ? OK : ERR_WRONG_STATE;
}

static enum err check_curve(struct authentication *a)
{
	return a->chain_error == ERR_UNSUPPORTED ? ERR_UNSUPPORTED : OK;
}

static enum err check_server_ci(struct authentication *a)
{
	return a->chain.fault == SERVER_CHAIN_CI_UNKNOWN ? ERR_NOT_FOUND : OK;
}

static enum err check_oid(struct authentication *a)
{
	if (a->chain.fault == SERVER_CHAIN_OID)
		return ERR_MISMATCH;
	return a->chain.certificate.registered_id.len <= CARD_SESSION_OID_MAX ? OK : ERR_TOO_LONG;
}

static enum err check_certificate(struct authentication *a)
{
	return a->chain_error;
}

static enum err check_revoked(struct authentication *a)
{
	return a->chain.ci ? euicc_ask_crls(a->e, &a->chain.certificate, a->chain.ci) : OK;
}

static enum err check_signing_ci(struct authentication *a)
{
	return euicc_identity_index(a->e, a->request.euicc_ci_pk_id_to_be_used, &a->identity);
}

static enum err check_signature(struct authentication *a)
{
	return ecdsa_verify(&a->chain.certificate.public_key, &a->request.server_signed1, 1,
			    a->request.server_signature1);
}

static enum err check_challenge(struct authentication *a)
{
	struct bytes ours = BYTES_OF(a->e->session.euicc_challenge);
	return bytes_eq_ct(ours, a->signed1.euicc_challenge) ? OK : ERR_MISMATCH;
}

static enum err check_address(struct authentication *a)
{
	size_t len = a->signed1.server_address.len;
	return len > 0 && len <= CARD_SESSION_ADDRESS_MAX ? OK : ERR_RANGE;
}

static const struct {
	const char *name;
	enum err (*check)(struct authentication *a);
	uint64_t code;
} checks[] = {
	{"es10b_authenticate_server.session", check_session, ES10B_AUTHENTICATE_NO_SESSION_CONTEXT},
	{"es10b_authenticate_server.curve", check_curve, ES10B_AUTHENTICATE_UNSUPPORTED_CURVE},
	{"es10b_authenticate_server.server_ci", check_server_ci, ES10B_AUTHENTICATE_CI_PK_UNKNOWN},
	{"es10b_authenticate_server.oid", check_oid, ES10B_AUTHENTICATE_INVALID_OID},
	{"es10b_authenticate_server.certificate", check_certificate,
	 ES10B_AUTHENTICATE_INVALID_CERTIFICATE},
	{"es10b_authenticate_server.revoked", check_revoked,
	 ES10B_AUTHENTICATE_INVALID_CERTIFICATE},
	{"es10b_authenticate_server.signing_ci", check_signing_ci,
	 ES10B_AUTHENTICATE_CI_PK_UNKNOWN},
	{"es10b_authenticate_server.signature", check_signature,
	 ES10B_AUTHENTICATE_INVALID_SIGNATURE},
	{"es10b_authenticate_server.challenge", check_challenge,
	 ES10B_AUTHENTICATE_EUICC_CHALLENGE_MISMATCH},
	{"es10b_authenticate_server.address", check_address, ES10B_AUTHENTICATE_UNDEFINED_ERROR},
};

/* `*code` is that of the first check that says no. */
static enum err run_checks(struct authentication *a, uint64_t *code)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (mutant_off(checks[i].name))
			continue;
		enum err error = checks[i].check(a);
		*code = checks[i].code;
		if (error != OK)
			return error;
	}
	return OK;
}

/* Both kinds of servers come this way; the certificate says which it is. */
static enum err verify_chain(struct authentication *a)
{
	struct server_chain_input in = {
		.certificate = a->request.server_certificate,
		.role = CERTIFICATE_DPAUTH,
		.cis = a->e->cis,
		.ci_count = a->e->n_cis,
		.now_ms = SERVER_CHAIN_NO_CLOCK,
	};
	struct certificate parsed = {};
	if (certificate_parse(in.certificate, &parsed) == OK &&
	    certificate_has_role(&parsed, CERTIFICATE_DSAUTH))
		in.role = CERTIFICATE_DSAUTH;
	a->chain_error = server_chain_verify(&in, &a->chain);
	if (a->chain_error == OK || err_is_refusal(a->chain_error))
		return OK;
	return a->chain_error;
}

static enum err put_euicc_signed1(const struct authentication *a, struct buf *out)
{
	CLEANUP(buf_free) struct buf info2 = buf_make(EUICC_INFO2_MAX);
	TRY(card_put_euicc_info2(a->e, &info2));
	struct es10b_euicc_signed1 s = {
		.transaction_id = a->signed1.transaction_id,
		.server_address = a->signed1.server_address,
		.server_challenge = a->signed1.server_challenge,
		.euicc_info2 = buf_bytes(&info2),
		.ctx_params1 = a->request.ctx_params1,
	};
	return es10b_euicc_signed1_encode(&s, out);
}

/* What the rest of the session will be held against. */
static void remember(const struct authentication *a, const uint8_t *signature)
{
	struct card_session *s = &a->e->session;
	struct bytes oid = a->chain.certificate.registered_id;
	s->state = CARD_SESSION_AUTHENTICATED;
	s->transaction_id_len = a->signed1.transaction_id.len;
	memcpy(s->transaction_id, a->signed1.transaction_id.ptr, s->transaction_id_len);
	s->smdp_oid_len = oid.len;
	memcpy(s->smdp_oid, oid.ptr, oid.len);
	(void)snprintf(s->server_address, sizeof(s->server_address), "%.*s",
		       BYTES_FMT(a->signed1.server_address));
	s->is_smds = certificate_has_role(&a->chain.certificate, CERTIFICATE_DSAUTH);
	s->identity = a->identity;
	s->ci = (size_t)(a->chain.ci - a->e->cis);
	memcpy(s->euicc_signature1, signature, ECDSA_SIGNATURE_LEN);
}

static enum err accept(struct authentication *a, struct buf *response)
{
	const struct euicc_identity *id = &a->e->identities[a->identity];
	CLEANUP(buf_free) struct buf signed1 = buf_make(EUICC_SIGNED1_MAX);
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	TRY(put_euicc_signed1(a, &signed1));
	struct bytes input = buf_bytes(&signed1);
	TRY(ecdsa_sign(id->key, &input, 1, signature));
	struct es10b_authenticate_server_response answer = {
		.ok = true,
		.authenticate_response_ok = {.euicc_signed1 = input,
					     .euicc_signature1 = BYTES_OF(signature),
					     .euicc_certificate = buf_bytes(&id->certificate),
					     .eum_certificate = buf_bytes(&id->eum_certificate)},
	};
	TRY(es10b_authenticate_server_response_encode(&answer, response));
	remember(a, signature);
	return OK;
}

static enum err refuse(struct authentication *a, uint64_t code, struct buf *response)
{
	struct es10b_authenticate_server_response answer = {
		.authenticate_response_error = {.transaction_id = a->signed1.transaction_id,
						.authenticate_error_code = code},
	};
	card_session_end(&a->e->session);
	return es10b_authenticate_server_response_encode(&answer, response);
}

enum err card_authenticate_server(struct euicc *e, struct bytes request, struct buf *response)
{
	struct authentication a = {.e = e};
	uint64_t code = 0;
	TRY(es10b_authenticate_server_request_decode(request, &a.request));
	TRY(es10b_server_signed1_decode(a.request.server_signed1, &a.signed1));
	TRY(verify_chain(&a));
	enum err error = run_checks(&a, &code);
	if (error == OK)
		return accept(&a, response);
	return err_is_refusal(error) ? refuse(&a, code, response) : error;
}
