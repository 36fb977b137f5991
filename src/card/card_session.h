/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The card's side of one RSP session, from GetEUICCChallenge to the end of the installation
 * (SGP.22 §3.0.1, §3.1.3). A new challenge replaces it; a reset forgets it.
 */
#ifndef CARD_CARD_SESSION_H
#define CARD_CARD_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "crypto/curve.h"
#include "crypto/ecdsa.h"
#include "msg/rsp_type.h"

enum {
	CARD_SESSION_OID_MAX = 64,
	CARD_SESSION_ADDRESS_MAX = 255,
};

/* How far it has come; what is allowed when is in the handlers. */
enum card_session_state {
	CARD_SESSION_NONE,
	CARD_SESSION_CHALLENGED,    /* the challenge is out */
	CARD_SESSION_AUTHENTICATED, /* the server is proven */
	CARD_SESSION_PREPARED,	    /* the download is prepared: a BPP may come */
};

struct card_session {
	enum card_session_state state;
	uint8_t euicc_challenge[RSP_CHALLENGE_LEN];
	uint8_t transaction_id[RSP_TRANSACTION_ID_MAX];
	size_t transaction_id_len;
	bool is_smds;				/* an SM-DS: nothing can be downloaded from it */
	uint8_t smdp_oid[CARD_SESSION_OID_MAX]; /* of CERT.DPauth: OBJECT IDENTIFIER value */
	size_t smdp_oid_len;
	char server_address[CARD_SESSION_ADDRESS_MAX + 1];
	size_t identity; /* index of the certificate that signs */
	size_t ci;	 /* index of the CI above the server's certificate */
	uint8_t euicc_signature1[ECDSA_SIGNATURE_LEN];
	struct public_key pb_key; /* PK.DPpb; from CARD_SESSION_PREPARED on */
	size_t one_time_key; /* place of otSK.EUICC in the card; from CARD_SESSION_PREPARED on */
};

/* Forget it. Safe on a zeroed struct and twice. */
void card_session_end(struct card_session *s);

static inline struct bytes card_session_transaction_id(const struct card_session *s)
{
	return bytes_from(s->transaction_id, s->transaction_id_len);
}

static inline struct bytes card_session_smdp_oid(const struct card_session *s)
{
	return bytes_from(s->smdp_oid, s->smdp_oid_len);
}

#endif
