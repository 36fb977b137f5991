/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSP sessions (SGP.22 §3.1.2): one row from initiateAuthentication to its end or expiry. They are
 * kept in memory and end with the process: what a download needs to be tried again is in the
 * profile. Which state follows which is a table of session/; here a state is a word.
 */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"

struct store;

enum { TRANSACTION_ID_LEN = 16 };

struct session_row {
	struct bytes transaction_id; /* TRANSACTION_ID_LEN */
	const char *state;

	/* Given at session_open. */
	struct bytes euicc_challenge;
	struct bytes server_challenge;
	struct bytes ci_pk_id;	    /* euiccCiPKIdToBeUsed: the CI's SubjectKeyIdentifier */
	const char *credential_set; /* name of the DPauth/DPpb set that serves it */
	int64_t created_at;
	int64_t expires_at;

	/* Learnt later; zero or absent until then. */
	char eid[EID_DIGITS + 1];
	struct bytes euicc_public_key; /* one byte for the curve, then the uncompressed point */
	char iccid[ICCID_DIGITS_MAX + 1];
	struct bytes smdp_signature2; /* euiccSignature2 covers it (SGP.22 §5.6.2) */
	bool cc_required;
	struct bytes otpk_euicc;
	struct bytes tac;
	struct bytes imei;
};

/*
 * Add it. ERR_CONFLICT: the transactionId is taken. With LIMIT_SESSIONS of them, one that ends soon
 * makes room.
 */
enum err session_open(struct store *s, const struct session_row *row);

/* The session, if it has not expired at `now`. ERR_NOT_FOUND. */
enum err session_get(struct store *s, struct arena *a, struct bytes transaction_id, int64_t now,
		     struct session_row *out);

/*
 * If it is in state `from`: set row->state, row->expires_at unless it is 0, and every other member
 * learnt later that is not zero or absent in `row` (cc_required only ever becomes true).
 * ERR_NOT_FOUND: no such session; ERR_WRONG_STATE: not in state `from`.
 */
enum err session_advance(struct store *s, const char *from, const struct session_row *row);

/* Remove it. ERR_NOT_FOUND: there is none (any more). */
enum err session_close(struct store *s, struct bytes transaction_id);

/* Remove those that have expired at `now`; how many went. Costs a look at each of LIMIT_SESSIONS
 * places. */
size_t session_expire(struct store *s, int64_t now);

/* How many there are, expired ones too. */
size_t session_count(struct store *s);

/* For store_open and store_close: the table of all. ERR_NOMEM; `*out` is NULL then. NULL is fine to
 * free. */
struct session_table;
enum err session_table_new(struct session_table **out);
void session_table_free(struct session_table *table);

#endif
