/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Randomness as a parameter: the kernel's, or a counted stream in tests.
 */
#ifndef SYS_ENTROPY_H
#define SYS_ENTROPY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct entropy {
	enum err (*fill)(struct entropy *self, uint8_t *out, size_t len);
	uint64_t counter; /* of a counted stream; not shared between threads */
};

/* The kernel's generator. Safe from any thread. */
struct entropy entropy_system(void);

/* A stream that is the same for the same seed. One thread. Tests only. */
struct entropy entropy_counted(uint64_t seed);

/* Fill `out` with `len` random bytes. ERR_IO if there are none to be had. */
static inline enum err entropy_fill(struct entropy *e, uint8_t *out, size_t len)
{
	return e->fill(e, out, len);
}

#endif
