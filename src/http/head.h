/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head of a request: request line and headers (RFC 9112), read strictly, since a request that
 * two programs understand differently is a way in. Pure functions over the received bytes.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

/* All slices point into the parsed bytes; absent headers are absent. */
struct http_head {
	struct bytes method;
	struct bytes path;
	struct bytes query; /* behind the first '?' */
	struct bytes content_type;
	struct bytes admin_protocol;
	struct bytes user_agent;
	uint64_t content_length; /* 0 without the header */
	bool chunked;
	bool keep_alive;
	bool expect_continue;
};

/*
 * Look for the end of a head, from offset `*scanned` on. OK: the head with its blank line is the
 * first `*len` bytes. ERR_TRUNCATED: not there yet, `*scanned` says where to go on.
 */
enum err http_head_find(struct bytes in, size_t *scanned, size_t *len);

/*
 * Parse a whole head with its blank line. ERR_SYNTAX for anything that is not HTTP/1.0 or 1.1 to
 * the letter: bare LF, folded lines, control characters, both or repeated Content-Length and
 * Transfer-Encoding, a repeated or missing Host. ERR_UNSUPPORTED for another transfer coding or
 * expectation.
 */
enum err http_head_parse(struct bytes head, struct http_head *out);

#endif
