/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of the outbox that hold a secret (the EventID of ES12.DeleteEvent, SGP.22 §5.9.2): their
 * bodies are envelopes, tied to the ICCID, and are opened only to be sent.
 */
#ifndef NOTIFY_SEALED_BODY_H
#define NOTIFY_SEALED_BODY_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "keyring/keyring.h"

/* Append the envelope of a body for a message about `iccid`. Errors as keyring_seal. */
enum err sealed_body_seal(const struct keyring *keyring, const char *iccid, struct bytes body,
			  struct buf *out);

/* Append the body that is in it. Errors as keyring_open. */
enum err sealed_body_open(const struct keyring *keyring, const char *iccid, struct bytes envelope,
			  struct buf *out);

#endif
