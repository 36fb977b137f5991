/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed bodies of the outbox. */
#include "notify/sealed_body.h"

#include <stdio.h>

#include "base/text.h"

struct place {
	char text[sizeof("outbox.body/") + ICCID_DIGITS_MAX];
};

static struct place place_of(const char *iccid)
{
	struct place place = {};
	(void)snprintf(place.text, sizeof(place.text), "outbox.body/%s", iccid);
	return place;
}

enum err sealed_body_seal(const struct keyring *keyring, const char *iccid, struct bytes body,
			  struct buf *out)
{
	const struct place place = place_of(iccid);
	return keyring_seal(keyring, bytes_str(place.text), body, out);
}

enum err sealed_body_open(const struct keyring *keyring, const char *iccid, struct bytes envelope,
			  struct buf *out)
{
	const struct place place = place_of(iccid);
	return keyring_open(keyring, bytes_str(place.text), envelope, out);
}
