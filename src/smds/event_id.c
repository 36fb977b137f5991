/* SPDX-License-Identifier: Apache-2.0 */
/* EventIDs in their envelopes, each tied to its look-up column. */
#include "smds/event_id.h"

#include "base/text.h"

enum { EVENT_ID_MAX = 255, SEALED_MAX = EVENT_ID_MAX + WRAP_OVERHEAD };

/* The row of an envelope: the look-up column in hexadecimal. */
static enum err row_of(struct arena *a, struct bytes hmac, const char **out)
{
	CLEANUP(buf_free) struct buf hex = buf_make(2 * HASH_LEN);
	TRY(hex_encode(&hex, hmac));
	return arena_str(a, buf_bytes(&hex), out);
}

enum err event_id_hmac(const struct smds *smds, struct arena *a, struct bytes event_id,
		       struct bytes *hmac)
{
	uint8_t hash[HASH_LEN] = {};
	TRY(envelope_matching_id_hmac(smds->with.keyring, event_id, hash));
	return arena_dup(a, BYTES_OF(hash), hmac);
}

enum err event_id_seal(const struct smds *smds, struct arena *a, enum envelope_place place,
		       struct bytes event_id, struct bytes *hmac, struct bytes *sealed)
{
	const char *row = NULL;
	CLEANUP(buf_free) struct buf envelope = buf_make(SEALED_MAX);
	TRY(event_id_hmac(smds, a, event_id, hmac));
	TRY(row_of(a, *hmac, &row));
	TRY(envelope_seal(smds->with.keyring, place, row, event_id, &envelope));
	return arena_dup(a, buf_bytes(&envelope), sealed);
}

enum err event_id_open(const struct smds *smds, struct arena *a, enum envelope_place place,
		       struct bytes hmac, struct bytes sealed, struct bytes *event_id)
{
	const char *row = NULL;
	CLEANUP(buf_free) struct buf plain = buf_make(EVENT_ID_MAX);
	TRY(row_of(a, hmac, &row));
	TRY(envelope_open(smds->with.keyring, place, row, sealed, &plain));
	return arena_dup(a, buf_bytes(&plain), event_id);
}
