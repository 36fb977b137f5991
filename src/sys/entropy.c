/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's randomness, and a stream for tests. */
#include "sys/entropy.h"

#include <errno.h>
#include <sys/random.h>

static enum err system_fill(struct entropy *self, uint8_t *out, size_t len)
{
	(void)self;
	while (len > 0) {
		ssize_t got = getrandom(out, len, 0);
		if (got < 0 && errno != EINTR)
			return ERR_IO;
		size_t n = got > 0 ? (size_t)got : 0;
		out += n;
		len -= n;
	}
	return OK;
}

/* SplitMix64: no secret depends on it, it only has to differ from call to call. */
static uint64_t next_number(uint64_t *state)
{
	uint64_t z = (*state += 0x9E3779B97F4A7C15U);
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
	z = (z ^ z >> 27) * 0x94D049BB133111EBU;
	return z ^ z >> 31;
}

static enum err counted_fill(struct entropy *self, uint8_t *out, size_t len)
{
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)next_number(&self->counter);
	return OK;
}

struct entropy entropy_system(void)
{
	return (struct entropy){.fill = system_fill};
}

struct entropy entropy_counted(uint64_t seed)
{
	return (struct entropy){.fill = counted_fill, .counter = seed};
}
