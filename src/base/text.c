/* SPDX-License-Identifier: Apache-2.0 */
/* Hexadecimal, base64 and BCD by look-up. */
#include "base/text.h"

static const char hex_digits[] = "0123456789ABCDEF";

/* The value of a hexadecimal digit, or -1. */
static int hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum err hex_encode(struct buf *out, struct bytes data)
{
	uint8_t *room = NULL;
	TRY(buf_reserve(out, data.len * 2, &room));
	for (size_t i = 0; i < data.len; i++) {
		room[2 * i] = (uint8_t)hex_digits[data.ptr[i] >> 4];
		room[2 * i + 1] = (uint8_t)hex_digits[data.ptr[i] & 0x0F];
	}
	return OK;
}

enum err hex_decode(struct arena *a, struct bytes text, struct bytes *out)
{
	if (text.len % 2 != 0)
		return ERR_SYNTAX;
	void *room = NULL;
	TRY(arena_alloc(a, text.len / 2, &room));
	uint8_t *to = room;
	for (size_t i = 0; i < text.len; i += 2) {
		int high = hex_value(text.ptr[i]);
		int low = hex_value(text.ptr[i + 1]);
		if (high < 0 || low < 0)
			return ERR_SYNTAX;
		to[i / 2] = (uint8_t)(high << 4 | low);
	}
	*out = bytes_from(room, text.len / 2);
	return OK;
}

static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void base64_group(const uint8_t in[static 3], uint8_t out[static 4])
{
	uint32_t bits = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
	out[0] = (uint8_t)base64_digits[bits >> 18];
	out[1] = (uint8_t)base64_digits[bits >> 12 & 0x3F];
	out[2] = (uint8_t)base64_digits[bits >> 6 & 0x3F];
	out[3] = (uint8_t)base64_digits[bits & 0x3F];
}

/* The last group, of one or two bytes. */
static void base64_rest(struct bytes rest, uint8_t out[static 4])
{
	uint8_t group[3] = {};
	memcpy(group, rest.ptr, rest.len);
	base64_group(group, out);
	out[3] = '=';
	if (rest.len == 1)
		out[2] = '=';
}

enum err base64_encode(struct buf *out, struct bytes data)
{
	uint8_t *room = NULL;
	TRY(buf_reserve(out, (data.len + 2) / 3 * 4, &room));
	size_t whole = data.len / 3;
	for (size_t i = 0; i < whole; i++)
		base64_group(data.ptr + 3 * i, room + 4 * i);
	if (data.len > 3 * whole)
		base64_rest(bytes_from(data.ptr + 3 * whole, data.len - 3 * whole),
			    room + 4 * whole);
	return OK;
}

/* The value of a base64 digit, or -1. */
static int base64_value(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* Drop up to two '=' and the line breaks around them from the end. */
static struct bytes without_padding(struct bytes text)
{
	size_t padding = 0;
	while (text.len > 0) {
		uint8_t last = text.ptr[text.len - 1];
		if (last == '=' && padding < 2)
			padding++;
		else if (last != '\r' && last != '\n')
			break;
		text.len--;
	}
	return text;
}

enum err base64_decode(struct arena *a, struct bytes text, struct bytes *out)
{
	struct bytes digits = without_padding(text);
	void *room = NULL;
	TRY(arena_alloc(a, digits.len / 4 * 3 + 3, &room));
	uint8_t *to = room;
	uint32_t bits = 0;
	size_t pending = 0; /* bits not written yet */
	for (size_t i = 0; i < digits.len; i++) {
		uint8_t c = digits.ptr[i];
		if (c == '\r' || c == '\n')
			continue;
		int value = base64_value(c);
		if (value < 0)
			return ERR_SYNTAX;
		bits = bits << 6 | (uint32_t)value;
		pending += 6;
		if (pending >= 8) {
			pending -= 8;
			*to++ = (uint8_t)(bits >> pending);
			bits &= (1U << pending) - 1;
		}
	}
	if (pending >= 6 || bits != 0)
		return ERR_SYNTAX;
	*out = bytes_from(room, (size_t)(to - (uint8_t *)room));
	return OK;
}

/* How many leading bytes of `text` are decimal digits. */
static size_t digits_len(struct bytes text)
{
	size_t n = 0;
	while (n < text.len && text.ptr[n] >= '0' && text.ptr[n] <= '9')
		n++;
	return n;
}

enum err iccid_normalise(struct bytes text, char out[static ICCID_DIGITS_MAX + 1])
{
	size_t n = digits_len(text);
	bool padded = text.len == n + 1 && (text.ptr[n] == 'F' || text.ptr[n] == 'f');
	if (n < 18 || n > ICCID_DIGITS_MAX || (text.len != n && !padded))
		return ERR_SYNTAX;
	memcpy(out, text.ptr, n);
	out[n] = '\0';
	return OK;
}

enum err iccid_encode(struct bytes digits, uint8_t out[static ICCID_LEN])
{
	char text[ICCID_DIGITS_MAX + 1] = "";
	TRY(iccid_normalise(digits, text));
	size_t n = strlen(text);
	for (size_t i = 0; i < ICCID_LEN; i++) {
		unsigned low = 2 * i < n ? (unsigned)(text[2 * i] - '0') : 0xF;
		unsigned high = 2 * i + 1 < n ? (unsigned)(text[2 * i + 1] - '0') : 0xF;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return OK;
}

enum err iccid_decode(struct bytes bcd, char out[static ICCID_DIGITS_MAX + 1])
{
	if (bcd.len != ICCID_LEN)
		return ERR_SYNTAX;
	char text[ICCID_DIGITS_MAX] = "";
	for (size_t i = 0; i < ICCID_LEN; i++) {
		text[2 * i] = hex_digits[bcd.ptr[i] & 0x0F];
		text[2 * i + 1] = hex_digits[bcd.ptr[i] >> 4];
	}
	size_t n = ICCID_DIGITS_MAX;
	while (n > 0 && text[n - 1] == 'F')
		n--;
	return iccid_normalise(bytes_from(text, n), out);
}

enum err eid_encode(struct bytes digits, uint8_t out[static EID_LEN])
{
	if (digits.len != EID_DIGITS || digits_len(digits) != EID_DIGITS)
		return ERR_SYNTAX;
	for (size_t i = 0; i < EID_LEN; i++)
		out[i] = (uint8_t)((digits.ptr[2 * i] - '0') << 4 | (digits.ptr[2 * i + 1] - '0'));
	return OK;
}

enum err eid_decode(struct bytes bcd, char out[static EID_DIGITS + 1])
{
	if (bcd.len != EID_LEN)
		return ERR_SYNTAX;
	for (size_t i = 0; i < EID_LEN; i++) {
		if (bcd.ptr[i] >> 4 > 9 || (bcd.ptr[i] & 0x0F) > 9)
			return ERR_SYNTAX;
		out[2 * i] = hex_digits[bcd.ptr[i] >> 4];
		out[2 * i + 1] = hex_digits[bcd.ptr[i] & 0x0F];
	}
	out[EID_DIGITS] = '\0';
	return OK;
}
