/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A listener with the functions of ES15, and a list under a lock.
 * No test of its own: the cases of ES15 in tests/conformance.sh.
 */
#include "conformance/root_smds.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "http/server.h"
#include "msg/es12_delete_event.h"
#include "msg/es12_register_event.h"
#include "msg/esx_header.h"

enum { ARENA_MAX = 16 * 1024 * 1024, SERVICE_UNAVAILABLE = 503, MOMENT_NS = 10 * 1000 * 1000 };

struct record {
	struct record *next;
	struct root_smds_call call;
};

struct root_smds {
	pthread_mutex_t lock;
	struct arena arena;  /* of the records */
	struct record *last; /* the newest first */
	enum root_smds_answer answer;
	struct tls_server *tls;
	struct work_queue *work;
	struct http_server *server;
};

static enum err keep(struct root_smds *root, const char *function,
		     const struct es12_register_event_request *r)
{
	struct record *record = NULL;
	TRY(ARENA_NEW(&root->arena, &record));
	record->call.function = function;
	record->call.forwarding_indicator = r->forwarding_indicator;
	TRY(arena_str(&root->arena, r->eid, &record->call.eid));
	TRY(arena_str(&root->arena, r->event_id, &record->call.event_id));
	TRY(arena_str(&root->arena, r->rsp_server_address, &record->call.rsp_server_address));
	record->next = root->last;
	root->last = record;
	return OK;
}

static enum err answer(struct root_smds *root, const char *function,
		       const struct es12_register_event_request *r, struct http_reply *reply)
{
	static const struct esx_execution_status answers[] = {
		[ROOT_SMDS_EXECUTES] = {.status = ESX_EXECUTED_SUCCESS},
		[ROOT_SMDS_REFUSES] = {.status = ESX_FAILED,
				       .code = {.subject = "8.9.5", .reason = "3.3"}},
		[ROOT_SMDS_IS_BUSY] = {.status = ESX_FAILED},
	};
	(void)pthread_mutex_lock(&root->lock);
	enum root_smds_answer how = root->answer;
	enum err e = keep(root, function, r);
	(void)pthread_mutex_unlock(&root->lock);
	TRY(e);
	if (how != ROOT_SMDS_IS_BUSY)
		return esx_header_encode(&answers[how], &reply->body);
	reply->status = SERVICE_UNAVAILABLE;
	return OK;
}

static enum err handle_register(void *context, struct arena *arena,
				const struct http_request *request, struct http_reply *reply)
{
	struct es12_register_event_request r = {};
	TRY(es12_register_event_request_decode(arena, request->body, &r));
	return answer(context, "registerEvent", &r, reply);
}

static enum err handle_delete(void *context, struct arena *arena,
			      const struct http_request *request, struct http_reply *reply)
{
	struct es12_delete_event_request d = {};
	TRY(es12_delete_event_request_decode(arena, request->body, &d));
	const struct es12_register_event_request r = {.eid = d.eid, .event_id = d.event_id};
	return answer(context, "deleteEvent", &r, reply);
}

#define ROUTE(path_, handler)                                                                      \
	{                                                                                          \
		.path = (path_), .handle = (handler), .method = HTTP_METHOD_POST,                  \
		.admin_protocol = true                                                             \
	}

/* No source names a path of ES15: those of ES12 may come, too. */
static const struct http_route routes[] = {
	ROUTE("/gsma/rsp2/es12/registerEvent", handle_register),
	ROUTE("/gsma/rsp2/es12/deleteEvent", handle_delete),
	ROUTE("/gsma/rsp2/es15/registerEvent", handle_register),
	ROUTE("/gsma/rsp2/es15/deleteEvent", handle_delete),
};

