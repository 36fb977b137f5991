/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole downloads, from initiateAuthentication to the delivered result: CPU of the server for one,
 * beside the floor. The outbox is measured apart, by the same downloads with an operator who wants
 * to be told.
 */
#include <stdlib.h>

#include "bench.h"
#include "figure.h"
#include "floor.h"
#include "site.h"

enum { MANNERS = 4 };

/* The first is the one that the outbox is measured with. */
static const struct site_manner manners[MANNERS] = {
	{SITE_DEVICES, 1}, {SITE_DEVICES, 4}, {1, 1}, {1, 4}};
static const struct site_manner *const busy = &manners[0];

static void free_orders(struct es2p_order **orders)
{
	free(*orders);
}

/* Runs, and the floor of each. */
struct taken {
	double us[FIGURE_RUNS];
	struct floor floor[FIGURE_RUNS];
};

/* Orders of any ICCIDs, and their downloads. */
static enum err run(struct site *site, const struct site_manner *manner, size_t n,
		    struct site_cost *out)
{
	CLEANUP(free_orders) struct es2p_order *orders = calloc(n, sizeof(*orders));
	if (!orders)
		return ERR_NOMEM;
	TRY(es2p_order_many(&site->world, orders, n));
	return site_download(site, manner, orders, n, out);
}

/* The floor of each run is measured right after it. */
static enum err measure(struct site *site, const struct site_manner *manner, size_t n,
			struct taken *out)
{
	for (size_t i = 0; i < FIGURE_RUNS; i++) {
		struct site_cost cost = {};
		TRY(run(site, manner, n, &cost));
		TRY(floor_take(cost.busy, &out->floor[i]));
		out->us[i] = cost.us;
	}
	return OK;
}

/* The ratio is the median of the runs' ratios: what slows the machine, slows the floor too. */
static void tell_download(const struct site_manner *manner, struct taken *taken)
{
	double floor_us[FIGURE_RUNS] = {}, ratio[FIGURE_RUNS] = {};
	for (size_t i = 0; i < FIGURE_RUNS; i++) {
		floor_us[i] = floor_download_us(&taken->floor[i], manner->connections);
		ratio[i] = taken->us[i] / floor_us[i];
	}
	FIGURE("download_cpu", {"connections", manner->connections, NULL},
	       {"devices", (double)manner->devices, NULL},
	       {"us", figure_median(taken->us, FIGURE_RUNS), NULL},
	       {"floor_us", figure_median(floor_us, FIGURE_RUNS), NULL},
	       {"ratio_to_floor", figure_median(ratio, FIGURE_RUNS), NULL});
}

static void tell_floor(const struct taken *taken)
{
	for (size_t row = 0; row < FLOOR_ROWS; row++) {
		double us[FIGURE_RUNS] = {};
		for (size_t i = 0; i < FIGURE_RUNS; i++)
			us[i] = taken->floor[i].us[row];
		FIGURE("floor", {"primitive", 0, floor_rows[row].name},
		       {"per_download", floor_rows[row].per_download, NULL},
		       {"per_connection", floor_rows[row].per_connection, NULL},
		       {"us", figure_median(us, FIGURE_RUNS), NULL});
	}
}

static enum err take_downloads(const struct bench *bench)
{
	CLEANUP(site_close) struct site site = {};
	TRY(site_open(&site, bench->programs, false, MANNERS * FIGURE_RUNS * bench->downloads,
		      BENCH_PACKAGE_LEN));
	for (size_t i = 0; i < MANNERS; i++) {
		struct taken taken = {};
		TRY(measure(&site, &manners[i], bench->downloads, &taken));
		if (&manners[i] == busy)
			tell_floor(&taken);
		tell_download(&manners[i], &taken);
	}
	return OK;
}

enum { UNTOLD, TOLD, SITES };

static void close_sites(struct site (*sites)[SITES])
{
	for (size_t i = 0; i < SITES; i++)
		site_close(&(*sites)[i]);
}

/* The same downloads with and without an operator who is told, in turn. */
static enum err compare(const struct bench *bench, struct site sites[static SITES], double *us)
{
	double more[FIGURE_RUNS] = {};
	for (size_t i = 0; i < SITES; i++)
		TRY(site_open(&sites[i], bench->programs, i == TOLD, FIGURE_RUNS * bench->downloads,
			      BENCH_PACKAGE_LEN));
	for (size_t i = 0; i < FIGURE_RUNS; i++) {
		struct site_cost costs[SITES] = {};
		for (size_t k = 0; k < SITES; k++)
			TRY(run(&sites[k], busy, bench->downloads, &costs[k]));
		more[i] = costs[TOLD].us - costs[UNTOLD].us;
	}
	*us = figure_median(more, FIGURE_RUNS);
	return OK;
}

static enum err take_outbox(const struct bench *bench)
{
	double us = 0;
	CLEANUP(close_sites) struct site sites[SITES] = {};
	TRY(compare(bench, sites, &us));
	double messages = (double)atomic_load(&sites[TOLD].endpoint.taken) /
			  (double)(FIGURE_RUNS * bench->downloads);
	FIGURE("outbox_cpu", {"us_per_download", us, NULL},
	       {"messages_per_download", messages, NULL}, {"us_per_message", us / messages, NULL});
	return OK;
}

enum err bench_download(const struct bench *bench)
{
	TRY(take_downloads(bench));
	return take_outbox(bench);
}
