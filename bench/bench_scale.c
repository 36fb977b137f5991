/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does a request cost more where there are more profiles? Small packages, orders of ICCIDs spread
 * over all of the stock, in no order; then orders by profileType, as most are. The first runs are
 * not counted: an rspd that has just started reads the upper levels of its tables, of which there
 * are more where there is more.
 */
#include <stdlib.h>

#include "bench.h"
#include "figure.h"
#include "proc.h"
#include "site.h"

/* A prime larger than any stock: multiples of it, modulo the stock, come in no order. */
enum { STRIDE = 7919317 };

enum { WARM_UP_RUNS = 3 };

struct costs {
	double order_us, download_us, by_type_us;
};

static void free_orders(struct es2p_order **orders)
{
	free(*orders);
}

/* Number `i` of all that are taken in this site goes to a profile of its own. */
static void spread(struct es2p_order *orders, size_t first, size_t n, size_t stock)
{
	for (size_t i = 0; i < n; i++)
		world_iccid((first + i) * STRIDE % stock, orders[i].iccid);
}

static enum err make_orders(const struct site *site, struct es2p_order *orders, size_t n,
			    double *us)
{
	double before = 0, after = 0;
	TRY(proc_cpu_us(site->world.rspd, &before));
	TRY(es2p_order_many(&site->world, orders, n));
	TRY(proc_cpu_us(site->world.rspd, &after));
	*us = (after - before) / (double)n;
	return OK;
}

static enum err run(struct site *site, size_t number, size_t n, double *order_us,
		    double *download_us)
{
	static const struct site_manner manner = {SITE_DEVICES, 1};
	CLEANUP(free_orders) struct es2p_order *orders = calloc(n, sizeof(*orders));
	if (!orders)
		return ERR_NOMEM;
	spread(orders, number * n, n, site->world.stocked);
	TRY(make_orders(site, orders, n, order_us));
	struct site_cost cost = {};
	TRY(site_download(site, &manner, orders, n, &cost));
	*download_us = cost.us;
	return OK;
}

/* After all others: it takes what comes first. */
static enum err run_by_type(struct site *site, size_t n, double *us)
{
	CLEANUP(free_orders) struct es2p_order *orders = calloc(n, sizeof(*orders));
	return orders ? make_orders(site, orders, n, us) : ERR_NOMEM;
}

static enum err measure(const struct bench *bench, size_t stock, struct costs *out)
{
	double order_us[FIGURE_RUNS] = {}, download_us[FIGURE_RUNS] = {};
	double by_type_us[FIGURE_RUNS] = {};
	CLEANUP(site_close) struct site site = {};
	TRY(site_open(&site, bench->programs, false, stock, 0));
	for (size_t i = 0; i < WARM_UP_RUNS; i++)
		TRY(run(&site, i, bench->downloads, &order_us[0], &download_us[0]));
	for (size_t i = 0; i < FIGURE_RUNS; i++)
		TRY(run(&site, WARM_UP_RUNS + i, bench->downloads, &order_us[i], &download_us[i]));
	for (size_t i = 0; i < FIGURE_RUNS; i++)
		TRY(run_by_type(&site, bench->downloads, &by_type_us[i]));
	*out = (struct costs){figure_median(order_us, FIGURE_RUNS),
			      figure_median(download_us, FIGURE_RUNS),
			      figure_median(by_type_us, FIGURE_RUNS)};
	return OK;
}

enum err bench_scale(const struct bench *bench)
{
	struct costs few = {}, many = {};
	TRY(measure(bench, bench->few, &few));
	TRY(measure(bench, bench->many, &many));
	FIGURE("scale_order_cpu", {"profiles", (double)bench->many, NULL},
	       {"us", many.order_us, NULL}, {"of", (double)bench->few, NULL},
	       {"of_us", few.order_us, NULL}, {"ratio", many.order_us / few.order_us, NULL});
	FIGURE("scale_order_by_type_cpu", {"profiles", (double)bench->many, NULL},
	       {"us", many.by_type_us, NULL}, {"of", (double)bench->few, NULL},
	       {"of_us", few.by_type_us, NULL}, {"ratio", many.by_type_us / few.by_type_us, NULL});
	FIGURE("scale_download_cpu", {"profiles", (double)bench->many, NULL},
	       {"us", many.download_us, NULL}, {"of", (double)bench->few, NULL},
	       {"of_us", few.download_us, NULL},
	       {"ratio", many.download_us / few.download_us, NULL});
	return OK;
}
