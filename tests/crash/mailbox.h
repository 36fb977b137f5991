/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the operator's endpoint received, in the order in which it came.
 */
#ifndef CRASH_MAILBOX_H
#define CRASH_MAILBOX_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"

enum { MAILBOX_CALL_ID_MAX = 32 };

struct mail {
	char iccid[ICCID_DIGITS_MAX + 1];
	char call_id[MAILBOX_CALL_ID_MAX + 1]; /* the same when it comes again */
	int point;			       /* enum es2p_notification_point */
	bool failed;
	size_t place; /* in the order of arrival */
};

/* One thread at a time. */
struct mailbox {
	struct mail *mails;
	size_t n, max;
};

enum err mailbox_open(struct mailbox *mailbox, size_t max);
void mailbox_free(struct mailbox *mailbox);

/* For struct endpoint's `see`: take in one message. ERR_LIMIT when it is full; errors of decoding.
 */
enum err mailbox_take(void *mailbox, struct bytes body);

/* Order by ICCID, and by arrival within it. */
void mailbox_sort(struct mailbox *mailbox);

/* The first mail of an ICCID in a sorted mailbox, and how many there are. */
size_t mailbox_find(const struct mailbox *mailbox, const char *iccid, const struct mail **first);

#endif