static enum err serve(struct root_smds *root, const struct target_endpoint *config, int64_t time_ms)
{
	const struct tls_server_config tls = {
		.p256 = {.certificate_file = config->certificate, .key_file = config->key},
		.client_check = TLS_CLIENT_TRUSTED,
		.client_trust = {.files = &config->ca, .file_count = 1},
		.time_ms = time_ms,
	};
	TRY(tls_server_new(&tls, &root->tls));
	TRY(work_start(1, 0, &root->work));
	const struct http_listener listener = {.name = "root",
					       .address = config->address,
					       .tls = root->tls,
					       .routes = routes,
					       .route_count = sizeof(routes) / sizeof(routes[0]),
					       .context = root,
					       .admin_protocol = "gsma/rsp/v2.5.0"};
	const struct http_server_config server = {
		.listeners = &listener, .listener_count = 1, .work = root->work};
	return http_server_start(&server, &root->server);
}

enum err root_smds_start(const struct target_endpoint *config, int64_t time_ms,
			 struct root_smds **out)
{
	struct root_smds *root = calloc(1, sizeof(*root));
	if (!root)
		return ERR_NOMEM;
	root->arena = arena_make(ARENA_MAX);
	(void)pthread_mutex_init(&root->lock, NULL);
	*out = root;
	enum err e = serve(root, config, time_ms);
	if (e != OK)
		root_smds_stop(out);
	return e;
}

void root_smds_stop(struct root_smds **root)
{
	struct root_smds *r = *root;
	if (!r)
		return;
	http_server_stop(&r->server);
	work_stop(&r->work);
	tls_server_free(&r->tls);
	(void)pthread_mutex_destroy(&r->lock);
	arena_free(&r->arena);
	free(r);
	*root = NULL;
}

void root_smds_set_answer(struct root_smds *root, enum root_smds_answer answer)
{
	(void)pthread_mutex_lock(&root->lock);
	root->answer = answer;
	(void)pthread_mutex_unlock(&root->lock);
}

static bool is_wanted(const struct root_smds_call *call, const struct root_smds_call *wanted)
{
	return strcmp(call->function, wanted->function) == 0 &&
	       strcmp(call->eid, wanted->eid) == 0 &&
	       (!wanted->event_id || strcmp(call->event_id, wanted->event_id) == 0);
}

/* A copy: the records' arena is the listener's. */
static enum err find(struct root_smds *root, const struct root_smds_call *wanted, struct arena *a,
		     struct root_smds_call *out)
{
	enum err e = ERR_NOT_FOUND;
	(void)pthread_mutex_lock(&root->lock);
	const struct record *r = root->last;
	while (r && !is_wanted(&r->call, wanted))
		r = r->next;
	if (r) {
		*out = r->call;
		e = arena_str(a, bytes_str(r->call.event_id), &out->event_id);
		if (e == OK)
			e = arena_str(a, bytes_str(r->call.rsp_server_address),
				      &out->rsp_server_address);
	}
	(void)pthread_mutex_unlock(&root->lock);
	return e;
}

enum err root_smds_wait(struct root_smds *root, const struct root_smds_call *wanted,
			unsigned timeout_ms, struct arena *a, struct root_smds_call *out)
{
	const struct timespec moment = {.tv_nsec = MOMENT_NS};
	enum err e = find(root, wanted, a, out);
	for (unsigned waited = 0; e == ERR_NOT_FOUND && waited < timeout_ms; waited += 10) {
		(void)nanosleep(&moment, NULL);
		e = find(root, wanted, a, out);
	}
	return e == ERR_NOT_FOUND ? ERR_TIMEOUT : e;
}

size_t root_smds_registrations(struct root_smds *root, const char *eid)
{
	const struct root_smds_call wanted = {.function = "registerEvent", .eid = eid};
	size_t n = 0;
	(void)pthread_mutex_lock(&root->lock);
	for (const struct record *r = root->last; r; r = r->next)
		n += is_wanted(&r->call, &wanted);
	(void)pthread_mutex_unlock(&root->lock);
	return n;
}
