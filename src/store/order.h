/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Orders, as ES2+ makes, confirms, releases and cancels them, and as ES9+ looks them up.
 * An order lives in the row of its profile (store/profile.h). Rules of every verb: store/store.h.
 */
#ifndef STORE_ORDER_H
#define STORE_ORDER_H

#include "store/order_event.h"
#include "store/profile.h"

/* ES2+.DownloadOrder (SGP.22 §5.3.1). At least one of iccid and profile_type is given. */
struct order_reserve {
	const char *operator_name;
	const char *iccid;	       /* NULL: any Available one of the type */
	const char *profile_type;      /* NULL: whatever the ICCID's type is */
	const char *eid;	       /* NULL: Allocated; else Linked to it */
	int64_t expires_at;	       /* 0: never */
	const struct store_call *call; /* NULL: a repetition is not to be told from it */
	const struct store_cause *cause;
	const struct store_message *messages;
	size_t messages_n;
};

/*
 * Take a profile: Available→Allocated or Linked; its ICCID into `iccid`. Two callers never get the
 * same one. By ICCID: ERR_NOT_FOUND: unknown, or another operator's; ERR_WRONG_STATE: not
 * Available; ERR_MISMATCH: of another type. By type: ERR_LIMIT: no more of that type. ERR_CONFLICT:
 * the key of the call is taken.
 */
enum err order_reserve(struct store *s, const struct order_reserve *order,
		       char iccid[static ICCID_DIGITS_MAX + 1]);

/* ES2+.ConfirmOrder (SGP.22 §5.3.2). */
struct order_confirm {
	const char *iccid;
	const char *operator_name;
	int64_t revision;	       /* of the row that the caller judged; 0: any */
	const char *eid;	       /* NULL: as ordered */
	struct bytes matching_id_hmac; /* MATCHING_ID_HMAC_LEN; absent: the empty MatchingID */
	struct bytes order_secrets;    /* sealed */
	bool cc_required;
	bool release;			 /* →Released instead of →Confirmed */
	const char *smds_address;	 /* NULL: none */
	int64_t expires_at;		 /* 0: as ordered */
	const struct order_event *event; /* that was registered for it; NULL: none was */
	const struct store_cause *cause;
	const struct store_message *messages;
	size_t messages_n;
};

/*
 * Allocated or Linked→Confirmed or Released. ERR_NOT_FOUND, ERR_WRONG_STATE, ERR_MISMATCH (another
 * EID) and ERR_CONFLICT (revision) as profile_change; ERR_DENIED: the MatchingID is, or was, that
 * of some order: MatchingIDs are never used twice; ERR_BUSY: the claim on the event is lost.
 */
enum err order_confirm(struct store *s, const struct order_confirm *order);

/* ES2+.ReleaseProfile and ES2+.CancelOrder (SGP.22 §5.3.4, §5.3.3). */
struct order_end {
	const char *iccid;
	const char *operator_name;
	int64_t revision;		 /* of the row that the caller judged; 0: any */
	bool unavailable;		 /* order_cancel: →Unavailable instead of →Available */
	bool end_event;			 /* order_cancel: have its event deleted, if it has one */
	const struct order_event *event; /* order_release: as in order_confirm */
	const struct store_call *call;	 /* as order_reserve's */
	const struct store_cause *cause;
	const struct store_message *messages;
	size_t messages_n;
};

/* Confirmed→Released. Errors as profile_change; ERR_BUSY as order_confirm. */
enum err order_release(struct store *s, const struct order_end *order);

/*
 * Allocated, Linked, Confirmed, Released or Error→Available or Unavailable; the order with its
 * secrets, EID, binding and counters is wiped from the row. Errors as profile_change.
 */
enum err order_cancel(struct store *s, const struct order_end *order);

/* The profile whose present order has this MatchingID, in whatever state. ERR_NOT_FOUND. */
enum err order_by_matching_id(struct store *s, struct arena *a, struct bytes matching_id_hmac,
			      struct profile_row *out);

/*
 * What waits for this EID: Released or Downloaded profiles linked to it, oldest order first, at
 * most `max` rows into `rows`; `*n` is how many there were. None is OK with 0.
 */
enum err order_by_eid(struct store *s, struct arena *a, const char *eid, size_t max,
		      struct profile_row *rows, size_t *n);

/* Orders whose time was over at `now` but that are still open, the oldest first, at most `max`. */
enum err order_expired(struct store *s, struct arena *a, int64_t now, size_t max,
		       struct profile_row *rows, size_t *n);

/* The last order of this EID that has ended in Error and whose time was over at `now`.
 * ERR_NOT_FOUND. */
enum err order_expired_of_eid(struct store *s, struct arena *a, const char *eid, int64_t now,
			      struct profile_row *out);

#endif
