/* SPDX-License-Identifier: Apache-2.0 */
/* Orders and events, compared by the keyed HMACs of their identifiers. */
#include "witness_events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "msg/es12_delete_event.h"
#include "notify/kind.h"
#include "notify/sealed_body.h"
#include "role/envelope.h"
#include "smdpp/order_secrets.h"
#include "store/event_registration.h"

enum { LOOK_ARENA = 4 * 1024 * 1024, ROWS_MAX = 256, EVENTS_MAX = 64, BODY_MAX = 4096 };

struct look {
	struct smdpp_world *world;
	struct arena arena;
	struct outbox_row messages[ROWS_MAX];
	size_t messages_n;
};

static void must(enum err e)
{
	if (e == OK)
		return;
	(void)fprintf(stderr, "witness_events: %s\n", err_name(e));
	abort();
}

/* No secret in it: not which event, but whose. */
static void broken(const char *what, const char *whose)
{
	(void)fprintf(stderr, "%s: %s\n", whose, what);
	abort();
}

static bool is_open(const struct profile_row *p)
{
	return p->smds_address && (p->state == PROFILE_RELEASED || p->state == PROFILE_DOWNLOADED);
}

/* Is it the event of an order that can be downloaded? */
static bool has_order(struct look *l, const struct event_registration *event)
{
	struct profile_row row = {};
	enum err e = order_by_matching_id(l->world->store, &l->arena, event->event_id_hmac, &row);
	if (e == ERR_NOT_FOUND)
		return false;
	must(e);
	return is_open(&row) && strcmp(row.eid, event->eid) == 0;
}

static bool deletes(const struct look *l, const struct outbox_row *m,
		    const struct event_registration *event)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	CLEANUP(arena_free) struct arena a = arena_make(LOOK_ARENA);
	uint8_t hmac[MATCHING_ID_HMAC_LEN] = {};
	struct es12_delete_event_request request = {};
	if (strcmp(m->kind, KIND_DELETE_EVENT) != 0)
		return false;
	must(sealed_body_open(l->world->keyring, m->iccid, m->body, &body));
	must(es12_delete_event_request_decode(&a, buf_bytes(&body), &request));
	must(envelope_matching_id_hmac(l->world->keyring, request.event_id, hmac));
	return bytes_eq(BYTES_OF(hmac), event->event_id_hmac) &&
	       bytes_eq(request.eid, bytes_str(event->eid));
}

static bool is_deleted(const struct look *l, const struct event_registration *event)
{
	for (size_t i = 0; i < l->messages_n; i++)
		if (deletes(l, &l->messages[i], event))
			return true;
	return false;
}

static void look_at_events(struct look *l, const char *eid)
{
	struct event_registration events[EVENTS_MAX] = {};
	size_t n = 0;
	must(event_registration_list(l->world->store, &l->arena, eid, l->world->clock.fixed_ms,
				     EVENTS_MAX, events, &n));
	for (size_t i = 0; i < n; i++)
		if (!has_order(l, &events[i]) && !is_deleted(l, &events[i]))
			broken("has an event without an order", eid);
}

static bool has_event(struct look *l, const struct profile_row *p)
{
	uint8_t hmac[MATCHING_ID_HMAC_LEN] = {};
	struct order_secrets secrets = {};
	struct event_registration event = {};
	must(order_secrets_open(l->world->keyring, &l->arena, p, &secrets));
	must(envelope_matching_id_hmac(l->world->keyring, secrets.matching_id, hmac));
	enum err e = event_registration_get(l->world->store, &l->arena, BYTES_OF(hmac), &event);
	return e == OK && strcmp(event.eid, p->eid) == 0;
}

static void look_at_orders(struct look *l)
{
	enum { ALL = WORLD_TYPES * WORLD_STOCK };
	struct profile_row rows[ALL] = {};
	size_t n = 0;
	must(profile_list(l->world->store, &l->arena, &(struct profile_filter){}, ALL, rows, &n));
	for (size_t i = 0; i < n; i++)
		if (is_open(&rows[i]) && !has_event(l, &rows[i]))
			broken("has no event at its SM-DS", rows[i].iccid);
}

void witness_events_look(struct smdpp_world *world, const char *const *eids, size_t n)
{
	struct look l = {.world = world, .arena = arena_make(LOOK_ARENA)};
	must(outbox_list(world->store, &l.arena, NULL, 0, ROWS_MAX, l.messages, &l.messages_n));
	for (size_t i = 0; i < n; i++)
		look_at_events(&l, eids[i]);
	look_at_orders(&l);
	arena_free(&l.arena);
}
