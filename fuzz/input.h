/* SPDX-License-Identifier: Apache-2.0 */
/* For fuzzers whose input is a script: what is missing at its end is 0 or empty. */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include "base/bytes.h"

static inline uint8_t input_u8(struct bytes *in)
{
	uint8_t out = 0;
	return bytes_take_u8(in, &out) == OK ? out : 0;
}

static inline uint16_t input_u16(struct bytes *in)
{
	uint16_t high = input_u8(in);
	return (uint16_t)(high << 8 | input_u8(in));
}

static inline struct bytes input_take(struct bytes *in, size_t len)
{
	struct bytes out = {};
	return bytes_take(in, len < in->len ? len : in->len, &out) == OK ? out : (struct bytes){};
}

/* Two bytes of length, and so many bytes. */
static inline struct bytes input_block(struct bytes *in)
{
	return input_take(in, input_u16(in));
}

/* Two bytes that say where, one that says how: a byte of `data` is changed. */
static inline void input_damage(struct bytes *in, uint8_t *data, size_t len)
{
	uint16_t where = input_u16(in);
	uint8_t how = input_u8(in);
	if (len > 0)
		data[where % len] ^= how;
}

#endif
