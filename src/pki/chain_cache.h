/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bounded memory of certificate signatures that have verified, so that an EUM's is not computed
 * anew for each of its eUICCs. Only the signature is remembered: validity, policies and constraints
 * are checked each time. Owned by the caller, shared by its threads.
 */
#ifndef PKI_CHAIN_CACHE_H
#define PKI_CHAIN_CACHE_H

#include "base/err.h"
#include "crypto/curve.h"
#include "pki/certificate.h"

/* Some thirty EUMs exist; each has a few certificates. A full slot is replaced. */
enum { CHAIN_CACHE_SLOTS = 256 };

struct chain_cache;

/* An empty cache; the caller frees it. ERR_NOMEM. */
enum err chain_cache_create(struct chain_cache **out);

/* Release, and set to NULL. Safe on NULL. Fits CLEANUP(). */
void chain_cache_free(struct chain_cache **cache);

/* As certificate_verify, asked only once per certificate and key. `cache` may be NULL. */
enum err chain_cache_verify(struct chain_cache *cache, const struct certificate *cert,
			    const struct public_key *key);

#endif
