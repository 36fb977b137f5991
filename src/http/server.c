/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listeners, loops, start and stop. What a connection does is in connection.c.
 */
#include "http/server.h"

#include <event2/listener.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "http/connection.h"
#include "http/pool.h"
#include "sys/loop.h"
#include "sys/net.h"

enum {
	BACKLOG = 4096,
	/* Descriptors that are not connections: store, log, listeners, outgoing connections. */
	DESCRIPTORS_ELSE = 256,
	/* How long nothing is accepted when there is neither a descriptor nor one to be freed. */
	PAUSE_MS = 100,
};

/* One listener on one loop. */
struct acceptor {
	struct http_pool *pool;
	const struct http_listener *listener;
	uint64_t connections_max;
	int fd; /* until `accepting` has it; -1: none */
	struct evconnlistener *accepting;
	struct event *resume;
};

struct server_loop {
	struct http_pool pool; /* first */
	struct loop_task task;
	sem_t done;
	enum err result;
	struct acceptor *acceptors;
	size_t acceptor_count;
};

struct http_server {
	struct http_listener *listeners;
	uint16_t *ports;
	size_t listener_count;
	struct http_counters counters;
	size_t loop_count;
	struct server_loop loops[];
};

static struct server_loop *loop_of_task(struct loop_task *task)
{
	return (struct server_loop *)((char *)task - offsetof(struct server_loop, task));
}

static void on_accept(struct evconnlistener *accepting, evutil_socket_t fd, struct sockaddr *peer,
		      int peer_len, void *argument)
{
	(void)accepting;
	(void)peer_len;
	struct acceptor *self = argument;
	uint64_t connections = atomic_load(&self->pool->counters->connections);
	if (connections >= self->connections_max && !http_pool_evict(self->pool)) {
		evutil_closesocket(fd);
		return;
	}
	enum err result = http_connection_open(self->pool, self->listener, fd, peer);
	if (result != OK)
		LOG_EVENT(LOG_WARN, "connection not served", LOG_ERR(result));
}

/* As a rule there is no descriptor left: the one of an idle connection is, then. */
static void on_accept_error(struct evconnlistener *accepting, void *argument)
{
	struct acceptor *self = argument;
	const struct timeval pause = {.tv_usec = PAUSE_MS * 1000};
	if (http_pool_evict(self->pool))
		return;
	evconnlistener_disable(accepting);
	if (event_add(self->resume, &pause) != 0)
		evconnlistener_enable(accepting);
}

static void on_resume(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	evconnlistener_enable(((struct acceptor *)argument)->accepting);
}

static enum err acceptor_open(struct acceptor *self)
{
	struct event_base *base = loop_base(self->pool->loop);
	self->resume = evtimer_new(base, on_resume, self);
	if (!self->resume)
		return ERR_NOMEM;
	self->accepting = evconnlistener_new(base, on_accept, self,
					     LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, BACKLOG,
					     self->fd);
	if (!self->accepting)
		return ERR_IO;
	self->fd = -1;
	evconnlistener_set_error_cb(self->accepting, on_accept_error);
	return OK;
}

static void acceptor_close(struct acceptor *self)
{
	if (self->accepting)
		evconnlistener_free(self->accepting);
	if (self->resume)
		event_free(self->resume);
	if (self->fd >= 0)
		close(self->fd);
	self->accepting = NULL;
	self->resume = NULL;
	self->fd = -1;
}

/* Tasks of the loop's thread; `done` is posted at the end of each. */

static void run_open(struct loop_task *task)
{
	struct server_loop *self = loop_of_task(task);
	self->result = http_pool_open(&self->pool);
	for (size_t i = 0; i < self->acceptor_count && self->result == OK; i++)
		self->result = acceptor_open(&self->acceptors[i]);
	sem_post(&self->done);
}

static void on_empty(struct http_pool *pool)
{
	struct server_loop *self = (struct server_loop *)pool;
	http_pool_close(pool);
	sem_post(&self->done);
}

static void run_close(struct loop_task *task)
{
	struct server_loop *self = loop_of_task(task);
	for (size_t i = 0; i < self->acceptor_count; i++)
		acceptor_close(&self->acceptors[i]);
	http_pool_stop(&self->pool);
}

static void post(struct server_loop *self, void (*run)(struct loop_task *))
{
	self->task.run = run;
	loop_post(self->pool.loop, &self->task);
}

static void await(struct server_loop *self)
{
	while (sem_wait(&self->done) != 0)
		;
}

/* Sockets that share a port would also share it with another rspd that is running. */
static enum err check_free(const struct net_address *address)
{
	int fd = -1;
	TRY(net_bind(address, false, &fd));
	return close(fd) == 0 ? OK : ERR_IO;
}

/* The first loop's socket finds the port, the others share it. */
static enum err bind_listener(struct http_server *server, size_t index)
{
	struct net_address address = {};
	TRY(net_address_parse(bytes_str(server->listeners[index].address), &address));
	TRY(check_free(&address));
	for (size_t i = 0; i < server->loop_count; i++) {
		int *fd = &server->loops[i].acceptors[index].fd;
		TRY(net_bind(&address, server->loop_count > 1, fd));
		TRY(net_port(*fd, &address.port));
	}
	server->ports[index] = address.port;
	return OK;
}

static enum err bind_all(struct http_server *server)
{
	for (size_t i = 0; i < server->listener_count; i++) {
		const struct http_listener *listener = &server->listeners[i];
		enum err result = bind_listener(server, i);
		if (result != OK) {
			LOG_EVENT(LOG_ERROR, "cannot listen", LOG_TEXT("listener", listener->name),
				  LOG_TEXT("address", listener->address), LOG_ERR(result));
			return result;
		}
	}
	return OK;
}

