/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths of a role's functions (SGP.22 §6.5.2) as tables: finding the row, running the function,
 * answering a refusal, the log line, the counters. The rows are in the role's own folder.
 */
#ifndef ROLE_ROUTE_H
#define ROLE_ROUTE_H

#include <stddef.h>

#include "base/buf.h"
#include "http/server.h"
#include "role/call.h"
#include "role/role.h"

/* Request-response functions answer 200 with a header, notifications 204 with nothing (§6.3). */
enum route_pattern { ROUTE_REQUEST_RESPONSE, ROUTE_NOTIFICATION };

struct route {
	const char *path;
	const char *function; /* may have several paths */
	enum route_pattern pattern;
	role_function *run;
	const struct es9p_function *message; /* ES9+ and ES11: served in ASN.1, too */
};

struct route_table {
	const struct route *rows;
	size_t n;
	http_handler *handle;
	size_t counter; /* of the first row, in struct role_counters */
};

/* Fill in the rows of a table, and one for all of its functions in ASN.1 (§6.6); how many there
 * are. `out` has room for them. */
size_t route_fill(const struct route_table *table, struct http_route *out);

/*
 * Run the function of this path, or, under that of the ASN.1 binding, the one that the body asks
 * for. ERR_NOT_FOUND: there is none; errors of es9p_asn1_tag; else what to tell the HTTP server:
 * a refusal has become an answer.
 */
enum err route_run(const struct route_table *table, struct bytes path, struct role_call *call,
		   struct http_reply *reply);

/*
 * Append the counters of a table as Prometheus text:
 * rspd_calls_total{function="ES9+.AuthenticateClient",outcome="done"} 12. Errors as buf_put.
 */
enum err route_metrics(const struct route_table *table, const struct role_counters *counters,
		       struct buf *out);

/* The value of X-Admin-Protocol: the highest version that we support (SGP.22 §6.2). */
extern const char route_admin_protocol[];

#endif
