/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The card's pending notifications (SGP.22 §3.5, §4.1.1): made, signed, numbered, kept until the
 * LPA removes them.
 */
#ifndef CARD_NOTIFICATION_H
#define CARD_NOTIFICATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "card/euicc.h"

enum {
	/* One operation touches two profiles at most; all their addresses must find room. */
	NOTIFICATION_ADDRESSES_MAX = 16, /* of one profile */
	NOTIFICATION_ROOM = 2 * NOTIFICATION_ADDRESSES_MAX + 1,
};

/* What has been done to which profile. */
struct notification_event {
	uint64_t event; /* RSP_EVENT_* */
	struct bytes iccid;
	struct bytes metadata; /* StoreMetadataRequest: who wants to hear of it */
	struct bytes ci_pkid;  /* the CI of the identity that signs */
};

/* True if a profile operation may be done: its notifications will find room. */
bool notification_room(const struct euicc *e);

/*
 * Keep an OtherSignedNotification for each address that the profile's metadata name for this event;
 * none if there is no such address. ERR_LIMIT without room; ERR_CRYPTO, ERR_NOMEM.
 */
enum err notification_raise(struct euicc *e, const struct notification_event *event);

/* The same for an installed profile. */
enum err notification_raise_profile(struct euicc *e, const struct euicc_profile *p, uint64_t event);

/*
 * Keep a PendingNotification that has been made with this sequence number, which must be
 * e->next_sequence. ERR_LIMIT without room; ERR_NOMEM, ERR_TOO_LONG.
 */
enum err notification_keep(struct euicc *e, uint64_t sequence, struct bytes pending);

/* The identity under this CI; the first one if the CI's has gone. ERR_NOT_FOUND without any. */
enum err notification_identity(const struct euicc *e, struct bytes ci_pkid,
			       const struct euicc_identity **out);

#endif
