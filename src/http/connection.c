/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The states of a connection as a table of steps. A step says STREAM_OK when the state that is now
 * set can go on at once.
 */
#include "http/connection.h"

#include <assert.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/secret.h"
#include "sys/net.h"

/* Bytes read in one go: a whole request of most clients. */
enum { READ_MAX = 8 * 1024 };
/* Steps before the other connections have their turn. */
enum { STEPS_MAX = 32 };
/* What OpenSSL holds for a handshake, beside what the client has sent (measured: 42 kB). */
enum { HANDSHAKE_SIZE = 44 * 1024 };

static struct http_pool *pool_of(const struct http_connection *c)
{
	return c->member.pool;
}

static void enter(struct http_connection *c, enum http_connection_state state)
{
	static const enum http_pool_list lists[] = {
		[HTTP_CONNECTION_HANDSHAKE] = HTTP_POOL_TIMED,
		[HTTP_CONNECTION_IDLE] = HTTP_POOL_IDLE,
		[HTTP_CONNECTION_READING] = HTTP_POOL_TIMED,
		[HTTP_CONNECTION_CONTINUE] = HTTP_POOL_TIMED,
		[HTTP_CONNECTION_WORK] = HTTP_POOL_WORK,
		[HTTP_CONNECTION_WRITING] = HTTP_POOL_TIMED,
		[HTTP_CONNECTION_LINGER] = HTTP_POOL_LINGER,
	};
	c->state = state;
	http_pool_move(c, lists[state]);
}

void http_connection_close(struct http_connection *c)
{
	assert(c->state != HTTP_CONNECTION_WORK);
	if (event_initialized(&c->event))
		event_del(&c->event);
	stream_close(&c->stream);
	http_exchange_free(&c->exchange);
	buf_free(&c->certificate);
	http_pool_remove(c);
	free(c);
}

/* A courtesy to who is still sending: what does not go out at once is not waited for. */
static void say(struct http_connection *c, int status)
{
	size_t sent = 0;
	c->exchange->close = true;
	c->exchange->reply.status = status;
	c->exchange->reply.retry_after_s = status == 503 ? 1 : 0;
	if (http_exchange_reply(c->exchange, http_pool_date(pool_of(c))) == OK &&
	    stream_write(&c->stream, http_exchange_unsent(c->exchange), &sent) == STREAM_OK)
		stream_finish(&c->stream);
}

void http_connection_dismiss(struct http_connection *c)
{
	if (c->state == HTTP_CONNECTION_IDLE)
		stream_finish(&c->stream);
	if (c->state == HTTP_CONNECTION_READING)
		say(c, 503);
	http_connection_close(c);
}

static enum stream_status begin_writing(struct http_connection *c)
{
	enter(c, HTTP_CONNECTION_WRITING);
	c->exchange->close |= pool_of(c)->stopping;
	enum err result = http_exchange_reply(c->exchange, http_pool_date(pool_of(c)));
	http_pool_hold(c, http_exchange_size(c->exchange));
	return result == OK ? STREAM_OK : STREAM_CLOSED;
}

static bool is_old(const struct http_connection *c)
{
	return loop_now_ms() - c->opened_ms >= pool_of(c)->limits.keep_ms;
}

/* The server's own answer, without a body. */
static enum stream_status refuse(struct http_connection *c, int status)
{
	struct http_reply *reply = &c->exchange->reply;
	buf_reset(&reply->body);
	reply->status = status;
	reply->retry_after_s = status == 503 ? 1 : 0;
	atomic_fetch_add(&pool_of(c)->counters->refused, 1);
	return begin_writing(c);
}

static enum stream_status on_continue(struct http_connection *c)
{
	c->state = HTTP_CONNECTION_CONTINUE;
	enum err result = buf_put_str(&c->exchange->out, "HTTP/1.1 100 Continue\r\n\r\n");
	return result == OK ? STREAM_OK : STREAM_CLOSED;
}

static enum stream_status on_ready(struct http_connection *c)
{
	struct http_exchange *exchange = c->exchange;
	exchange->close = !exchange->intake.head.keep_alive || is_old(c);
	if (exchange->intake.verdict.status != 0)
		return refuse(c, exchange->intake.verdict.status);
	enter(c, HTTP_CONNECTION_WORK);
	http_batch_take(&pool_of(c)->batch, exchange);
	return STREAM_OK;
}

/* What still comes is not read. */
static enum stream_status break_off(struct http_connection *c, int status)
{
	c->exchange->close = true;
	c->exchange->broken = true;
	return refuse(c, status);
}

static enum stream_status on_broken(struct http_connection *c)
{
	return break_off(c, c->exchange->intake.verdict.status);
}

static enum stream_status on_more(struct http_connection *c)
{
	(void)c;
	return STREAM_OK;
}

