/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Profiles of the inventory, each with its order, if it has one: import, reading, and the general
 * change. The verbs of ES2+ are in store/order.h. Rules of every verb: store/store.h.
 */
#ifndef STORE_PROFILE_H
#define STORE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"

struct store;
struct store_cause;
struct store_message;

/* Profile states on the SM-DP+ (SGP.22 §3.1.6). */
enum profile_state {
	PROFILE_AVAILABLE,
	PROFILE_ALLOCATED,
	PROFILE_LINKED,
	PROFILE_CONFIRMED,
	PROFILE_RELEASED,
	PROFILE_DOWNLOADED,
	PROFILE_INSTALLED,
	PROFILE_ERROR,
	PROFILE_UNAVAILABLE,
	PROFILE_STATES
};

/* What the card reported last (SGP.22 §3.1.6, runtime states). NONE: nothing yet. */
enum device_state { DEVICE_NONE, DEVICE_ENABLED, DEVICE_DISABLED, DEVICE_DELETED, DEVICE_STATES };

/* "Available"…; "none", "Enabled"…. Never NULL for a value of the enum. */
const char *profile_state_name(enum profile_state state);
const char *device_state_name(enum device_state state);

/* The state of that name. ERR_NOT_FOUND. */
enum err profile_state_parse(struct bytes name, enum profile_state *out);
enum err device_state_parse(struct bytes name, enum device_state *out);

enum { MATCHING_ID_HMAC_LEN = 32 };

/*
 * A profile and its order. Times are 0 where the thing has not happened (since it was Available
 * last). The sealed members are envelopes that the store does not open.
 */
struct profile_row {
	int64_t id;			  /* finds its content */
	char iccid[ICCID_DIGITS_MAX + 1]; /* digits without 'F' */
	const char *operator_name;
	const char *profile_type;
	enum profile_state state;
	enum device_state device_state;
	int64_t device_sequence;  /* highest of the card's notifications about it; -1: none */
	char eid[EID_DIGITS + 1]; /* empty: not linked */

	/* The order (SGP.22 §5.3.1, §5.3.2). */
	bool cc_required;
	bool release_flag;	       /* as ConfirmOrder gave it */
	const char *smds_address;      /* NULL: none */
	struct bytes matching_id_hmac; /* absent: none */
	struct bytes order_secrets;    /* sealed MatchingID and SHA256(ConfirmationCode) */
	int64_t expires_at;	       /* 0: never */
	const char *event_queue;       /* of the SM-DS where its event stands; NULL: none does */

	/* The download. */
	int64_t download_attempts;
	struct bytes attempt_transaction_id; /* of the last one counted; absent: none */
	int64_t cc_attempts;		     /* wrong ones */
	struct bytes otpk_euicc;	     /* of the binding; absent: never bound */
	struct bytes binding;		     /* sealed otSK.DP and what else rebuilds the BPP */
	struct bytes install_result;	     /* or CancelSessionResponse, as the card gave it */

	int64_t imported_at;
	int64_t ordered_at;
	int64_t confirmed_at;
	int64_t released_at;
	int64_t downloaded_at; /* the last time */
	int64_t installed_at;
	int64_t changed_at;
	int64_t revision; /* grows with every change; see profile_change.revision */
};

struct profile_import {
	const char *iccid; /* digits without 'F' */
	const char *operator_name;
	const char *profile_type;
	struct bytes metadata; /* DER of StoreMetadataRequest */
	struct bytes package;  /* sealed unprotected profile package */
};

/* No more than these in one profile_import: a transaction must stay short. */
enum { PROFILE_IMPORT_MAX = 64 };

/*
 * Add `n` profiles in state Available, all or none. ERR_CONFLICT: an ICCID is taken; `*failed`
 * (may be NULL) is its place. ERR_RANGE: n is 0 or over PROFILE_IMPORT_MAX.
 */
enum err profile_import(struct store *s, const struct profile_import *profiles, size_t n,
			const struct store_cause *cause, size_t *failed);

/*
 * The profile with this ICCID. `operator_name` is NULL for anyone's. ERR_NOT_FOUND: there is none,
 * or it is another operator's.
 */
enum err profile_get(struct store *s, struct arena *a, const char *iccid, const char *operator_name,
		     struct profile_row *out);

