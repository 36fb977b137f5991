/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EventIDs at rest: an EventID is a MatchingID, and who knows it may fetch the profile. So it is
 * found by a keyed HMAC and kept in an envelope.
 */
#ifndef SMDS_EVENT_ID_H
#define SMDS_EVENT_ID_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "role/envelope.h"
#include "smds/smds.h"

/* The look-up column and the envelope of an EventID, in the arena. Errors as envelope_seal. */
enum err event_id_seal(const struct smds *smds, struct arena *a, enum envelope_place place,
		       struct bytes event_id, struct bytes *hmac, struct bytes *sealed);

/* The look-up column only, in the arena. Errors as keyring_hmac. */
enum err event_id_hmac(const struct smds *smds, struct arena *a, struct bytes event_id,
		       struct bytes *hmac);

/* What is in the envelope, in the arena. Errors as envelope_open. */
enum err event_id_open(const struct smds *smds, struct arena *a, enum envelope_place place,
		       struct bytes hmac, struct bytes sealed, struct bytes *event_id);

#endif
