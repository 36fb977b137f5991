/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The HTTP/1.1 server: listeners, routes, limits. It parses, routes and answers; it knows nothing
 * of what the handlers do. Loop threads do TLS and HTTP and run the handlers; those that have to
 * wait for others run on the threads of a work queue. Every request is answered exactly once.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "http/tls.h"
#include "sys/work.h"

enum http_method { HTTP_METHOD_POST, HTTP_METHOD_GET };

#define HTTP_TYPE_JSON "application/json"

/* A complete request. All slices live until the handler returns; absent headers are absent. */
struct http_request {
	uint64_t id; /* unique in this process; the log lines carry it */
	enum http_method method;
	struct bytes path;  /* without query */
	struct bytes query; /* behind '?', not decoded */
	struct bytes content_type;
	struct bytes admin_protocol; /* X-Admin-Protocol, SGP.22 §6.2 */
	struct bytes user_agent;
	struct bytes body;
	struct bytes client_certificate; /* DER of the peer's leaf; absent without mutual TLS */
	const char *peer;		 /* "127.0.0.1:50123", for logs */
	bool may_wait;
	uint64_t *memo; /* 0 at first; the handlers' own note for as long as the connection lasts,
			   e.g. which operator the certificate belongs to */
};

/*
 * What a handler fills in. It begins with status 200, the route's content type and an empty body
 * of at most LIMIT_HTTP_REPLY. The server owns and wipes it.
 */
struct http_reply {
	int status;
	const char *content_type; /* static text; not sent with an empty body */
	struct buf body;
	int retry_after_s; /* 0: no Retry-After */
};

/*
 * Runs on a loop's thread. To wait for others, e.g. for another server, it says ERR_WAITS before it
 * has changed anything, and is run anew on a worker's thread, where request->may_wait is set.
 * `arena` lives until the reply is handed back, the log's request id is set. An error
 * throws the reply away and answers with an empty body: 400 if it is a refusal (err_is_refusal),
 * 503 with Retry-After otherwise.
 */
typedef enum err http_handler(void *context, struct arena *arena,
			      const struct http_request *request, struct http_reply *reply);

/*
 * A row of a listener's table. No row with the path: 404. None of them with the method: 405 with
 * Allow. None of those with the content type (parameters do not count; GET has none): 415.
 */
struct http_route {
	const char *path; /* compared byte by byte */
	http_handler *handle;
	enum http_method method;
	const char *content_type; /* of request and reply; NULL: HTTP_TYPE_JSON */
	bool admin_protocol;	  /* every answer carries X-Admin-Protocol */
};

struct http_listener {
	const char *name;	/* for logs, e.g. "es9p" */
	const char *address;	/* "host:port", see sys/net.h */
	struct tls_server *tls; /* NULL: plain HTTP (metrics, behind a proxy) */
	const struct http_route *routes;
	size_t route_count;
	void *context;		    /* for the handlers */
	const char *admin_protocol; /* value of X-Admin-Protocol, "gsma/rsp/v2.5.0" */
	bool patient; /* answers may wait a millisecond to share a COMMIT with others */
};

/* 0 stands for the value of base/limits.h. */
struct http_limits {
	size_t headers_max;	  /* bytes of request line and headers; past it 431 */
	size_t body_max;	  /* bytes; past it 413 */
	unsigned request_ms;	  /* TLS handshake; a whole request; the taking of its answer */
	unsigned idle_ms;	  /* a kept connection without a request */
	unsigned keep_ms;	  /* after this time an answer ends its connection */
	unsigned connections_max; /* all listeners together; past it the longest idle is closed */
	/* Bytes of requests and answers under way, all connections together, each loop has its
	 * share; past it those longest under way are closed. */
	size_t held_max;
};

/*
 * What the requests that a thread has served may still need before they are answered: one COMMIT
 * for all of them. `mark` is called before the first of them is run, `settle` after the last; an
 * error throws their replies away, and each is answered with 503.
 */
struct http_settling {
	void *context;
	uint64_t (*mark)(void *context);
	enum err (*settle)(void *context, uint64_t mark);
};

struct http_server_config {
	const struct http_listener *listeners;
	size_t listener_count;
	unsigned loop_count; /* loop threads; 0: 1 */
	struct work_queue *work;
	struct http_limits limits;
	struct http_settling settling; /* zeroed: there is nothing to settle */
};

struct http_server;

/*
 * Bind all listeners and serve. The config is copied, what it points to must outlive the server.
 * Errors of net_address_parse and net_bind, ERR_NOMEM; the log names the listener.
 */
enum err http_server_start(const struct http_server_config *config, struct http_server **out);

/* The port that listener `index` is bound to. */
uint16_t http_server_port(const struct http_server *server, size_t index);

/* For metrics. Any thread. */
struct http_server_stats {
	uint64_t connections;  /* open now */
	uint64_t requests;     /* answered by a handler */
	uint64_t refused;      /* answered by the server itself with 4xx or 503 */
	uint64_t timeouts;     /* connections closed by a deadline */
	uint64_t evicted;      /* connections closed to make room for others */
	uint64_t tls_failures; /* handshakes that failed */
};
struct http_server_stats http_server_stats(const struct http_server *server);

/*
 * Stop accepting, close idle connections, let requests in progress be answered, join the loops,
 * release the server and set `*server` to NULL. Stop it before its work queue. NULL is allowed.
 */
void http_server_stop(struct http_server **server);

#endif
