/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verbs of store/order.h.
 */
#include "store/order.h"

#include <stdio.h>

#include "store/driver.h"
#include "store/profile_row.h"
#include "store/store.h"

/* A change, its event, its messages, the MatchingID, the call, and the event at the SM-DS. */
enum { ORDER_STEPS_MAX = 4 + ORDER_EVENT_STEPS_MAX + STORE_MESSAGES_MAX };

#define FROM(states) .from = (states), .from_n = sizeof(states) / sizeof((states)[0])

static const enum profile_state available[] = {PROFILE_AVAILABLE};
static const enum profile_state reserved[] = {PROFILE_ALLOCATED, PROFILE_LINKED};
static const enum profile_state confirmed[] = {PROFILE_CONFIRMED};
static const enum profile_state open_order[] = {PROFILE_ALLOCATED, PROFILE_LINKED,
						PROFILE_CONFIRMED, PROFILE_RELEASED};

/* Why no profile was reserved. */
static enum err reserve_refusal(struct store *s, const struct order_reserve *order)
{
	if (!order->iccid)
		return ERR_LIMIT;
	return profile_change_refusal(s, &(struct profile_condition){
						 .iccid = order->iccid,
						 .operator_name = order->operator_name,
						 .profile_type = order->profile_type,
						 FROM(available),
					 });
}

enum err order_reserve(struct store *s, const struct order_reserve *order,
		       char iccid[static ICCID_DIGITS_MAX + 1])
{
	static const struct column columns[] = {
		{.kind = COLUMN_DIGITS, .size = ICCID_DIGITS_MAX + 1}};
	struct rows head = ROWS(columns, (char(*)[ICCID_DIGITS_MAX + 1])(void *)iccid, 1, NULL);
	struct step steps[ORDER_STEPS_MAX] = {};
	struct unit unit = UNIT(steps);
	enum profile_state to = order->eid ? PROFILE_LINKED : PROFILE_ALLOCATED;
	snprintf(iccid, ICCID_DIGITS_MAX + 1, "%s", order->iccid ? order->iccid : "");
	/* The first step writes `iccid`; the others read it when their turn comes. */
	if (!order->iccid)
		UNIT_ADD(&unit, STATEMENT_ORDER_HEAD, 1, &head, TEXT(order->operator_name),
			 TEXT(order->profile_type));
	UNIT_ADD(&unit, STATEMENT_ORDER_RESERVE, 1, NULL, TEXT(iccid), TEXT(order->operator_name),
		 TEXT(order->profile_type), TEXT(order->eid), TEXT(profile_state_name(to)),
		 NUMBER(order->expires_at), NUMBER(order->cause->at));
	store_add_event(&unit, iccid, order->cause);
	store_add_messages(s, &unit, iccid, order->cause->at, order->messages, order->messages_n);
	size_t call = store_add_call(s, &unit, iccid, order->cause->at, order->call);
	enum err e = store_run(s, &unit);
	if (e != ERR_MISMATCH)
		return e;
	return unit.failed == call ? ERR_CONFLICT : reserve_refusal(s, order);
}

enum err order_confirm(struct store *s, const struct order_confirm *order)
{
	struct step steps[ORDER_STEPS_MAX] = {};
	struct unit unit = UNIT(steps);
	enum profile_state to = order->release ? PROFILE_RELEASED : PROFILE_CONFIRMED;
	UNIT_ADD(&unit, STATEMENT_ORDER_CONFIRM, 1, NULL, TEXT(order->iccid),
		 TEXT(order->operator_name), NUMBER(order->revision), TEXT(order->eid),
		 TEXT(profile_state_name(to)), BYTES(order->matching_id_hmac),
		 BYTES(order->order_secrets), NUMBER(order->cc_required), NUMBER(order->release),
		 TEXT(order->smds_address), NUMBER(order->expires_at), NUMBER(order->cause->at));
	store_add_event(&unit, order->iccid, order->cause);
	store_add_messages(s, &unit, order->iccid, order->cause->at, order->messages,
			   order->messages_n);
	size_t matching_id_step = unit.n;
	if (bytes_present(order->matching_id_hmac))
		UNIT_ADD(&unit, STATEMENT_MATCHING_ID_INSERT, 1, NULL,
			 BYTES(order->matching_id_hmac), TEXT(order->iccid),
			 NUMBER(order->cause->at));
	size_t event_step = unit.n;
	order_event_add_keep(&unit, order->iccid, order->event, order->cause->at);
	enum err e = store_run(s, &unit);
	if (e != ERR_MISMATCH)
		return e;
	if (unit.failed == matching_id_step && bytes_present(order->matching_id_hmac))
		return ERR_DENIED;
	if (unit.failed >= event_step)
		return ERR_BUSY;
	return profile_change_refusal(s, &(struct profile_condition){
						 .iccid = order->iccid,
						 .operator_name = order->operator_name,
						 .revision = order->revision,
						 .eid = order->eid,
						 FROM(reserved),
					 });
}

