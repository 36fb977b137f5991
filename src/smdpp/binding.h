/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The binding of a profile to an eUICC's one-time key: the own one-time key pair, kept sealed until
 * the result arrives, so that a retry with the same otPK.EUICC gets the same otPK.DP (SGP.22
 * §5.6.2).
 */
#ifndef SMDPP_BINDING_H
#define SMDPP_BINDING_H

#include "base/buf.h"
#include "base/err.h"
#include "crypto/curve.h"
#include "crypto/private_key.h"
#include "keyring/keyring.h"
#include "store/store.h"

enum { BINDING_SEALED_MAX = 256 };

/* Append the envelope of `otsk` (otSK.DP) for the profile `iccid`. Errors as keyring_seal. */
enum err binding_seal(const struct keyring *keyring, const char *iccid,
		      const struct private_key *otsk, struct buf *out);

/* The key of the row's binding; the caller frees it. Errors as envelope_open. */
enum err binding_open(const struct keyring *keyring, const struct profile_row *row,
		      struct private_key **out);

#endif
