/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A test device of one case: an eUICC with an EID and certificates of its own, and what it has
 * learnt from the server. The steps of conformance/verb.h make its messages from this.
 */
#ifndef CONFORMANCE_ACTOR_H
#define CONFORMANCE_ACTOR_H

#include "base/text.h"
#include "conformance/target.h"
#include "msg/rsp_type.h"

struct package;

struct actor {
	char name; /* 'A', 'B', …; 0: not made yet */
	char eid[EID_DIGITS + 1];
	const struct target_issuer *issuer;
	struct private_key *key;
	struct bytes euicc, eum; /* certificates */
	struct private_key *otsk;
	struct public_key otpk;
	uint8_t challenge[RSP_CHALLENGE_LEN];
	uint64_t sequence; /* of the last notification */

	/* InitiateAuthentication */
	struct bytes transaction_id;	    /* of JSON */
	struct bytes signed_transaction_id; /* of serverSigned1 */
	struct bytes server_challenge, server_signed1, server_signature1, server_certificate;
	struct bytes server_address, ci_pk_id;

	/* AuthenticateClient */
	struct bytes euicc_signature1;
	struct bytes metadata, smdp_signed2, smdp_signature2, smdp_certificate;
	bool cc_required;
	struct bytes bpp_euicc_otpk;

	/* GetBoundProfilePackage */
	struct bytes sent_otpk; /* in the last request */
	struct bytes bpp, bpp_before;
	const struct package *package; /* the last one, opened; in the scene's arena */
};

/* Another device under the issuer, with a random EID; or, unless it is NULL, the device `same` in
 * another session. Errors of forgery_make. Free it in both cases. */
enum err actor_make(struct target *target, const struct target_issuer *issuer,
		    const struct actor *same, struct arena *a, struct actor *out);
void actor_free(struct actor *actor);

/* A new one-time key pair; actor_make has made one. */
enum err actor_new_otpk(struct actor *actor);

/* `n` random decimal digits and a NUL. ERR_IO. */
enum err actor_digits(struct target *target, char *out, size_t n);

#endif
