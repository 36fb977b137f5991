/* SPDX-License-Identifier: Apache-2.0 */
/*
 * struct secret: up to 64 bytes that must be wiped and must not be printed (keys, derived key
 * material, hashes of confirmation codes). Longer secret data lives in a struct buf or an arena,
 * which wipe as well.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { SECRET_MAX = 64 };

struct secret {
	uint8_t ptr[SECRET_MAX];
	size_t len;
};

/* Overwrite `len` bytes in a way that the compiler keeps. */
void wipe(void *ptr, size_t len);

/* Wipe. Fits CLEANUP(). */
void secret_wipe(struct secret *s);

/* Take a copy. ERR_TOO_LONG over SECRET_MAX. */
enum err secret_set(struct secret *s, struct bytes value);

/* The value, for handing to a cryptographic function. */
static inline struct bytes secret_bytes(const struct secret *s)
{
	return (struct bytes){s->ptr, s->len};
}

#endif
