/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running a request's handler, here or on a worker, and its reply as bytes.
 */
#include "http/exchange.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/secret.h"
#include "crypto/library_error.h"
#include "http/connection.h"
#include "sys/net.h"

/* Status line and headers of a reply. */
enum { REPLY_HEAD_MAX = 1024 };

enum err http_exchange_new(struct http_connection *connection, const struct http_listener *listener,
			   const struct http_limits *limits, struct http_exchange **out)
{
	struct http_exchange *exchange = calloc(1, sizeof(*exchange));
	if (!exchange)
		return ERR_NOMEM;
	exchange->connection = connection;
	exchange->reply.body = buf_make(LIMIT_HTTP_REPLY);
	exchange->out = buf_make(LIMIT_HTTP_REPLY + REPLY_HEAD_MAX);
	http_intake_open(&exchange->intake, listener, limits);
	*out = exchange;
	return OK;
}

void http_exchange_free(struct http_exchange **exchange)
{
	if (!*exchange)
		return;
	http_intake_close(&(*exchange)->intake);
	buf_free(&(*exchange)->reply.body);
	buf_free(&(*exchange)->out);
	free(*exchange);
	*exchange = NULL;
}

/* What the handler wrote is void; its error says whose fault it was. */
static void reply_error(struct http_reply *reply, enum err why)
{
	bool refusal = err_is_refusal(why);
	buf_reset(&reply->body);
	reply->status = refusal ? 400 : 503;
	reply->retry_after_s = refusal ? 0 : 1;
}

static enum err handle(struct http_exchange *exchange, const struct http_request *request)
{
	const struct http_intake *intake = &exchange->intake;
	const struct http_route *route = intake->verdict.route;
	struct http_reply *reply = &exchange->reply;
	CLEANUP(arena_free) struct arena arena = arena_make(LIMIT_REQUEST_ARENA);
	reply->status = 200;
	reply->content_type = route->content_type ? route->content_type : HTTP_TYPE_JSON;
	enum err result = route->handle(intake->listener->context, &arena, request, reply);
	if (result == ERR_WAITS && !request->may_wait) {
		buf_reset(&reply->body);
		return result;
	}
	if (result == OK && !http_status_is_known(reply->status)) {
		LOG_EVENT(LOG_ERROR, "handler gave a status that is never sent",
			  LOG_NUM("status", reply->status));
		result = ERR_IO;
	}
	if (result != OK)
		reply_error(reply, result);
	LOG_EVENT(LOG_DEBUG, "answered", LOG_TEXT("listener", intake->listener->name),
		  LOG_TEXT("path", route->path), LOG_TEXT("peer", request->peer),
		  LOG_NUM("status", reply->status), LOG_ERR(result));
	return OK;
}

static void done(struct loop_task *task)
{
	struct http_exchange *exchange =
		(struct http_exchange *)((char *)task - offsetof(struct http_exchange, task));
	http_connection_answer(exchange->connection);
}

void http_exchange_void(struct http_exchange *exchange)
{
	LOG_EVENT(LOG_WARN, "answer void, since its changes were not settled",
		  LOG_TEXT("path", exchange->intake.verdict.route->path));
	reply_error(&exchange->reply, ERR_IO);
}

enum err http_exchange_serve(struct http_exchange *exchange, bool may_wait)
{
	const struct http_head *head = &exchange->intake.head;
	struct http_connection *connection = exchange->connection;
	struct http_pool *pool = connection->member.pool;
	char peer[NET_PEER_TEXT] = {};
	net_peer_text(&connection->peer.any, peer);
	struct http_request request = {
		.id = atomic_fetch_add(&pool->counters->ids, 1) + 1,
		.method = exchange->intake.verdict.route->method,
		.path = head->path,
		.query = head->query,
		.content_type = head->content_type,
		.admin_protocol = head->admin_protocol,
		.user_agent = head->user_agent,
		.body = buf_bytes(&exchange->intake.body),
		.client_certificate = buf_bytes(&connection->certificate),
		.peer = peer,
		.may_wait = may_wait,
		.memo = &connection->memo,
	};
	log_request(request.id);
	(void)library_error(); /* memory that TLS lacked is not held against this request */
	enum err e = handle(exchange, &request);
	log_request(0);
	return e;
}

/* On a worker's thread. The loop leaves the connection alone meanwhile. */
static void run(struct work *work)
{
	struct http_exchange *exchange = (struct http_exchange *)work;
	struct http_pool *pool = exchange->connection->member.pool;
	uint64_t mark = http_batch_mark(&pool->settling);
	enum err e = http_exchange_serve(exchange, true);
	if (http_batch_settle(&pool->settling, mark) != OK || e != OK)
		http_exchange_void(exchange);
	loop_post(pool->loop, &exchange->task);
}

enum err http_exchange_work(struct http_exchange *exchange, struct work_queue *queue)
{
	exchange->work.run = run;
	exchange->task.run = done;
	return work_put(queue, &exchange->work);
}

size_t http_exchange_size(const struct http_exchange *exchange)
{
	return sizeof(*exchange) + http_intake_size(&exchange->intake) + exchange->reply.body.cap +
	       exchange->out.cap;
}

enum err http_exchange_reply(struct http_exchange *exchange, const char *date)
{
	const struct http_intake *intake = &exchange->intake;
	struct http_reply *reply = &exchange->reply;
	const struct http_route *route = intake->verdict.route;
	struct bytes body = reply->status == 204 ? (struct bytes){} : buf_bytes(&reply->body);
	struct http_reply_head head = {
		.status = reply->status,
		.date = date,
		.content_type = reply->content_type,
		.admin_protocol =
			route && route->admin_protocol ? intake->listener->admin_protocol : NULL,
		.allow = intake->verdict.allow,
		.retry_after_s = reply->retry_after_s,
		.body_len = body.len,
		.close = exchange->close,
	};
	buf_reset(&exchange->out);
	exchange->sent = 0;
	TRY(http_reply_head_put(&head, &exchange->out));
	TRY(buf_put(&exchange->out, body));
	buf_free(&reply->body);
	http_intake_release(&exchange->intake);
	return OK;
}

struct bytes http_exchange_unsent(const struct http_exchange *exchange)
{
	return bytes_from(exchange->out.ptr + exchange->sent, exchange->out.len - exchange->sent);
}
