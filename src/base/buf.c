/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Growing, appending, wiping. Memory is never handed back to the heap unwiped: nothing is ever left
 * behind the end of the content.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/secret.h"

enum { CAP_MIN = 256 };

void buf_free(struct buf *b)
{
	if (b->ptr)
		wipe(b->ptr, b->len);
	free(b->ptr);
	*b = buf_make(b->max);
}

void buf_reset(struct buf *b)
{
	if (b->ptr)
		wipe(b->ptr, b->len);
	b->len = 0;
}

/* The next capacity that holds `need` bytes and a little more: at least doubled, but never over the
 * maximum. */
static size_t grown(const struct buf *b, size_t need)
{
	size_t cap = 2 * b->cap > need + CAP_MIN ? 2 * b->cap : need + CAP_MIN;
	return cap < b->max ? cap : b->max;
}

static enum err make_room(struct buf *b, size_t extra)
{
	if (extra > b->max || b->len > b->max - extra)
		return ERR_TOO_LONG;
	if (b->ptr && b->len + extra <= b->cap)
		return OK;
	size_t cap = grown(b, b->len + extra);
	uint8_t *ptr = malloc(cap > 0 ? cap : 1);
	if (!ptr)
		return ERR_NOMEM;
	if (b->ptr) {
		memcpy(ptr, b->ptr, b->len);
		wipe(b->ptr, b->len);
		free(b->ptr);
	}
	b->ptr = ptr;
	b->cap = cap;
	return OK;
}

enum err buf_expect(struct buf *b, size_t len)
{
	return make_room(b, len);
}

enum err buf_reserve(struct buf *b, size_t len, uint8_t **out)
{
	TRY(make_room(b, len));
	*out = b->ptr + b->len;
	b->len += len;
	return OK;
}

enum err buf_put(struct buf *b, struct bytes data)
{
	uint8_t *room = NULL;
	TRY(buf_reserve(b, data.len, &room));
	if (data.len > 0)
		memcpy(room, data.ptr, data.len);
	return OK;
}

enum err buf_put_u8(struct buf *b, uint8_t byte)
{
	return buf_put(b, bytes_from(&byte, 1));
}

enum err buf_put_str(struct buf *b, const char *text)
{
	return buf_put(b, bytes_str(text));
}

/* vsnprintf writes a NUL behind the text: it needs room, too. */
enum err buf_put_fmt(struct buf *b, const char *format, ...)
{
	va_list args = {};
	for (int tries = 0; tries < 2; tries++) {
		size_t room = b->ptr ? b->cap - b->len : 0;
		va_start(args, format);
		int len = vsnprintf(room > 0 ? (char *)b->ptr + b->len : NULL, room, format, args);
		va_end(args);
		if (len < 0)
			return ERR_SYNTAX;
		if ((size_t)len < room) {
			b->len += (size_t)len;
			return OK;
		}
		if (room > 0)
			wipe(b->ptr + b->len, room);
		TRY(make_room(b, (size_t)len + 1));
	}
	return ERR_SYNTAX;
}

enum err buf_insert(struct buf *b, size_t at, struct bytes data)
{
	uint8_t *room = NULL;
	size_t tail = b->len - at;
	TRY(buf_reserve(b, data.len, &room));
	if (data.len == 0)
		return OK;
	memmove(b->ptr + at + data.len, b->ptr + at, tail);
	memcpy(b->ptr + at, data.ptr, data.len);
	return OK;
}
