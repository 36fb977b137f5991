/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole downloads, from initiateAuthentication to the delivered result: CPU of the server for one,
 * beside the floor. The outbox is measured apart, by the same downloads with an operator who wants
 * to be told.
 */
#include <stdlib.h>

#include "bench.h"
#include "figure.h"
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

/* The median of some runs, each with orders of any ICCIDs. */
static enum err measure(struct site *site, const struct site_manner *manner, size_t n, double *us)
{
	double runs[FIGURE_RUNS] = {};
	for (size_t i = 0; i < FIGURE_RUNS; i++) {
		CLEANUP(free_orders) struct es2p_order *orders = calloc(n, sizeof(*orders));
		if (!orders)
			return ERR_NOMEM;
		TRY(es2p_order_many(&site->world, orders, n));
		TRY(site_download(site, manner, orders, n, &runs[i]));
	}
	*us = figure_median(runs, FIGURE_RUNS);
	return OK;
}

static enum err take_download(const struct bench *bench, struct site *site,
			      const struct site_manner *manner, double *us)
{
	TRY(measure(site, manner, bench->downloads, us));
	double floor_us = floor_download_us(bench->floor, bench->floor_n, manner->connections);
	FIGURE("download_cpu", {"connections", manner->connections, NULL},
	       {"devices", (double)manner->devices, NULL}, {"us", *us, NULL},
	       {"floor_us", floor_us, NULL}, {"ratio_to_floor", *us / floor_us, NULL});
	return OK;
}

static enum err take_downloads(const struct bench *bench, double *busy_us)
{
	CLEANUP(site_close) struct site site = {};
	TRY(site_open(&site, bench->programs, false, MANNERS * FIGURE_RUNS * bench->downloads,
		      BENCH_PACKAGE_LEN));
	for (size_t i = 0; i < MANNERS; i++) {
		double us = 0;
		TRY(take_download(bench, &site, &manners[i], &us));
		if (&manners[i] == busy)
			*busy_us = us;
	}
	return OK;
}

static enum err take_outbox(const struct bench *bench, double untold_us)
{
	double us = 0;
	CLEANUP(site_close) struct site site = {};
	TRY(site_open(&site, bench->programs, true, FIGURE_RUNS * bench->downloads,
		      BENCH_PACKAGE_LEN));
	TRY(measure(&site, busy, bench->downloads, &us));
	double messages = (double)atomic_load(&site.endpoint.taken) /
			  (double)(FIGURE_RUNS * bench->downloads);
	FIGURE("outbox_cpu", {"us_per_download", us - untold_us, NULL},
	       {"messages_per_download", messages, NULL},
	       {"us_per_message", (us - untold_us) / messages, NULL});
	return OK;
}

enum err bench_download(const struct bench *bench)
{
	double busy_us = 0;
	TRY(take_downloads(bench, &busy_us));
	return take_outbox(bench, busy_us);
}
