/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A running HTTP server on loopback with routes that show each behaviour, for tests.
 *	/echo	the body back; X-Admin-Protocol
 *	/about	what the handler saw, as text; X-Admin-Protocol
 *	/empty	204 (with a body that must not be sent)
 *	/refuse /fail /odd	ERR_SYNTAX, ERR_IO, status 500; each has written a body before
 *	/big	http_world.big bytes
 *	/wait	posts `started`, waits for `gate` on a worker, echoes
 *	/memo	counts the requests of a connection
 *	/turn /turn-too	counts the requests of both, with one loop
 *	/slow	takes http_world.slow_ms, echoes
 *	/get	GET
 */
#ifndef TESTS_HTTP_WORLD_H
#define TESTS_HTTP_WORLD_H

#include <semaphore.h>

#include "http/server.h"
#include "http_peer.h"

struct http_world {
	/* Set before http_world_start; 0 for usual values. */
	struct tls_server *tls;
	struct http_limits limits;
	struct http_settling settling;
	unsigned workers, loops;
	bool patient;
	size_t waiting_max, big;
	long slow_ms;
	/* Set by it. */
	struct work_queue *work;
	struct http_server *server;
	uint16_t port;
	sem_t started, gate;
	unsigned turns;
};

void http_world_start(struct http_world *world);
void http_world_stop(struct http_world *world);

/* "POST path", JSON, with `body`, on a new plain connection; the status. */
int http_world_post(const struct http_world *world, const char *path, const char *body);

/* The text of a request: method, path, further headers ("A: b\r\n" each), body. Static buffer. */
const char *http_world_request(const char *method, const char *path, const char *headers,
			       const char *body);

#define HTTP_WORLD_JSON "Content-Type: application/json\r\n"

#endif