/* The DER of StoreMetadataRequest (SGP.22 §5.5.3) of profile_row.id. ERR_NOT_FOUND: no such
 * profile. */
enum err profile_metadata(struct store *s, struct arena *a, int64_t id, struct bytes *out);

/* What a bound profile package is made from. */
struct profile_content {
	struct bytes metadata;
	struct bytes package; /* sealed */
};

/* ERR_NOT_FOUND: no such profile, or its package was wiped. */
enum err profile_content(struct store *s, struct arena *a, int64_t id, struct profile_content *out);

/* Rows after `after` in order of ICCID; members that are NULL filter nothing. For people. */
struct profile_filter {
	const char *operator_name;
	const char *profile_type;
	const char *eid;
	const char *state; /* profile_state_name() */
	const char *after; /* ICCID; NULL: from the first */
};

/* At most `max` rows into `rows`; `*n` is how many there were. */
enum err profile_list(struct store *s, struct arena *a, const struct profile_filter *filter,
		      size_t max, struct profile_row *rows, size_t *n);

/* How many profiles there are of one type in one state. */
struct profile_stock {
	const char *operator_name;
	const char *profile_type;
	enum profile_state state;
	int64_t count;
};

/*
 * Stock by operator, type and state, at most `max` rows. Reads every profile: for people, not for
 * requests.
 */
enum err profile_stock(struct store *s, struct arena *a, size_t max, struct profile_stock *rows,
		       size_t *n);

/*
 * One delivery of a BPP (SGP.22 §5.6.2): what is needed to judge the card's answer, which may come
 * days later and without a session.
 */
struct profile_download {
	struct bytes transaction_id;
	char iccid[ICCID_DIGITS_MAX + 1];
	char eid[EID_DIGITS + 1];
	struct bytes euicc_public_key; /* as struct session_row's */
	struct bytes tac;	       /* may be absent */
	struct bytes imei;	       /* may be absent */
	int64_t at;
};

/* The delivery with this transaction. ERR_NOT_FOUND. */
enum err profile_download_get(struct store *s, struct arena *a, struct bytes transaction_id,
			      struct profile_download *out);

/* A card's notification, named so that a repeated one counts once (SGP.22 §5.6.4). */
struct profile_notification {
	const char *eid;
	int64_t sequence_number;
	struct bytes digest; /* of what the eUICC signed */
};

enum { PROFILE_FROM_MAX = 4 };

/*
 * One change of one profile: compare, set, leave an event and messages, all or nothing. Members
 * left zero compare nothing and set nothing.
 */
struct profile_change {
	const char *iccid;

	/* Compare. */
	const char *operator_name;
	enum profile_state from[PROFILE_FROM_MAX];
	size_t from_n;	  /* 1 to PROFILE_FROM_MAX */
	int64_t revision; /* of the row that the caller judged */
	const char *eid;  /* must be the linked one; links it if there is none yet */
	const struct profile_notification *notification; /* must be seen for the first time */

	/* Set. */
	enum profile_state to; /* may be one of `from` */
	enum device_state device_state;
	int64_t download_attempts_max; /* count one more, of cause->transaction_id, if fewer than
					  these were counted */
	int64_t cc_attempts_max;       /* the same for wrong confirmation codes */
	struct bytes otpk_euicc;
	struct bytes binding;
	struct bytes install_result;
	bool wipe_binding; /* otpk_euicc too */
	bool wipe_order_secrets;
	bool wipe_package;
	bool end_event; /* have its event deleted, if it has one: store/order_event.h */
	const struct profile_download *download; /* its iccid and at are not used */

	const struct store_cause *cause; /* always given */
	const struct store_message *messages;
	size_t messages_n; /* up to STORE_MESSAGES_MAX */
};

/*
 * Do it. downloaded_at follows from `download`, installed_at from `to`, device_sequence from
 * `notification`. A refusal changes nothing:
 * ERR_NOT_FOUND: no such profile, or another operator's; ERR_WRONG_STATE: in none of `from`;
 * ERR_MISMATCH: linked to another EID; ERR_LIMIT: an attempt counter is at its maximum;
 * ERR_CONFLICT: another revision (read and judge again), whatever else differs. A notification that
 * was seen before also changes nothing, and is OK.
 */
enum err profile_change(struct store *s, const struct profile_change *change);

#endif
