/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.PrepareDownload (SGP.22 §5.7.5): is the one who will bind the package the server that we
 * have authenticated? Then we sign a one-time key for it.
 */
#include "msg/es10b_prepare_download.h"

#include "base/mutant.h"
#include "card/es10_handler.h"
#include "card/one_time_key.h"
#include "crypto/ecdsa.h"
#include "pki/server_chain.h"

enum { SIGNED_MAX = CHANNEL_COMMAND_MAX };

struct preparation {
	struct euicc *e;
	struct es10b_prepare_download_request request;
	struct es10b_smdp_signed2 signed2;
	struct server_chain_result chain;
	enum err chain_error;
};

/* Prepared already: the confirmation code was wrong, and the user tries again. */
static enum err check_session(struct preparation *p)
{
	const struct card_session *s = &p->e->session;
	bool open = s->state == CARD_SESSION_AUTHENTICATED || s->state == CARD_SESSION_PREPARED;
	return open && !s->is_smds && !p->e->loader.running ? OK : ERR_WRONG_STATE;
}

static enum err check_curve(struct preparation *p)
{
	return p->chain_error == ERR_UNSUPPORTED ? ERR_UNSUPPORTED : OK;
}

static enum err check_certificate(struct preparation *p)
{
	return p->chain_error;
}

static enum err check_revoked(struct preparation *p)
{
	return p->chain.ci ? euicc_ask_crls(p->e, &p->chain.certificate, p->chain.ci) : OK;
}

static enum err check_same_oid(struct preparation *p)
{
	struct bytes oid = p->chain.certificate.registered_id;
	return bytes_eq(oid, card_session_smdp_oid(&p->e->session)) ? OK : ERR_MISMATCH;
}

static enum err check_same_ci(struct preparation *p)
{
	return p->chain.ci == &p->e->cis[p->e->session.ci] ? OK : ERR_MISMATCH;
}

static enum err check_signature(struct preparation *p)
{
	CLEANUP(buf_free) struct buf input = buf_make(SIGNED_MAX);
	struct bytes signature1 = BYTES_OF(p->e->session.euicc_signature1);
	TRY(rsp_chained_input(p->request.smdp_signed2, signature1, &input));
	struct bytes whole = buf_bytes(&input);
	return ecdsa_verify(&p->chain.certificate.public_key, &whole, 1,
			    p->request.smdp_signature2);
}

static enum err check_transaction_id(struct preparation *p)
{
	struct bytes ours = card_session_transaction_id(&p->e->session);
	return bytes_eq(ours, p->signed2.transaction_id) ? OK : ERR_MISMATCH;
}

static const struct {
	const char *name;
	enum err (*check)(struct preparation *p);
	uint64_t code;
} checks[] = {
	{"es10b_prepare_download.session", check_session, ES10B_DOWNLOAD_NO_SESSION_CONTEXT},
	{"es10b_prepare_download.curve", check_curve, ES10B_DOWNLOAD_UNSUPPORTED_CURVE},
	{"es10b_prepare_download.certificate", check_certificate,
	 ES10B_DOWNLOAD_INVALID_CERTIFICATE},
	{"es10b_prepare_download.revoked", check_revoked, ES10B_DOWNLOAD_INVALID_CERTIFICATE},
	{"es10b_prepare_download.same_oid", check_same_oid, ES10B_DOWNLOAD_INVALID_CERTIFICATE},
	{"es10b_prepare_download.same_ci", check_same_ci, ES10B_DOWNLOAD_INVALID_CERTIFICATE},
	{"es10b_prepare_download.signature", check_signature, ES10B_DOWNLOAD_INVALID_SIGNATURE},
	{"es10b_prepare_download.transaction_id", check_transaction_id,
	 ES10B_DOWNLOAD_INVALID_TRANSACTION_ID},
};

/* `*code` is that of the first check that says no. */
static enum err run_checks(struct preparation *p, uint64_t *code)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (mutant_off(checks[i].name))
			continue;
		enum err error = checks[i].check(p);
		*code = checks[i].code;
		if (error != OK)
			return error;
	}
	return OK;
}

