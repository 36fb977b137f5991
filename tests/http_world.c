/* SPDX-License-Identifier: Apache-2.0 */
#include "http_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

static enum err echo(void *context, struct arena *arena, const struct http_request *request,
		     struct http_reply *reply)
{
	(void)context;
	(void)arena;
	return buf_put(&reply->body, request->body);
}

static enum err put_line(struct buf *out, const char *name, struct bytes value)
{
	TRY(buf_put_fmt(out, "%s=", name));
	if (bytes_present(value))
		TRY(buf_put(out, value));
	return buf_put_str(out, bytes_present(value) ? "\n" : "(absent)\n");
}

static enum err about(void *context, struct arena *arena, const struct http_request *request,
		      struct http_reply *reply)
{
	(void)context;
	const char *text = NULL;
	struct buf *out = &reply->body;
	TRY(arena_fmt(arena, &text, "%llu", (unsigned long long)request->id));
	TRY(put_line(out, "id", bytes_str(text)));
	TRY(put_line(out, "path", request->path));
	TRY(put_line(out, "query", request->query));
	TRY(put_line(out, "type", request->content_type));
	TRY(put_line(out, "protocol", request->admin_protocol));
	TRY(put_line(out, "agent", request->user_agent));
	TRY(put_line(out, "peer", bytes_str(request->peer)));
	TRY(put_line(out, "body", request->body));
	reply->content_type = "text/plain";
	return buf_put_fmt(out, "certificate=%zu\n", request->client_certificate.len);
}

static enum err empty(void *context, struct arena *arena, const struct http_request *request,
		      struct http_reply *reply)
{
	reply->status = 204;
	return echo(context, arena, request, reply);
}

static enum err refuse(void *context, struct arena *arena, const struct http_request *request,
		       struct http_reply *reply)
{
	TRY(echo(context, arena, request, reply));
	return ERR_SYNTAX;
}

static enum err break_down(void *context, struct arena *arena, const struct http_request *request,
			   struct http_reply *reply)
{
	TRY(echo(context, arena, request, reply));
	return ERR_IO;
}

static enum err odd(void *context, struct arena *arena, const struct http_request *request,
		    struct http_reply *reply)
{
	reply->status = 500;
	return echo(context, arena, request, reply);
}

static enum err big(void *context, struct arena *arena, const struct http_request *request,
		    struct http_reply *reply)
{
	(void)arena;
	(void)request;
	struct http_world *world = context;
	uint8_t *room = NULL;
	TRY(buf_reserve(&reply->body, world->big, &room));
	memset(room, 'b', world->big);
	return OK;
}

static enum err wait(void *context, struct arena *arena, const struct http_request *request,
		     struct http_reply *reply)
{
	struct http_world *world = context;
	if (!request->may_wait)
		return ERR_WAITS;
	sem_post(&world->started);
	while (sem_wait(&world->gate) != 0)
		;
	return echo(context, arena, request, reply);
}

static enum err memo(void *context, struct arena *arena, const struct http_request *request,
		     struct http_reply *reply)
{
	(void)context;
	(void)arena;
	return buf_put_fmt(&reply->body, "%llu", (unsigned long long)++*request->memo);
}

static enum err turn(void *context, struct arena *arena, const struct http_request *request,
		     struct http_reply *reply)
{
	(void)arena;
	(void)request;
	struct http_world *world = context;
	return buf_put_fmt(&reply->body, "%u", ++world->turns);
}

static enum err slow(void *context, struct arena *arena, const struct http_request *request,
		     struct http_reply *reply)
{
	const struct http_world *world = context;
	const struct timespec time = {.tv_nsec = world->slow_ms * 1000000};
	(void)nanosleep(&time, NULL);
	return echo(context, arena, request, reply);
}

static const struct http_route routes[] = {
	{.path = "/echo", .handle = echo, .admin_protocol = true},
	{.path = "/about", .handle = about, .admin_protocol = true},
	{.path = "/empty", .handle = empty, .admin_protocol = true},
	{.path = "/refuse", .handle = refuse},
	{.path = "/fail", .handle = break_down},
	{.path = "/odd", .handle = odd},
	{.path = "/big", .handle = big},
	{.path = "/wait", .handle = wait},
	{.path = "/memo", .handle = memo},
	{.path = "/turn", .handle = turn},
	{.path = "/turn-too", .handle = turn},
	{.path = "/slow", .handle = slow},
	{.path = "/get", .handle = about, .method = HTTP_METHOD_GET},
};

void http_world_start(struct http_world *world)
{
	const struct http_listener listener = {
		.name = "test",
		.address = "127.0.0.1:0",
		.tls = world->tls,
		.routes = routes,
		.route_count = sizeof(routes) / sizeof(routes[0]),
		.context = world,
		.admin_protocol = "gsma/rsp/v2.5.0",
		.patient = world->patient,
	};
	signal(SIGPIPE, SIG_IGN); /* our clients' */
	sem_init(&world->started, 0, 0);
	sem_init(&world->gate, 0, 0);
	assert_int_equal(
		work_start(world->workers ? world->workers : 2, world->waiting_max, &world->work),
		OK);
	const struct http_server_config config = {
		.listeners = &listener,
		.listener_count = 1,
		.loop_count = world->loops,
		.work = world->work,
		.limits = world->limits,
		.settling = world->settling,
	};
	assert_int_equal(http_server_start(&config, &world->server), OK);
	world->port = http_server_port(world->server, 0);
	assert_int_not_equal(world->port, 0);
}

void http_world_stop(struct http_world *world)
{
	http_server_stop(&world->server);
	work_stop(&world->work);
	sem_destroy(&world->started);
	sem_destroy(&world->gate);
}

const char *http_world_request(const char *method, const char *path, const char *headers,
			       const char *body)
{
	static char text[256 * 1024];
	int len = snprintf(text, sizeof(text),
			   "%s %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %zu\r\n\r\n%s",
			   method, path, headers, strlen(body), body);
	assert_true(len > 0 && (size_t)len < sizeof(text));
	return text;
}

int http_world_post(const struct http_world *world, const char *path, const char *body)
{
	struct http_peer peer = {};
	http_peer_open(&peer, world->port, NULL);
	http_peer_send(&peer, http_world_request("POST", path, HTTP_WORLD_JSON, body));
	int status = http_peer_receive(&peer).status;
	http_peer_close(&peer);
	return status;
}
