/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does a request cost more where there are more profiles? DownloadOrder as in bench_es2p.c, by
 * profileType and of ICCIDs that are spread over all of the stock in no order; whole orders of such
 * ICCIDs by many callers at a time; their downloads, of small packages. Two rspds have their turns,
 * so that what else the machine does falls on both, and the mean of all that is done of a kind is
 * taken: each has its share of the checkpoints, where what was put off is done. The first orders
 * and downloads are not counted: an rspd that has just started reads the upper levels of its
 * tables, of which there are more where there is more.
 */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "figure.h"
#include "proc.h"
#include "site.h"

/* A prime larger than any stock: multiples of it, modulo the stock, come in no order. */
enum { STRIDE = 7919317 };

/* Of each kind in a turn, times what a run of downloads has; the first turns are the warm-up. */
enum { FACTOR = 3, TURNS = 5 };

enum cost { COST_CALL_BY_TYPE, COST_CALL, COST_ORDER, COST_DOWNLOAD, COSTS };

static const char *const names[COSTS] = {
	[COST_CALL_BY_TYPE] = "scale_call_by_type_cpu",
	[COST_CALL] = "scale_call_cpu",
	[COST_ORDER] = "scale_order_cpu",
	[COST_DOWNLOAD] = "scale_download_cpu",
};

struct scale {
	struct site site;
	size_t taken;	  /* profiles that were spread */
	double us[COSTS]; /* of all turns */
};

static void free_orders(struct es2p_order **orders)
{
	free(*orders);
}

/* Each goes to a profile of its own. */
static void spread(struct scale *scale, struct es2p_order *orders, size_t n)
{
	size_t stock = scale->site.world.stocked;
	for (size_t i = 0; i < n; i++)
		world_iccid(scale->taken++ * STRIDE % stock, orders[i].iccid);
}

static enum err order_and_download(struct scale *scale, size_t n)
{
	static const struct site_manner manner = {SITE_DEVICES, 1};
	double before = 0, after = 0;
	struct site_cost cost = {};
	CLEANUP(free_orders) struct es2p_order *orders = calloc(n, sizeof(*orders));
	if (!orders)
		return ERR_NOMEM;
	spread(scale, orders, n);
	TRY(proc_cpu_us(scale->site.world.rspd, &before));
	TRY(es2p_order_many(&scale->site.world, orders, n));
	TRY(proc_cpu_us(scale->site.world.rspd, &after));
	scale->us[COST_ORDER] += (after - before) / (double)n;
	TRY(site_download(&scale->site, &manner, orders, n, &cost));
	scale->us[COST_DOWNLOAD] += cost.us;
	return OK;
}

/* The connection and the first call are not counted. */
static enum err time_calls(const struct scale *scale, struct caller *caller,
			   struct es2p_order *orders, size_t n, double *us)
{
	double before = 0, after = 0;
	TRY(caller_open(caller, scale->site.world.es2p_port, scale->site.world.operator));
	TRY(es2p_order_reserve(caller, &orders[0]));
	TRY(proc_cpu_us(scale->site.world.rspd, &before));
	for (size_t i = 1; i < n; i++)
		TRY(es2p_order_reserve(caller, &orders[i]));
	TRY(proc_cpu_us(scale->site.world.rspd, &after));
	*us += (after - before) / (double)(n - 1);
	return OK;
}

static enum err call(struct scale *scale, enum cost which, size_t n)
{
	CLEANUP(caller_close) struct caller caller = {};
	CLEANUP(free_orders) struct es2p_order *orders = calloc(n, sizeof(*orders));
	if (!orders)
		return ERR_NOMEM;
	if (which == COST_CALL)
		spread(scale, orders, n);
	return time_calls(scale, &caller, orders, n, &scale->us[which]);
}

enum { FEW, MANY, SIZES };

static void close_both(struct scale (*both)[SIZES])
{
	for (size_t i = 0; i < SIZES; i++)
		site_close(&(*both)[i].site);
}

static enum err open_both(const struct bench *bench, struct scale both[static SIZES])
{
	const size_t stock[SIZES] = {[FEW] = bench->few, [MANY] = bench->many};
	for (size_t i = 0; i < SIZES; i++) {
		TRY(site_open(&both[i].site, bench->programs, false, stock[i], 0));
		TRY(order_and_download(&both[i], FACTOR * bench->downloads));
		memset(both[i].us, 0, sizeof(both[i].us));
	}
	return OK;
}

/* Calls by type come last: they take what comes first. */
static enum err take_turns(size_t n, struct scale both[static SIZES])
{
	for (size_t i = 0; i < TURNS * SIZES; i++) {
		TRY(order_and_download(&both[i % SIZES], n));
		TRY(call(&both[i % SIZES], COST_CALL, n));
	}
	for (size_t i = 0; i < TURNS * SIZES; i++)
		TRY(call(&both[i % SIZES], COST_CALL_BY_TYPE, n));
	return OK;
}

enum err bench_scale(const struct bench *bench)
{
	CLEANUP(close_both) struct scale both[SIZES] = {};
	TRY(open_both(bench, both));
	TRY(take_turns(FACTOR * bench->downloads, both));
	for (size_t i = 0; i < COSTS; i++)
		FIGURE(names[i], {"profiles", (double)bench->many, NULL},
		       {"us", both[MANY].us[i] / TURNS, NULL}, {"of", (double)bench->few, NULL},
		       {"of_us", both[FEW].us[i] / TURNS, NULL},
		       {"ratio", both[MANY].us[i] / both[FEW].us[i], NULL});
	return OK;
}
