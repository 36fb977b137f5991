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
	struct thin_park thin;	  /* the same devices */
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

struct site_cost {
	double us;   /* the server's CPU for one download */
	double busy; /* how much of the time the devices kept each CPU busy that is theirs: 0 to 1
		      */
};

/*
 * Download what was ordered and released, with the deliveries to the operator if he wants to be
 * told.
 */
enum err site_download(struct site *site, const struct site_manner *manner,
		       const struct es2p_order *orders, size_t n, struct site_cost *out);

#endif
