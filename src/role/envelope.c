/* SPDX-License-Identifier: Apache-2.0 */
/* What ties an envelope to its place: table, column and row as additional authenticated data. */
#include "role/envelope.h"

#include <stdio.h>

#include "base/log.h"

static const char *const places[ENVELOPE_PLACES] = {
	[ENVELOPE_PACKAGE] = "profile.package",
	[ENVELOPE_ORDER_SECRETS] = "profile.order_secrets",
	[ENVELOPE_BINDING] = "profile.binding",
	[ENVELOPE_EVENT_ID] = "event_registration.event_id",
	[ENVELOPE_ROOT_EVENT_ID] = "event_registration.root_event_id",
};

struct place_text {
	char text[sizeof("event_registration.root_event_id/") + 2 * HASH_LEN];
};

static struct place_text place_text(enum envelope_place place, const char *row)
{
	struct place_text t = {};
	(void)snprintf(t.text, sizeof(t.text), "%s/%s", places[place], row);
	return t;
}

enum err envelope_seal(const struct keyring *keyring, enum envelope_place place, const char *row,
		       struct bytes plaintext, struct buf *out)
{
	struct place_text aad = place_text(place, row);
	return keyring_seal(keyring, bytes_str(aad.text), plaintext, out);
}

enum err envelope_open(const struct keyring *keyring, enum envelope_place place, const char *row,
		       struct bytes envelope, struct buf *out)
{
	struct place_text aad = place_text(place, row);
	enum err e = keyring_open(keyring, bytes_str(aad.text), envelope, out);
	if (!err_is_refusal(e) || e == ERR_TOO_LONG)
		return e;
	LOG_EVENT(LOG_ERROR, "envelope_not_opened", LOG_TEXT("place", places[place]),
		  LOG_ID("row", row), LOG_ERR(e));
	return ERR_IO;
}

enum err envelope_matching_id_hmac(const struct keyring *keyring, struct bytes matching_id,
				   uint8_t out[static HASH_LEN])
{
	return keyring_hmac(keyring, "matching_id", matching_id, out);
}
