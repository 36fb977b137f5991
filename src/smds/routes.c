/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a path to a function. ES11 has the paths of ES9+ (§6.5.2.6, §6.5.2.8), some LPAs ask under
 * /es11/; ES15 has the functions of ES12, some peers call them under /es15/.
 */
#include "smds/routes.h"

#include <assert.h>

#include "base/log.h"
#include "msg/es11_authenticate_client.h"
#include "msg/es11_initiate_authentication.h"
#include "pki/certificate.h"
#include "role/oid.h"
#include "role/route.h"
#include "smds/functions.h"

enum { STATUS_FORBIDDEN = 403 };

static const struct route es11[] = {
	{"/gsma/rsp2/es9plus/initiateAuthentication", "ES11.InitiateAuthentication",
	 ROUTE_REQUEST_RESPONSE, smds_initiate_authentication, &es11_initiate_authentication},
	{"/gsma/rsp2/es11/initiateAuthentication", "ES11.InitiateAuthentication",
	 ROUTE_REQUEST_RESPONSE, smds_initiate_authentication, &es11_initiate_authentication},
	{"/gsma/rsp2/es9plus/authenticateClient", "ES11.AuthenticateClient", ROUTE_REQUEST_RESPONSE,
	 smds_authenticate_client, &es11_authenticate_client},
	{"/gsma/rsp2/es11/authenticateClient", "ES11.AuthenticateClient", ROUTE_REQUEST_RESPONSE,
	 smds_authenticate_client, &es11_authenticate_client},
};

static const struct route es12[] = {
	{"/gsma/rsp2/es12/registerEvent", "ES12.RegisterEvent", ROUTE_REQUEST_RESPONSE,
	 smds_register_event, NULL},
	{"/gsma/rsp2/es12/deleteEvent", "ES12.DeleteEvent", ROUTE_REQUEST_RESPONSE,
	 smds_delete_event, NULL},
	{"/gsma/rsp2/es15/registerEvent", "ES15.RegisterEvent", ROUTE_REQUEST_RESPONSE,
	 smds_register_event, NULL},
	{"/gsma/rsp2/es15/deleteEvent", "ES15.DeleteEvent", ROUTE_REQUEST_RESPONSE,
	 smds_delete_event, NULL},
};

enum { ES11_N = sizeof(es11) / sizeof(es11[0]), ES12_N = sizeof(es12) / sizeof(es12[0]) };

static http_handler handle_es11, handle_es12;

static const struct route_table tables[] = {
	[SMDS_ES11] = {es11, ES11_N, handle_es11, 0},
	[SMDS_ES12] = {es12, ES12_N, handle_es12, ES11_N},
};
static_assert(ES11_N + ES12_N <= ROLE_ROUTES, "a counter for each route");

size_t smds_routes(enum smds_interface interface, struct http_route out[static SMDS_ROUTES_MAX])
{
	return route_fill(&tables[interface], out);
}

static struct role_call call_of(const struct smds *smds, struct arena *arena,
				const struct http_request *request, struct http_reply *reply)
{
	return (struct role_call){
		.role = &smds->role,
		.smds = smds,
		.arena = arena,
		.may_wait = request->may_wait,
		.body = request->body,
		.reply = &reply->body,
		.now = clock_now_ms(smds->with.clock),
		.who = "euicc",
	};
}

static enum err handle_es11(void *context, struct arena *arena, const struct http_request *request,
			    struct http_reply *reply)
{
	struct role_call call = call_of(context, arena, request, reply);
	return route_run(&tables[SMDS_ES11], request->path, &call, reply);
}

/* Whose events these are: the OID that the configuration has for a pinned certificate, or the one
 * that the certificate names. ERR_DENIED: there is none. */
static enum err read_owner(struct role_call *call, const struct rspd_client *rule,
			   struct bytes certificate)
{
	struct certificate parsed = {};
	char oid[OID_TEXT_MAX] = "";
	call->owner = rule->oid;
	if (rule->oid)
		return OK;
	enum err e = certificate_parse(certificate, &parsed);
	if (e == OK)
		e = role_oid_text(parsed.registered_id, oid);
	if (err_is_refusal(e))
		return ERR_DENIED;
	TRY(e);
	return arena_str(call->arena, bytes_str(oid), &call->owner);
}

/* The connection remembers by which rule its client was let in. */
static enum err identify(struct role_call *call, const struct http_request *request)
{
	if (*request->memo == 0) {
		const void *found = NULL;
		TRY(clients_identify(call->smds->registrars, call->arena,
				     request->client_certificate, call->now, &found));
		*request->memo = (uintptr_t)found;
	}
	const struct rspd_client *rule = (const struct rspd_client *)(uintptr_t)*request->memo;
	TRY(read_owner(call, rule, request->client_certificate));
	return arena_fmt(call->arena, &call->who, "registrar:%s", call->owner);
}

static enum err handle_es12(void *context, struct arena *arena, const struct http_request *request,
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
	return route_run(&tables[SMDS_ES12], request->path, &call, reply);
}

enum err smds_metrics(const struct smds *smds, struct buf *out)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		TRY(route_metrics(&tables[i], smds->role.counters, out));
	return OK;
}
