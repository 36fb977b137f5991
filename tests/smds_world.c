/* SPDX-License-Identifier: Apache-2.0 */
/* The SM-DS for tests. */
#include "smds_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "transcode.h"

enum { BODY_MAX = 4096 };

static void must(enum err e)
{
	if (e != OK) {
		(void)fprintf(stderr, "smds_world: %s\n", err_name(e));
		abort();
	}
}

static struct world_answer post(void *context, const char *function, struct bytes body)
{
	return smds_world_es11(context, function, body);
}

static void configure(struct smds_world *world)
{
	struct rspd_config *config = &world->w.config;
	config->smds.address = SMDS_WORLD_ADDRESS;
	config->smds.session_ttl_s = 60;
	config->smds.event_ttl_h = 24;
	world->registrars[0] = (struct rspd_client){.ca = world->w.issuers[0].certificate};
	world->registrars[1] = (struct rspd_client){
		.certificate = world->w.operators[WORLD_OTHER].clients[0].certificate,
		.oid = "2.999.77",
	};
	config->smds.registrars = world->registrars;
	config->smds.registrars_n = SMDS_WORLD_REGISTRARS;
}

void smds_world_restart(struct smds_world *world)
{
	smds_free(&world->smds);
	must(smds_create(&world->setup, &world->smds));
}

void smds_world_make(struct smds_world *world, const struct smdpp_world_options *options)
{
	*world = (struct smds_world){.family = "es9plus"};
	smdpp_world_make(&world->w, options);
	configure(world);
	world->setup = (struct smds_setup){
		.config = &world->w.config,
		.store = world->w.store,
		.keyring = world->w.keyring,
		.clock = &world->w.clock,
		.entropy = &world->w.entropy,
		.ask_smds = world->w.smdpp->with.ask_smds,
		.smds_context = world->w.smdpp->with.smds_context,
		.wake_outbox = world->w.smdpp->with.wake_outbox,
		.wake_context = world->w.smdpp->with.wake_context,
	};
	smds_world_restart(world);
	device_make(&world->d, &world->w, CURVE_P256);
	world->d.smdp_address = SMDS_WORLD_ADDRESS;
	world->d.post = post;
	world->d.post_context = world;
}

void smds_world_free(struct smds_world *world)
{
	device_free(&world->d);
	smds_free(&world->smds);
	smdpp_world_free(&world->w);
}

int smds_world_setup(void **state)
{
	struct smds_world *world = calloc(1, sizeof(*world));
	if (!world)
		return -1;
	smds_world_make(world, NULL);
	*state = world;
	return 0;
}

int smds_world_teardown(void **state)
{
	smds_world_free(*state);
	free(*state);
	return 0;
}

static struct world_answer call(struct smds_world *world, enum smds_interface interface,
				struct http_request *request)
{
	struct http_route routes[SMDS_ROUTES_MAX] = {};
	size_t n = smds_routes(interface, routes);
	return smdpp_world_call(&world->w, routes, n, world->smds, request);
}

struct world_answer smds_world_es11(struct smds_world *world, const char *function,
				    struct bytes body)
{
	const struct es9p_function *f = transcode_es11_function(function);
	const char *path = NULL;
	must(arena_fmt(&world->w.arena, &path, "/gsma/rsp2/%s/%s", world->family, function));
	bool in_asn1 = world->w.binding == ES9P_ASN1 && f &&
		       transcode(&world->w.arena, f, true, ES9P_JSON, &body);
	struct http_request request = {
		.may_wait = true,
		.path = bytes_str(in_asn1 ? ES9P_ASN1_PATH : path),
		.body = body,
	};
	struct world_answer answer = call(world, SMDS_ES11, &request);
	return in_asn1 ? smdpp_world_to_json(&world->w, f, answer) : answer;
}

