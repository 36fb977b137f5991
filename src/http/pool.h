/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connections of one loop, in lists by what they wait for, and their deadlines. Every list has
 * one time for all, so its head is always the next to expire.
 */
#ifndef HTTP_POOL_H
#define HTTP_POOL_H

#include <event2/event.h>
#include <stdatomic.h>
#include <sys/queue.h>

#include "http/batch.h"
#include "http/reply.h"
#include "http/server.h"
#include "sys/loop.h"

struct http_connection;

enum http_pool_list {
	HTTP_POOL_IDLE,	  /* between requests */
	HTTP_POOL_TIMED,  /* in a handshake, a request or an answer */
	HTTP_POOL_LINGER, /* refused, and still sending */
	HTTP_POOL_WORK,	  /* its request is being served: no deadline */
	HTTP_POOL_LISTS,
};

/* Server-wide. */
struct http_counters {
	_Atomic uint64_t connections, requests, refused, timeouts, evicted, tls_failures, ids;
};

TAILQ_HEAD(http_pool_queue, http_connection);

struct http_pool {
	struct loop *loop;
	struct work_queue *work;
	struct http_settling settling;
	struct http_batch batch;
	struct http_limits limits; /* none is 0 */
	struct http_counters *counters;
	struct http_pool_queue lists[HTTP_POOL_LISTS];
	size_t count;
	size_t held, held_max; /* bytes of what is under way */
	struct event *tick;
	bool stopping;
	void (*on_empty)(struct http_pool *pool); /* once, after http_pool_stop */
	int64_t date_s;
	char date[HTTP_DATE_LEN + 1];
};

/* A connection's place in a pool; its first member. */
struct http_member {
	TAILQ_ENTRY(http_connection) link;
	struct http_pool *pool;
	enum http_pool_list list;
	int64_t since_ms;
	size_t held;
};

/* All functions run on the loop's thread. `pool` has its loop, work, settling, limits, counters
 * and held_max set. */
enum err http_pool_open(struct http_pool *pool);

/* Put a new connection at the end of a list; move it to the end of one and start its time. */
void http_pool_add(struct http_pool *pool, struct http_connection *connection,
		   enum http_pool_list list);
void http_pool_move(struct http_connection *connection, enum http_pool_list list);
void http_pool_remove(struct http_connection *connection);

/*
 * Close the connection that can best be spared: the one idle for longest, or lingering, or longest
 * under way with a request. False if there is none.
 */
bool http_pool_evict(struct http_pool *pool);

/* How many bytes the connection holds now for what is under way on it. */
void http_pool_hold(struct http_connection *connection, size_t bytes);

/*
 * Close those connections that have been under way for longest until what is held is within
 * bounds. False if it is the turn of this one, which is left to the caller.
 */
bool http_pool_make_room(struct http_connection *connection);

/* Close what is not being served and no answer is on its way to; on_empty is called when all are
 * gone. */
void http_pool_stop(struct http_pool *pool);

/* The Date header of now. */
const char *http_pool_date(struct http_pool *pool);

/* Release what http_pool_open made. Safe on a zeroed pool. */
void http_pool_close(struct http_pool *pool);

#endif
