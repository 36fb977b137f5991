/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.InitiateAuthentication (SGP.22 §5.6.1): the SM-DP+ opens a session and proves itself to the
 * eUICC, under a CI that both of them trust.
 */
#include "msg/es9p_initiate_authentication.h"

#include "crypto/ecdsa.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es10b_get_euicc_info.h"
#include "session/rsp_session.h"
#include "smdpp/check.h"
#include "smdpp/functions.h"

enum {
	SIGNED_MAX = 512,   /* serverSigned1: two challenges, an id, a host name */
	CI_PK_IDS_MAX = 32, /* real eUICCs know one to four */
	SVN_MAJOR_SHIFT = 16,
	SVN_MAJOR = 2,
};

struct run {
	struct smdpp_call *call;
	struct es9p_initiate_authentication_request request;
	struct es10b_euicc_info1 info;
	struct bytes signing[CI_PK_IDS_MAX], verification[CI_PK_IDS_MAX];
	struct credential_offer offer;
	enum err chosen;
	const struct credential_set *credentials;
	uint8_t transaction_id[TRANSACTION_ID_LEN];
	uint8_t server_challenge[RSP_CHALLENGE_LEN];
};

static enum err address_is_ours(void *context)
{
	const struct run *r = context;
	return smdpp_address_is_ours(r->call, r->request.smdp_address) ? OK : ERR_MISMATCH;
}

static enum err version_supported(void *context)
{
	const struct run *r = context;
	uint32_t svn = 0;
	TRY(rsp_version(r->info.svn, &svn));
	return svn >> SVN_MAJOR_SHIFT == SVN_MAJOR ? OK : ERR_UNSUPPORTED;
}

static enum err ci_for_signing(void *context)
{
	const struct run *r = context;
	return r->chosen == ERR_NOT_FOUND ? ERR_NOT_FOUND : OK;
}

static enum err ci_for_verification(void *context)
{
	const struct run *r = context;
	return r->chosen == ERR_MISMATCH ? ERR_MISMATCH : OK;
}

static const struct check checks[] = {
	{"es9p_initiate_authentication.address_is_ours", "8.8.1", "3.8",
	 "The smdpAddress is not the one of this SM-DP+", .run = address_is_ours},
	{"es9p_initiate_authentication.version_supported", "8.8.3", "3.1",
	 "The eUICC's version of SGP.22 is not supported", .run = version_supported},
	{"es9p_initiate_authentication.ci_for_signing", "8.8.2", "3.1",
	 "No CI under which the eUICC can sign is known here", .run = ci_for_signing},
	{"es9p_initiate_authentication.ci_for_verification", "8.8.4", "3.7",
	 "No certificate of this SM-DP+ is under a CI that the eUICC can verify",
	 .run = ci_for_verification},
};

/* More than CI_PK_IDS_MAX are not looked at. */
static enum err read_list(struct bytes list, struct bytes ids[static CI_PK_IDS_MAX], size_t *n)
{
	for (*n = 0; list.len > 0 && *n < CI_PK_IDS_MAX; ++*n)
		TRY(es10b_ci_pk_id_next(&list, &ids[*n]));
	return OK;
}

static enum err decode(struct run *r)
{
	struct smdpp_call *call = r->call;
	TRY(es9p_initiate_authentication_request_decode(call->arena, call->body, &r->request));
	TRY(es10b_euicc_info1_decode(r->request.euicc_info1, &r->info));
	r->offer.signing = r->signing;
	r->offer.verification = r->verification;
	TRY(read_list(r->info.ci_pk_ids_for_signing, r->signing, &r->offer.signing_n));
	return read_list(r->info.ci_pk_ids_for_verification, r->verification,
			 &r->offer.verification_n);
}

static enum err open_session(const struct run *r)
{
	const struct smdpp_setup *with = &r->call->smdpp->with;
	const struct session_row row = {
		.transaction_id = BYTES_OF(r->transaction_id),
		.state = rsp_session_state_name(RSP_INITIATED),
		.euicc_challenge = r->request.euicc_challenge,
		.server_challenge = BYTES_OF(r->server_challenge),
		.ci_pk_id = r->credentials->ci->subject_key_id,
		.credential_set = r->credentials->name,
		.created_at = r->call->now,
		.expires_at = rsp_session_expiry(r->call->now, with->config->smdpp.session_ttl_s),
	};
	return session_open(with->store, &row);
}

static enum err answer(const struct run *r)
{
	const struct smdpp_setup *with = &r->call->smdpp->with;
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	CLEANUP(buf_free) struct buf server_signed1 = buf_make(SIGNED_MAX);
	const struct es10b_server_signed1 content = {
		.transaction_id = BYTES_OF(r->transaction_id),
		.euicc_challenge = r->request.euicc_challenge,
		.server_address = bytes_str(with->config->smdpp.address),
		.server_challenge = BYTES_OF(r->server_challenge),
	};
	TRY(es10b_server_signed1_encode(&content, &server_signed1));
	const struct bytes input = buf_bytes(&server_signed1);
	TRY(keyring_sign(with->keyring, r->credentials->auth.key, &input, 1, signature));
	const struct es9p_initiate_authentication_response response = {
		.transaction_id = BYTES_OF(r->transaction_id),
		.server_signed1 = input,
		.server_signature1 = BYTES_OF(signature),
		.euicc_ci_pk_id_to_be_used = r->credentials->ci->subject_key_id,
		.server_certificate = r->credentials->auth.certificate.der,
	};
	return es9p_initiate_authentication_response_encode(&response, r->call->reply);
}

enum err smdpp_initiate_authentication(struct smdpp_call *call)
{
	struct run r = {.call = call};
	struct entropy *entropy = call->smdpp->with.entropy;
	TRY(decode(&r));
	r.chosen = credentials_choose(call->smdpp->credentials, &r.offer, &r.credentials);
	TRY(check_run(call, CHECK_ROWS(checks), &r));
	TRY(r.chosen);
	TRY(entropy_fill(entropy, r.transaction_id, sizeof(r.transaction_id)));
	TRY(entropy_fill(entropy, r.server_challenge, sizeof(r.server_challenge)));
	TRY(open_session(&r));
	return answer(&r);
}
