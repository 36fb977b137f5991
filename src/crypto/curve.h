/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two curves of GSMA RSP, and public keys as points. A struct public_key is plain data: copy
 * it, compare it, store it.
 */
#ifndef CRYPTO_CURVE_H
#define CRYPTO_CURVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum curve { CURVE_P256, CURVE_BRAINPOOLP256R1 };

enum {
	CURVE_COUNT = 2,
	CURVE_POINT_LEN = 65,  /* 04 || x || y */
	CURVE_SCALAR_LEN = 32, /* private scalars and coordinates */
};

struct public_key {
	enum curve curve;
	uint8_t point[CURVE_POINT_LEN];
};

/* "P-256" or "brainpoolP256r1": the names of the standards, for logs and configuration. */
const char *curve_name(enum curve curve);

/* The curve of that name, case ignored ("prime256v1" too). ERR_NOT_FOUND for any other. */
enum err curve_by_name(struct bytes name, enum curve *out);

/* The curve of an OBJECT IDENTIFIER's value (without tag). ERR_UNSUPPORTED for any other. */
enum err curve_by_oid(struct bytes oid, enum curve *out);

/*
 * Take a public key from its uncompressed point. ERR_SYNTAX if it is not 65 bytes that begin with
 * 04 (compressed points are not used in RSP), ERR_RANGE if the point is not on the curve,
 * ERR_CRYPTO or ERR_NOMEM if the library failed.
 */
enum err curve_public_key(enum curve curve, struct bytes point, struct public_key *out);

/* True if both are the same key on the same curve. */
bool curve_key_eq(const struct public_key *a, const struct public_key *b);

#endif
