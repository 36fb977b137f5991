/* SPDX-License-Identifier: Apache-2.0 */
/* MatchingIDs from random bytes, five bits a character. */
#include "role/matching_id.h"

#include "base/secret.h"

enum { CHARACTERS = 26, GROUP = 5, GROUPS = (CHARACTERS + GROUP - 1) / GROUP };

/* Crockford's base 32: no I, L, O, U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum err matching_id_make(struct entropy *entropy, struct arena *a, struct bytes *out)
{
	uint8_t random[CHARACTERS] = {};
	char text[CHARACTERS + GROUPS] = "";
	size_t n = 0;
	TRY(entropy_fill(entropy, random, sizeof(random)));
	for (size_t i = 0; i < CHARACTERS; i++) {
		if (i > 0 && i % GROUP == 0)
			text[n++] = '-';
		text[n++] = alphabet[random[i] % (sizeof(alphabet) - 1)];
	}
	enum err e = arena_dup(a, bytes_from(text, n), out);
	wipe(random, sizeof(random));
	wipe(text, sizeof(text));
	return e;
}
