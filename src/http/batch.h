/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The requests that a loop has taken. They are served when nothing else is to be done at the
 * moment, or when they are many: those of a route one after the other, for which the processor then
 * has code and data at hand. Then they are settled together, and answered. Those of patient
 * listeners wait a millisecond for company, where there was company before.
 */
#ifndef HTTP_BATCH_H
#define HTTP_BATCH_H

#include <event2/event.h>
#include <stddef.h>
#include <sys/queue.h>

#include "http/server.h"

struct http_exchange;

STAILQ_HEAD(http_batch_queue, http_exchange);

struct http_batch {
	const struct http_settling *settling;
	const size_t *connections; /* of the loop, open */
	struct work_queue *work;
	struct http_batch_queue taken;
	size_t n, last_n; /* requests in it; in the one before */
	bool patient;	  /* all of them can wait a moment */
	bool waits;	  /* for company */
	bool finishes;	  /* what is taken comes from those who have been answered */
	/* Serve and settle: when there is nothing else to do; before all else. */
	struct event *soon, *now;
};

/* On the loop's thread, as all below. `base` is that of a sys/loop.h. All but the base is set
 * before, the rest is zeroed. ERR_NOMEM; close it also then. */
enum err http_batch_open(struct http_batch *batch, struct event_base *base);

/* There must be nothing in it. Safe on a zeroed one and twice. */
void http_batch_close(struct http_batch *batch);

/*
 * Have the handler run. http_connection_answer is called for its connection when what it did is
 * settled, never before this returns. What has to wait for others is handed to a worker.
 */
void http_batch_take(struct http_batch *batch, struct http_exchange *exchange);

/* The functions of `settling`, or nothing without them. Any thread. */
uint64_t http_batch_mark(const struct http_settling *settling);
enum err http_batch_settle(const struct http_settling *settling, uint64_t mark);

#endif
