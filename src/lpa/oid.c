/* SPDX-License-Identifier: Apache-2.0 */
/* OBJECT IDENTIFIERs as text. */
#include "lpa/oid.h"

#include <stdint.h>
#include <stdio.h>

enum { MORE = 0x80, DIGITS = 0x7F, ROOTS = 2, ARCS_PER_ROOT = 40 };

static enum err take_arc(struct bytes *value, uint32_t *out)
{
	uint64_t arc = 0;
	uint8_t byte = MORE;
	while (byte & MORE) {
		if (bytes_take_u8(value, &byte) != OK)
			return ERR_SYNTAX;
		arc = arc << 7 | (byte & DIGITS);
		if (arc > UINT32_MAX)
			return ERR_SYNTAX;
	}
	*out = (uint32_t)arc;
	return OK;
}

enum err oid_text(struct bytes value, char out[static OID_TEXT_MAX + 1])
{
	uint32_t arc = 0;
	TRY(take_arc(&value, &arc));
	uint32_t root = arc / ARCS_PER_ROOT < ROOTS ? arc / ARCS_PER_ROOT : ROOTS;
	int n = snprintf(out, OID_TEXT_MAX + 1, "%u.%u", root, arc - root * ARCS_PER_ROOT);
	while (value.len > 0) {
		TRY(take_arc(&value, &arc));
		if (n > OID_TEXT_MAX - 11) /* a dot and ten digits */
			return ERR_TOO_LONG;
		n += snprintf(out + n, (size_t)(OID_TEXT_MAX + 1 - n), ".%u", arc);
	}
	return OK;
}
