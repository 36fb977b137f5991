/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verbs of store/call.h.
 */
#include "store/call.h"

#include "store/driver.h"

static const struct column call_columns[] = {
	COLUMN(struct call_row, digest, COLUMN_BYTES),
	COLUMN(struct call_row, iccid, COLUMN_DIGITS),
	COLUMN(struct call_row, untouched, COLUMN_FLAG),
	COLUMN(struct call_row, reused, COLUMN_FLAG),
};

enum err call_get(struct store *s, struct arena *a, struct bytes key, struct call_row *out)
{
	struct rows into = ROWS(call_columns, out, 1, a);
	return STORE_READ_ONE(s, STATEMENT_CALL_GET, &into, BYTES(key));
}

size_t store_add_call(struct store *s, struct unit *unit, const char *iccid, int64_t at,
		      const struct store_call *call)
{
	if (!call)
		return SIZE_MAX;
	enum statement statement =
		call->place == CALL_NEW ? STATEMENT_CALL_INSERT : STATEMENT_CALL_REPLACE;
	UNIT_ADD(unit, statement, 1, NULL, NUMBER(store_id(s, at)), BYTES(call->key),
		 BYTES(call->digest), TEXT(iccid), NUMBER(call->place == CALL_REUSES));
	return unit->n - 1;
}
