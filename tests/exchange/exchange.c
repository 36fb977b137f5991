/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exchange [DOWNLOADS]: devices download, each request over a connection of its own, while DPauth,
 * DPpb and DPtls are exchanged again and again; none may fail. Prints TAP. KEEP=1 in the
 * environment leaves the sandbox.
 */
#include <libgen.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "figure.h"
#include "renewal.h"
#include "site.h"
#include "team.h"

enum {
	STANDARD_DOWNLOADS = 1000,
	DEVICES = 16,
	CONNECTIONS = 4,   /* of one download */
	EXCHANGES_MIN = 3, /* or the proof is none */
	SPOIL_ONE_IN = 4,
	PROGRAM_PATH_MAX = 200,
};

struct exchange {
	struct site site;
	struct renewal renewal;
	struct es2p_order *orders;
	size_t n;
	atomic_size_t done, failed;
	pthread_t thread;
	atomic_bool over;
	enum err exchanged;
};

static void release(struct exchange *x)
{
	site_close(&x->site);
	renewal_close(&x->renewal);
	free(x->orders);
}

/* Failures are counted, not returned: the others go on. */
static enum err download(void *context, size_t member, size_t item)
{
	struct exchange *x = context;
	enum err e = device_download(&x->site.park, member, &x->orders[item], CONNECTIONS);
	atomic_fetch_add(e == OK ? &x->done : &x->failed, 1);
	return OK;
}

/* Without a pause: sessions live through several exchanges. */
static void *exchange(void *context)
{
	struct exchange *x = context;
	struct renewal *r = &x->renewal;
	while (x->exchanged == OK && (!atomic_load(&x->over) || r->reloads < EXCHANGES_MIN)) {
		x->exchanged = renewal_exchange(r);
		if (x->exchanged == OK && r->reloads % SPOIL_ONE_IN == 0)
			x->exchanged = renewal_spoil(r);
	}
	return NULL;
}

static enum err run(struct exchange *x)
{
	if (pthread_create(&x->thread, NULL, exchange, x) != 0)
		return ERR_NOMEM;
	enum err e = team_run(DEVICES, x->n, download, x);
	atomic_store(&x->over, true);
	(void)pthread_join(x->thread, NULL);
	return e == OK ? x->exchanged : e;
}

static enum err prepare(struct exchange *x, const char *programs)
{
	x->orders = calloc(x->n, sizeof(*x->orders));
	if (!x->orders)
		return ERR_NOMEM;
	x->site.told = true;
	TRY(world_make(&x->site.world, programs, true));
	TRY(world_stock(&x->site.world, x->n, 0));
	TRY(device_park_make(&x->site.park, &x->site.world, DEVICES));
	TRY(endpoint_start(&x->site.endpoint, &x->site.world));
	TRY(world_serve(&x->site.world));
	TRY(renewal_open(&x->renewal, &x->site.world));
	return es2p_order_many(&x->site.world, x->orders, x->n);
}

static bool say(int number, bool good, const char *what)
{
	(void)printf("%sok %d - %s\n", good ? "" : "not ", number, what);
	return good;
}

int main(int argc, char **argv)
{
	char self[PROGRAM_PATH_MAX] = "", text[160] = "";
	CLEANUP(release)
	struct exchange x = {.n = argc > 1 ? strtoul(argv[1], NULL, 10) : STANDARD_DOWNLOADS};
	(void)snprintf(self, sizeof(self), "%s", argv[0]);
	enum err e = prepare(&x, dirname(self));
	if (e == OK)
		e = run(&x);
	(void)snprintf(text, sizeof(text),
		       "certificates were exchanged %zu times, bad ones %zu refused",
		       x.renewal.reloads, x.renewal.refusals);
	bool good = say(1, e == OK && x.renewal.reloads >= EXCHANGES_MIN, text);
	(void)snprintf(text, sizeof(text), "of %zu downloads meanwhile %zu succeeded, %zu failed",
		       x.n, (size_t)x.done, (size_t)x.failed);
	good = say(2, x.n > 0 && x.done == x.n, text) && good;
	(void)printf("1..2\n");
	return good ? 0 : 1;
}
