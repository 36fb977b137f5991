/* SPDX-License-Identifier: Apache-2.0 */
/* The curves' names and object identifiers, and public keys from points. */
#include "crypto/curve.h"

#include "crypto/library.h"

enum { POINT_UNCOMPRESSED = 0x04 };

static const struct {
	const char *name;
	struct bytes oid;
} curves[CURVE_COUNT] = {
	[CURVE_P256] = {"P-256", BYTES_LIT("\x2A\x86\x48\xCE\x3D\x03\x01\x07")},
	[CURVE_BRAINPOOLP256R1] = {"brainpoolP256r1",
				   BYTES_LIT("\x2B\x24\x03\x03\x02\x08\x01\x01\x07")},
};

const char *curve_name(enum curve curve)
{
	return curves[curve].name;
}

enum err curve_by_name(struct bytes name, enum curve *out)
{
	if (bytes_eq_nocase(name, BYTES_LIT("prime256v1"))) {
		*out = CURVE_P256;
		return OK;
	}
	for (int i = 0; i < CURVE_COUNT; i++) {
		if (bytes_eq_nocase(name, bytes_str(curves[i].name))) {
			*out = (enum curve)i;
			return OK;
		}
	}
	return ERR_NOT_FOUND;
}

enum err curve_by_oid(struct bytes oid, enum curve *out)
{
	for (int i = 0; i < CURVE_COUNT; i++) {
		if (bytes_eq(oid, curves[i].oid)) {
			*out = (enum curve)i;
			return OK;
		}
	}
	return ERR_UNSUPPORTED;
}

enum err curve_public_key(enum curve curve, struct bytes point, struct public_key *out)
{
	if (point.len != CURVE_POINT_LEN || point.ptr[0] != POINT_UNCOMPRESSED)
		return ERR_SYNTAX;
	struct public_key key = {.curve = curve};
	memcpy(key.point, point.ptr, sizeof(key.point));
	struct library *l = NULL;
	TRY(library_get(&l));
	TRY(library_set_peer(l, &key));
	*out = key;
	return OK;
}

bool curve_key_eq(const struct public_key *a, const struct public_key *b)
{
	return a->curve == b->curve && bytes_eq(BYTES_OF(a->point), BYTES_OF(b->point));
}
