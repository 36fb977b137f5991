/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pending notifications from the LPA's side (SGP.22 §3.5): list, deliver over ES9+, remove.
 */
#ifndef LPA_NOTIFICATIONS_H
#define LPA_NOTIFICATIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "lpa/lpa.h"

struct lpa_notification {
	uint64_t sequence;
	uint64_t event;	     /* RSP_EVENT_* */
	const char *address; /* whom it is for */
	char iccid[21];	     /* "" if it names none */
};

/* What is pending, in the order of the card's list; in the arena. The problem is filled on error.
 */
enum err lpa_list_notifications(struct lpa *lpa, struct arena *arena, struct lpa_notification **out,
				size_t *n);

/* Deliver the one with this number to its address, and remove it from the card. ERR_NOT_FOUND if
 * there is none; the problem is filled on every error. */
enum err lpa_deliver_notification(struct lpa *lpa, uint64_t sequence);

/* Remove it from the card without delivery. ERR_NOT_FOUND if there is none. */
enum err lpa_remove_notification(struct lpa *lpa, uint64_t sequence);

#endif
