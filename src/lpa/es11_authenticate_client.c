/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES11.AuthenticateClient from the LPA's side (SGP.22 §5.8.2): the SM-DS judges the card, and says
 * which events it has for it.
 * No test of its own: tests/lpa_discovery_test.c.
 */
#include "msg/es11_authenticate_client.h"

#include <ctype.h>

#include "base/mutant.h"
#include "lpa/address.h"
#include "lpa/download.h"
#include "lpa/es9p.h"
#include "lpa/problem.h"
#include "msg/es9p_authenticate_client.h"

static const char step[] = "ES11.AuthenticateClient";

struct answer {
	const struct download *d;
	struct es11_authenticate_client_response r;
};

static bool same_transaction(const struct answer *a)
{
	return bytes_eq(a->d->initiated.transaction_id, a->r.transaction_id);
}

static bool is_event_id(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] > 0x7F || !isgraph(text.ptr[i]))
			return false;
	}
	return text.len > 0 && text.len <= LPA_EVENT_ID_MAX;
}

/* They go into URLs, and to people. */
static bool good_addresses(const struct answer *a)
{
	for (size_t i = 0; i < a->r.event_entry_count; i++) {
		if (!address_is_good(a->r.event_entries[i].rsp_server_address))
			return false;
	}
	return true;
}

static bool good_event_ids(const struct answer *a)
{
	for (size_t i = 0; i < a->r.event_entry_count; i++) {
		if (!is_event_id(a->r.event_entries[i].event_id))
			return false;
	}
	return true;
}

static const struct {
	const char *name;
	bool (*holds)(const struct answer *a);
	const char *otherwise;
} checks[] = {
	{"es11_authenticate_client.lpa_transaction_id", same_transaction,
	 "it is for another transaction"},
	{"es11_authenticate_client.lpa_addresses", good_addresses,
	 "an event has an address that is none"},
	{"es11_authenticate_client.lpa_event_ids", good_event_ids,
	 "an event has a strange EventID"},
};

static enum err run_checks(const struct answer *a)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (!mutant_off(checks[i].name) && !checks[i].holds(a))
			return problem_protocol(a->d->lpa, step, checks[i].otherwise);
	}
	return OK;
}

static enum err keep(struct download *d, const struct es11_event_entry *entry)
{
	struct lpa_events *events = d->events;
	struct lpa_event event = {.depth = d->depth};
	if (events->n == LPA_EVENTS_MAX) {
		events->incomplete = true;
		return OK;
	}
	TRY(arena_str(&events->arena, entry->rsp_server_address, &event.address));
	TRY(arena_str(&events->arena, entry->event_id, &event.event_id));
	events->list[events->n++] = event;
	return OK;
}

enum err lpa_authenticate_client_at_smds(struct download *d)
{
	struct answer a = {.d = d};
	TRY(lpa_call_authenticate_client(d, step, &es11_authenticate_client, &a.r));
	TRY(run_checks(&a));
	for (size_t i = 0; i < a.r.event_entry_count; i++)
		TRY(keep(d, &a.r.event_entries[i]));
	d->result->forwarded = true;
	return OK;
}
