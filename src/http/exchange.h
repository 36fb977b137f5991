/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request and its answer. It belongs to its connection, but while a worker has it.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/intake.h"
#include "http/pool.h"
#include "sys/loop.h"
#include "sys/work.h"

struct http_exchange {
	struct work work;
	struct loop_task task;
	STAILQ_ENTRY(http_exchange) queue; /* of the batch */
	struct http_connection *connection;
	struct http_intake intake;
	struct http_reply reply;
	bool broken; /* the rest of the connection cannot be read */
	bool close;  /* the connection ends with this answer */
	struct buf out;
	size_t sent;
};

/* ERR_NOMEM. The caller frees it. */
enum err http_exchange_new(struct http_connection *connection, const struct http_listener *listener,
			   const struct http_limits *limits, struct http_exchange **out);

/* Wipe and release, and set to NULL. NULL is allowed. */
void http_exchange_free(struct http_exchange **exchange);

/*
 * Run the handler, on this thread; what it did may have to be settled. ERR_WAITS, unless it
 * `may_wait`: it is to be run by a worker instead.
 */
enum err http_exchange_serve(struct http_exchange *exchange, bool may_wait);

/* What was served could not be settled: the reply is void. */
void http_exchange_void(struct http_exchange *exchange);

/*
 * Have a worker serve and settle; http_connection_answer is called on the loop when it is done.
 * Errors of work_put; the exchange then still belongs to the caller.
 */
enum err http_exchange_work(struct http_exchange *exchange, struct work_queue *queue);

/* Bytes of memory that it holds; not while a worker has it. */
size_t http_exchange_size(const struct http_exchange *exchange);

/* Make the reply into bytes to be sent, and release the request. ERR_NOMEM, ERR_TOO_LONG. */
enum err http_exchange_reply(struct http_exchange *exchange, const char *date);

/* What is still to be sent. */
struct bytes http_exchange_unsent(const struct http_exchange *exchange);

#endif
