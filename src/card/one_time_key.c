/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One-time key pairs.
 * No test of its own: es10b_prepare_download_test.c.
 */
#include "card/one_time_key.h"

enum err one_time_key_public(const struct euicc *e, size_t place, struct public_key *out)
{
	return private_key_public(e->one_time_keys[place].key, out);
}

enum err one_time_key_find(const struct euicc *e, struct bytes point, struct bytes smdp_oid,
			   size_t *out)
{
	for (size_t i = 0; i < EUICC_ONE_TIME_KEYS_MAX; i++) {
		const struct euicc_one_time_key *k = &e->one_time_keys[i];
		struct public_key public_key = {};
		if (!k->key || !bytes_eq(buf_bytes(&k->smdp_oid), smdp_oid))
			continue;
		TRY(one_time_key_public(e, i, &public_key));
		if (!bytes_eq(BYTES_OF(public_key.point), point))
			continue;
		*out = i;
		return OK;
	}
	return ERR_NOT_FOUND;
}

enum err one_time_key_make(struct euicc *e, enum curve curve, struct bytes smdp_oid, size_t *out)
{
	size_t place = e->next_one_time_key;
	struct euicc_one_time_key *k = &e->one_time_keys[place];
	one_time_key_drop(e, place);
	TRY(buf_put(&k->smdp_oid, smdp_oid));
	TRY(private_key_generate(curve, &k->key));
	e->next_one_time_key = (place + 1) % EUICC_ONE_TIME_KEYS_MAX;
	e->changed = true;
	*out = place;
	return OK;
}

void one_time_key_drop(struct euicc *e, size_t place)
{
	struct euicc_one_time_key *k = &e->one_time_keys[place];
	private_key_free(&k->key);
	buf_free(&k->smdp_oid);
	k->smdp_oid = buf_make(CARD_SESSION_OID_MAX);
	e->changed = true;
}
