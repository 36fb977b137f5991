/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does a request cost more where there are more profiles? DownloadOrder as in bench_es2p.c, by
 * profileType and of ICCIDs that are spread over all of the stock in no order; whole orders of such
 * ICCIDs by many callers at a time; their downloads, of small packages. One kind after the other,
 * and the mean of all that is done of it: each has its share of the checkpoints, where what was put
 * off is done. The first orders and downloads are not counted: an rspd that has just started reads
 * the upper levels of its tables, of which there are more where there is more.
 */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "figure.h"
#include "proc.h"
#include "site.h"

/* A prime larger than any stock: multiples of it, modulo the stock, come in no order. */
enum { STRIDE = 7919317 };

/* Of each kind, times what a run of downloads has. */
enum { FACTOR = 15, WARM_UP_FACTOR = 3 };

enum cost { COST_CALL_BY_TYPE, COST_CALL, COST_ORDER, COST_DOWNLOAD, COSTS };

static const char *const names[COSTS] = {
	[COST_CALL_BY_TYPE] = "scale_call_by_type_cpu",
	[COST_CALL] = "scale_call_cpu",
	[COST_ORDER] = "scale_order_cpu",
	[COST_DOWNLOAD] = "scale_download_cpu",
};

struct scale {
	struct site site;
	size_t taken; /* profiles that were spread */
	double us[COSTS];
};

static void close_scale(struct scale *scale)
{
	site_close(&scale->site);
}

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
	scale->us[COST_ORDER] = (after - before) / (double)n;
	TRY(site_download(&scale->site, &manner, orders, n, &cost));
	scale->us[COST_DOWNLOAD] = cost.us;
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
	*us = (after - before) / (double)(n - 1);
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

/* Calls by type come last: they take what comes first. */
static enum err measure(const struct bench *bench, size_t stock, double out[static COSTS])
{
	size_t n = FACTOR * bench->downloads;
	CLEANUP(close_scale) struct scale scale = {};
	TRY(site_open(&scale.site, bench->programs, false, stock, 0));
	TRY(order_and_download(&scale, WARM_UP_FACTOR * bench->downloads));
	TRY(order_and_download(&scale, n));
	TRY(call(&scale, COST_CALL, n));
	TRY(call(&scale, COST_CALL_BY_TYPE, n));
	memcpy(out, scale.us, sizeof(scale.us));
	return OK;
}

enum err bench_scale(const struct bench *bench)
{
	double few[COSTS] = {}, many[COSTS] = {};
	TRY(measure(bench, bench->few, few));
	TRY(measure(bench, bench->many, many));
	for (size_t i = 0; i < COSTS; i++)
		FIGURE(names[i], {"profiles", (double)bench->many, NULL}, {"us", many[i], NULL},
		       {"of", (double)bench->few, NULL}, {"of_us", few[i], NULL},
		       {"ratio", many[i] / few[i], NULL});
	return OK;
}
