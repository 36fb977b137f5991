/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The common part of InitiateAuthentication.
 * No test of its own: its roles' tests see it, e.g. es9p_initiate_authentication_test.c.
 */
#include "role/initiation.h"

#include "crypto/ecdsa.h"
#include "msg/es10b_authenticate_server.h"
#include "role/role.h"

enum {
	SIGNED_MAX = 512, /* serverSigned1: two challenges, an id, a host name */
	SVN_MAJOR_SHIFT = 16,
	SVN_MAJOR = 2,
};

enum err initiation_address_is_ours(void *context)
{
	const struct initiation *r = context;
	return role_address_is_ours(r->call->role, r->request.smdp_address) ? OK : ERR_MISMATCH;
}

/* eUICCs of version 3 name the lowest version that they support here. */
enum err initiation_version_supported(void *context)
{
	const struct initiation *r = context;
	uint32_t svn = 0;
	TRY(rsp_version(r->info.svn, &svn));
	bool low = svn < r->call->role->with.svn_min;
	return svn >> SVN_MAJOR_SHIFT == SVN_MAJOR && !low ? OK : ERR_UNSUPPORTED;
}

enum err initiation_ci_for_signing(void *context)
{
	const struct initiation *r = context;
	return r->chosen == ERR_NOT_FOUND ? ERR_NOT_FOUND : OK;
}

enum err initiation_ci_for_verification(void *context)
{
	const struct initiation *r = context;
	return r->chosen == ERR_MISMATCH ? ERR_MISMATCH : OK;
}

/* More than INITIATION_CI_PK_IDS_MAX are not looked at. */
static enum err read_list(struct bytes list, struct bytes ids[static INITIATION_CI_PK_IDS_MAX],
			  size_t *n)
{
	for (*n = 0; list.len > 0 && *n < INITIATION_CI_PK_IDS_MAX; ++*n)
		TRY(es10b_ci_pk_id_next(&list, &ids[*n]));
	return OK;
}

static enum err decode(struct initiation *r)
{
	struct role_call *call = r->call;
	TRY(role_decode(call, &r->request));
	TRY(es10b_euicc_info1_decode(r->request.euicc_info1, &r->info));
	r->offer.signing = r->signing;
	r->offer.verification = r->verification;
	TRY(read_list(r->info.ci_pk_ids_for_signing, r->signing, &r->offer.signing_n));
	return read_list(r->info.ci_pk_ids_for_verification, r->verification,
			 &r->offer.verification_n);
}

static enum err open_session(const struct initiation *r, enum rsp_session_state begin)
{
	const struct role_setup *with = &r->call->role->with;
	const struct session_row row = {
		.transaction_id = BYTES_OF(r->transaction_id),
		.state = rsp_session_state_name(begin),
		.euicc_challenge = r->request.euicc_challenge,
		.server_challenge = BYTES_OF(r->server_challenge),
		.ci_pk_id = r->credentials->ci->subject_key_id,
		.credential_set = r->credentials->name,
		.created_at = r->call->now,
		.expires_at = role_session_expiry(r->call->role, rsp_session_state_name(begin),
						  r->call->now),
	};
	return session_open(with->store, &row);
}

static enum err answer(const struct initiation *r)
{
	const struct role_setup *with = &r->call->role->with;
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	CLEANUP(buf_free) struct buf server_signed1 = buf_make(SIGNED_MAX);
	const struct es10b_server_signed1 content = {
		.transaction_id = BYTES_OF(r->transaction_id),
		.euicc_challenge = r->request.euicc_challenge,
		.server_address = bytes_str(with->address),
		.server_challenge = BYTES_OF(r->server_challenge),
	};
	TRY(es10b_server_signed1_encode(&content, &server_signed1));
	const struct bytes input = buf_bytes(&server_signed1);
	TRY(credentials_sign(&r->credentials->auth, &input, 1, signature));
	const struct es9p_initiate_authentication_response response = {
		.transaction_id = BYTES_OF(r->transaction_id),
		.server_signed1 = input,
		.server_signature1 = BYTES_OF(signature),
		.euicc_ci_pk_id_to_be_used = r->credentials->ci->subject_key_id,
		.server_certificate = r->credentials->auth.certificate.der,
	};
	return role_answer(r->call, &response);
}

/*
 * The time comes first, so that what is stored by transactionId is stored side by side; the bytes
 * behind it are more than anybody guesses.
 */
static enum err make_transaction_id(struct initiation *r)
{
	enum { TIME_LEN = 6 };
	for (unsigned i = 0; i < TIME_LEN; i++)
		r->transaction_id[i] = (uint8_t)((uint64_t)r->call->now >> 8 * (TIME_LEN - 1 - i));
	return entropy_fill(r->call->role->with.entropy, r->transaction_id + TIME_LEN,
			    sizeof(r->transaction_id) - TIME_LEN);
}

enum err initiation_run(struct role_call *call, const struct check *rows, size_t n,
			enum rsp_session_state begin)
{
	struct initiation r = {.call = call};
	TRY(decode(&r));
	r.chosen = credentials_choose(call->credentials, &r.offer, call->now, &r.credentials);
	TRY(check_run(call, rows, n, &r));
	TRY(r.chosen);
	TRY(make_transaction_id(&r));
	TRY(entropy_fill(call->role->with.entropy, r.server_challenge, sizeof(r.server_challenge)));
	TRY(open_session(&r, begin));
	return answer(&r);
}