/* Hand received bytes to the exchange, which is begun with the first of them. */
static enum stream_status take(struct http_connection *c, struct bytes data)
{
	static enum stream_status (*const rows[])(struct http_connection *) = {
		[HTTP_INTAKE_MORE] = on_more,
		[HTTP_INTAKE_CONTINUE] = on_continue,
		[HTTP_INTAKE_READY] = on_ready,
		[HTTP_INTAKE_BROKEN] = on_broken,
	};
	if (!c->exchange) {
		enter(c, HTTP_CONNECTION_READING);
		if (http_exchange_new(c, c->listener, &pool_of(c)->limits, &c->exchange) != OK)
			return STREAM_CLOSED;
	}
	enum http_intake_status status = http_intake_put(&c->exchange->intake, data);
	http_pool_hold(c, http_exchange_size(c->exchange));
	return http_pool_make_room(c) ? rows[status](c) : break_off(c, 503);
}

static void drop_exchange(struct http_connection *c)
{
	http_exchange_free(&c->exchange);
	http_pool_hold(c, 0);
}

/* End the connection so that what was sent last can still be read by a peer that still sends. */
static enum stream_status linger(struct http_connection *c)
{
	drop_exchange(c);
	stream_finish(&c->stream);
	if (pool_of(c)->stopping)
		return STREAM_CLOSED;
	enter(c, HTTP_CONNECTION_LINGER);
	return STREAM_OK;
}

static void log_failure(const struct http_connection *c)
{
	char peer[NET_PEER_TEXT] = {};
	atomic_fetch_add(&pool_of(c)->counters->tls_failures, 1);
	if (!c->stream.reason)
		return;
	net_peer_text(&c->peer.any, peer);
	LOG_EVENT(LOG_INFO, "handshake failed", LOG_TEXT("listener", c->listener->name),
		  LOG_TEXT("peer", peer), LOG_TEXT("reason", c->stream.reason));
}

/* OpenSSL would take a ClientHello of 128 kB, and more behind it. */
static enum stream_status await_handshake(struct http_connection *c, enum stream_status status)
{
	size_t received = stream_received(&c->stream);
	if (received > LIMIT_TLS_HANDSHAKE) {
		c->stream.reason = "too long";
		log_failure(c);
		return STREAM_CLOSED;
	}
	http_pool_hold(c, HANDSHAKE_SIZE + received);
	return http_pool_make_room(c) ? status : STREAM_CLOSED;
}

static enum stream_status step_handshake(struct http_connection *c)
{
	enum stream_status status = stream_handshake(&c->stream);
	if (status == STREAM_CLOSED) {
		/* The peer is to see the alert. */
		log_failure(c);
		return linger(c);
	}
	if (status != STREAM_OK)
		return await_handshake(c, status);
	http_pool_hold(c, 0);
	if (!stream_peer_certificate(&c->stream, &c->certificate))
		return STREAM_CLOSED;
	enter(c, HTTP_CONNECTION_IDLE);
	return STREAM_OK;
}

static enum stream_status step_read(struct http_connection *c)
{
	uint8_t chunk[READ_MAX] = {};
	size_t wanted = READ_MAX, got = 0;
	if (c->exchange && http_intake_wanted(&c->exchange->intake) < wanted)
		wanted = http_intake_wanted(&c->exchange->intake);
	enum stream_status status = stream_read(&c->stream, chunk, wanted, &got);
	if (status == STREAM_OK)
		status = take(c, bytes_from(chunk, got));
	wipe(chunk, got);
	return status;
}

/* STREAM_OK when all has been sent. */
static enum stream_status send_out(struct http_connection *c)
{
	struct http_exchange *exchange = c->exchange;
	while (exchange->sent < exchange->out.len) {
		size_t sent = 0, before = exchange->sent / LIMIT_HTTP_TAKEN;
		enum stream_status status =
			stream_write(&c->stream, http_exchange_unsent(exchange), &sent);
		if (status != STREAM_OK)
			return status;
		exchange->sent += sent;
		/* A long answer has its time for each part. */
		if (exchange->sent / LIMIT_HTTP_TAKEN > before)
			http_pool_move(c, c->member.list);
	}
	return STREAM_OK;
}

static enum stream_status step_continue(struct http_connection *c)
{
	enum stream_status status = send_out(c);
	if (status == STREAM_OK)
		c->state = HTTP_CONNECTION_READING;
	return status;
}

/* On to the next request, of which some may be here already. */
static enum stream_status next_request(struct http_connection *c)
{
	CLEANUP(buf_free) struct buf rest = c->exchange->intake.rest;
	c->exchange->intake.rest = buf_make(0);
	drop_exchange(c);
	enter(c, HTTP_CONNECTION_IDLE);
	if (rest.len > 0)
		return take(c, buf_bytes(&rest));
	return stream_pending(&c->stream) ? STREAM_OK : STREAM_WANT_READ;
}

