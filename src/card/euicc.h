/* SPDX-License-Identifier: Apache-2.0 */
/*
 * struct euicc: one virtual eUICC with everything it remembers (SGP.22 §2.4). The caller owns it;
 * there are no globals, so any number of them may live in one process, each used by one thread at a
 * time. Commands come in as APDUs (card/apdu.h); files are the business of card/state.h.
 */
#ifndef CARD_EUICC_H
#define CARD_EUICC_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/text.h"
#include "card/bpp_loader.h"
#include "card/channel_set.h"
#include "card/rsp_session.h"
#include "sys/entropy.h"

enum {
	EUICC_CIS_MAX = 8,	  /* CI certificates that it trusts */
	EUICC_IDENTITIES_MAX = 4, /* own certificates: one for each curve and CI */
	EUICC_PROFILES_MAX = 64,  /* more than any real card holds */
	EUICC_NOTIFICATIONS_MAX = 512,
	EUICC_ONE_TIME_KEYS_MAX = 8, /* unused otSK.EUICC kept for a retry; the oldest gives way */
	EUICC_RAT_MAX = 8,
	EUICC_CI_PKID_LEN = 20,	   /* SubjectKeyIdentifier of a CI */
	EUICC_AID_LEN = 16,	   /* ISD-R and ISD-P (SGP.02 §2.2.3) */
	EUICC_ADDRESS_MAX = 255,   /* an FQDN, perhaps with a port */
	EUICC_NICKNAME_MAX = 64,   /* bytes of UTF-8 (SGP.22 §5.7.21) */
	EUICC_SAS_NUMBER_MAX = 64, /* bytes (SGP.22 §4.3) */
};

/* A CI whose servers the card believes. */
struct euicc_ci {
	struct buf certificate; /* DER */
	uint8_t pkid[EUICC_CI_PKID_LEN];
};

/* CERT.EUICC with its private key and the EUM's certificate above it. */
struct euicc_identity {
	struct buf certificate;	    /* DER */
	struct buf eum_certificate; /* DER */
	struct buf key;		    /* private key, DER as it was given; for the state file */
	EVP_PKEY *signing_key;
	uint8_t ci_pkid[EUICC_CI_PKID_LEN]; /* the CI that issued the EUM certificate */
	uint8_t eid[EID_LEN];
};

/* What the card says of itself in EUICCInfo1 and EUICCInfo2 (SGP.22 §4.3). */
struct euicc_settings {
	uint8_t profile_version[3]; /* of the TCA specification */
	uint8_t svn[3];		    /* of SGP.22 */
	uint8_t firmware_version[3];
	uint8_t ts102241_version[3];
	uint8_t globalplatform_version[3];
	uint8_t pp_version[3];
	uint32_t uicc_capability; /* bit n of UICCCapability is 1 << n */
	uint8_t category;	  /* euiccCategory */
	uint8_t forbidden_pprs;	  /* bit n of PprIds is 1 << n */
	char sas_number[EUICC_SAS_NUMBER_MAX + 1];
	uint32_t memory;	  /* bytes of non-volatile memory for profiles, used and free */
	uint32_t volatile_memory; /* bytes */
};

/* One row of the Rules Authorisation Table (SGP.22 §2.9.2.3). */
struct euicc_rat_row {
	uint8_t pprs;	       /* bit n of PprIds is 1 << n */
	bool consent_required; /* the LPA must ask the user */
	bool any_operator;     /* else only the one below */
	uint8_t mcc_mnc[3];    /* 'E' nibbles are wildcards (§2.9.2.3) */
};

/* An installed profile with its ISD-P. */
struct euicc_profile {
	uint8_t iccid[ICCID_LEN];
	uint8_t aid[EUICC_AID_LEN];
	bool enabled;
	char nickname[EUICC_NICKNAME_MAX + 1];
	uint8_t ci_pkid[EUICC_CI_PKID_LEN]; /* whose identity signs its notifications */
	struct buf metadata;		    /* StoreMetadataRequest, 'BF25' and all, as received */
	struct buf proprietary;		    /* dpProprietaryData, 'B8' and all, or empty */
	struct buf package;		    /* the unprotected profile package; secret */
};

