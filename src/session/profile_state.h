/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a profile on the SM-DP+, as one table: from which state what happening leads where
 * (SGP.22 §3.1.6). Who may cause it, and what else changes with it, is the business of the role;
 * that only one of two callers causes it, that of the store.
 */
#ifndef SESSION_PROFILE_STATE_H
#define SESSION_PROFILE_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "store/store.h"

/* What can happen to a profile. */
enum profile_event {
	ON_DOWNLOAD_ORDER,	     /* ES2+ DownloadOrder without EID */
	ON_DOWNLOAD_ORDER_FOR_EID,   /* ES2+ DownloadOrder with EID */
	ON_CONFIRM_ORDER,	     /* ES2+ ConfirmOrder, releaseFlag false */
	ON_CONFIRM_ORDER_RELEASE,    /* ES2+ ConfirmOrder, releaseFlag true */
	ON_RELEASE_PROFILE,	     /* ES2+ ReleaseProfile */
	ON_CANCEL_ORDER_AVAILABLE,   /* ES2+ CancelOrder, final status Available */
	ON_CANCEL_ORDER_UNAVAILABLE, /* ES2+ CancelOrder, final status Unavailable */
	ON_DOWNLOAD_BEGUN,	     /* ES9+ AuthenticateClient has found an eUICC eligible */
	ON_INELIGIBLE,		     /* ES9+ AuthenticateClient: eUICC or device will not do */
	ON_CODE_REFUSED,	     /* ES9+ GetBoundProfilePackage: wrong confirmation code */
	ON_BPP_DELIVERED,	     /* ES9+ GetBoundProfilePackage has bound a package */
	ON_INSTALLED,		     /* ProfileInstallationResult: success */
	ON_INSTALL_INTERRUPTED,	     /* … a failure that another try may mend */
	ON_INSTALL_FAILED,	     /* … a failure for good */
	ON_REJECTED,		     /* ES9+ CancelSession with a reason that ends the order */
	ON_EXPIRED,		     /* the order's time is over */
	ON_ATTEMPTS_EXHAUSTED,	     /* download or confirmation code attempts are used up */
	PROFILE_EVENTS
};

struct profile_transition {
	const char *name; /* of the row; see base/mutant.h */
	enum profile_state from;
	enum profile_event event;
	enum profile_state to;
};

/* Every transition that there is, in the order of a profile's life. For documents and tests. */
extern const struct profile_transition profile_state_transitions[];
extern const size_t profile_state_transitions_n;

/*
 * The state that `event` leads to from `from`. ERR_WRONG_STATE if the table has no such row; `*to`
 * is then unchanged.
 */
enum err profile_state_next(enum profile_state from, enum profile_event event,
			    enum profile_state *to);

/* True if the table has a row for `event` in state `from`. */
bool profile_state_allows(enum profile_state from, enum profile_event event);

/*
 * Begin the change that `event` makes to the profile `row`: its ICCID, the state and the revision
 * that it must still have, the state that follows, and the end of its event at an SM-DS if that is
 * one that ends the order; all else is the caller's to fill in.
 * `row` must outlive the change. ERR_WRONG_STATE as above.
 */
enum err profile_state_change(const struct profile_row *row, enum profile_event event,
			      struct profile_change *change);

/* "ES2+ ReleaseProfile"…: what happens, in words for documents. Never NULL for a value of the enum.
 */
const char *profile_state_event_words(enum profile_event event);

/*
 * Runtime states, beside the above: what an eUICC's notification about an installed profile says
 * of it (SGP.22 §3.1.6, §5.6.4). DEVICE_NONE if the event says nothing of the kind.
 */
enum notification_event {
	NOTIFY_INSTALL = 1, /* bits of NotificationEvent */
	NOTIFY_ENABLE = 2,
	NOTIFY_DISABLE = 4,
	NOTIFY_DELETE = 8,
};
enum device_state profile_state_of_device(enum notification_event event);

/* The rows behind it, for documents. */
struct profile_device_row {
	enum notification_event event;
	const char *words; /* the standard's name of the event */
	enum device_state state;
};
extern const struct profile_device_row profile_state_device_rows[];
extern const size_t profile_state_device_rows_n;

#endif