static enum stream_status step_write(struct http_connection *c)
{
	enum stream_status status = send_out(c);
	if (status != STREAM_OK)
		return status;
	if (!c->exchange->close && !pool_of(c)->stopping)
		return next_request(c);
	if (c->exchange->broken)
		return linger(c);
	stream_finish(&c->stream);
	return STREAM_CLOSED;
}

static enum stream_status step_linger(struct http_connection *c)
{
	return stream_drain(&c->stream);
}

static enum stream_status (*const steps[])(struct http_connection *) = {
	[HTTP_CONNECTION_HANDSHAKE] = step_handshake, [HTTP_CONNECTION_IDLE] = step_read,
	[HTTP_CONNECTION_READING] = step_read,	      [HTTP_CONNECTION_CONTINUE] = step_continue,
	[HTTP_CONNECTION_WRITING] = step_write,	      [HTTP_CONNECTION_LINGER] = step_linger,
};

static void on_event(evutil_socket_t fd, short what, void *argument);

static void arm(struct http_connection *c, short what)
{
	if (c->armed == what)
		return;
	if (c->armed)
		event_del(&c->event);
	c->armed = what;
	if (!what)
		return;
	event_assign(&c->event, loop_base(pool_of(c)->loop), c->stream.fd, what | EV_PERSIST,
		     on_event, c);
	if (event_add(&c->event, NULL) != 0)
		c->armed = 0; /* its deadline will close it */
}

static void go_on(struct http_connection *c)
{
	enum stream_status status = STREAM_OK;
	for (unsigned i = 0; i < STEPS_MAX && status == STREAM_OK; i++) {
		/* Still armed, as a rule, so that the common request costs no system call. */
		if (c->state == HTTP_CONNECTION_WORK)
			return;
		status = steps[c->state](c);
	}
	if (status == STREAM_CLOSED) {
		http_connection_close(c);
		return;
	}
	arm(c, status == STREAM_WANT_WRITE ? EV_WRITE : EV_READ);
	if (status == STREAM_OK)
		event_active(&c->event, EV_READ, 0);
}

static void on_event(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	struct http_connection *c = argument;
	if (c->state == HTTP_CONNECTION_WORK)
		arm(c, 0);
	else
		go_on(c);
}

static void begun_writing(struct http_connection *c, enum stream_status status)
{
	if (status != STREAM_OK) {
		http_connection_close(c);
		return;
	}
	(void)http_pool_make_room(c);
	go_on(c);
}

void http_connection_answer(struct http_connection *c)
{
	atomic_fetch_add(&pool_of(c)->counters->requests, 1);
	begun_writing(c, begin_writing(c));
}

void http_connection_decline(struct http_connection *c)
{
	begun_writing(c, refuse(c, 503));
}

bool http_connection_answers(const struct http_connection *c)
{
	return c->state == HTTP_CONNECTION_WORK || c->state == HTTP_CONNECTION_WRITING;
}

void http_connection_expire(struct http_connection *c)
{
	if (c->state != HTTP_CONNECTION_LINGER)
		atomic_fetch_add(&pool_of(c)->counters->timeouts, 1);
	if (c->state == HTTP_CONNECTION_READING) {
		say(c, 408);
		http_connection_close(c);
	} else {
		http_connection_dismiss(c);
	}
}

static void keep_peer(struct http_connection *c, const struct sockaddr *peer)
{
	if (peer->sa_family == AF_INET)
		c->peer.four = *(const struct sockaddr_in *)peer;
	else if (peer->sa_family == AF_INET6)
		c->peer.six = *(const struct sockaddr_in6 *)peer;
}

static enum err open_stream(struct http_connection *c, int fd)
{
	SSL *ssl = NULL;
	c->stream.fd = fd;
	if (c->listener->tls)
		TRY(tls_server_accept(c->listener->tls, &ssl));
	return stream_open(&c->stream, fd, ssl) ? OK : ERR_NOMEM;
}

enum err http_connection_open(struct http_pool *pool, const struct http_listener *listener, int fd,
			      const struct sockaddr *peer)
{
	struct http_connection *c = calloc(1, sizeof(*c));
	if (!c) {
		evutil_closesocket(fd);
		return ERR_NOMEM;
	}
	net_no_delay(fd);
	c->listener = listener;
	c->opened_ms = loop_now_ms();
	c->certificate = buf_make(LIMIT_CERTIFICATE);
	keep_peer(c, peer);
	enum err result = open_stream(c, fd);
	if (result != OK) {
		stream_close(&c->stream);
		free(c);
		return result;
	}
	atomic_fetch_add(&pool->counters->connections, 1);
	http_pool_add(pool, c, HTTP_POOL_TIMED);
	go_on(c);
	return OK;
}
