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

/*
 * Wait until a notification of this point has come for this ICCID, at most `timeout_ms`. `*body` is
 * the last one, as it came, in the arena. ERR_TIMEOUT, ERR_NOMEM.
 */
enum err endpoint_wait(struct endpoint *endpoint, const char *iccid, int point, unsigned timeout_ms,
		       struct arena *a, struct bytes *body);

/* The points that have come for this ICCID so far, in their order, as "1,3,4". */
enum { ENDPOINT_POINTS_MAX = 64 };
void endpoint_points(struct endpoint *endpoint, const char *iccid,
		     char out[static ENDPOINT_POINTS_MAX]);

#endif