static struct bytes certificate_of(struct smds_world *world, enum smds_world_client client)
{
	struct test_pki *pki = &world->w.pki[0];
	const struct bytes certificates[SMDS_WORLD_CLIENTS] = {
		[SMDS_WORLD_SMDPP] = buf_bytes(&pki->der[ISSUE_DPTLS]),
		[SMDS_WORLD_OTHER] = buf_bytes(&pki->der[ISSUE_DSTLS]),
		[SMDS_WORLD_PINNED] = buf_bytes(&world->w.other_certificate),
		[SMDS_WORLD_NOBODY] = buf_bytes(&pki->der[ISSUE_OPERATOR_CLIENT]),
	};
	return certificates[client];
}

struct world_answer smds_world_es12(struct smds_world *world, enum smds_world_client client,
				    const char *path, const char *members)
{
	const char *whole = NULL, *body = NULL;
	struct arena *a = &world->w.arena;
	must(arena_fmt(a, &whole, "/gsma/rsp2/%s", path));
	must(arena_fmt(a, &body,
		       "{\"header\":{\"functionRequesterIdentifier\":\"2.999.10\","
		       "\"functionCallIdentifier\":\"c1\"}%s}",
		       members));
	struct http_request request = {
		.may_wait = true,
		.path = bytes_str(whole),
		.body = bytes_str(body),
		.client_certificate = certificate_of(world, client),
	};
	return call(world, SMDS_ES12, &request);
}

static struct world_answer register_event(struct smds_world *world, enum smds_world_client client,
					  const char *eid, const char *event_id,
					  const char *forwarding)
{
	const char *members = NULL;
	must(arena_fmt(&world->w.arena, &members,
		       ",\"eid\":\"%s\",\"rspServerAddress\":\"" SMDS_WORLD_SMDPP_ADDRESS
		       "\",\"eventId\":\"%s\",\"forwardingIndicator\":%s",
		       eid, event_id, forwarding));
	return smds_world_es12(world, client, "es12/registerEvent", members);
}

struct world_answer smds_world_register(struct smds_world *world, enum smds_world_client client,
					const char *eid, const char *event_id)
{
	return register_event(world, client, eid, event_id, "false");
}

struct world_answer smds_world_forward(struct smds_world *world, const char *event_id)
{
	world->w.config.smds.root = "root.example.com";
	return register_event(world, SMDS_WORLD_SMDPP, WORLD_EID, event_id, "true");
}

struct world_answer smds_world_delete(struct smds_world *world, enum smds_world_client client,
				      const char *eid, const char *event_id)
{
	const char *members = NULL;
	must(arena_fmt(&world->w.arena, &members, ",\"eid\":\"%s\",\"eventId\":\"%s\"", eid,
		       event_id));
	return smds_world_es12(world, client, "es12/deleteEvent", members);
}

struct world_answer smds_world_ask(struct smds_world *world, const char *event_id)
{
	world->d.matching_id = event_id;
	struct world_answer answer = device_initiate(&world->d);
	if (!world_done(answer))
		return answer;
	return device_authenticate(&world->d);
}

const char *smds_world_event_ids(struct smds_world *world, struct world_answer answer)
{
	struct es11_authenticate_client_response response = {};
	CLEANUP(buf_free) struct buf text = buf_make(BODY_MAX);
	const char *out = NULL;
	must(es11_authenticate_client_response_decode(&world->w.arena, answer.body, &response));
	for (size_t i = 0; i < response.event_entry_count; i++)
		must(buf_put_fmt(&text, "%s%.*s", i > 0 ? " " : "",
				 BYTES_FMT(response.event_entries[i].event_id)));
	must(arena_str(&world->w.arena, buf_bytes(&text), &out));
	return out;
}

const char *smds_world_found(struct smds_world *world, const char *event_id)
{
	struct world_answer answer = smds_world_ask(world, event_id);
	bool done = answer.result == OK && answer.execution.status == ESX_EXECUTED_SUCCESS;
	return done ? smds_world_event_ids(world, answer) : "refused";
}
