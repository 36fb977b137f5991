/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of connections, and the tick that looks at their heads.
 */
#include "http/pool.h"

#include "base/limits.h"
#include "http/connection.h"
#include "sys/clock.h"

/* Milliseconds. Deadlines are kept to within one tick. */
enum { TICK_MAX = 500, TICK_MIN = 10 };

static int64_t list_time(const struct http_pool *pool, enum http_pool_list list)
{
	const int64_t times[HTTP_POOL_LISTS] = {
		[HTTP_POOL_IDLE] = pool->limits.idle_ms,
		[HTTP_POOL_TIMED] = pool->limits.request_ms,
		[HTTP_POOL_LINGER] = LIMIT_HTTP_LINGER_MS,
		[HTTP_POOL_WORK] = INT64_MAX,
	};
	return times[list];
}

static struct http_member *member(struct http_connection *connection)
{
	return (struct http_member *)connection;
}

static void on_tick(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	struct http_pool *pool = argument;
	int64_t now = loop_now_ms();
	for (size_t i = 0; i < HTTP_POOL_LISTS; i++) {
		struct http_connection *first = TAILQ_FIRST(&pool->lists[i]);
		while (first && now - member(first)->since_ms >= list_time(pool, i)) {
			http_connection_expire(first);
			first = TAILQ_FIRST(&pool->lists[i]);
		}
	}
}

static struct timeval tick_time(const struct http_limits *limits)
{
	unsigned shortest =
		limits->request_ms < limits->idle_ms ? limits->request_ms : limits->idle_ms;
	unsigned tick = shortest / 8;
	if (tick > TICK_MAX)
		tick = TICK_MAX;
	if (tick < TICK_MIN)
		tick = TICK_MIN;
	return (struct timeval){.tv_usec = tick * 1000};
}

enum err http_pool_open(struct http_pool *pool)
{
	for (size_t i = 0; i < HTTP_POOL_LISTS; i++)
		TAILQ_INIT(&pool->lists[i]);
	struct timeval time = tick_time(&pool->limits);
	pool->tick = event_new(loop_base(pool->loop), -1, EV_PERSIST, on_tick, pool);
	if (!pool->tick || event_add(pool->tick, &time) != 0)
		return ERR_NOMEM;
	pool->batch.settling = &pool->settling;
	pool->batch.connections = &pool->count;
	pool->batch.work = pool->work;
	return http_batch_open(&pool->batch, loop_base(pool->loop));
}

static void insert(struct http_pool *pool, struct http_connection *connection,
		   enum http_pool_list list)
{
	struct http_member *self = member(connection);
	self->pool = pool;
	self->list = list;
	self->since_ms = loop_now_ms();
	TAILQ_INSERT_TAIL(&pool->lists[list], connection, member.link);
}

void http_pool_add(struct http_pool *pool, struct http_connection *connection,
		   enum http_pool_list list)
{
	insert(pool, connection, list);
	pool->count++;
}

void http_pool_move(struct http_connection *connection, enum http_pool_list list)
{
	struct http_member *self = member(connection);
	TAILQ_REMOVE(&self->pool->lists[self->list], connection, member.link);
	insert(self->pool, connection, list);
}

/* `on_empty` may hand the pool to another thread: it is the last thing done. */
static void check_empty(struct http_pool *pool)
{
	if (pool->stopping && pool->count == 0)
		pool->on_empty(pool);
}

void http_pool_remove(struct http_connection *connection)
{
	struct http_member *self = member(connection);
	struct http_pool *pool = self->pool;
	TAILQ_REMOVE(&pool->lists[self->list], connection, member.link);
	pool->held -= self->held;
	pool->count--;
	atomic_fetch_sub(&pool->counters->connections, 1);
	check_empty(pool);
}

static void evict(struct http_connection *connection)
{
	atomic_fetch_add(&member(connection)->pool->counters->evicted, 1);
	http_connection_dismiss(connection);
}

bool http_pool_evict(struct http_pool *pool)
{
	static const enum http_pool_list order[] = {HTTP_POOL_IDLE, HTTP_POOL_LINGER,
						    HTTP_POOL_TIMED};
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		struct http_connection *first = TAILQ_FIRST(&pool->lists[order[i]]);
		if (!first)
			continue;
		evict(first);
		return true;
	}
	return false;
}

void http_pool_hold(struct http_connection *connection, size_t bytes)
{
	struct http_member *self = member(connection);
	self->pool->held += bytes - self->held;
	self->held = bytes;
}

bool http_pool_make_room(struct http_connection *connection)
{
	struct http_pool *pool = member(connection)->pool;
	while (pool->held > pool->held_max) {
		struct http_connection *first = TAILQ_FIRST(&pool->lists[HTTP_POOL_TIMED]);
		if (!first || first == connection)
			return false;
		evict(first);
	}
	return true;
}

static void close_unanswered(struct http_pool *pool, enum http_pool_list list)
{
	struct http_connection *connection = TAILQ_FIRST(&pool->lists[list]);
	while (connection) {
		struct http_connection *next = TAILQ_NEXT(connection, member.link);
		if (!http_connection_answers(connection))
			http_connection_dismiss(connection);
		connection = next;
	}
}

void http_pool_stop(struct http_pool *pool)
{
	/* Counted in, so that the last close does not end the pool under our feet. */
	pool->count++;
	pool->stopping = true;
	close_unanswered(pool, HTTP_POOL_IDLE);
	close_unanswered(pool, HTTP_POOL_LINGER);
	close_unanswered(pool, HTTP_POOL_TIMED);
	pool->count--;
	check_empty(pool);
}

const char *http_pool_date(struct http_pool *pool)
{
	struct clock clock = clock_system();
	int64_t now_ms = clock_now_ms(&clock);
	if (pool->date_s != now_ms / 1000) {
		pool->date_s = now_ms / 1000;
		http_date(now_ms, pool->date);
	}
	return pool->date;
}

void http_pool_close(struct http_pool *pool)
{
	if (pool->tick)
		event_free(pool->tick);
	pool->tick = NULL;
	http_batch_close(&pool->batch);
}
