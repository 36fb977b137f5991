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

/* The values of base64 digits, by their ASCII. Branches would be mispredicted all the time. */
enum { NONE = 0xFF };
static const uint8_t base64_values[128] = {
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, 62,   NONE,
	NONE, NONE, 63,	  52,	53,   54,   55,	  56,	57,   58,   59,	  60,	61,   NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, 0,    1,	  2,	3,    4,    5,	  6,	7,    8,    9,
	10,   11,   12,	  13,	14,   15,   16,	  17,	18,   19,   20,	  21,	22,   23,   24,
	25,   NONE, NONE, NONE, NONE, NONE, NONE, 26,	27,   28,   29,	  30,	31,   32,   33,
	34,   35,   36,	  37,	38,   39,   40,	  41,	42,   43,   44,	  45,	46,   47,   48,
	49,   50,   51,	  NONE, NONE, NONE, NONE, NONE,
};

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

static uint8_t base64_value(uint8_t c)
{
	return c < sizeof(base64_values) ? base64_values[c] : NONE;
}

/* Decode the groups of four digits that `*digits` begins with, up to the first stranger. */
static uint8_t *decode_groups(struct bytes *digits, uint8_t *to)
{
	struct bytes group = {};
	for (struct bytes ahead = *digits; bytes_take(&ahead, 4, &group) == OK; *digits = ahead) {
		uint8_t a = base64_value(group.ptr[0]), b = base64_value(group.ptr[1]);
		uint8_t c = base64_value(group.ptr[2]), d = base64_value(group.ptr[3]);
		if ((a | b | c | d) == NONE)
			break;
		*to++ = (uint8_t)(a << 2 | b >> 4);
		*to++ = (uint8_t)(b << 4 | c >> 2);
		*to++ = (uint8_t)(c << 6 | d);
	}
	return to;
}

/* Decode one by one what is left: a last group, or line breaks in between. */
static enum err decode_rest(struct bytes digits, uint8_t **to)
{
	uint32_t bits = 0;
	size_t pending = 0; /* bits not written yet */
	for (uint8_t c = 0; bytes_take_u8(&digits, &c) == OK;) {
		uint8_t value = base64_value(c);
		if (c == '\r' || c == '\n')
			continue;
		if (value == NONE)
			return ERR_SYNTAX;
		bits = bits << 6 | value;
		pending += 6;
		if (pending >= 8) {
			pending -= 8;
			*(*to)++ = (uint8_t)(bits >> pending);
			bits &= (1U << pending) - 1;
		}
	}
	return pending >= 6 || bits != 0 ? ERR_SYNTAX : OK;
}

enum err base64_decode(struct arena *a, struct bytes text, struct bytes *out)
{
	struct bytes digits = without_padding(text);
	void *room = NULL;
	TRY(arena_alloc(a, digits.len / 4 * 3 + 3, &room));
	uint8_t *to = decode_groups(&digits, room);
	TRY(decode_rest(digits, &to));
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
