/* SPDX-License-Identifier: Apache-2.0 */
/* What ties an envelope to its place: table, column and row as additional authenticated data. */
#include "role/envelope.h"

#include <stdio.h>

#include "base/log.h"
#include "base/text.h"

static const char *const places[ENVELOPE_PLACES] = {
	[ENVELOPE_PACKAGE] = "profile.package",
	[ENVELOPE_ORDER_SECRETS] = "profile.order_secrets",
	[ENVELOPE_BINDING] = "profile.binding",
};

struct place_text {
	char text[sizeof("profile.order_secrets/") + ICCID_DIGITS_MAX];
};

static struct place_text place_text(enum envelope_place place, const char *iccid)
{
	struct place_text t = {};
	(void)snprintf(t.text, sizeof(t.text), "%s/%s", places[place], iccid);
	return t;
}

enum err envelope_seal(const struct keyring *keyring, enum envelope_place place, const char *iccid,
		       struct bytes plaintext, struct buf *out)
{
	struct place_text aad = place_text(place, iccid);
	return keyring_seal(keyring, bytes_str(aad.text), plaintext, out);
}

enum err envelope_open(const struct keyring *keyring, enum envelope_place place, const char *iccid,
		       struct bytes envelope, struct buf *out)
{
	struct place_text aad = place_text(place, iccid);
	enum err e = keyring_open(keyring, bytes_str(aad.text), envelope, out);
	if (!err_is_refusal(e) || e == ERR_TOO_LONG)
		return e;
	LOG_EVENT(LOG_ERROR, "envelope_not_opened", LOG_TEXT("place", places[place]),
		  LOG_ID("iccid", iccid), LOG_ERR(e));
	return ERR_IO;
}

enum err envelope_matching_id_hmac(const struct keyring *keyring, struct bytes matching_id,
				   uint8_t out[static HASH_LEN])
{
	return keyring_hmac(keyring, "matching_id", matching_id, out);
}
