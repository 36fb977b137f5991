/* SPDX-License-Identifier: Apache-2.0 */
/*
 * struct buf: an output buffer that grows up to a maximum given at its making.
 * The memory is its own; it is wiped when it grows and when it is freed, since it may hold secrets.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

struct buf {
	uint8_t *ptr;
	size_t len;
	size_t cap;
	size_t max; /* bytes; len never goes over it */
};

/* An empty buffer that holds no memory yet. `max` is in bytes. */
static inline struct buf buf_make(size_t max)
{
	return (struct buf){.max = max};
}

/* Wipe and release. Safe on a zeroed buffer and twice. Fits CLEANUP(). */
void buf_free(struct buf *b);

/* Wipe the content and keep the memory: len is 0 afterwards. */
void buf_reset(struct buf *b);

/* What has been written. Valid until the next buf_* call that changes `b`. */
static inline struct bytes buf_bytes(const struct buf *b)
{
	return (struct bytes){b->ptr, b->len};
}

/*
 * Append. ERR_TOO_LONG if the content would pass `max`, ERR_NOMEM without memory; the content is
 * unchanged in both cases. `data` must not point into the buffer.
 */
enum err buf_put(struct buf *b, struct bytes data);
enum err buf_put_u8(struct buf *b, uint8_t byte);
enum err buf_put_str(struct buf *b, const char *text);
enum err buf_put_fmt(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Have room for `len` bytes more, so that what is appended piece by piece does not move what is
 * there. Errors as buf_put.
 */
enum err buf_expect(struct buf *b, size_t len);

/* Append `len` bytes for the caller to fill; `*out` is valid until the next change of `b`. */
enum err buf_reserve(struct buf *b, size_t len, uint8_t **out);

/* Insert `data` before offset `at` (≤ len). Errors as buf_put. */
enum err buf_insert(struct buf *b, size_t at, struct bytes data);

#endif
