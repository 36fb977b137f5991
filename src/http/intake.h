/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request as it comes in: bytes are put in, until it is complete or must be refused. No I/O.
 */
#ifndef HTTP_INTAKE_H
#define HTTP_INTAKE_H

#include "base/buf.h"
#include "http/chunked.h"
#include "http/head.h"
#include "http/route.h"
#include "http/server.h"

struct http_intake {
	const struct http_listener *listener;
	struct buf in; /* the head, and what came with it */
	size_t scanned;
	bool head_done;
	struct http_head head;	     /* slices of `in` */
	struct http_verdict verdict; /* with status 0 the request is for its route's handler */
	struct http_chunked chunked;
	struct buf body;
	struct buf rest; /* what follows the request */
};

enum http_intake_status {
	HTTP_INTAKE_MORE,     /* more must come */
	HTTP_INTAKE_CONTINUE, /* more must come, and the client waits for "100 Continue" */
	HTTP_INTAKE_READY,    /* complete: weigh the verdict */
	HTTP_INTAKE_BROKEN,   /* refused with the verdict's status; the rest is unreadable */
};

/* Only these two of `limits` are used, and must not be 0: headers_max, body_max. */
void http_intake_open(struct http_intake *intake, const struct http_listener *listener,
		      const struct http_limits *limits);

/* Take all of `data`. Not after READY or BROKEN. */
enum http_intake_status http_intake_put(struct http_intake *intake, struct bytes data);

/* At most how many bytes it is of use to read now; never 0 while more must come. */
size_t http_intake_wanted(const struct http_intake *intake);

/* Wipe and release. Safe on a zeroed one. */
void http_intake_close(struct http_intake *intake);

#endif
