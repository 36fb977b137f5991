/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES8+.InitialiseSecureChannel (SGP.22 §5.5.1): the package is for us, for this session, and from
 * the server that we prepared for; then both sides have keys.
 * No test of its own: bpp_loader_test.c refuses by every row.
 */
#include "msg/es8p_initialise_secure_channel.h"

#include "base/mutant.h"
#include "card/es8p_handler.h"
#include "card/one_time_key.h"
#include "crypto/ecdsa.h"
#include "msg/es10b_load_bound_profile_package.h"

enum { SIGNED_MAX = 512 };

typedef struct es8p_initialise_secure_channel request;

static enum err check_remote_operation(struct euicc *e, const request *r)
{
	(void)e;
	return r->remote_op_id == ES8P_INSTALL_BOUND_PROFILE_PACKAGE ? OK : ERR_UNSUPPORTED;
}

static enum err check_transaction_id(struct euicc *e, const request *r)
{
	struct bytes ours = card_session_transaction_id(&e->session);
	return bytes_eq(ours, r->transaction_id) ? OK : ERR_MISMATCH;
}

static enum err check_crt(struct euicc *e, const request *r)
{
	static const uint8_t key_type[] = {ES8P_KEY_TYPE_AES}, key_len[] = {ES8P_KEY_LEN_128};
	(void)e;
	if (!bytes_eq(r->key_type, BYTES_OF(key_type)) || !bytes_eq(r->key_len, BYTES_OF(key_len)))
		return ERR_UNSUPPORTED;
	return OK;
}

static enum err check_signature(struct euicc *e, const request *r)
{
	CLEANUP(buf_free) struct buf input = buf_make(SIGNED_MAX);
	struct public_key otpk = {};
	TRY(one_time_key_public(e, e->session.one_time_key, &otpk));
	TRY(es8p_initialise_secure_channel_input(r, BYTES_OF(otpk.point), &input));
	struct bytes whole = buf_bytes(&input);
	return ecdsa_verify(&e->session.pb_key, &whole, 1, r->smdp_sign);
}

static const struct {
	const char *name;
	enum err (*check)(struct euicc *e, const request *r);
	uint64_t reason;
} checks[] = {
	{"es8p_initialise_secure_channel.remote_operation", check_remote_operation,
	 ES10B_UNSUPPORTED_REMOTE_OPERATION_TYPE},
	{"es8p_initialise_secure_channel.transaction_id", check_transaction_id,
	 ES10B_INVALID_TRANSACTION_ID},
	{"es8p_initialise_secure_channel.crt", check_crt, ES10B_UNSUPPORTED_CRT_VALUES},
	{"es8p_initialise_secure_channel.signature", check_signature, ES10B_INVALID_SIGNATURE},
};

static enum err run_checks(struct euicc *e, const request *r)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (mutant_off(checks[i].name))
			continue;
		enum err error = checks[i].check(e, r);
		if (err_is_refusal(error))
			return bpp_loader_deny(e, checks[i].reason);
		TRY(error);
	}
	return OK;
}

enum err card_initialise_secure_channel(struct euicc *e, struct bytes plain)
{
	request r = {};
	if (es8p_initialise_secure_channel_decode(plain, &r) != OK)
		return bpp_loader_deny(e, ES10B_INCORRECT_INPUT_VALUES);
	TRY(run_checks(e, &r));
	struct secure_channel_crt crt = {r.key_type, r.key_len, r.host_id};
	const struct private_key *own = e->one_time_keys[e->session.one_time_key].key;
	enum err error =
		secure_channel_agree(&e->loader.channel, own, r.smdp_otpk, &crt, BYTES_OF(e->eid));
	return err_is_refusal(error) ? bpp_loader_deny(e, ES10B_INCORRECT_INPUT_VALUES) : error;
}
