/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's endpoint for ES2+ handleDownloadProgressInfo: takes everything, and counts. Who
 * wants to see what comes sets `see`.
 */
#ifndef BENCH_ENDPOINT_H
#define BENCH_ENDPOINT_H

#include <stdatomic.h>
#include <stdint.h>

#include "http/server.h"
#include "world.h"

struct endpoint {
	struct tls_server *tls;
	struct work_queue *work;
	struct http_server *server;
	_Atomic uint64_t taken;
	/* Gets each body before it is acknowledged, one at a time; an error is answered 503. */
	enum err (*see)(void *context, struct bytes body);
	void *context;
};

/* Serve on the world's notify_port; the caller has zeroed all but the observer. Errors of the
 * server; stop it also then. */
enum err endpoint_start(struct endpoint *endpoint, const struct world *world);

/* Safe on a zeroed endpoint and twice. Fits CLEANUP(). */
void endpoint_stop(struct endpoint *endpoint);

#endif
