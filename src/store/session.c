/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verbs of store/session.h. Their statements are on the sessions' own file or table.
 */
#include "store/session.h"

#include "store/driver.h"

static const struct column session_columns[] = {
	COLUMN(struct session_row, transaction_id, COLUMN_BYTES),
	COLUMN(struct session_row, state, COLUMN_TEXT),
	COLUMN(struct session_row, euicc_challenge, COLUMN_BYTES),
	COLUMN(struct session_row, server_challenge, COLUMN_BYTES),
	COLUMN(struct session_row, ci_pk_id, COLUMN_BYTES),
	COLUMN(struct session_row, credential_set, COLUMN_TEXT),
	COLUMN(struct session_row, created_at, COLUMN_NUMBER),
	COLUMN(struct session_row, expires_at, COLUMN_NUMBER),
	COLUMN(struct session_row, eid, COLUMN_DIGITS),
	COLUMN(struct session_row, euicc_public_key, COLUMN_BYTES),
	COLUMN(struct session_row, iccid, COLUMN_DIGITS),
	COLUMN(struct session_row, smdp_signature2, COLUMN_BYTES),
	COLUMN(struct session_row, cc_required, COLUMN_FLAG),
	COLUMN(struct session_row, otpk_euicc, COLUMN_BYTES),
	COLUMN(struct session_row, tac, COLUMN_BYTES),
	COLUMN(struct session_row, imei, COLUMN_BYTES),
};

static const char *text_or_null(const char *digits)
{
	return digits[0] ? digits : NULL;
}

enum err session_open(struct store *s, const struct session_row *row)
{
	struct step steps[1] = {};
	struct unit unit = UNIT(steps);
	UNIT_ADD(&unit, STATEMENT_SESSION_INSERT, 1, NULL, BYTES(row->transaction_id),
		 TEXT(row->state), BYTES(row->euicc_challenge), BYTES(row->server_challenge),
		 BYTES(row->ci_pk_id), TEXT(row->credential_set), NUMBER(row->created_at),
		 NUMBER(row->expires_at));
	enum err e = store_run(s, &unit);
	return e == ERR_MISMATCH ? ERR_CONFLICT : e;
}

enum err session_get(struct store *s, struct arena *a, struct bytes transaction_id, int64_t now,
		     struct session_row *out)
{
	struct rows into = ROWS(session_columns, out, 1, a);
	return STORE_READ_ONE(s, STATEMENT_SESSION_GET, &into, BYTES(transaction_id), NUMBER(now));
}

/* Why session_advance met no row. */
static enum err session_refusal(struct store *s, struct bytes transaction_id)
{
	struct arena a CLEANUP(arena_free) = arena_make(16 * 1024);
	struct session_row row = {};
	TRY(session_get(s, &a, transaction_id, INT64_MIN, &row));
	return ERR_WRONG_STATE;
}

enum err session_advance(struct store *s, const char *from, const struct session_row *row)
{
	struct step steps[1] = {};
	struct unit unit = UNIT(steps);
	UNIT_ADD(&unit, STATEMENT_SESSION_ADVANCE, 1, NULL, BYTES(row->transaction_id), TEXT(from),
		 TEXT(row->state), TEXT(text_or_null(row->eid)), BYTES(row->euicc_public_key),
		 TEXT(text_or_null(row->iccid)), BYTES(row->smdp_signature2),
		 NUMBER(row->cc_required), BYTES(row->otpk_euicc), BYTES(row->tac),
		 BYTES(row->imei), NUMBER(row->expires_at));
	enum err e = store_run(s, &unit);
	return e == ERR_MISMATCH ? session_refusal(s, row->transaction_id) : e;
}

enum err session_close(struct store *s, struct bytes transaction_id)
{
	struct step steps[1] = {};
	struct unit unit = UNIT(steps);
	UNIT_ADD(&unit, STATEMENT_SESSION_DELETE, 1, NULL, BYTES(transaction_id));
	enum err e = store_run(s, &unit);
	return e == ERR_MISMATCH ? ERR_NOT_FOUND : e;
}

enum err session_expire(struct store *s, int64_t now, size_t max, size_t *n)
{
	struct step steps[1] = {};
	struct unit unit = UNIT(steps);
	*n = 0;
	UNIT_ADD(&unit, STATEMENT_SESSION_EXPIRE, STEP_ANY, NULL, NUMBER(now),
		 NUMBER((int64_t)max));
	TRY(store_run(s, &unit));
	*n = (size_t)steps[0].count;
	return OK;
}

enum err session_count(struct store *s, int64_t *out)
{
	static const struct column columns[] = {{.kind = COLUMN_NUMBER, .size = sizeof(int64_t)}};
	struct rows into = ROWS(columns, out, 1, NULL);
	return STORE_READ_ONE(s, STATEMENT_SESSION_COUNT, &into);
}
