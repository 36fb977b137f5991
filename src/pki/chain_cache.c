/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of (certificate, key) pairs that have verified; the first byte of a digest is its slot.
 */
#include "pki/chain_cache.h"

#include <pthread.h>
#include <stdlib.h>

#include "crypto/hash.h"

struct chain_cache {
	pthread_mutex_t lock;
	uint8_t digests[CHAIN_CACHE_SLOTS][HASH_LEN];
};

_Static_assert(CHAIN_CACHE_SLOTS == UINT8_MAX + 1, "a digest's first byte is its slot");

enum err chain_cache_create(struct chain_cache **out)
{
	struct chain_cache *cache = calloc(1, sizeof(*cache));
	if (!cache)
		return ERR_NOMEM;
	if (pthread_mutex_init(&cache->lock, NULL) != 0) {
		free(cache);
		return ERR_NOMEM;
	}
	*out = cache;
	return OK;
}

void chain_cache_free(struct chain_cache **cache)
{
	if (!*cache)
		return;
	(void)pthread_mutex_destroy(&(*cache)->lock);
	free(*cache);
	*cache = NULL;
}

static bool knows(struct chain_cache *cache, const uint8_t digest[static HASH_LEN])
{
	(void)pthread_mutex_lock(&cache->lock);
	bool known = memcmp(cache->digests[digest[0]], digest, HASH_LEN) == 0;
	(void)pthread_mutex_unlock(&cache->lock);
	return known;
}

static void learn(struct chain_cache *cache, const uint8_t digest[static HASH_LEN])
{
	(void)pthread_mutex_lock(&cache->lock);
	memcpy(cache->digests[digest[0]], digest, HASH_LEN);
	(void)pthread_mutex_unlock(&cache->lock);
}

enum err chain_cache_verify(struct chain_cache *cache, const struct certificate *cert,
			    const struct public_key *key)
{
	if (!cache)
		return certificate_verify(cert, key);
	const uint8_t curve = (uint8_t)key->curve;
	const struct bytes parts[] = {bytes_from(&curve, 1), BYTES_OF(key->point), cert->der};
	uint8_t digest[HASH_LEN] = {};
	TRY(hash_sha256(parts, 3, digest));
	if (knows(cache, digest))
		return OK;
	TRY(certificate_verify(cert, key));
	learn(cache, digest);
	return OK;
}
