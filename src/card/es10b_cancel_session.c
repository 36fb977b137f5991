/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.CancelSession (SGP.22 §5.7.14): we sign that the session is over, and why. */
#include "msg/es10b_cancel_session.h"

#include "base/mutant.h"
#include "card/es10_handler.h"
#include "crypto/ecdsa.h"

enum { SIGNED_MAX = 256 };

/* A session that is not authenticated has no transaction identifier. */
static bool is_ours(const struct card_session *s, struct bytes transaction_id)
{
	return bytes_eq(card_session_transaction_id(s), transaction_id);
}

static const struct {
	const char *name;
	bool (*holds)(const struct card_session *s, struct bytes transaction_id);
} checks[] = {
	{"es10b_cancel_session.transaction_id", is_ours},
};

static bool run_checks(const struct card_session *s, struct bytes transaction_id)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (!mutant_off(checks[i].name) && !checks[i].holds(s, transaction_id))
			return false;
	}
	return true;
}

static enum err refuse(struct buf *response)
{
	struct es10b_cancel_session_response answer = {
		.cancel_session_response_error = ES10B_CANCEL_ERROR_INVALID_TRANSACTION_ID,
	};
	return es10b_cancel_session_response_encode(&answer, response);
}

static enum err sign_off(struct euicc *e, uint64_t reason, struct buf *response)
{
	CLEANUP(buf_free) struct buf signed_part = buf_make(SIGNED_MAX);
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	struct es10b_cancel_session_signed s = {
		.transaction_id = card_session_transaction_id(&e->session),
		.smdp_oid = card_session_smdp_oid(&e->session),
		.reason = reason,
	};
	TRY(es10b_cancel_session_signed_encode(&s, &signed_part));
	struct bytes input = buf_bytes(&signed_part);
	TRY(ecdsa_sign(e->identities[e->session.identity].key, &input, 1, signature));
	struct es10b_cancel_session_response answer = {
		.ok = true,
		.cancel_session_response_ok = {.euicc_cancel_session_signed = input,
					       .euicc_cancel_session_signature =
						       BYTES_OF(signature)},
	};
	return es10b_cancel_session_response_encode(&answer, response);
}

enum err card_cancel_session(struct euicc *e, struct bytes request, struct buf *response)
{
	struct es10b_cancel_session_request r = {};
	TRY(es10b_cancel_session_request_decode(request, &r));
	if (!run_checks(&e->session, r.transaction_id))
		return refuse(response);
	TRY(sign_off(e, r.reason, response));
	/* The server hears of the end by the cancellation: no installation result. */
	bpp_loader_abandon(e);
	card_session_end(&e->session);
	return OK;
}
