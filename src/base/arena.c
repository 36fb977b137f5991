/* SPDX-License-Identifier: Apache-2.0 */
/* A list of blocks, each at least twice the one before, wiped when they are released. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/secret.h"

struct arena_block {
	struct arena_block *next;
	size_t cap;
	size_t len;
	alignas(max_align_t) uint8_t data[];
};

enum { BLOCK_MIN = 4096, ALIGN = alignof(max_align_t) };

void arena_free(struct arena *a)
{
	while (a->head) {
		struct arena_block *block = a->head;
		a->head = block->next;
		wipe(block->data, block->len);
		free(block);
	}
	a->used = 0;
}

static enum err add_block(struct arena *a, size_t len)
{
	size_t cap = a->head ? a->head->cap * 2 : BLOCK_MIN;
	if (cap < len)
		cap = len;
	struct arena_block *block = malloc(sizeof(*block) + cap);
	if (!block)
		return ERR_NOMEM;
	*block = (struct arena_block){.next = a->head, .cap = cap};
	a->head = block;
	return OK;
}

enum err arena_alloc(struct arena *a, size_t len, void **out)
{
	if (len > a->max || a->used > a->max - len)
		return ERR_TOO_LONG;
	size_t rounded = (len + ALIGN - 1) / ALIGN * ALIGN;
	if (!a->head || a->head->cap - a->head->len < rounded)
		TRY(add_block(a, rounded));
	void *ptr = a->head->data + a->head->len;
	a->head->len += rounded;
	a->used += len;
	memset(ptr, 0, rounded);
	*out = ptr;
	return OK;
}

enum err arena_dup(struct arena *a, struct bytes src, struct bytes *out)
{
	void *copy = NULL;
	TRY(arena_alloc(a, src.len + 1, &copy));
	if (src.len > 0)
		memcpy(copy, src.ptr, src.len);
	*out = bytes_from(copy, src.len);
	return OK;
}

enum err arena_str(struct arena *a, struct bytes src, const char **out)
{
	struct bytes copy = {};
	TRY(arena_dup(a, src, &copy));
	*out = (const char *)copy.ptr;
	return OK;
}

enum err arena_fmt(struct arena *a, const char **out, const char *format, ...)
{
	va_list args = {};
	va_start(args, format);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		return ERR_SYNTAX;

	void *text = NULL;
	TRY(arena_alloc(a, (size_t)len + 1, &text));
	va_start(args, format);
	(void)vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	*out = text;
	return OK;
}
