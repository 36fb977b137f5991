/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's endpoint of ES2+: takes handleDownloadProgressInfo over mutual TLS, answers 204,
 * and keeps what came, by ICCID.
 */
#ifndef CONFORMANCE_ENDPOINT_H
#define CONFORMANCE_ENDPOINT_H

#include "base/arena.h"
#include "base/err.h"
#include "conformance/target_config.h"

struct endpoint;

/* Serve. `time_ms` as in struct tls_server_config. Errors as tls_server_new and
 * http_server_start. */
enum err endpoint_start(const struct target_endpoint *config, int64_t time_ms,
			struct endpoint **out);

/* NULL is allowed. Fits CLEANUP(). */
void endpoint_stop(struct endpoint **endpoint);

enum { ENDPOINT_EIDS_MAX = 8, ENDPOINT_POINTS_MAX = 64 };

/* Of which profile, and of which devices: an ICCID may have been ordered by an earlier case, but
 * its devices are its own. A notification without EID is of all of them. */
struct endpoint_filter {
	const char *iccid;
	const char *eids[ENDPOINT_EIDS_MAX]; /* up to a NULL */
};

/* Which one is waited for: the `nth` (1: the first) of this point, for so long. */
struct endpoint_wait {
	struct endpoint_filter filter;
	int point;
	unsigned nth;
	unsigned timeout_ms;
};

/* Wait for it. `*body` is it, as it came, in the arena. ERR_TIMEOUT, ERR_NOMEM. */
enum err endpoint_wait(struct endpoint *endpoint, const struct endpoint_wait *wait, struct arena *a,
		       struct bytes *body);

/* The points that have come so far, in their order, as "1,3,4". */
void endpoint_points(struct endpoint *endpoint, const struct endpoint_filter *filter,
		     char out[static ENDPOINT_POINTS_MAX]);

#endif
