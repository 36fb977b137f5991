/* SPDX-License-Identifier: Apache-2.0 */
/* Two events by which a batch is served and comes to its end. */
#include "http/batch.h"

#include "base/log.h"
#include "http/connection.h"
#include "sys/loop.h"

/* Enough to hide what settling costs, few and short enough that nobody waits long: so many are
 * taken in so much time at most, and are served in parts of it. */
enum { BATCH_MAX = 64, BATCH_TIME_MS = 10 };

/* From so many requests in a batch on, the next one is worth waiting for. */
enum { COMPANY_MIN = 8, COMPANY_WAIT_MS = 1 };

uint64_t http_batch_mark(const struct http_settling *settling)
{
	return settling->mark ? settling->mark(settling->context) : 0;
}

enum err http_batch_settle(const struct http_settling *settling, uint64_t mark)
{
	return settling->settle ? settling->settle(settling->context, mark) : OK;
}

/* One that has to wait for others is a worker's from here on. */
static void serve(struct http_batch *batch, struct http_exchange *exchange,
		  struct http_batch_queue *served)
{
	if (http_exchange_serve(exchange, false) == OK)
		STAILQ_INSERT_TAIL(served, exchange, queue);
	else if (http_exchange_work(exchange, batch->work) != OK)
		http_connection_decline(exchange->connection);
}

static void answer(struct http_batch_queue *served, bool settled)
{
	struct http_exchange *exchange = NULL;
	while ((exchange = STAILQ_FIRST(served))) {
		STAILQ_REMOVE_HEAD(served, queue);
		if (!settled)
			http_exchange_void(exchange);
		http_connection_answer(exchange->connection);
	}
}

/* As many of those in front as there is time for. */
static void finish_some(struct http_batch *batch, struct http_batch_queue *taken)
{
	struct http_batch_queue served = STAILQ_HEAD_INITIALIZER(served);
	struct http_exchange *exchange = NULL;
	uint64_t mark = http_batch_mark(batch->settling);
	int64_t end_ms = loop_now_ms() + BATCH_TIME_MS;
	log_hold();
	do {
		exchange = STAILQ_FIRST(taken);
		STAILQ_REMOVE_HEAD(taken, queue);
		serve(batch, exchange, &served);
	} while (!STAILQ_EMPTY(taken) && loop_now_ms() < end_ms);
	bool settled = STAILQ_EMPTY(&served) || http_batch_settle(batch->settling, mark) == OK;
	log_release();
	answer(&served, settled);
}

/* By timers, and from this moment on: the loop looks at all else before. */
static void arm(struct http_batch *batch)
{
	/* Others may leave the loop no moment without anything to do. */
	static const struct timeval at_once = {}, at_last = {.tv_usec = BATCH_TIME_MS * 1000};
	(void)event_base_update_cache_time(event_get_base(batch->soon));
	if (event_add(batch->soon, &at_once) != 0)
		event_active(batch->soon, EV_TIMEOUT, 0);
	(void)event_add(batch->now, &at_last);
}

/* What is taken meanwhile is of the next batch: of peers that send without waiting for answers. */
static void finish(struct http_batch *batch)
{
	struct http_batch_queue taken = STAILQ_HEAD_INITIALIZER(taken);
	STAILQ_CONCAT(&taken, &batch->taken);
	event_del(batch->now);
	event_del(batch->soon);
	batch->last_n = batch->n;
	batch->n = 0;
	batch->finishes = true;
	while (!STAILQ_EMPTY(&taken))
		finish_some(batch, &taken);
	batch->finishes = false;
	if (batch->n > 0)
		arm(batch);
}

static void on_now(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	finish(argument);
}

/* Nothing else is to be done. Whoever else has a connection may have a request on its way. */
static void on_soon(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	static const struct timeval moment = {.tv_usec = COMPANY_WAIT_MS * 1000};
	struct http_batch *batch = argument;
	bool alone = batch->last_n < COMPANY_MIN || batch->n >= *batch->connections;
	if (batch->waits || alone || !batch->patient || event_add(batch->soon, &moment) != 0)
		finish(batch);
	else
		batch->waits = true;
}

static enum err make_event(struct http_batch *batch, struct event_base *base, int priority,
			   event_callback_fn run, struct event **out)
{
	*out = event_new(base, -1, 0, run, batch);
	if (!*out)
		return ERR_NOMEM;
	return event_priority_set(*out, priority) == 0 ? OK : ERR_NOMEM;
}

enum err http_batch_open(struct http_batch *batch, struct event_base *base)
{
	STAILQ_INIT(&batch->taken);
	TRY(make_event(batch, base, LOOP_PRIORITY_LAST, on_soon, &batch->soon));
	return make_event(batch, base, LOOP_PRIORITY_FIRST, on_now, &batch->now);
}

void http_batch_close(struct http_batch *batch)
{
	if (batch->soon)
		event_free(batch->soon);
	if (batch->now)
		event_free(batch->now);
	batch->soon = NULL;
	batch->now = NULL;
}

/* Behind the last one of its route. */
static void put(struct http_batch *batch, struct http_exchange *exchange)
{
	struct http_exchange *each = NULL, *alike = NULL;
	STAILQ_FOREACH(each, &batch->taken, queue)
	{
		if (each->intake.verdict.route == exchange->intake.verdict.route)
			alike = each;
	}
	if (alike)
		STAILQ_INSERT_AFTER(&batch->taken, alike, exchange, queue);
	else
		STAILQ_INSERT_TAIL(&batch->taken, exchange, queue);
}

void http_batch_take(struct http_batch *batch, struct http_exchange *exchange)
{
	bool patient = exchange->intake.listener->patient;
	if (batch->n == 0) {
		batch->patient = true;
		batch->waits = false;
	}
	if (batch->n == 0 && !batch->finishes)
		arm(batch);
	put(batch, exchange);
	batch->n++;
	batch->patient = batch->patient && patient;
	if (batch->waits && (!patient || batch->n >= *batch->connections))
		event_active(batch->soon, EV_TIMEOUT, 0);
	if (batch->n == BATCH_MAX && !batch->finishes)
		event_active(batch->now, EV_TIMEOUT, 0);
}
