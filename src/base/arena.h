/* SPDX-License-Identifier: Apache-2.0 */
/*
 * struct arena: memory for one request, wiped and released at once at its end.
 * One thread at a time. Nothing in it is freed singly.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"

struct arena_block;

struct arena {
	struct arena_block *head;
	size_t used; /* bytes handed out */
	size_t max;  /* bytes; allocations past it fail */
};

/* An empty arena that holds no memory yet and hands out at most `max` bytes. */
static inline struct arena arena_make(size_t max)
{
	return (struct arena){.max = max};
}

/* Wipe and release all of it. Safe on a zeroed arena and twice. Fits CLEANUP(). */
void arena_free(struct arena *a);

/*
 * `len` zeroed bytes, aligned for any type, that live as long as the arena. ERR_NOMEM without
 * memory, ERR_TOO_LONG past the arena's maximum; `*out` is then unchanged.
 */
enum err arena_alloc(struct arena *a, size_t len, void **out);

/* As arena_alloc, for one object of the pointer's type: ARENA_NEW(a, &ptr). */
#define ARENA_NEW(a, pptr) arena_alloc((a), sizeof(**(pptr)), (void **)(pptr))

/* A copy of `src`, with a NUL behind it that is not counted. */
enum err arena_dup(struct arena *a, struct bytes src, struct bytes *out);

/* A copy of the text `src`, NUL-terminated. */
enum err arena_str(struct arena *a, struct bytes src, const char **out);

/* Formatted text, NUL-terminated. */
enum err arena_fmt(struct arena *a, const char **out, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