static enum err verify_chain(struct preparation *p)
{
	struct server_chain_input in = {
		.certificate = p->request.smdp_certificate,
		.role = CERTIFICATE_DPPB,
		.cis = p->e->cis,
		.ci_count = p->e->n_cis,
		.now_ms = SERVER_CHAIN_NO_CLOCK,
	};
	p->chain_error = server_chain_verify(&in, &p->chain);
	if (p->chain_error == OK || err_is_refusal(p->chain_error))
		return OK;
	return p->chain_error;
}

/* The key pair of an earlier attempt if the server has bound a package to it, else a new one on
 * the curve of CERT.DPpb. */
static enum err choose_key(struct preparation *p, size_t *place, struct public_key *otpk)
{
	struct bytes smdp_oid = card_session_smdp_oid(&p->e->session);
	enum curve curve = p->chain.certificate.public_key.curve;
	enum err error = ERR_NOT_FOUND;
	if (bytes_present(p->signed2.bpp_euicc_otpk))
		error = one_time_key_find(p->e, p->signed2.bpp_euicc_otpk, smdp_oid, place);
	if (error == OK)
		TRY(one_time_key_public(p->e, *place, otpk));
	if (error == OK && otpk->curve == curve)
		return OK;
	TRY(one_time_key_make(p->e, curve, smdp_oid, place));
	return one_time_key_public(p->e, *place, otpk);
}

static enum err put_euicc_signed2(struct preparation *p, const struct public_key *otpk,
				  struct buf *out)
{
	struct es10b_euicc_signed2 s = {
		.transaction_id = p->signed2.transaction_id,
		.euicc_otpk = BYTES_OF(otpk->point),
		.hash_cc = p->request.hash_cc,
	};
	return es10b_euicc_signed2_encode(&s, out);
}

static enum err sign(struct preparation *p, struct bytes signed2,
		     uint8_t signature[static ECDSA_SIGNATURE_LEN])
{
	const struct euicc_identity *id = &p->e->identities[p->e->session.identity];
	CLEANUP(buf_free) struct buf input = buf_make(SIGNED_MAX);
	TRY(rsp_chained_input(signed2, p->request.smdp_signature2, &input));
	struct bytes whole = buf_bytes(&input);
	return ecdsa_sign(id->key, &whole, 1, signature);
}

static enum err accept(struct preparation *p, struct buf *response)
{
	CLEANUP(buf_free) struct buf signed2 = buf_make(SIGNED_MAX);
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	struct public_key otpk = {};
	size_t place = 0;
	TRY(choose_key(p, &place, &otpk));
	TRY(put_euicc_signed2(p, &otpk, &signed2));
	TRY(sign(p, buf_bytes(&signed2), signature));
	struct es10b_prepare_download_response answer = {
		.ok = true,
		.download_response_ok = {.euicc_signed2 = buf_bytes(&signed2),
					 .euicc_signature2 = BYTES_OF(signature)},
	};
	p->e->session.pb_key = p->chain.certificate.public_key;
	p->e->session.one_time_key = place;
	p->e->session.state = CARD_SESSION_PREPARED;
	return es10b_prepare_download_response_encode(&answer, response);
}

static enum err refuse(struct preparation *p, uint64_t code, struct buf *response)
{
	struct es10b_prepare_download_response answer = {
		.download_response_error = {.transaction_id = p->signed2.transaction_id,
					    .download_error_code = code},
	};
	return es10b_prepare_download_response_encode(&answer, response);
}

enum err card_prepare_download(struct euicc *e, struct bytes request, struct buf *response)
{
	struct preparation p = {.e = e};
	uint64_t code = 0;
	TRY(es10b_prepare_download_request_decode(request, &p.request));
	TRY(es10b_smdp_signed2_decode(p.request.smdp_signed2, &p.signed2));
	TRY(verify_chain(&p));
	enum err error = run_checks(&p, &code);
	if (error == OK)
		return accept(&p, response);
	return err_is_refusal(error) ? refuse(&p, code, response) : error;
}
