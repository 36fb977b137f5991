/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head of a reply as bytes.
 */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* "Mon, 23 Nov 2026 12:31:00 GMT" (RFC 9110 §5.6.7), NUL-terminated. */
enum { HTTP_DATE_LEN = 29 };
void http_date(int64_t now_ms, char out[static HTTP_DATE_LEN + 1]);

struct http_reply_head {
	int status;
	const char *date;
	const char *content_type;   /* NULL: none; not written without a body */
	const char *admin_protocol; /* NULL: none */
	const char *allow;	    /* NULL: none */
	int retry_after_s;	    /* 0: none */
	size_t body_len;
	bool close; /* the connection ends after this reply */
};

/* Append status line, headers and blank line. Errors as buf_put. */
enum err http_reply_head_put(const struct http_reply_head *head, struct buf *out);

/* True for a status that the server may send: rspd never answers 500 or 501. */
bool http_status_is_known(int status);

#endif
