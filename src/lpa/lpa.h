/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plain Local Profile Assistant (SGP.22 §3.1.3, §3.2, §3.5, §5.6, §5.7): it stands between a
 * card, which it knows only through APDUs, and servers, which it knows only through ES9+ and ES11
 * (lpa/discovery.h). For tests, demonstration and load; one thread at a time for each struct lpa,
 * any number of them at once.
 */
#ifndef LPA_LPA_H
#define LPA_LPA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "http/client.h"
#include "http/tls.h"
#include "msg/es9p_binding.h"
#include "sys/clock.h"

enum {
	LPA_TEXT_MAX = 400,
	LPA_CODE_MAX = 24,
	LPA_ADDRESS_MAX = 255,
	LPA_CHANNEL_NONE = -1,
};

/* The card: execute one command APDU, append data and status word. Errors mean that it is gone. */
struct lpa_card {
	enum err (*transmit)(void *ctx, struct bytes command, struct buf *response);
	void *ctx;
};

/* Where something went wrong, and what to do, in words for people. Holds no secrets. */
struct lpa_problem {
	const char *step; /* "ES9+.AuthenticateClient", "ES10b.PrepareDownload", … */
	char subject_code[LPA_CODE_MAX]; /* "8.2.6"; "" unless the server answered Failed */
	char reason_code[LPA_CODE_MAX];	 /* "3.8" */
	int card_code;			 /* the card's error code, or -1 */
	int bpp_command;		 /* BppCommandId of a failed installation, or -1 */
	char text[LPA_TEXT_MAX];	 /* what happened */
	char advice[LPA_TEXT_MAX];	 /* what to do about it */
};

/* What the user is shown before the download. Slices live until lpa_download returns. */
struct lpa_metadata {
	char iccid[21];
	struct bytes service_provider;
	struct bytes profile_name;
	struct bytes owner; /* mccMnc, 3 bytes, or absent */
	int profile_class;  /* 0 test, 1 provisioning, 2 operational */
	unsigned pprs;	    /* bit n of PprIds is 1 << n */
	bool confirmation_code_required;
};

/* Whom to tell. Any member may be NULL. */
struct lpa_observer {
	void (*step)(void *ctx,
		     const char *step); /* a step begins: "ES9+.InitiateAuthentication" */
	bool (*consent)(void *ctx, const struct lpa_metadata *metadata); /* NULL: yes */
	void *ctx;
};

struct lpa_config {
	struct lpa_card card;
	struct tls_trust trust; /* the CIs; GSMA TLS certificates must come from one of them */
	const char *connect;	/* "HOST:PORT" to connect to whatever the address says, or NULL */
	struct clock clock;	/* for the validity of TLS certificates */
	bool clock_is_fixed;	/* check certificates at the clock's time, not the system's */
	uint8_t tac[4];
	struct bytes imei; /* 8 bytes, or absent */
	struct lpa_observer observer;
	enum es9p_binding binding; /* of ES9+ and ES11 */
	bool es11_paths; /* at an SM-DS, in JSON: /gsma/rsp2/es11/…, not /gsma/rsp2/es9plus/…
			    (§6.5.2) */
	unsigned segment_max; /* data bytes of one STORE DATA, 1 to 255; 0: 255 */
};

struct lpa {
	struct lpa_config config;
	struct http_client *http;
	struct tls_client *tls;
	int channel;		    /* logical channel of the ISD-R, or LPA_CHANNEL_NONE */
	struct lpa_problem problem; /* of the last call that failed */
};

/*
 * Open a logical channel to the ISD-R and get TLS ready. The slices and strings of `config` must
 * outlive the LPA. On error nothing needs to be freed, and `lpa->problem` says why.
 */
enum err lpa_init(struct lpa *lpa, const struct lpa_config *config);

/* Close the channel and release everything. Safe on a zeroed struct and twice. Fits CLEANUP(). */
void lpa_free(struct lpa *lpa);

/* CancelSessionReason (SGP.22 §5.7.14). */
enum lpa_cancel {
	LPA_CANCEL_END_USER_REJECTION = 0,
	LPA_CANCEL_POSTPONED = 1,
	LPA_CANCEL_TIMEOUT = 2,
	LPA_CANCEL_PPR_NOT_ALLOWED = 3,
	LPA_CANCEL_METADATA_MISMATCH = 4,
	LPA_CANCEL_LOAD_BPP_EXECUTION_ERROR = 5,
	LPA_CANCEL_UNDEFINED = 127,
	LPA_CANCEL_NOT = -1, /* ours: go through with it */
};

/* What to download. */
struct lpa_order {
	const char *smdp_address; /* FQDN, perhaps with ":PORT"; NULL: the card's default SM-DP+ */
	const char *matching_id;  /* NULL: none is sent; "": an empty one is */
	const char *smdp_oid;	  /* dotted; NULL: any */
	struct bytes confirmation_code; /* absent: none; secret */
	int cancel;		/* enum lpa_cancel: cancel instead of preparing the download */
	bool cancel_after_bpp;	/* cancel only after GetBoundProfilePackage */
	bool keep_notification; /* do not deliver the ProfileInstallationResult */
};

struct lpa_result {
	char iccid[21];		 /* of the installed profile; "" if none is */
	char transaction_id[33]; /* hexadecimal; "" if there was none */
	uint64_t sequence;	 /* of the ProfileInstallationResult */
	bool notification_sent;	 /* and removed from the card */
	bool cancelled;
	bool forwarded; /* the server was an SM-DS, and has told its events */
};

/*
 * Download and install a profile (§3.1.3). OK when it is installed, or cancelled as the order asks;
 * otherwise `lpa->problem` is filled:
 *  ERR_DENIED     the server, the card or the user said no
 *  ERR_SYNTAX, ERR_MISMATCH, ERR_SIGNATURE  the server's answer breaks the protocol
 *  ERR_IO, ERR_TIMEOUT, …  a peer could not be reached
 * A failed delivery of the notification is not an error: it stays on the card.
 */
enum err lpa_download(struct lpa *lpa, const struct lpa_order *order, struct lpa_result *result);

/*
 * Deliver pending notifications in the order of their sequence numbers, and remove from the card
 * what was acknowledged (§3.5). `*sent` and `*left` count them. The first failure of an address
 * leaves its later ones for another time; the error is then returned after the others were tried.
 */
enum err lpa_process_notifications(struct lpa *lpa, size_t *sent, size_t *left);

#endif
