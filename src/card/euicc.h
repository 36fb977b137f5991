/* SPDX-License-Identifier: Apache-2.0 */
/*
 * struct euicc: one virtual eUICC with everything it remembers (SGP.22 §2.4). The caller owns it;
 * there are no globals, so any number of them may live in one process, each used by one thread at a
 * time. Commands come in as APDUs (card/apdu.h); files are the business of card/state.h.
 */
#ifndef CARD_EUICC_H
#define CARD_EUICC_H

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
#include "card/card_session.h"
#include "card/settings.h"
#include "crypto/private_key.h"
#include "pki/certificate.h"
#include "pki/crl.h"
#include "sys/entropy.h"

enum {
	EUICC_CIS_MAX = 8,	  /* CI certificates that it trusts */
	EUICC_IDENTITIES_MAX = 4, /* own certificates: one for each curve and CI */
	EUICC_PROFILES_MAX = 64,  /* more than any real card holds */
	EUICC_NOTIFICATIONS_MAX = 512,
	EUICC_ONE_TIME_KEYS_MAX = 8, /* unused otSK.EUICC kept for a retry; the oldest gives way */
	EUICC_RAT_MAX = 8,
	EUICC_CRLS_MAX = 8,	       /* of all CIs and distribution points */
	EUICC_CI_PKID_LEN = 20,	       /* SubjectKeyIdentifier of a CI */
	EUICC_AID_LEN = 16,	       /* ISD-R and ISD-P (SGP.02 §2.2.3) */
	EUICC_METADATA_MAX = 8 * 1024, /* a StoreMetadataRequest: icon of 1 kB, extensions */
	EUICC_PENDING_MAX = 16 * 1024, /* a PendingNotification: two certificates at most */
	EUICC_ADDRESS_MAX = 255,       /* an FQDN, perhaps with a port */
	EUICC_NICKNAME_MAX = 64,       /* bytes of UTF-8 (SGP.22 §5.7.21) */
};

/* CERT.EUICC with its private key and the EUM's certificate above it. */
struct euicc_identity {
	struct buf certificate;	    /* DER */
	struct buf eum_certificate; /* DER */
	struct private_key *key;
	uint8_t ci_pkid[EUICC_CI_PKID_LEN]; /* the CI that issued the EUM certificate */
};

/* One row of the Rules Authorisation Table (SGP.22 §2.9.2.3). */
struct euicc_rat_row {
	unsigned pprs;	       /* bit n of PprIds is 1 << n */
	bool consent_required; /* the LPA must ask the user */
	uint8_t mcc_mnc[3];    /* a nibble 'E' stands for any */
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
	struct private_key *key; /* NULL: this place is free */
	struct buf smdp_oid;	 /* whose BPP it is for: OBJECT IDENTIFIER value */
};

struct euicc {
	/* What it remembers. */
	struct settings settings;
	uint8_t eid[EID_LEN];
	struct certificate cis[EUICC_CIS_MAX]; /* slices of ci_der */
	struct buf ci_der[EUICC_CIS_MAX];
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
	struct crl *crls[EUICC_CRLS_MAX]; /* verified (SGP.22 §5.7.12) */
	size_t n_crls;
	struct bpp_installation installation; /* which a power cut would end */

	/* What a reset forgets. */
	struct card_session session;
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
 * Give the card a certificate (DER) with its private key (PKCS#8 or SEC 1, DER or PEM) and the
 * EUM's certificate. The CI above the EUM must be there already. The first call fixes the EID; the
 * order of calls is the order of euiccCiPKIdListForSigning. ERR_SYNTAX for what cannot be parsed,
 * ERR_NOT_FOUND for an unknown CI, ERR_MISMATCH when key, certificate, EUM or EID do not belong
 * together, ERR_LIMIT over EUICC_IDENTITIES_MAX.
 */
enum err euicc_add_identity(struct euicc *e, struct bytes certificate, struct bytes key,
			    struct bytes eum_certificate);

/*
 * Keep a CRL (DER) of one of the CIs, in place of an older one of the same scope. ERR_NOT_FOUND if
 * none of the CIs has issued it, ERR_SIGNATURE, ERR_DENIED if that CI may not; ERR_CONFLICT if it
 * is not newer than the one that is there; ERR_LIMIT over EUICC_CRLS_MAX; errors of crl_parse.
 */
enum err euicc_add_crl(struct euicc *e, struct bytes der);

/* OK if no CRL lists the certificate, which `ci` has issued; else ERR_DENIED. */
enum err euicc_ask_crls(const struct euicc *e, const struct certificate *cert,
			const struct certificate *ci);

/* The place of the CI with this key identifier, or of the identity under it. ERR_NOT_FOUND. */
enum err euicc_ci_index(const struct euicc *e, struct bytes pkid, size_t *out);
enum err euicc_identity_index(const struct euicc *e, struct bytes ci_pkid, size_t *out);

/* The profile with this ICCID; NULL if there is none. Valid until it is deleted. */
struct euicc_profile *euicc_profile(const struct euicc *e, struct bytes iccid);

/*
 * Take a profile off the card, whatever its state and rules, and raise its notifications.
 * ERR_LIMIT without room for them; ERR_CRYPTO, ERR_NOMEM. The profile is gone on OK only.
 */
enum err euicc_delete_profile(struct euicc *e, struct euicc_profile *p);

/* Wipe and release what is no longer in the card's lists. NULL is allowed. */
void euicc_profile_free(struct euicc_profile *p);
void euicc_notification_free(struct euicc_notification *n);

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