/* Run the unit whose first step changes the order, with its event and messages. */
static enum err run_order_end(struct store *s, const struct order_end *order, struct unit *unit,
			      struct profile_condition condition)
{
	store_add_event(unit, order->iccid, order->cause);
	store_add_messages(s, unit, order->iccid, order->cause->at, order->messages,
			   order->messages_n);
	size_t call = store_add_call(s, unit, order->iccid, order->cause->at, order->call);
	size_t event_step = unit->n;
	order_event_add_keep(unit, order->iccid, order->event, order->cause->at);
	if (order->end_event)
		order_event_add_end(s, unit, order->iccid, order->cause->at);
	condition.iccid = order->iccid;
	condition.operator_name = order->operator_name;
	condition.revision = order->revision;
	enum err e = store_run(s, unit);
	if (e != ERR_MISMATCH)
		return e;
	if (unit->failed == call)
		return ERR_CONFLICT;
	return unit->failed >= event_step ? ERR_BUSY : profile_change_refusal(s, &condition);
}

enum err order_release(struct store *s, const struct order_end *order)
{
	struct step steps[ORDER_STEPS_MAX] = {};
	struct unit unit = UNIT(steps);
	UNIT_ADD(&unit, STATEMENT_ORDER_RELEASE, 1, NULL, TEXT(order->iccid),
		 TEXT(order->operator_name), NUMBER(order->revision), NUMBER(order->cause->at));
	return run_order_end(s, order, &unit, (struct profile_condition){FROM(confirmed)});
}

enum err order_cancel(struct store *s, const struct order_end *order)
{
	struct step steps[ORDER_STEPS_MAX] = {};
	struct unit unit = UNIT(steps);
	enum profile_state to = order->unavailable ? PROFILE_UNAVAILABLE : PROFILE_AVAILABLE;
	UNIT_ADD(&unit, STATEMENT_ORDER_CANCEL, 1, NULL, TEXT(order->iccid),
		 TEXT(order->operator_name), NUMBER(order->revision), NUMBER(order->cause->at),
		 TEXT(profile_state_name(to)));
	return run_order_end(s, order, &unit, (struct profile_condition){FROM(open_order)});
}

enum err order_by_matching_id(struct store *s, struct arena *a, struct bytes matching_id_hmac,
			      struct profile_row *out)
{
	struct rows into = ROWS(profile_columns, out, 1, a);
	return STORE_READ_ONE(s, STATEMENT_ORDER_BY_MATCHING_ID, &into, BYTES(matching_id_hmac));
}

enum err order_by_eid(struct store *s, struct arena *a, const char *eid, size_t max,
		      struct profile_row *rows, size_t *n)
{
	struct rows into = ROWS(profile_columns, rows, max, a);
	*n = 0;
	TRY(STORE_READ(s, STATEMENT_ORDER_BY_EID, &into, TEXT(eid), NUMBER((int64_t)max)));
	*n = into.n;
	return OK;
}

enum err order_expired(struct store *s, struct arena *a, int64_t now, size_t max,
		       struct profile_row *rows, size_t *n)
{
	struct rows into = ROWS(profile_columns, rows, max, a);
	*n = 0;
	TRY(STORE_READ(s, STATEMENT_ORDER_EXPIRED, &into, NUMBER(now), NUMBER((int64_t)max)));
	*n = into.n;
	return OK;
}

enum err order_expired_of_eid(struct store *s, struct arena *a, const char *eid, int64_t now,
			      struct profile_row *out)
{
	struct rows into = ROWS(profile_columns, out, 1, a);
	return STORE_READ_ONE(s, STATEMENT_ORDER_EXPIRED_OF_EID, &into, TEXT(eid), NUMBER(now));
}
