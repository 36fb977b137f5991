/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths to functions as a table, and what surrounds each function: who calls (ES2+), the status of
 * the answer, the log line. What a function does is in its own file.
 */
#include "smdpp/routes.h"

#include <assert.h>

#include "base/log.h"
#include "smdpp/check.h"
#include "smdpp/functions.h"
#include "smdpp/operators.h"

const char routes_admin_protocol[] = "gsma/rsp/v2.5.0";

enum {
	STATUS_NO_CONTENT = 204,
	STATUS_FORBIDDEN = 403,
	SMALL_REPLY = 2048, /* bytes: a header with its message, ConfirmOrder's two texts of 255 */
};

/* Request-response functions answer 200 with a header, notifications 204 with nothing (§6.3). */
enum pattern { REQUEST_RESPONSE, NOTIFICATION };

struct route {
	const char *path;
	const char *function;
	enum pattern pattern;
	smdpp_function *run;
};

static const struct route es2p[] = {
	{"/gsma/rsp2/es2plus/downloadOrder", "ES2+.DownloadOrder", REQUEST_RESPONSE,
	 smdpp_download_order},
	{"/gsma/rsp2/es2plus/confirmOrder", "ES2+.ConfirmOrder", REQUEST_RESPONSE,
	 smdpp_confirm_order},
	{"/gsma/rsp2/es2plus/cancelOrder", "ES2+.CancelOrder", REQUEST_RESPONSE,
	 smdpp_cancel_order},
	{"/gsma/rsp2/es2plus/releaseProfile", "ES2+.ReleaseProfile", REQUEST_RESPONSE,
	 smdpp_release_profile},
};

static const struct route es9p[] = {
	{"/gsma/rsp2/es9plus/initiateAuthentication", "ES9+.InitiateAuthentication",
	 REQUEST_RESPONSE, smdpp_initiate_authentication},
	{"/gsma/rsp2/es9plus/authenticateClient", "ES9+.AuthenticateClient", REQUEST_RESPONSE,
	 smdpp_authenticate_client},
	{"/gsma/rsp2/es9plus/getBoundProfilePackage", "ES9+.GetBoundProfilePackage",
	 REQUEST_RESPONSE, smdpp_get_bound_profile_package},
	{"/gsma/rsp2/es9plus/handleNotification", "ES9+.HandleNotification", NOTIFICATION,
	 smdpp_handle_notification},
	{"/gsma/rsp2/es9plus/cancelSession", "ES9+.CancelSession", REQUEST_RESPONSE,
	 smdpp_cancel_session},
};

struct table {
	const struct route *rows;
	size_t n;
	http_handler *handle;
	size_t counter; /* of the first row */
};

static http_handler handle_es2p, handle_es9p;

enum { ES2P_N = sizeof(es2p) / sizeof(es2p[0]), ES9P_N = sizeof(es9p) / sizeof(es9p[0]) };

static const struct table tables[] = {
	[ROUTES_ES2P] = {es2p, ES2P_N, handle_es2p, 0},
	[ROUTES_ES9P] = {es9p, ES9P_N, handle_es9p, ES2P_N},
};
static_assert(ES2P_N + ES9P_N <= SMDPP_ROUTES, "a counter for each route");

size_t routes_of(enum routes_interface interface, struct http_route out[static ROUTES_MAX])
{
	const struct table *t = &tables[interface];
	for (size_t i = 0; i < t->n; i++)
		out[i] = (struct http_route){
			.path = t->rows[i].path,
			.handle = t->handle,
			.method = HTTP_METHOD_POST,
			.admin_protocol = true,
		};
	return t->n;
}

/* What the request itself lacks has codes of its own, the same for every function (§5.2.6). */
static const struct status_code incomplete = {"1.6", "2.2", "A mandatory member is missing", NULL};
static const struct status_code malformed = {"1.6", "2.1", "The request is malformed", NULL};

static enum err blame_request(struct smdpp_call *call, enum err e)
{
	call->refusal = e == ERR_MISSING ? incomplete : malformed;
	if (!call->culprit)
		return OK;
	return arena_fmt(call->arena, &call->refusal.message, "%s: %s", call->culprit,
			 e == ERR_MISSING ? "missing" : "invalid");
}

static const char *const outcome_names[SMDPP_OUTCOMES] = {
	[SMDPP_DONE] = "done",
	[SMDPP_REFUSED] = "refused",
	[SMDPP_FAILED] = "failed",
};

static enum smdpp_outcome outcome_of(enum err e)
{
	if (e == OK)
		return SMDPP_DONE;
	return err_is_refusal(e) ? SMDPP_REFUSED : SMDPP_FAILED;
}

