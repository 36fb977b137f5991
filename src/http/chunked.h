/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chunked transfer coding (RFC 9112 §7.1), decoded as it arrives. Chunk extensions and
 * trailers are read over.
 */
#ifndef HTTP_CHUNKED_H
#define HTTP_CHUNKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

/* Bytes of the coding besides the data; no client needs more for one body. */
enum { HTTP_CHUNKED_OVERHEAD_MAX = 16 * 1024 };

enum http_chunked_part {
	HTTP_CHUNKED_SIZE,
	HTTP_CHUNKED_EXTENSION,
	HTTP_CHUNKED_SIZE_LF,
	HTTP_CHUNKED_DATA,
	HTTP_CHUNKED_DATA_CR,
	HTTP_CHUNKED_DATA_LF,
	HTTP_CHUNKED_TRAILER, /* at the beginning of a line */
	HTTP_CHUNKED_TRAILER_LINE,
	HTTP_CHUNKED_TRAILER_LF,
	HTTP_CHUNKED_LAST_LF,
	HTTP_CHUNKED_DONE,
};

/* Zeroed at the start of a body. */
struct http_chunked {
	enum http_chunked_part part;
	uint64_t left;	 /* size being read, then data bytes still to come */
	unsigned digits; /* of the size, so far */
	size_t overhead;
};

/*
 * Take what there is off `*cursor` and append the data to `body`. OK: the body is complete, what
 * follows it is still in `*cursor`. ERR_TRUNCATED: all was taken and more must come. ERR_SYNTAX:
 * it is not chunked. ERR_TOO_LONG: over the maximum of `body`, or over the allowed overhead.
 */
enum err http_chunked_take(struct http_chunked *state, struct bytes *cursor, struct buf *body);

#endif
