/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths to functions as a table, and what surrounds each function: who calls (ES2+), the status of
 * the answer, the log line. What a function does is in its own file.
 */
#include "smdpp/routes.h"

#include <assert.h>

#include "base/log.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_cancel_session.h"
#include "msg/es9p_get_bound_profile_package.h"
#include "msg/es9p_handle_notification.h"
#include "msg/es9p_initiate_authentication.h"
#include "smdpp/functions.h"

enum { STATUS_FORBIDDEN = 403 };

static const struct route es2p[] = {
	{"/gsma/rsp2/es2plus/downloadOrder", "ES2+.DownloadOrder", ROUTE_REQUEST_RESPONSE,
	 smdpp_download_order, NULL},
	{"/gsma/rsp2/es2plus/confirmOrder", "ES2+.ConfirmOrder", ROUTE_REQUEST_RESPONSE,
	 smdpp_confirm_order, NULL},
	{"/gsma/rsp2/es2plus/cancelOrder", "ES2+.CancelOrder", ROUTE_REQUEST_RESPONSE,
	 smdpp_cancel_order, NULL},
	{"/gsma/rsp2/es2plus/releaseProfile", "ES2+.ReleaseProfile", ROUTE_REQUEST_RESPONSE,
	 smdpp_release_profile, NULL},
};

static const struct route es9p[] = {
	{"/gsma/rsp2/es9plus/initiateAuthentication", "ES9+.InitiateAuthentication",
	 ROUTE_REQUEST_RESPONSE, smdpp_initiate_authentication, &es9p_initiate_authentication},
	{"/gsma/rsp2/es9plus/authenticateClient", "ES9+.AuthenticateClient", ROUTE_REQUEST_RESPONSE,
	 smdpp_authenticate_client, &es9p_authenticate_client},
	{"/gsma/rsp2/es9plus/getBoundProfilePackage", "ES9+.GetBoundProfilePackage",
	 ROUTE_REQUEST_RESPONSE, smdpp_get_bound_profile_package, &es9p_get_bound_profile_package},
	{"/gsma/rsp2/es9plus/handleNotification", "ES9+.HandleNotification", ROUTE_NOTIFICATION,
	 smdpp_handle_notification, &es9p_handle_notification},
	{"/gsma/rsp2/es9plus/cancelSession", "ES9+.CancelSession", ROUTE_REQUEST_RESPONSE,
	 smdpp_cancel_session, &es9p_cancel_session},
};

static http_handler handle_es2p, handle_es9p;

enum { ES2P_N = sizeof(es2p) / sizeof(es2p[0]), ES9P_N = sizeof(es9p) / sizeof(es9p[0]) };

static const struct route_table tables[] = {
	[ROUTES_ES2P] = {es2p, ES2P_N, handle_es2p, 0},
	[ROUTES_ES9P] = {es9p, ES9P_N, handle_es9p, ES2P_N},
};
static_assert(ES2P_N + ES9P_N <= ROLE_ROUTES, "a counter for each route");

size_t routes_of(enum routes_interface interface, struct http_route out[static ROUTES_MAX])
{
	return route_fill(&tables[interface], out);
}

static struct role_call call_of(const struct smdpp *smdpp, struct arena *arena,
				const struct http_request *request, struct http_reply *reply)
{
	return (struct role_call){
		.role = &smdpp->role,
		.smdpp = smdpp,
		.arena = arena,
		.may_wait = request->may_wait,
		.body = request->body,
		.reply = &reply->body,
		.now = clock_now_ms(smdpp->with.clock),
		.who = "euicc",
	};
}

static enum err handle_es9p(void *context, struct arena *arena, const struct http_request *request,
			    struct http_reply *reply)
{
	struct role_call call = call_of(context, arena, request, reply);
	return route_run(&tables[ROUTES_ES9P], request->path, &call, reply);
}

/* The connection remembers whose it is. */
static enum err identify(struct role_call *call, const struct http_request *request)
{
	if (*request->memo == 0) {
		const void *found = NULL;
		TRY(clients_identify(call->smdpp->operators, call->arena,
				     request->client_certificate, call->now, &found));
		*request->memo = (uintptr_t)found;
	}
	call->caller = (const struct rspd_operator *)(uintptr_t)*request->memo;
	return arena_fmt(call->arena, &call->who, "operator:%s", call->caller->name);
}

static enum err handle_es2p(void *context, struct arena *arena, const struct http_request *request,
			    struct http_reply *reply)
{
	struct role_call call = call_of(context, arena, request, reply);
	enum err e = identify(&call, request);
	if (err_is_refusal(e)) {
		LOG_EVENT(LOG_WARN, "client_unknown", LOG_TEXT("peer", request->peer));
		reply->status = STATUS_FORBIDDEN;
		return OK;
	}
	TRY(e);
	return route_run(&tables[ROUTES_ES2P], request->path, &call, reply);
}

enum err routes_metrics(const struct smdpp *smdpp, struct buf *out)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		TRY(route_metrics(&tables[i], smdpp->role.counters, out));
	return OK;
}
