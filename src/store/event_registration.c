/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verbs of store/event_registration.h.
 */
#include "store/event_registration.h"

#include <stdio.h>

#include "store/driver.h"
#include "store/store.h"

static const struct column registration_columns[] = {
	COLUMN(struct event_registration, id, COLUMN_NUMBER),
	COLUMN(struct event_registration, eid, COLUMN_DIGITS),
	COLUMN(struct event_registration, event_id_hmac, COLUMN_BYTES),
	COLUMN(struct event_registration, event_id, COLUMN_BYTES),
	COLUMN(struct event_registration, rsp_server_address, COLUMN_TEXT),
	COLUMN(struct event_registration, owner, COLUMN_TEXT),
	COLUMN(struct event_registration, root_event_id_hmac, COLUMN_BYTES),
	COLUMN(struct event_registration, root_event_id, COLUMN_BYTES),
	COLUMN(struct event_registration, pending, COLUMN_FLAG),
	COLUMN(struct event_registration, created_at, COLUMN_NUMBER),
	COLUMN(struct event_registration, expires_at, COLUMN_NUMBER),
};

/* What messages about a registration have in the place of an ICCID: their order is kept by it. */
struct outbox_key {
	char text[ICCID_DIGITS_MAX + 1];
};

static struct outbox_key key_of(int64_t id)
{
	struct outbox_key key = {};
	(void)snprintf(key.text, sizeof(key.text), "%lld", (long long)id);
	return key;
}

int64_t event_registration_id(struct store *s, int64_t at)
{
	return store_id(s, at);
}

enum err event_registration_add(struct store *s, const struct event_registration *row,
				const struct store_message *deletion)
{
	struct step steps[2] = {};
	struct unit unit = UNIT(steps);
	const struct outbox_key key = key_of(row->id);
	UNIT_ADD(&unit, STATEMENT_EVENT_REGISTRATION_INSERT, 1, NULL, NUMBER(row->id),
		 TEXT(row->eid), BYTES(row->event_id_hmac), BYTES(row->event_id),
		 TEXT(row->rsp_server_address), TEXT(row->owner), BYTES(row->root_event_id_hmac),
		 BYTES(row->root_event_id), NUMBER(row->pending), NUMBER(row->created_at),
		 NUMBER(row->expires_at));
	if (deletion)
		UNIT_ADD(&unit, STATEMENT_EVENT_REGISTRATION_CLAIM, 1, NULL,
			 NUMBER(store_id(s, row->created_at)), TEXT(deletion->operator_name),
			 TEXT(key.text), TEXT(deletion->kind), BYTES(deletion->body),
			 NUMBER(row->created_at), NUMBER(row->expires_at));
	enum err e = store_run(s, &unit);
	return e == ERR_MISMATCH ? ERR_CONFLICT : e;
}

enum err event_registration_get(struct store *s, struct arena *a, struct bytes event_id_hmac,
				struct event_registration *out)
{
	struct rows into = ROWS(registration_columns, out, 1, a);
	return STORE_READ_ONE(s, STATEMENT_EVENT_REGISTRATION_GET, &into, BYTES(event_id_hmac));
}

enum err event_registration_find(struct store *s, struct arena *a, struct bytes event_id_hmac,
				 int64_t now, struct event_registration *out)
{
	struct rows into = ROWS(registration_columns, out, 1, a);
	return STORE_READ_ONE(s, STATEMENT_EVENT_REGISTRATION_FIND, &into, BYTES(event_id_hmac),
			      NUMBER(now));
}

enum err event_registration_list(struct store *s, struct arena *a, const char *eid, int64_t now,
				 size_t max, struct event_registration *rows, size_t *n)
{
	struct rows into = ROWS(registration_columns, rows, max, a);
	*n = 0;
	TRY(STORE_READ(s, STATEMENT_EVENT_REGISTRATION_LIST, &into, TEXT(eid), NUMBER(now),
		       NUMBER((int64_t)max)));
	*n = into.n;
	return OK;
}

enum err event_registration_settle(struct store *s, int64_t id, const char *queue,
				   int64_t expires_at)
{
	struct step steps[2] = {};
	struct unit unit = UNIT(steps);
	const struct outbox_key key = key_of(id);
	UNIT_ADD(&unit, STATEMENT_EVENT_REGISTRATION_SETTLE, 1, NULL, NUMBER(id),
		 NUMBER(expires_at));
	UNIT_ADD(&unit, STATEMENT_EVENT_REGISTRATION_UNCLAIM, 1, NULL, TEXT(queue), TEXT(key.text));
	enum err e = store_run(s, &unit);
	return e == ERR_MISMATCH ? ERR_NOT_FOUND : e;
}

enum err event_registration_abandon(struct store *s, int64_t id, const char *queue, int64_t now)
{
	struct step steps[2] = {};
	struct unit unit = UNIT(steps);
	const struct outbox_key key = key_of(id);
	UNIT_ADD(&unit, STATEMENT_EVENT_REGISTRATION_DELETE, STEP_ANY, NULL, NUMBER(id));
	UNIT_ADD(&unit, STATEMENT_EVENT_REGISTRATION_RELEASE, STEP_ANY, NULL, TEXT(queue),
		 TEXT(key.text), NUMBER(now));
	return store_run(s, &unit);
}

enum err event_registration_remove(struct store *s, int64_t id,
				   const struct store_message *deletion, int64_t now)
{
	struct step steps[2] = {};
	struct unit unit = UNIT(steps);
	const struct outbox_key key = key_of(id);
	UNIT_ADD(&unit, STATEMENT_EVENT_REGISTRATION_DELETE, 1, NULL, NUMBER(id));
	if (deletion)
		store_add_messages(s, &unit, key.text, now, deletion, 1);
	enum err e = store_run(s, &unit);
	return e == ERR_MISMATCH ? ERR_NOT_FOUND : e;
}

enum err event_registration_expired(struct store *s, struct arena *a, int64_t now, size_t max,
				    struct event_registration *rows, size_t *n)
{
	struct rows into = ROWS(registration_columns, rows, max, a);
	*n = 0;
	TRY(STORE_READ(s, STATEMENT_EVENT_REGISTRATION_EXPIRED, &into, NUMBER(now),
		       NUMBER((int64_t)max)));
	*n = into.n;
	return OK;
}

enum err event_registration_count_of(struct store *s, const char *eid, const char *owner,
				     int64_t *out)
{
	static const struct column columns[] = {{.kind = COLUMN_NUMBER, .size = sizeof(int64_t)}};
	struct rows into = ROWS(columns, out, 1, NULL);
	return STORE_READ_ONE(s, STATEMENT_EVENT_REGISTRATION_COUNT_OF, &into, TEXT(eid),
			      TEXT(owner));
}

enum err event_registration_count(struct store *s, int64_t *out)
{
	static const struct column columns[] = {{.kind = COLUMN_NUMBER, .size = sizeof(int64_t)}};
	struct rows into = ROWS(columns, out, 1, NULL);
	return STORE_READ_ONE(s, STATEMENT_EVENT_REGISTRATION_COUNT, &into);
}
