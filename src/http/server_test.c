/* SPDX-License-Identifier: Apache-2.0 */
/* Starting, listening, overload, stopping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http_world.h"
#include "sys/net.h"

static enum err never(void *context, struct arena *arena, const struct http_request *request,
		      struct http_reply *reply)
{
	(void)context;
	(void)arena;
	(void)request;
	(void)reply;
	return ERR_NOT_FOUND;
}

static enum err name(void *context, struct arena *arena, const struct http_request *request,
		     struct http_reply *reply)
{
	(void)arena;
	(void)request;
	return buf_put_str(&reply->body, context);
}

static const struct http_route routes[] = {{.path = "/", .handle = never},
					   {.path = "/name", .handle = name}};

static enum err start(const struct http_listener *listeners, size_t n, struct work_queue *work,
		      struct http_server **out)
{
	const struct http_server_config config = {
		.listeners = listeners, .listener_count = n, .work = work};
	return http_server_start(&config, out);
}

static void test_bad_addresses(void **state)
{
	(void)state;
	static const struct {
		const char *address;
		enum err err;
	} rows[] = {
		{"127.0.0.1", ERR_MISSING},	   {"127.0.0.1:x", ERR_SYNTAX},
		{"127.0.0.1:70000", ERR_RANGE},	   {"192.0.2.1:0", ERR_NOT_FOUND},
		{"no such host:0", ERR_NOT_FOUND},
	};
	struct work_queue *work = NULL;
	assert_int_equal(work_start(1, 0, &work), OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct http_listener listeners[] = {
			{.name = "good", .address = "127.0.0.1:0"},
			{.name = "bad", .address = rows[i].address},
		};
		struct http_server *server = NULL;
		assert_int_equal(start(listeners, 2, work, &server), rows[i].err);
		assert_null(server);
	}
	work_stop(&work);
}

/* Also by one that would share its port: by another rspd. */
static void refuses_taken_port(bool shared)
{
	struct net_address address = {.host = "127.0.0.1"};
	struct work_queue *work = NULL;
	struct http_server *server = NULL;
	int fd = -1;
	char text[32] = {};
	assert_int_equal(net_bind(&address, shared, &fd), OK);
	assert_int_equal(net_port(fd, &address.port), OK);
	assert_int_equal(listen(fd, 1), 0);
	snprintf(text, sizeof(text), "127.0.0.1:%u", address.port);
	const struct http_listener listener = {.name = "taken", .address = text};
	assert_int_equal(work_start(1, 0, &work), OK);
	assert_int_equal(start(&listener, 1, work, &server), ERR_CONFLICT);
	work_stop(&work);
	close(fd);
}

static void test_taken_port(void **state)
{
	(void)state;
	refuses_taken_port(false);
	refuses_taken_port(true);
}

static void assert_name(uint16_t port, const char *expected)
{
	struct http_peer peer = {};
	http_peer_open(&peer, port, NULL);
	assert_true(
		http_peer_send(&peer, http_world_request("POST", "/name", HTTP_WORLD_JSON, "")));
	assert_string_equal(http_peer_receive(&peer).body, expected);
	http_peer_close(&peer);
}

static void test_several_listeners(void **state)
{
	(void)state;
	static char one[] = "one", two[] = "two";
	const struct http_listener listeners[] = {
		{.name = "one",
		 .address = "127.0.0.1:0",
		 .routes = routes,
		 .route_count = 2,
		 .context = one},
		{.name = "two",
		 .address = "127.0.0.1:0",
		 .routes = routes,
		 .route_count = 2,
		 .context = two},
		{.name = "none", .address = "127.0.0.1:0"},
	};
	struct work_queue *work = NULL;
	struct http_server *server = NULL;
	assert_int_equal(work_start(1, 0, &work), OK);
	assert_int_equal(start(listeners, 3, work, &server), OK);
	assert_name(http_server_port(server, 0), "one");
	assert_name(http_server_port(server, 1), "two");
	assert_name(http_server_port(server, 2), "");
	assert_int_equal(http_server_port(server, 3), 0);
	http_server_stop(&server);
	work_stop(&work);
}

static void test_ipv6(void **state)
{
	(void)state;
	const struct http_listener listener = {.name = "six", .address = "[::1]:0"};
	struct work_queue *work = NULL;
	struct http_server *server = NULL;
	assert_int_equal(work_start(1, 0, &work), OK);
	enum err result = start(&listener, 1, work, &server);
	if (result == OK)
		assert_int_not_equal(http_server_port(server, 0), 0);
	http_server_stop(&server);
	work_stop(&work);
	if (result == ERR_NOT_FOUND || result == ERR_IO)
		skip(); /* a machine without IPv6 */
	assert_int_equal(result, OK);
}

enum { CLIENTS = 8, REQUESTS = 50 };

static void *ask_often(void *argument)
{
	const struct http_world *world = argument;
	struct http_peer peer = {};
	intptr_t good = 0;
	http_peer_open(&peer, world->port, NULL);
	for (int i = 0; i < REQUESTS; i++) {
		const char text[] = "POST /memo HTTP/1.1\r\nHost: a\r\n" HTTP_WORLD_JSON
				    "Content-Length: 0\r\n\r\n";
		good += http_peer_send(&peer, text) && http_peer_receive(&peer).status == 200;
	}
	http_peer_close(&peer);
	return (void *)good;
}