/* A PendingNotification, kept until the LPA removes it (SGP.22 §3.5). */
struct euicc_notification {
	uint64_t sequence;
	struct buf pending; /* 'BF37' ProfileInstallationResult or '30' OtherSignedNotification */
};

/* A one-time key pair that no profile has been installed with (SGP.22 §5.7.5 bppEuiccOtpk). */
struct euicc_one_time_key {
	struct buf key;	     /* private key, DER; empty: this place is free */
	struct buf point;    /* otPK.EUICC, uncompressed */
	struct buf smdp_oid; /* whose BPP it is for: OBJECT IDENTIFIER value */
};

struct euicc {
	/* What it remembers. */
	struct euicc_settings settings;
	uint8_t eid[EID_LEN];
	struct euicc_ci cis[EUICC_CIS_MAX];
	size_t n_cis;
	struct euicc_identity identities[EUICC_IDENTITIES_MAX]; /* in the order of priority */
	size_t n_identities;
	struct euicc_rat_row rat[EUICC_RAT_MAX];
	size_t n_rat;
	char default_smdp_address[EUICC_ADDRESS_MAX + 1];
	char root_smds_address[EUICC_ADDRESS_MAX + 1];
	struct euicc_profile *profiles[EUICC_PROFILES_MAX];
	size_t n_profiles;
	struct euicc_notification *notifications[EUICC_NOTIFICATIONS_MAX]; /* by sequence */
	size_t n_notifications;
	uint64_t next_sequence; /* never goes back */
	uint64_t next_isdp;	/* number in the next ISD-P's AID */
	struct euicc_one_time_key one_time_keys[EUICC_ONE_TIME_KEYS_MAX];
	size_t next_one_time_key;
	struct bpp_interrupted interrupted; /* an installation that a power cut would end */

	/* What a reset forgets. */
	struct rsp_session session;
	struct bpp_loader loader;
	struct channel_set channels;

	struct entropy *entropy; /* borrowed */

	/*
	 * Called before a command that has changed what the card remembers is answered; NULL when
	 * nothing is to be kept. If it fails, the command is answered '6581'.
	 */
	enum err (*save)(const struct euicc *e, void *ctx);
	void *save_ctx;
	bool changed; /* since the last save */
};

/*
 * A blank card with believable settings, without CI, identity or profile. `entropy` must outlive
 * it. The RAT lets every operator set PPR1 and PPR2 with the user's consent.
 */
void euicc_init(struct euicc *e, struct entropy *entropy);

/* Wipe and release everything that it holds. Safe on a zeroed struct and twice. Fits CLEANUP(). */
void euicc_free(struct euicc *e);

/*
 * Trust a CI: a self-signed certificate in DER. The order of calls is the order of
 * euiccCiPKIdListForVerification. ERR_SYNTAX and other errors of certificate parsing, ERR_CONFLICT
 * if it is there already, ERR_LIMIT over EUICC_CIS_MAX.
 */
enum err euicc_add_ci(struct euicc *e, struct bytes certificate);

/*
 * Give the card a certificate (DER) with its private key (DER, PKCS#8 or SEC 1) and the EUM's
 * certificate. The CI above the EUM must be there already. The first call fixes the EID; the order
 * of calls is the order of euiccCiPKIdListForSigning.
 * ERR_SYNTAX for what cannot be parsed, ERR_NOT_FOUND for an unknown CI, ERR_MISMATCH when key,
 * certificate, EUM or EID do not belong together, ERR_LIMIT over EUICC_IDENTITIES_MAX.
 */
enum err euicc_add_identity(struct euicc *e, struct bytes certificate, struct bytes key,
			    struct bytes eum_certificate);

/* The profile with this ICCID; NULL if there is none. Valid until it is deleted. */
struct euicc_profile *euicc_profile(const struct euicc *e, struct bytes iccid);

/* The enabled profile; NULL if there is none. */
struct euicc_profile *euicc_enabled_profile(const struct euicc *e);

/* Non-volatile memory in bytes that no profile uses. */
uint32_t euicc_free_memory(const struct euicc *e);

/*
 * What a power cycle does: sessions and logical channels are gone, and an installation that was
 * under way ends with installFailedDueToInterruption (SGP.22 §2.5.6). Call it once after loading a
 * state. Errors of signing and memory.
 */
enum err euicc_reset(struct euicc *e);

#endif
