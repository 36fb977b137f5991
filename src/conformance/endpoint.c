/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A listener with one route, and a list under a lock.
 * No test of its own: the cases of HandleDownloadProgressInfo in tests/conformance.sh.
 */
#include "conformance/endpoint.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "http/server.h"
#include "msg/es2p_handle_download_progress_info.h"

enum { ARENA_MAX = 64 * 1024 * 1024 };

struct note {
	struct note *next;
	struct bytes iccid, eid, body;
	int64_t point;
};

struct endpoint {
	pthread_mutex_t lock;
	pthread_cond_t arrived;
	struct arena arena; /* of the notes */
	struct note *first, **last;
	struct tls_server *tls;
	struct work_queue *work;
	struct http_server *server;
};

static enum err keep(struct endpoint *e, struct bytes body,
		     const struct es2p_handle_download_progress_info_request *info)
{
	struct note *note = NULL;
	TRY(ARENA_NEW(&e->arena, &note));
	TRY(arena_dup(&e->arena, body, &note->body));
	TRY(arena_dup(&e->arena, info->iccid, &note->iccid));
	TRY(arena_dup(&e->arena, info->eid, &note->eid));
	note->point = info->notification_point_id;
	*e->last = note;
	e->last = &note->next;
	return OK;
}

static enum err handle(void *context, struct arena *arena, const struct http_request *request,
		       struct http_reply *reply)
{
	struct endpoint *e = context;
	struct es2p_handle_download_progress_info_request info = {};
	TRY(es2p_handle_download_progress_info_request_decode(arena, request->body, &info));
	(void)pthread_mutex_lock(&e->lock);
	enum err error = keep(e, request->body, &info);
	(void)pthread_cond_broadcast(&e->arrived);
	(void)pthread_mutex_unlock(&e->lock);
	reply->status = 204;
	return error;
}

static const struct http_route routes[] = {
	{.path = "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
	 .handle = handle,
	 .method = HTTP_METHOD_POST,
	 .admin_protocol = true},
};

static enum err serve(struct endpoint *e, const struct target_endpoint *config, int64_t time_ms)
{
	const struct tls_server_config tls = {
		.p256 = {.certificate_file = config->certificate, .key_file = config->key},
		.client_check = TLS_CLIENT_TRUSTED,
		.client_trust = {.files = &config->ca, .file_count = 1},
		.time_ms = time_ms,
	};
	TRY(tls_server_new(&tls, &e->tls));
	TRY(work_start(1, 0, &e->work));
	const struct http_listener listener = {.name = "endpoint",
					       .address = config->address,
					       .tls = e->tls,
					       .routes = routes,
					       .route_count = 1,
					       .context = e,
					       .admin_protocol = "gsma/rsp/v2.5.0"};
	const struct http_server_config server = {
		.listeners = &listener, .listener_count = 1, .work = e->work};
	return http_server_start(&server, &e->server);
}

enum err endpoint_start(const struct target_endpoint *config, int64_t time_ms,
			struct endpoint **out)
{
	struct endpoint *e = calloc(1, sizeof(*e));
	if (!e)
		return ERR_NOMEM;
	e->arena = arena_make(ARENA_MAX);
	e->last = &e->first;
	(void)pthread_mutex_init(&e->lock, NULL);
	(void)pthread_cond_init(&e->arrived, NULL);
	*out = e;
	enum err error = serve(e, config, time_ms);
	if (error != OK)
		endpoint_stop(out);
	return error;
}

void endpoint_stop(struct endpoint **endpoint)
{
	struct endpoint *e = *endpoint;
	if (!e)
		return;
	http_server_stop(&e->server);
	work_stop(&e->work);
	tls_server_free(&e->tls);
	(void)pthread_cond_destroy(&e->arrived);
	(void)pthread_mutex_destroy(&e->lock);
	arena_free(&e->arena);
	free(e);
	*endpoint = NULL;
}

static bool is_of(const struct note *n, const struct endpoint_filter *filter)
{
	if (!filter->iccid || !bytes_eq(n->iccid, bytes_str(filter->iccid)))
		return false;
	for (size_t i = 0; i < ENDPOINT_EIDS_MAX && filter->eids[i]; i++)
		if (bytes_eq(n->eid, bytes_str(filter->eids[i])))
			return true;
	return n->eid.len == 0;
}

static const struct note *find(const struct endpoint *e, const struct endpoint_wait *wait)
{
	unsigned seen = 0;
	for (const struct note *n = e->first; n; n = n->next)
		if (n->point == wait->point && is_of(n, &wait->filter) && ++seen == wait->nth)
			return n;
	return NULL;
}

static struct timespec after(unsigned timeout_ms)
{
	struct timespec t = {};
	(void)clock_gettime(CLOCK_REALTIME, &t);
	t.tv_sec += timeout_ms / 1000;
	t.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

enum err endpoint_wait(struct endpoint *endpoint, const struct endpoint_wait *wait, struct arena *a,
		       struct bytes *body)
{
	const struct timespec deadline = after(wait->timeout_ms);
	int waited = 0;
	(void)pthread_mutex_lock(&endpoint->lock);
	const struct note *n = find(endpoint, wait);
	while (!n && waited == 0) {
		waited = pthread_cond_timedwait(&endpoint->arrived, &endpoint->lock, &deadline);
		n = find(endpoint, wait);
	}
	enum err error = n ? arena_dup(a, n->body, body) : ERR_TIMEOUT;
	(void)pthread_mutex_unlock(&endpoint->lock);
	return error;
}

void endpoint_points(struct endpoint *endpoint, const struct endpoint_filter *filter,
		     char out[static ENDPOINT_POINTS_MAX])
{
	size_t len = 0;
	out[0] = '\0';
	(void)pthread_mutex_lock(&endpoint->lock);
	for (const struct note *n = endpoint->first; n && len + 8 < ENDPOINT_POINTS_MAX;
	     n = n->next)
		if (is_of(n, filter))
			len += (size_t)snprintf(out + len, ENDPOINT_POINTS_MAX - len, "%s%d",
						len > 0 ? "," : "", (int)n->point);
	(void)pthread_mutex_unlock(&endpoint->lock);
}
