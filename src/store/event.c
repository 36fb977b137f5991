/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verbs of store/event.h.
 */
#include "store/event.h"

#include "store/driver.h"

static const struct column event_columns[] = {
	COLUMN(struct event_row, id, COLUMN_NUMBER),
	COLUMN(struct event_row, previous, COLUMN_NUMBER),
	COLUMN(struct event_row, at, COLUMN_NUMBER),
	COLUMN(struct event_row, iccid, COLUMN_DIGITS),
	COLUMN(struct event_row, who, COLUMN_TEXT),
	COLUMN(struct event_row, function, COLUMN_TEXT),
	COLUMN(struct event_row, from_state, COLUMN_TEXT),
	COLUMN(struct event_row, to_state, COLUMN_TEXT),
	COLUMN(struct event_row, subject_code, COLUMN_TEXT),
	COLUMN(struct event_row, reason_code, COLUMN_TEXT),
	COLUMN(struct event_row, transaction_id, COLUMN_BYTES),
};

enum err event_append(struct store *s, const char *iccid, const struct store_cause *cause,
		      const struct profile_notification *once)
{
	struct step steps[3] = {};
	struct unit unit = UNIT(steps);
	if (once)
		store_add_notification(&unit, once, cause->at);
	UNIT_ADD(&unit, STATEMENT_EVENT_EXPECT, STEP_ANY, NULL, TEXT(iccid));
	UNIT_ADD(&unit, STATEMENT_EVENT_INSERT, 1, NULL, TEXT(iccid), NUMBER(cause->at),
		 TEXT(cause->who), TEXT(cause->function), TEXT(cause->subject_code),
		 TEXT(cause->reason_code), BYTES(cause->transaction_id));
	enum err e = store_run(s, &unit);
	bool seen = e == ERR_MISMATCH && once && unit.failed == 0;
	return seen ? OK : e;
}

enum err event_list(struct store *s, struct arena *a, const char *iccid, int64_t after, size_t max,
		    struct event_row *rows, size_t *n)
{
	struct rows into = ROWS(event_columns, rows, max, a);
	*n = 0;
	TRY(STORE_READ(s, STATEMENT_EVENT_LIST, &into, TEXT(iccid), NUMBER(after),
		       NUMBER((int64_t)max)));
	*n = into.n;
	return OK;
}
