/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test vectors as hexadecimal text, white space allowed: hex("00 01 ff"). The bytes live as long as
 * the test program, up to HEX_MEMORY of them.
 */
#ifndef TESTS_HEX_H
#define TESTS_HEX_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

enum { HEX_MEMORY = 64 * 1024 };

static inline struct bytes hex(const char *text)
{
	static uint8_t memory[HEX_MEMORY];
	static size_t used;
	uint8_t *start = memory + used;
	size_t digits = 0;
	for (; *text; text++) {
		const char *found = strchr("0123456789abcdef", *text | 0x20);
		if (*text == ' ' || *text == '\n' || *text == '\t')
			continue;
		if (!found || used == HEX_MEMORY)
			abort();
		memory[used] = (uint8_t)(memory[used] << 4 | (found - "0123456789abcdef"));
		used += digits++ % 2;
	}
	if (digits % 2 != 0)
		abort();
	return bytes_from(start, digits / 2);
}

#endif
