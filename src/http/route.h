/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which row of a listener's table a request goes to, or with which status it is refused.
 */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "http/head.h"
#include "http/server.h"

struct http_verdict {
	int status;			/* 0: to the handler; else 404, 405 or 415 */
	const struct http_route *route; /* a row of the path, also when refused; NULL with 404 */
	const char *allow;		/* with 405: the methods of the path */
};

struct http_verdict http_route_find(const struct http_listener *listener,
				    const struct http_head *head);

#endif
