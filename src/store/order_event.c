/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verbs of store/order_event.h.
 */
#include "store/order_event.h"

#include "store/driver.h"
#include "store/store.h"

/* What a step that does not do as expected means; steps without a row always do. */
static const struct {
	enum statement statement;
	enum err refusal;
} refusals[] = {
	{STATEMENT_ORDER_EVENT_JUDGE, ERR_CONFLICT},
	{STATEMENT_ORDER_EVENT_TAKEN, ERR_DENIED},
	{STATEMENT_ORDER_EVENT_BUSY, ERR_BUSY},
};

static enum err refusal_of(const struct unit *unit)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (unit->steps[unit->failed].statement == refusals[i].statement)
			return refusals[i].refusal;
	return ERR_IO;
}

static void add_judging(struct unit *unit, const struct order_event_claim *c)
{
	UNIT_ADD(unit, STATEMENT_ORDER_EVENT_JUDGE, 1, NULL, TEXT(c->iccid), NUMBER(c->revision));
	UNIT_ADD(unit, STATEMENT_ORDER_EVENT_TAKEN, 0, NULL, BYTES(c->matching_id_hmac));
	UNIT_ADD(unit, STATEMENT_ORDER_EVENT_BUSY, 0, NULL, BYTES(c->subject), TEXT(c->iccid),
		 NUMBER(c->now), NUMBER(c->now + ORDER_EVENT_LEASE_MAX_MS));
}

enum err order_event_claim(struct store *s, const struct order_event_claim *claim,
			   struct order_event *out)
{
	static const struct column columns[] = {
		COLUMN(struct order_event, id, COLUMN_NUMBER),
		COLUMN(struct order_event, attempts, COLUMN_NUMBER),
	};
	struct rows into = ROWS(columns, out, 1, NULL);
	struct step steps[7] = {};
	struct unit unit = UNIT(steps);
	add_judging(&unit, claim);
	size_t earlier = unit.n;
	UNIT_ADD(&unit, STATEMENT_ORDER_EVENT_DROP, STEP_ANY, NULL, BYTES(claim->subject));
	UNIT_ADD(&unit, STATEMENT_ORDER_EVENT_TAKE_OVER, STEP_ANY, NULL, BYTES(claim->subject),
		 NUMBER(claim->now), NUMBER(claim->lease_until));
	UNIT_ADD(&unit, STATEMENT_ORDER_EVENT_INSERT, STEP_ANY, NULL,
		 NUMBER(store_id(s, claim->now)), TEXT(claim->queue), TEXT(claim->iccid),
		 TEXT(ORDER_EVENT_DELETION), BYTES(claim->deletion), NUMBER(claim->now),
		 BYTES(claim->subject), NUMBER(claim->lease_until));
	UNIT_ADD(&unit, STATEMENT_ORDER_EVENT_CLAIMED, 1, &into, BYTES(claim->subject));
	*out = (struct order_event){};
	uint64_t mark = store_mark(s);
	enum err e = store_run(s, &unit);
	if (e != OK)
		return e == ERR_MISMATCH ? refusal_of(&unit) : e;
	TRY(store_settle(s, mark));
	out->queue = claim->queue;
	out->again = steps[earlier].count + steps[earlier + 1].count > 0;
	return OK;
}

enum err order_event_abandon(struct store *s, const struct order_event *event, int64_t due_at)
{
	struct step steps[1] = {};
	struct unit unit = UNIT(steps);
	UNIT_ADD(&unit, STATEMENT_ORDER_EVENT_ABANDON, 1, NULL, NUMBER(event->id),
		 NUMBER(event->attempts), NUMBER(due_at));
	enum err e = store_run(s, &unit);
	return e == ERR_MISMATCH ? ERR_NOT_FOUND : e;
}

void order_event_add_keep(struct unit *unit, const char *iccid, const struct order_event *event,
			  int64_t now)
{
	if (!event)
		return;
	UNIT_ADD(unit, STATEMENT_ORDER_EVENT_KEEP, 1, NULL, TEXT(iccid), NUMBER(event->id),
		 NUMBER(event->attempts));
	UNIT_ADD(unit, STATEMENT_OUTBOX_DELIVERED, 1, NULL, NUMBER(event->id),
		 NUMBER(event->attempts));
	UNIT_ADD(unit, STATEMENT_OUTBOX_NEXT, STEP_ANY, NULL, TEXT(event->queue), TEXT(iccid),
		 NUMBER(now));
}

void order_event_add_end(struct store *s, struct unit *unit, const char *iccid, int64_t now)
{
	UNIT_ADD(unit, STATEMENT_ORDER_EVENT_END, STEP_ANY, NULL, NUMBER(store_id(s, now)),
		 TEXT(iccid), TEXT(ORDER_EVENT_DELETION), NUMBER(now));
	UNIT_ADD(unit, STATEMENT_ORDER_EVENT_CLEAR, STEP_ANY, NULL, TEXT(iccid));
}
