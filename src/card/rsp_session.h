/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The card's side of one RSP session, from GetEUICCChallenge to the end of the installation
 * (SGP.22 §3.0.1, §3.1.3). A new challenge replaces it; a reset forgets it.
 */
#ifndef CARD_RSP_SESSION_H
#define CARD_RSP_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "crypto/curve.h"
#include "crypto/ecdsa.h"
#include "msg/rsp_type.h"

enum {
	RSP_OID_MAX = 64,
	RSP_ADDRESS_MAX = 255,
};

/* How far it has come; what is allowed when is in the handlers. */
enum rsp_state {
	RSP_NONE,
	RSP_CHALLENGED,	   /* the challenge is out */
	RSP_AUTHENTICATED, /* the server is proven */
	RSP_PREPARED,	   /* the download is prepared: a BPP may come */
};

struct rsp_session {
	enum rsp_state state;
	uint8_t euicc_challenge[RSP_CHALLENGE_LEN];
	uint8_t transaction_id[RSP_TRANSACTION_ID_MAX];
	size_t transaction_id_len;
	bool is_smds;		       /* an SM-DS: nothing can be downloaded from it */
	uint8_t smdp_oid[RSP_OID_MAX]; /* of CERT.DPauth: OBJECT IDENTIFIER value */
	size_t smdp_oid_len;
	char server_address[RSP_ADDRESS_MAX + 1];
	size_t identity; /* index of the certificate that signs */
	size_t ci;	 /* index of the CI above the server's certificate */
	uint8_t euicc_signature1[ECDSA_SIGNATURE_LEN];
	struct public_key pb_key; /* PK.DPpb; from RSP_PREPARED on */
	size_t one_time_key;	  /* place of otSK.EUICC in the card; from RSP_PREPARED on */
};

/* Forget it. Safe on a zeroed struct and twice. */
void rsp_session_end(struct rsp_session *s);

static inline struct bytes rsp_session_transaction_id(const struct rsp_session *s)
{
	return bytes_from(s->transaction_id, s->transaction_id_len);
}

static inline struct bytes rsp_session_smdp_oid(const struct rsp_session *s)
{
	return bytes_from(s->smdp_oid, s->smdp_oid_len);
}

#endif
