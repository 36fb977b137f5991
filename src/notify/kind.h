/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kinds of messages in the outbox: the words in the store, and what each is to the deliverer.
 */
#ifndef NOTIFY_KIND_H
#define NOTIFY_KIND_H

#include <stdbool.h>

#include "store/order_event.h"

/* ES2+.HandleDownloadProgressInfo (SGP.22 §5.3.5); the body is its JSON request. */
#define KIND_DOWNLOAD_PROGRESS "es2p.handleDownloadProgressInfo"
/* ES12.DeleteEvent (§5.9.2); the body is its JSON request, sealed (notify/sealed_body.h). */
#define KIND_DELETE_EVENT ORDER_EVENT_DELETION

struct message_kind {
	const char *name;
	const char *path; /* of the function */
	bool sealed;	  /* notify/sealed_body.h */
	/* A refusal is tried again: it is about the way, not about the message. */
	bool patient;
	/* The refusal that says that there is nothing to do any more; NULL: there is none. */
	const char *done_subject, *done_reason;
};

/* The row of a kind. Never NULL for one of the words above. */
const struct message_kind *kind_of(const char *name);

#endif