static void test_many_loops_and_clients(void **state)
{
	(void)state;
	struct http_world world = {.loops = 4, .workers = 4};
	pthread_t threads[CLIENTS] = {0};
	http_world_start(&world);
	for (size_t i = 0; i < CLIENTS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &world), 0);
	for (size_t i = 0; i < CLIENTS; i++) {
		void *good = NULL;
		pthread_join(threads[i], &good);
		assert_int_equal((intptr_t)good, REQUESTS);
	}
	assert_int_equal(http_server_stats(world.server).requests, CLIENTS * REQUESTS);
	http_world_stop(&world);
}

static void test_full_queue(void **state)
{
	(void)state;
	struct http_world world = {.workers = 1, .waiting_max = 1};
	struct http_peer running = {}, waiting = {}, refused = {};
	const char *wait = http_world_request("POST", "/wait", HTTP_WORLD_JSON, "");
	http_world_start(&world);
	http_peer_open(&running, world.port, NULL);
	assert_true(http_peer_send(&running, wait));
	while (sem_wait(&world.started) != 0)
		;
	http_peer_open(&waiting, world.port, NULL);
	assert_true(http_peer_send(&waiting, wait));
	while (work_waiting(world.work) == 0)
		usleep(1000);
	http_peer_open(&refused, world.port, NULL);
	assert_true(http_peer_send(&refused, wait));
	struct http_peer_reply reply = http_peer_receive(&refused);
	assert_int_equal(reply.status, 503);
	assert_non_null(strstr(reply.head, "Retry-After: 1\r\n"));
	assert_null(strstr(reply.head, "Connection: close"));
	sem_post(&world.gate);
	sem_post(&world.gate);
	assert_int_equal(http_peer_receive(&running).status, 200);
	assert_int_equal(http_peer_receive(&waiting).status, 200);
	/* The refused one may try again on its connection. */
	sem_post(&world.gate);
	assert_true(http_peer_send(&refused, wait));
	assert_int_equal(http_peer_receive(&refused).status, 200);
	http_peer_close(&running);
	http_peer_close(&waiting);
	http_peer_close(&refused);
	http_world_stop(&world);
}

static void *stop_server(void *argument)
{
	http_server_stop(argument);
	return NULL;
}

static void test_stop_answers_what_runs(void **state)
{
	(void)state;
	struct http_world world = {.workers = 1};
	struct http_peer running = {}, waiting = {}, idle = {}, half = {};
	const char *wait = http_world_request("POST", "/wait", HTTP_WORLD_JSON, "hi");
	http_world_start(&world);
	http_peer_open(&idle, world.port, NULL);
	http_peer_open(&half, world.port, NULL);
	assert_true(http_peer_send(&half, "POST /wait"));
	http_peer_open(&running, world.port, NULL);
	http_peer_open(&waiting, world.port, NULL);
	assert_true(http_peer_send(&running, wait));
	while (sem_wait(&world.started) != 0)
		;
	assert_true(http_peer_send(&waiting, wait));
	while (work_waiting(world.work) == 0)
		usleep(1000);
	pthread_t thread = 0;
	assert_int_equal(pthread_create(&thread, NULL, stop_server, &world.server), 0);
	assert_true(http_peer_ended(&idle));
	int said = http_peer_receive(&half).status; /* if the server has seen its beginning */
	assert_true(said == 503 || said == 0);
	assert_true(http_peer_ended(&half));
	sem_post(&world.gate);
	sem_post(&world.gate);
	struct http_peer_reply reply = http_peer_receive(&running);
	assert_string_equal(reply.body, "hi");
	assert_non_null(strstr(reply.head, "Connection: close\r\n"));
	assert_true(http_peer_ended(&running));
	assert_string_equal(http_peer_receive(&waiting).body, "hi");
	pthread_join(thread, NULL);
	assert_null(world.server);
	http_peer_close(&running);
	http_peer_close(&waiting);
	http_peer_close(&idle);
	http_peer_close(&half);
	http_world_stop(&world);
}

static void test_nothing_is_accepted_after_stop(void **state)
{
	(void)state;
	struct http_world world = {};
	http_world_start(&world);
	assert_int_equal(http_world_post(&world, "/echo", "{}"), 200);
	http_server_stop(&world.server);
	http_server_stop(&world.server);
	struct net_address address = {.host = "127.0.0.1", .port = world.port};
	int fd = -1;
	assert_int_equal(net_bind(&address, false, &fd), OK);
	close(fd);
	http_world_stop(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_addresses),
		cmocka_unit_test(test_taken_port),
		cmocka_unit_test(test_several_listeners),
		cmocka_unit_test(test_ipv6),
		cmocka_unit_test(test_many_loops_and_clients),
		cmocka_unit_test(test_full_queue),
		cmocka_unit_test(test_stop_answers_what_runs),
		cmocka_unit_test(test_nothing_is_accepted_after_stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
