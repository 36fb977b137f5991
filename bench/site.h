/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A world with devices, and what a download in it costs the server.
 */
#ifndef BENCH_SITE_H
#define BENCH_SITE_H

#include <stdbool.h>

#include "device.h"
#include "endpoint.h"
#include "thin_device.h"
#include "world.h"

struct site {
	struct world world;
	struct device_park park;
	struct thin_park thin; /* the same devices */
	struct endpoint endpoint; /* if the operator wants to be told */
	bool told;
};

enum { SITE_DEVICES = 64 };

/* Stocked with `n` profiles, running. Errors after a note; close it also then. */
enum err site_open(struct site *site, const char *programs, bool told, size_t n,
		   size_t package_len);

/* Fits CLEANUP(). */
void site_close(struct site *site);

/* How it is downloaded. */
struct site_manner {
	size_t devices; /* at a time */
	unsigned connections;
};

/*
 * Download what was ordered and released: the server's CPU microseconds of one download, with the
 * deliveries to the operator if he wants to be told.
 */
enum err site_download(struct site *site, const struct site_manner *manner,
		       const struct es2p_order *orders, size_t n, double *us);

#endif
