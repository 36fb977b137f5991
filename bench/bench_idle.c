/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory of a TLS connection on which nothing happens: the growth of rspd's resident memory over
 * thousands of them, the first tenth left out.
 */
#include <openssl/ssl.h>
#include <stdlib.h>

#include "bench.h"
#include "caller.h"
#include "figure.h"
#include "proc.h"
#include "sys/net.h"
#include "world.h"

enum { DESCRIPTORS_ELSE = 64, WARM_SHARE = 10 };

struct crowd {
	struct caller *callers;
	size_t n;
};

static void crowd_free(struct crowd *crowd)
{
	for (size_t i = 0; i < crowd->n; i++)
		caller_close(&crowd->callers[i]);
	free(crowd->callers);
}

static enum err grow(struct crowd *crowd, const struct world *world, SSL_CTX *context, size_t to)
{
	for (; crowd->n < to; crowd->n++)
		TRY(caller_open(&crowd->callers[crowd->n], world->es9p_port, context));
	return OK;
}

static enum err measure(const struct bench *bench, const struct world *world, SSL_CTX *context)
{
	double before = 0, after = 0;
	size_t n = bench->idle_connections, warm = n / WARM_SHARE;
	CLEANUP(crowd_free) struct crowd crowd = {.callers = calloc(n, sizeof(struct caller))};
	if (!crowd.callers || net_descriptors(n + DESCRIPTORS_ELSE) < n + DESCRIPTORS_ELSE)
		return ERR_NOMEM;
	TRY(grow(&crowd, world, context, warm));
	TRY(proc_memory_kb(world->rspd, &before));
	TRY(grow(&crowd, world, context, n));
	TRY(proc_memory_kb(world->rspd, &after));
	FIGURE("idle_connection", {"connections", (double)n, NULL},
	       {"kb", (after - before) / (double)(n - warm), NULL});
	return OK;
}

static void free_context(SSL_CTX **context)
{
	SSL_CTX_free(*context);
}

enum err bench_idle(const struct bench *bench)
{
	CLEANUP(world_remove) struct world world = {};
	CLEANUP(free_context) SSL_CTX *context = NULL;
	TRY(world_make(&world, bench->programs, false));
	TRY(caller_context(NULL, NULL, &context));
	TRY(world_serve_apart(&world));
	return measure(bench, &world, context);
}