static enum err start_loops(struct http_server *server)
{
	for (size_t i = 0; i < server->loop_count; i++) {
		struct server_loop *self = &server->loops[i];
		TRY(loop_start(&self->pool.loop));
		post(self, run_open);
		await(self);
		TRY(self->result);
	}
	return OK;
}

static struct http_limits resolve(const struct http_limits *asked)
{
	struct http_limits limits = *asked;
	if (!limits.headers_max)
		limits.headers_max = LIMIT_HTTP_HEADERS;
	if (!limits.body_max)
		limits.body_max = LIMIT_HTTP_BODY;
	if (!limits.request_ms)
		limits.request_ms = LIMIT_HTTP_REQUEST_MS;
	if (!limits.idle_ms)
		limits.idle_ms = LIMIT_HTTP_IDLE_MS;
	if (!limits.keep_ms)
		limits.keep_ms = LIMIT_HTTP_KEEP_MS;
	if (!limits.held_max)
		limits.held_max = LIMIT_HTTP_HELD;
	if (!limits.connections_max)
		limits.connections_max = LIMIT_HTTP_CONNECTIONS;
	return limits;
}

/* As many connections as there are descriptors for, within the limit. */
static uint64_t connections_max(const struct http_limits *limits)
{
	size_t wanted = (size_t)limits->connections_max + DESCRIPTORS_ELSE;
	size_t granted = net_descriptors(wanted);
	if (granted == wanted)
		return limits->connections_max;
	uint64_t max =
		granted > 2 * (size_t)DESCRIPTORS_ELSE ? granted - DESCRIPTORS_ELSE : granted / 2;
	LOG_EVENT(LOG_WARN, "fewer connections than configured: too few descriptors",
		  LOG_NUM("connections", (int64_t)max));
	return max;
}

static enum err prepare_loop(struct http_server *server, size_t index,
			     const struct http_server_config *config)
{
	struct server_loop *self = &server->loops[index];
	self->acceptors = calloc(config->listener_count + 1, sizeof(self->acceptors[0]));
	if (!self->acceptors)
		return ERR_NOMEM;
	self->pool.work = config->work;
	self->pool.settling = config->settling;
	self->pool.limits = resolve(&config->limits);
	self->pool.held_max = self->pool.limits.held_max / server->loop_count;
	self->pool.counters = &server->counters;
	self->pool.on_empty = on_empty;
	self->acceptor_count = config->listener_count;
	uint64_t max = connections_max(&self->pool.limits);
	for (size_t i = 0; i < config->listener_count; i++)
		self->acceptors[i] = (struct acceptor){.pool = &self->pool,
						       .listener = &server->listeners[i],
						       .connections_max = max,
						       .fd = -1};
	return OK;
}

static enum err prepare(struct http_server *server, const struct http_server_config *config)
{
	server->listener_count = config->listener_count;
	server->listeners = calloc(config->listener_count + 1, sizeof(server->listeners[0]));
	server->ports = calloc(config->listener_count + 1, sizeof(server->ports[0]));
	if (!server->listeners || !server->ports)
		return ERR_NOMEM;
	for (size_t i = 0; i < config->listener_count; i++)
		server->listeners[i] = config->listeners[i];
	for (size_t i = 0; i < server->loop_count; i++)
		TRY(prepare_loop(server, i, config));
	return OK;
}

enum err http_server_start(const struct http_server_config *config, struct http_server **out)
{
	size_t loop_count = config->loop_count ? config->loop_count : 1;
	struct http_server *server =
		calloc(1, sizeof(*server) + loop_count * sizeof(server->loops[0]));
	if (!server)
		return ERR_NOMEM;
	server->loop_count = loop_count;
	for (size_t i = 0; i < loop_count; i++)
		sem_init(&server->loops[i].done, 0, 0);
	enum err result = prepare(server, config);
	if (result == OK)
		result = bind_all(server);
	if (result == OK)
		result = start_loops(server);
	if (result != OK) {
		http_server_stop(&server);
		return result;
	}
	*out = server;
	return OK;
}

uint16_t http_server_port(const struct http_server *server, size_t index)
{
	return index < server->listener_count ? server->ports[index] : 0;
}

struct http_server_stats http_server_stats(const struct http_server *server)
{
	const struct http_counters *counters = &server->counters;
	return (struct http_server_stats){
		.connections = atomic_load(&counters->connections),
		.requests = atomic_load(&counters->requests),
		.refused = atomic_load(&counters->refused),
		.timeouts = atomic_load(&counters->timeouts),
		.evicted = atomic_load(&counters->evicted),
		.tls_failures = atomic_load(&counters->tls_failures),
	};
}

static void release_loop(struct server_loop *self)
{
	for (size_t i = 0; self->acceptors && i < self->acceptor_count; i++)
		acceptor_close(&self->acceptors[i]);
	free(self->acceptors);
	sem_destroy(&self->done);
}

void http_server_stop(struct http_server **server)
{
	struct http_server *stopped = *server;
	if (!stopped)
		return;
	for (size_t i = 0; i < stopped->loop_count; i++)
		if (stopped->loops[i].pool.loop)
			post(&stopped->loops[i], run_close);
	for (size_t i = 0; i < stopped->loop_count; i++) {
		struct server_loop *self = &stopped->loops[i];
		if (self->pool.loop)
			await(self);
		loop_stop(&self->pool.loop);
		release_loop(self);
	}
	free(stopped->listeners);
	free(stopped->ports);
	free(stopped);
	*server = NULL;
}
