/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Live downloads at a steady pace, as long as somebody wants them, and how long each took.
 */
#ifndef ABUSE_LIVE_H
#define ABUSE_LIVE_H

#include <pthread.h>
#include <stdatomic.h>

#include "device.h"
#include "es2p_order.h"

enum { LIVE_DEVICES = 4 };

/* A download is late from the moment at which it ought to have begun: a server that stands still
 * delays all of those that would have come meanwhile. */
struct live_sample {
	double due_us;
	double ms; /* 0: it was not done */
};

struct live {
	/* Set by the caller. */
	const struct device_park *park; /* LIVE_DEVICES of its devices are used */
	const struct es2p_order *orders;
	struct live_sample *samples; /* one for each order, zeroed */
	size_t orders_n;
	double pace_us; /* from one download to the next */
	/* Ours. */
	_Atomic size_t taken, failed;
	_Atomic bool over;
	double begin_us;
	size_t begin;
	struct live_phone {
		struct live *live;
		size_t number;
		pthread_t thread;
	} phones[LIVE_DEVICES];
};

/* Begin, or go on with the next order. ERR_NOMEM without threads. */
enum err live_begin(struct live *live);

/* Let those under way finish. */
void live_end(struct live *live);

/* Of the downloads that were due between two times (figure_now_us), after live_end. */
struct live_figures {
	size_t n;
	double median_ms, p99_ms, worst_ms;
	double usual_p99_ms; /* the median of the 99th percentiles of each five seconds */
};
struct live_figures live_figures(const struct live *live, double from_us, double to_us);

#endif
