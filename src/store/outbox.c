/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verbs of store/outbox.h. Messages are put in by the verbs that change profiles.
 */
#include "store/outbox.h"

#include "store/driver.h"
#include "store/order_event.h"

static const struct column outbox_columns[] = {
	COLUMN(struct outbox_row, id, COLUMN_NUMBER),
	COLUMN(struct outbox_row, operator_name, COLUMN_TEXT),
	COLUMN(struct outbox_row, iccid, COLUMN_DIGITS),
	COLUMN(struct outbox_row, kind, COLUMN_TEXT),
	COLUMN(struct outbox_row, body, COLUMN_BYTES),
	COLUMN(struct outbox_row, created_at, COLUMN_NUMBER),
	COLUMN(struct outbox_row, due_at, COLUMN_NUMBER),
	COLUMN(struct outbox_row, attempts, COLUMN_NUMBER),
	COLUMN(struct outbox_row, set_aside, COLUMN_FLAG),
	COLUMN(struct outbox_row, error, COLUMN_TEXT),
};

static const struct column number_columns[] = {{.kind = COLUMN_NUMBER, .size = sizeof(int64_t)}};

enum err outbox_take(struct store *s, struct arena *a, const char *operator_name, int64_t now,
		     int64_t lease_until, size_t max, struct outbox_row *rows, size_t *n)
{
	*n = 0;
	/* A transaction that changes nothing still waits for the writers: look first. */
	int64_t due = 0;
	struct rows any = ROWS(number_columns, &due, 1, NULL);
	TRY(STORE_READ(s, STATEMENT_OUTBOX_DUE, &any, TEXT(operator_name), NUMBER(now)));
	if (any.n == 0)
		return OK;
	struct rows into = ROWS(outbox_columns, rows, max, a);
	struct step steps[1] = {};
	struct unit unit = UNIT(steps);
	UNIT_ADD(&unit, STATEMENT_OUTBOX_TAKE, STEP_ANY, &into, TEXT(operator_name), NUMBER(now),
		 NUMBER(lease_until), NUMBER((int64_t)max));
	TRY(store_run(s, &unit));
	*n = into.n;
	return OK;
}

enum err outbox_queue(struct store *s, struct arena *a, const char *after, const char **out)
{
	static const struct column columns[] = {{.kind = COLUMN_TEXT, .size = sizeof(char *)}};
	const char *found = NULL;
	struct rows into = ROWS(columns, &found, 1, a);
	TRY(STORE_READ_ONE(s, STATEMENT_OUTBOX_QUEUE, &into, TEXT(after)));
	*out = found;
	return OK;
}

/* Run a unit whose first step names a message; say why if it met none. */
static enum err run_on_message(struct store *s, struct unit *unit, int64_t id)
{
	enum err e = store_run(s, unit);
	if (e != ERR_MISMATCH)
		return e;
	int64_t found = 0;
	struct rows into = ROWS(number_columns, &found, 1, NULL);
	TRY(STORE_READ_ONE(s, STATEMENT_OUTBOX_JUDGE, &into, NUMBER(id)));
	return ERR_CONFLICT;
}

/* The head is gone: the next one of its ICCID becomes due. */
static void add_next(struct unit *unit, const struct outbox_row *message, int64_t now)
{
	UNIT_ADD(unit, STATEMENT_OUTBOX_NEXT, STEP_ANY, NULL, TEXT(message->operator_name),
		 TEXT(message->iccid), NUMBER(now));
}

enum err outbox_delivered(struct store *s, const struct outbox_row *message, int64_t now)
{
	struct step steps[2] = {};
	struct unit unit = UNIT(steps);
	UNIT_ADD(&unit, STATEMENT_OUTBOX_DELIVERED, 1, NULL, NUMBER(message->id),
		 NUMBER(message->attempts));
	add_next(&unit, message, now);
	return run_on_message(s, &unit, message->id);
}

enum err outbox_retry(struct store *s, const struct outbox_row *message, int64_t due_at,
		      const char *error)
{
	struct step steps[1] = {};
	struct unit unit = UNIT(steps);
	UNIT_ADD(&unit, STATEMENT_OUTBOX_RETRY, 1, NULL, NUMBER(message->id),
		 NUMBER(message->attempts), NUMBER(due_at), TEXT(error));
	return run_on_message(s, &unit, message->id);
}

enum err outbox_set_aside(struct store *s, const struct outbox_row *message, int64_t now,
			  const char *error)
{
	struct step steps[2] = {};
	struct unit unit = UNIT(steps);
	UNIT_ADD(&unit, STATEMENT_OUTBOX_SET_ASIDE, 1, NULL, NUMBER(message->id),
		 NUMBER(message->attempts), TEXT(error));
	add_next(&unit, message, now);
	return run_on_message(s, &unit, message->id);
}

enum err outbox_put_back(struct store *s, int64_t id, int64_t now)
{
	struct step steps[1] = {};
	struct unit unit = UNIT(steps);
	UNIT_ADD(&unit, STATEMENT_OUTBOX_PUT_BACK, 1, NULL, NUMBER(id), NUMBER(now));
	return run_on_message(s, &unit, id);
}

enum err outbox_list(struct store *s, struct arena *a, const char *operator_name, int64_t after,
		     size_t max, struct outbox_row *rows, size_t *n)
{
	struct rows into = ROWS(outbox_columns, rows, max, a);
	*n = 0;
	TRY(STORE_READ(s, STATEMENT_OUTBOX_LIST, &into, NUMBER(after), TEXT(operator_name),
		       NUMBER((int64_t)max)));
	*n = into.n;
	return OK;
}

enum err outbox_count(struct store *s, struct outbox_counts *out)
{
	static const struct column columns[] = {
		COLUMN(struct outbox_counts, waiting, COLUMN_NUMBER),
		COLUMN(struct outbox_counts, set_aside, COLUMN_NUMBER),
		COLUMN(struct outbox_counts, deletions, COLUMN_NUMBER),
		COLUMN(struct outbox_counts, oldest_created_at, COLUMN_NUMBER),
	};
	struct rows into = ROWS(columns, out, 1, NULL);
	return STORE_READ_ONE(s, STATEMENT_OUTBOX_COUNT, &into, TEXT(ORDER_EVENT_DELETION));
}
