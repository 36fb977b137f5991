/* SPDX-License-Identifier: Apache-2.0 */
/* Two events by which a batch comes to its end. */
#include "http/batch.h"

#include "base/log.h"
#include "http/connection.h"
#include "sys/loop.h"

/* Enough to hide what settling costs, few and short enough that nobody waits long. */
enum { BATCH_MAX = 64, BATCH_TIME_MS = 10 };

uint64_t http_batch_mark(const struct http_settling *settling)
{
	return settling->mark ? settling->mark(settling->context) : 0;
}

enum err http_batch_settle(const struct http_settling *settling, uint64_t mark)
{
	return settling->settle ? settling->settle(settling->context, mark) : OK;
}

/* What is served while these are answered is of the next batch. */
static void on_settle(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	struct http_batch *batch = argument;
	struct http_batch_queue served = STAILQ_HEAD_INITIALIZER(served);
	struct http_exchange *exchange = NULL;
	if (batch->n == 0)
		return;
	event_del(batch->now);
	enum err e = http_batch_settle(batch->settling, batch->mark);
	log_release();
	STAILQ_CONCAT(&served, &batch->served);
	batch->n = 0;
	while ((exchange = STAILQ_FIRST(&served))) {
		STAILQ_REMOVE_HEAD(&served, served);
		if (e != OK)
			http_exchange_void(exchange);
		http_connection_answer(exchange->connection);
	}
}

static enum err make_event(struct http_batch *batch, struct event_base *base, int priority,
			   struct event **out)
{
	*out = event_new(base, -1, 0, on_settle, batch);
	if (!*out)
		return ERR_NOMEM;
	return event_priority_set(*out, priority) == 0 ? OK : ERR_NOMEM;
}

enum err http_batch_open(struct http_batch *batch, struct event_base *base,
			 const struct http_settling *settling)
{
	*batch = (struct http_batch){.settling = settling};
	STAILQ_INIT(&batch->served);
	TRY(make_event(batch, base, LOOP_PRIORITY_LAST, &batch->soon));
	return make_event(batch, base, LOOP_PRIORITY_FIRST, &batch->now);
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
	if (batch->n == 0) {
		batch->mark = http_batch_mark(batch->settling);
		log_hold();
		event_active(batch->soon, EV_TIMEOUT, 0);
		/* Others may leave the loop no moment without anything to do. */
		(void)event_add(batch->now, &at_last);
	}
	TRY(http_exchange_serve(exchange, false));
	STAILQ_INSERT_TAIL(&batch->served, exchange, served);
	batch->n++;
	if (batch->n == BATCH_MAX)
		event_active(batch->now, EV_TIMEOUT, 0);
	return OK;
}
