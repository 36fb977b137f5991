/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual eUICC and, beside it, an SM-DP+ that tests may have do anything wrong. The SM-DP+ is
 * made here from crypto/ and msg/, apart from channel/ and smdpp/, so that both can be wrong. What
 * fails in this file is a fault of the test machine: abort().
 */
#ifndef TESTS_CARD_WORLD_H
#define TESTS_CARD_WORLD_H

#include "card/euicc.h"
#include "msg/es10b_load_bound_profile_package.h"
#include "msg/es8p_initialise_secure_channel.h"
#include "msg/es8p_store_metadata.h"
#include "test_pki.h"

/* What the SM-DP+ does; a test changes it before the call that it is about. */
struct card_world {
	struct test_pki pki;
	struct entropy entropy;
	struct euicc card;
	struct buf response; /* of the last call */

	/* serverSigned1 and what goes with it */
	struct bytes transaction_id;
	struct bytes address;
	uint8_t challenge[RSP_CHALLENGE_LEN]; /* the card's, as the server echoes it */
	const struct private_key *auth_key;
	struct bytes auth_certificate;
	struct bytes ci_pkid; /* euiccCiPKIdToBeUsed */

	/* smdpSigned2 and what goes with it */
	struct bytes prepared_transaction_id;
	struct bytes bpp_euicc_otpk;
	struct bytes hash_cc;
	const struct private_key *pb_key;
	struct bytes pb_certificate;

	/* What the card said. */
	uint8_t euicc_signature1[ECDSA_SIGNATURE_LEN];
	struct public_key euicc_otpk;
};

void card_world_make(struct card_world *w, enum curve curve);
void card_world_free(struct card_world *w);

/* A card with the identity of this PKI. `entropy` must outlive it. */
void card_world_card(struct euicc *card, struct test_pki *pki, struct entropy *entropy);

/* One ES10 function; its response is in w->response. The error of es10_execute. */
enum err card_world_call(struct card_world *w, struct bytes request);

/* GetEUICCChallenge; sets w->challenge. */
void card_world_challenge(struct card_world *w);

/* AuthenticateServer, PrepareDownload, CancelSession: 0, or the card's error code. The card's
 * signatures are verified. */
uint64_t card_world_authenticate(struct card_world *w);
uint64_t card_world_prepare(struct card_world *w);
uint64_t card_world_cancel(struct card_world *w, struct bytes transaction_id, uint64_t reason);

/* Challenge, AuthenticateServer and PrepareDownload, all well. */
void card_world_begin(struct card_world *w);

/* What may be wrong with the segments of a sequence. */
enum card_world_fault {
	CARD_WORLD_NO_FAULT,
	CARD_WORLD_MAC,	      /* a bit of the MAC is wrong */
	CARD_WORLD_DATA,      /* a bit of the data is wrong */
	CARD_WORLD_PADDING,   /* there is no padding */
	CARD_WORLD_OVERSIZE,  /* segments are longer than 1020 bytes */
	CARD_WORLD_SHORT,     /* a segment has no room for a MAC */
	CARD_WORLD_TAG,	      /* a segment has another tag */
	CARD_WORLD_CONTAINER, /* the sequence has another tag */
	CARD_WORLD_EMPTY,     /* the sequence has no segment */
	CARD_WORLD_CLIPPED,   /* the sequence says that it is shorter */
	CARD_WORLD_COUNTER,   /* the counter stands still */
};

enum { CARD_WORLD_SEQUENCES = 4 }; /* 87, 88, 87, 86 */

/* A package. Absent members are as they should be. */
struct card_world_bpp {
	struct es8p_initialise_secure_channel channel; /* members that differ */
	bool sign_badly;
	struct bytes raw_channel; /* whole BF23 */
	struct bytes configure;	  /* ConfigureISDP */
	struct bytes metadata;	  /* StoreMetadata */
	struct bytes replace;	  /* ReplaceSessionKeys */
	struct bytes package;
	bool ppk;
	size_t metadata_cut; /* bytes of metadata in each segment; 0: as many as may be */
	enum card_world_fault faults[CARD_WORLD_SEQUENCES];
	int extra; /* bytes that the outer length is too long */
};

/* Append the BPP for the session that card_world_begin has opened. */
void card_world_bind(struct card_world *w, const struct card_world_bpp *plan, struct buf *out);

/* Bind, load in one command, and read the result, whose signature is verified. The slices point
 * into w->response. */
struct es10b_profile_installation_result_data card_world_load(struct card_world *w,
							      const struct card_world_bpp *plan);

/* Read and verify a ProfileInstallationResult. */
struct es10b_profile_installation_result_data card_world_result(struct card_world *w,
								struct bytes whole);

/* Metadata and a package for the profile `number` (0 to 9), appended. */
void card_world_metadata(const struct es8p_store_metadata *differing, int number, struct buf *out);
void card_world_package(int number, struct buf *out);

/* The ICCID of that profile: digits, and 10 bytes. */
const char *card_world_iccid(int number);
struct bytes card_world_iccid_bytes(int number);

/* A list of NotificationConfigurationInformation: all `events` to `address`, appended. */
void card_world_configure(uint64_t events, const char *address, struct buf *out);

/* Begin, and install profile `number` with these notifications (a list, or absent) and PPRs. */
void card_world_install(struct card_world *w, int number, struct bytes notifications,
			uint64_t pprs);

#endif
