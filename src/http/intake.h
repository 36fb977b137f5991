/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request as it comes in: bytes are put in, until it is complete or must be refused. HTTP/1.1
 * is read by llhttp; the bounds and the refusals are ours. No I/O.
 */
#ifndef HTTP_INTAKE_H
#define HTTP_INTAKE_H

#include <llhttp.h>

#include "base/buf.h"
#include "http/head.h"
#include "http/route.h"
#include "http/server.h"

/* The headers that somebody here looks at; the others are read over. */
enum http_intake_header {
	HTTP_INTAKE_HOST,
	HTTP_INTAKE_CONTENT_TYPE,
	HTTP_INTAKE_ADMIN_PROTOCOL,
	HTTP_INTAKE_USER_AGENT,
	HTTP_INTAKE_EXPECT,
	HTTP_INTAKE_TRANSFER_ENCODING,
	HTTP_INTAKE_HEADERS,
};

/* Where a text begins and ends in `text`; `end` is 0 while there is none. */
struct http_intake_span {
	size_t begin, end;
};

struct http_intake {
	const struct http_listener *listener;
	llhttp_t parser;
	size_t head_left;     /* bytes that the head may still have */
	size_t overhead_left; /* bytes that the body's coding may still have */
	uint8_t last;	      /* byte taken, while the head comes and between parts of the rest */
	size_t line_len;      /* of the head's line so far */
	bool line_seen;	      /* one that is not blank */
	bool lines_done;
	struct buf text; /* URL, and name and value of the header being read and of the known */
	struct buf name; /* of the header being read */
	struct http_intake_span url;
	struct http_intake_span headers[HTTP_INTAKE_HEADERS];
	bool head_done;
	struct http_head head;	     /* slices of `text`, once head_done */
	struct http_verdict verdict; /* with status 0 the request is for its route's handler */
	struct buf body;
	struct buf rest; /* what follows the request */
};

enum http_intake_status {
	HTTP_INTAKE_MORE,     /* more must come */
	HTTP_INTAKE_CONTINUE, /* more must come, and the client waits for "100 Continue" */
	HTTP_INTAKE_READY,    /* complete: weigh the verdict */
	HTTP_INTAKE_BROKEN,   /* refused with the verdict's status; the rest is unreadable */
};

/*
 * Only these two of `limits` are used, and must not be 0: headers_max, body_max. The intake must
 * stay where it is until it is closed.
 */
void http_intake_open(struct http_intake *intake, const struct http_listener *listener,
		      const struct http_limits *limits);

/* Take all of `data`. Not after READY or BROKEN. */
enum http_intake_status http_intake_put(struct http_intake *intake, struct bytes data);

/* At most how many bytes it is of use to read now; never 0 while more must come. */
size_t http_intake_wanted(const struct http_intake *intake);

/* Bytes of memory that it holds. */
size_t http_intake_size(const struct http_intake *intake);

/* Wipe and release what has been read; the verdict and `rest` stay. */
void http_intake_release(struct http_intake *intake);

/* Wipe and release. Safe on a zeroed one. */
void http_intake_close(struct http_intake *intake);

#endif
