/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chunked coding as a table: part × byte → part.
 */
#include "http/chunked.h"

static int hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* A size has digits, at most 8 of them; ';' and blanks begin an extension. */
static enum err on_size(struct http_chunked *s, uint8_t c)
{
	int value = hex_value(c);
	if (value >= 0 && s->digits < 8) {
		s->left = s->left * 16 + (uint64_t)value;
		s->digits++;
		return OK;
	}
	if (s->digits == 0 || value >= 0)
		return ERR_SYNTAX;
	if (c == '\r')
		s->part = HTTP_CHUNKED_SIZE_LF;
	else if (c == ';' || c == ' ' || c == '\t')
		s->part = HTTP_CHUNKED_EXTENSION;
	else
		return ERR_SYNTAX;
	return OK;
}

/* Any text up to the end of the line. */
static enum err to_line_end(struct http_chunked *s, uint8_t c, enum http_chunked_part next)
{
	if (c == '\r')
		s->part = next;
	else if ((c < ' ' && c != '\t') || c == 0x7F)
		return ERR_SYNTAX;
	return OK;
}

static enum err on_extension(struct http_chunked *s, uint8_t c)
{
	return to_line_end(s, c, HTTP_CHUNKED_SIZE_LF);
}

static enum err expect(struct http_chunked *s, bool right, enum http_chunked_part next)
{
	if (!right)
		return ERR_SYNTAX;
	s->part = next;
	return OK;
}

static enum err on_size_lf(struct http_chunked *s, uint8_t c)
{
	return expect(s, c == '\n', s->left > 0 ? HTTP_CHUNKED_DATA : HTTP_CHUNKED_TRAILER);
}

static enum err on_data_cr(struct http_chunked *s, uint8_t c)
{
	return expect(s, c == '\r', HTTP_CHUNKED_DATA_LF);
}

static enum err on_data_lf(struct http_chunked *s, uint8_t c)
{
	s->digits = 0;
	return expect(s, c == '\n', HTTP_CHUNKED_SIZE);
}

static enum err on_trailer(struct http_chunked *s, uint8_t c)
{
	s->part = HTTP_CHUNKED_TRAILER_LINE;
	return to_line_end(s, c, HTTP_CHUNKED_LAST_LF);
}

static enum err on_trailer_line(struct http_chunked *s, uint8_t c)
{
	return to_line_end(s, c, HTTP_CHUNKED_TRAILER_LF);
}

static enum err on_trailer_lf(struct http_chunked *s, uint8_t c)
{
	return expect(s, c == '\n', HTTP_CHUNKED_TRAILER);
}

static enum err on_last_lf(struct http_chunked *s, uint8_t c)
{
	return expect(s, c == '\n', HTTP_CHUNKED_DONE);
}

static enum err (*const parts[])(struct http_chunked *, uint8_t) = {
	[HTTP_CHUNKED_SIZE] = on_size,
	[HTTP_CHUNKED_EXTENSION] = on_extension,
	[HTTP_CHUNKED_SIZE_LF] = on_size_lf,
	[HTTP_CHUNKED_DATA_CR] = on_data_cr,
	[HTTP_CHUNKED_DATA_LF] = on_data_lf,
	[HTTP_CHUNKED_TRAILER] = on_trailer,
	[HTTP_CHUNKED_TRAILER_LINE] = on_trailer_line,
	[HTTP_CHUNKED_TRAILER_LF] = on_trailer_lf,
	[HTTP_CHUNKED_LAST_LF] = on_last_lf,
};

static enum err take_data(struct http_chunked *s, struct bytes *cursor, struct buf *body)
{
	struct bytes data = {};
	size_t len = s->left < cursor->len ? (size_t)s->left : cursor->len;
	TRY(bytes_take(cursor, len, &data));
	TRY(buf_put(body, data));
	s->left -= len;
	if (s->left == 0)
		s->part = HTTP_CHUNKED_DATA_CR;
	return OK;
}

static enum err take_coding(struct http_chunked *s, struct bytes *cursor)
{
	uint8_t c = 0;
	TRY(bytes_take_u8(cursor, &c));
	if (++s->overhead > HTTP_CHUNKED_OVERHEAD_MAX)
		return ERR_TOO_LONG;
	return parts[s->part](s, c);
}

enum err http_chunked_take(struct http_chunked *state, struct bytes *cursor, struct buf *body)
{
	while (state->part != HTTP_CHUNKED_DONE && cursor->len > 0) {
		if (state->part == HTTP_CHUNKED_DATA)
			TRY(take_data(state, cursor, body));
		else
			TRY(take_coding(state, cursor));
	}
	return state->part == HTTP_CHUNKED_DONE ? OK : ERR_TRUNCATED;
}