static void log_call(const struct smdpp_call *call, enum err e)
{
	enum smdpp_outcome outcome = outcome_of(e);
	if (outcome == SMDPP_DONE) {
		LOG_EVENT(LOG_INFO, "call", LOG_TEXT("function", call->function),
			  LOG_TEXT("outcome", outcome_names[outcome]), LOG_TEXT("who", call->who),
			  LOG_ID("iccid", call->iccid));
		return;
	}
	LOG_EVENT(outcome == SMDPP_FAILED ? LOG_ERROR : LOG_INFO, "call",
		  LOG_TEXT("function", call->function), LOG_TEXT("outcome", outcome_names[outcome]),
		  LOG_TEXT("who", call->who), LOG_ID("iccid", call->iccid),
		  LOG_TEXT("subject", call->refusal.subject),
		  LOG_TEXT("reason", call->refusal.reason), LOG_TEXT("check", call->check),
		  LOG_TEXT("message", call->refusal.message), LOG_ERR(e));
}

static enum err refuse(struct smdpp_call *call, enum err e)
{
	if (!call->refusal.subject)
		TRY(blame_request(call, e));
	buf_reset(call->reply);
	return esx_header_encode(&(struct esx_execution_status){ESX_FAILED, call->refusal},
				 call->reply);
}

/* What was stored must not fail to be answered: small answers have their room beforehand. */
static enum err make_room(struct buf *reply)
{
	uint8_t *room = NULL;
	TRY(buf_reserve(reply, SMALL_REPLY, &room));
	buf_reset(reply);
	return OK;
}

static enum err answer(const struct route *route, atomic_uint_fast64_t *counters,
		       struct smdpp_call *call, struct http_reply *reply)
{
	call->function = route->function;
	enum err e = make_room(call->reply);
	if (e == OK)
		e = route->run(call);
	enum err answered = err_is_refusal(e) ? refuse(call, e) : e;
	atomic_fetch_add_explicit(&counters[outcome_of(e)], 1, memory_order_relaxed);
	log_call(call, e);
	if (route->pattern == NOTIFICATION && answered == OK) {
		buf_reset(call->reply);
		reply->status = STATUS_NO_CONTENT;
	}
	return answered;
}

static enum err run(enum routes_interface interface, struct bytes path, struct smdpp_call *call,
		    struct http_reply *reply)
{
	const struct table *t = &tables[interface];
	size_t i = 0;
	while (i < t->n && !bytes_eq(path, bytes_str(t->rows[i].path)))
		i++;
	if (i == t->n)
		return ERR_NOT_FOUND;
	return answer(&t->rows[i], call->smdpp->counters->calls[t->counter + i], call, reply);
}

static struct smdpp_call call_of(const struct smdpp *smdpp, struct arena *arena,
				 const struct http_request *request, struct http_reply *reply)
{
	return (struct smdpp_call){
		.smdpp = smdpp,
		.arena = arena,
		.body = request->body,
		.reply = &reply->body,
		.now = clock_now_ms(smdpp->with.clock),
		.who = "euicc",
	};
}

static enum err handle_es9p(void *context, struct arena *arena, const struct http_request *request,
			    struct http_reply *reply)
{
	struct smdpp_call call = call_of(context, arena, request, reply);
	return run(ROUTES_ES9P, request->path, &call, reply);
}

/* The connection remembers whose it is. */
static enum err identify(struct smdpp_call *call, const struct http_request *request)
{
	if (*request->memo == 0) {
		const struct rspd_operator *found = NULL;
		TRY(operators_identify(call->smdpp->operators, call->arena,
				       request->client_certificate, call->now, &found));
		*request->memo = (uintptr_t)found;
	}
	call->caller = (const struct rspd_operator *)(uintptr_t)*request->memo;
	return arena_fmt(call->arena, &call->who, "operator:%s", call->caller->name);
}

static enum err handle_es2p(void *context, struct arena *arena, const struct http_request *request,
			    struct http_reply *reply)
{
	struct smdpp_call call = call_of(context, arena, request, reply);
	enum err e = identify(&call, request);
	if (err_is_refusal(e)) {
		LOG_EVENT(LOG_WARN, "client_unknown", LOG_TEXT("peer", request->peer));
		reply->status = STATUS_FORBIDDEN;
		return OK;
	}
	TRY(e);
	return run(ROUTES_ES2P, request->path, &call, reply);
}

static enum err put_counter(const struct smdpp *smdpp, const struct table *t, size_t row,
			    struct buf *out)
{
	for (int i = 0; i < SMDPP_OUTCOMES; i++) {
		uint64_t n = atomic_load_explicit(&smdpp->counters->calls[t->counter + row][i],
						  memory_order_relaxed);
		TRY(buf_put_fmt(out, "rspd_calls_total{function=\"%s\",outcome=\"%s\"} %llu\n",
				t->rows[row].function, outcome_names[i], (unsigned long long)n));
	}
	return OK;
}

enum err routes_metrics(const struct smdpp *smdpp, struct buf *out)
{
	TRY(buf_put_str(out, "# TYPE rspd_calls_total counter\n"));
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (size_t row = 0; row < tables[i].n; row++)
			TRY(put_counter(smdpp, &tables[i], row, out));
	return OK;
}
