/* SPDX-License-Identifier: Apache-2.0 */
/* Two events by which a batch comes to its end. */
#include "http/batch.h"

#include "base/log.h"
#include "http/connection.h"
#include "sys/loop.h"

/* Enough to hide what settling costs, few and short enough that nobody waits long. */
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

/* What is served while these are answered is of the next batch. */
static void settle(struct http_batch *batch)
{
	struct http_batch_queue served = STAILQ_HEAD_INITIALIZER(served);
	struct http_exchange *exchange = NULL;
	if (batch->n == 0)
		return;
	event_del(batch->now);
	event_del(batch->soon);
	enum err e = http_batch_settle(batch->settling, batch->mark);
	log_release();
	STAILQ_CONCAT(&served, &batch->served);
	batch->last_n = batch->n;
	batch->n = 0;
	while ((exchange = STAILQ_FIRST(&served))) {
		STAILQ_REMOVE_HEAD(&served, served);
		if (e != OK)
			http_exchange_void(exchange);
		http_connection_answer(exchange->connection);
	}
}

static void on_now(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	settle(argument);
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
		settle(batch);
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

enum err http_batch_open(struct http_batch *batch, struct event_base *base,
			 const struct http_settling *settling, const size_t *connections)
{
	*batch = (struct http_batch){.settling = settling, .connections = connections};
	STAILQ_INIT(&batch->served);
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
	log_release();
}

enum err http_batch_serve(struct http_batch *batch, struct http_exchange *exchange)
{
	const struct timeval at_last = {.tv_usec = BATCH_TIME_MS * 1000};
	bool patient = exchange->intake.listener->patient;
	if (batch->n == 0) {
		batch->patient = true;
		batch->waits = false;
		batch->mark = http_batch_mark(batch->settling);
		log_hold();
		event_active(batch->soon, EV_TIMEOUT, 0);
		/* Others may leave the loop no moment without anything to do. */
		(void)event_add(batch->now, &at_last);
	}
	TRY(http_exchange_serve(exchange, false));
	STAILQ_INSERT_TAIL(&batch->served, exchange, served);
	batch->n++;
	batch->patient = batch->patient && patient;
	if (batch->waits && (!patient || batch->n >= *batch->connections))
		event_active(batch->soon, EV_TIMEOUT, 0);
	if (batch->n == BATCH_MAX)
		event_active(batch->now, EV_TIMEOUT, 0);
	return OK;
}
