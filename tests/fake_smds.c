/* SPDX-License-Identifier: Apache-2.0 */
/* The SM-DS for tests. */
#include "fake_smds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "msg/es12_delete_event.h"
#include "msg/es12_register_event.h"
#include "sys/work.h"

enum { ARENA_MAX = 256 * 1024 };

static void must(enum err e)
{
	if (e != OK) {
		(void)fprintf(stderr, "fake_smds: %s\n", err_name(e));
		abort();
	}
}

void fake_smds_make(struct fake_smds *smds)
{
	*smds = (struct fake_smds){};
	if (pthread_mutex_init(&smds->lock, NULL) != 0)
		abort();
}

static const struct esx_execution_status done = {};
static const struct esx_execution_status duplicate = {ESX_FAILED, {"8.9.5", "3.3", "twice", NULL}};
static const struct esx_execution_status unknown = {ESX_FAILED, {"8.9.5", "3.9", "none", NULL}};

static struct fake_smds_event *find(struct fake_smds *s, struct bytes event_id)
{
	for (size_t i = 0; i < s->n; i++)
		if (bytes_eq(bytes_str(s->events[i].event_id), event_id))
			return &s->events[i];
	return NULL;
}

static struct esx_execution_status register_event(struct fake_smds *s, struct arena *a,
						  struct bytes body)
{
	struct es12_register_event_request request = {};
	s->registrations++;
	must(es12_register_event_request_decode(a, body, &request));
	if (find(s, request.event_id))
		return duplicate;
	if (s->n == FAKE_SMDS_EVENTS_MAX)
		abort();
	struct fake_smds_event *event = &s->events[s->n++];
	event->forwarding = request.forwarding_indicator;
	(void)snprintf(event->eid, sizeof(event->eid), "%.*s", BYTES_FMT(request.eid));
	(void)snprintf(event->event_id, sizeof(event->event_id), "%.*s",
		       BYTES_FMT(request.event_id));
	(void)snprintf(event->server_address, sizeof(event->server_address), "%.*s",
		       BYTES_FMT(request.rsp_server_address));
	return done;
}

static struct esx_execution_status delete_event(struct fake_smds *s, struct arena *a,
						struct bytes body)
{
	struct es12_delete_event_request request = {};
	s->deletions++;
	must(es12_delete_event_request_decode(a, body, &request));
	struct fake_smds_event *event = find(s, request.event_id);
	if (!event || !bytes_eq(bytes_str(event->eid), request.eid))
		return unknown;
	*event = s->events[--s->n];
	return done;
}

enum err fake_smds_answer(struct fake_smds *smds, const char *function, struct bytes body,
			  struct buf *reply)
{
	CLEANUP(arena_free) struct arena a = arena_make(ARENA_MAX);
	struct esx_execution_status answer = {
		ESX_FAILED, {smds->subject, smds->reason, "told to refuse", NULL}};
	(void)pthread_mutex_lock(&smds->lock);
	if (!smds->subject)
		answer = strcmp(function, "registerEvent") == 0 ? register_event(smds, &a, body)
								: delete_event(smds, &a, body);
	(void)pthread_mutex_unlock(&smds->lock);
	return esx_header_encode(&answer, reply);
}

static enum err handle(struct fake_smds *s, const char *function,
		       const struct http_request *request, struct http_reply *reply)
{
	if (s->gate && !request->may_wait)
		return ERR_WAITS;
	if (s->arrived)
		(void)sem_post(s->arrived);
	if (s->gate)
		(void)sem_wait(s->gate);
	enum err e = fake_smds_answer(s, function, request->body, &reply->body);
	if (e == OK && s->status != 0) {
		reply->status = s->status;
		buf_reset(&reply->body);
	}
	return e;
}

static enum err handle_register(void *context, struct arena *arena,
				const struct http_request *request, struct http_reply *reply)
{
	(void)arena;
	return handle(context, "registerEvent", request, reply);
}

static enum err handle_delete(void *context, struct arena *arena,
			      const struct http_request *request, struct http_reply *reply)
{
	(void)arena;
	return handle(context, "deleteEvent", request, reply);
}

static const struct http_route routes[] = {
	{.path = "/gsma/rsp2/es12/registerEvent",
	 .handle = handle_register,
	 .method = HTTP_METHOD_POST,
	 .admin_protocol = true},
	{.path = "/gsma/rsp2/es12/deleteEvent",
	 .handle = handle_delete,
	 .method = HTTP_METHOD_POST,
	 .admin_protocol = true},
};

static void make_tls(struct fake_smds *s, const struct tls_world *certificates)
{
	const char *ca = tls_world_certificate(certificates, "ca");
	const struct tls_server_config tls = {
		.p256 = {.certificate_file = tls_world_certificate(certificates, "server"),
			 .key_file = tls_world_key(certificates, "server")},
		.client_check = TLS_CLIENT_TRUSTED,
		.client_trust = {.files = &ca, .file_count = 1},
		.time_ms = TLS_WORLD_NOW_MS,
	};
	must(tls_server_new(&tls, &s->tls));
}

void fake_smds_serve(struct fake_smds *smds, const struct tls_world *certificates, unsigned workers)
{
	char address[32] = "127.0.0.1:0";
	const char *port = strrchr(smds->url, ':');
	if (port)
		(void)snprintf(address, sizeof(address), "127.0.0.1%s", port);
	make_tls(smds, certificates);
	const struct http_listener listener = {
		.name = "smds",
		.address = address,
		.tls = smds->tls,
		.routes = routes,
		.route_count = sizeof(routes) / sizeof(routes[0]),
		.context = smds,
		.admin_protocol = "gsma/rsp/v2.5.0",
	};
	must(work_start(workers, 0, &smds->work));
	const struct http_server_config server = {
		.listeners = &listener, .listener_count = 1, .work = smds->work};
	must(http_server_start(&server, &smds->server));
	(void)snprintf(smds->url, sizeof(smds->url), "https://localhost:%u",
		       http_server_port(smds->server, 0));
}

void fake_smds_stop(struct fake_smds *smds)
{
	http_server_stop(&smds->server);
	work_stop(&smds->work);
	tls_server_free(&smds->tls);
}

void fake_smds_free(struct fake_smds *smds)
{
	fake_smds_stop(smds);
	(void)pthread_mutex_destroy(&smds->lock);
}

const struct fake_smds_event *fake_smds_find(struct fake_smds *smds, const char *event_id)
{
	(void)pthread_mutex_lock(&smds->lock);
	const struct fake_smds_event *event = find(smds, bytes_str(event_id));
	(void)pthread_mutex_unlock(&smds->lock);
	return event;
}

size_t fake_smds_count(struct fake_smds *smds)
{
	(void)pthread_mutex_lock(&smds->lock);
	size_t n = smds->n;
	(void)pthread_mutex_unlock(&smds->lock);
	return n;
}

unsigned fake_smds_registrations(struct fake_smds *smds)
{
	(void)pthread_mutex_lock(&smds->lock);
	unsigned n = smds->registrations;
	(void)pthread_mutex_unlock(&smds->lock);
	return n;
}

unsigned fake_smds_deletions(struct fake_smds *smds)
{
	(void)pthread_mutex_lock(&smds->lock);
	unsigned n = smds->deletions;
	(void)pthread_mutex_unlock(&smds->lock);
	return n;
}
