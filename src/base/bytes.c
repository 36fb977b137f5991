/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing and consuming slices. */
#include "base/bytes.h"

bool bytes_eq(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool bytes_eq_ct(struct bytes a, struct bytes b)
{
	if (a.len != b.len)
		return false;
	volatile uint8_t difference = 0;
	for (size_t i = 0; i < a.len; i++)
		difference |= a.ptr[i] ^ b.ptr[i];
	return difference == 0;
}

static uint8_t ascii_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

bool bytes_eq_nocase(struct bytes a, struct bytes b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
			return false;
	}
	return true;
}

bool bytes_has_prefix(struct bytes b, struct bytes prefix)
{
	return b.len >= prefix.len && bytes_eq(bytes_from(b.ptr, prefix.len), prefix);
}

enum err bytes_take(struct bytes *cursor, size_t len, struct bytes *out)
{
	if (len > cursor->len)
		return ERR_TRUNCATED;
	*out = bytes_from(cursor->ptr, len);
	if (len > 0)
		*cursor = bytes_from(cursor->ptr + len, cursor->len - len);
	return OK;
}

enum err bytes_take_u8(struct bytes *cursor, uint8_t *out)
{
	struct bytes one = {};
	TRY(bytes_take(cursor, 1, &one));
	*out = one.ptr[0];
	return OK;
}

void bytes_take_until(struct bytes *cursor, uint8_t separator, struct bytes *out)
{
	const uint8_t *found = cursor->len > 0 ? memchr(cursor->ptr, separator, cursor->len) : NULL;
	size_t len = found ? (size_t)(found - cursor->ptr) : cursor->len;
	size_t drop = found ? len + 1 : len;
	*out = bytes_from(cursor->ptr, len);
	if (drop > 0)
		*cursor = bytes_from(cursor->ptr + drop, cursor->len - drop);
}

enum err bytes_be(struct bytes b, uint64_t *out)
{
	if (b.len < 1 || b.len > 8)
		return ERR_RANGE;
	uint64_t value = 0;
	for (size_t i = 0; i < b.len; i++)
		value = value << 8 | b.ptr[i];
	*out = value;
	return OK;
}
