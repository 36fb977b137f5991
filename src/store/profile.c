/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verbs of store/profile.h but profile_change: names of states, import, reading.
 */
#include "store/profile.h"

#include <stdlib.h>

#include "store/driver.h"
#include "store/profile_row.h"

static const char *const profile_states[PROFILE_STATES] = {
	[PROFILE_AVAILABLE] = "Available",     [PROFILE_ALLOCATED] = "Allocated",
	[PROFILE_LINKED] = "Linked",	       [PROFILE_CONFIRMED] = "Confirmed",
	[PROFILE_RELEASED] = "Released",       [PROFILE_DOWNLOADED] = "Downloaded",
	[PROFILE_INSTALLED] = "Installed",     [PROFILE_ERROR] = "Error",
	[PROFILE_UNAVAILABLE] = "Unavailable",
};

static const char *const device_states[DEVICE_STATES] = {
	[DEVICE_NONE] = "none",
	[DEVICE_ENABLED] = "Enabled",
	[DEVICE_DISABLED] = "Disabled",
	[DEVICE_DELETED] = "Deleted",
};

const char *profile_state_name(enum profile_state state)
{
	return profile_states[state];
}

const char *device_state_name(enum device_state state)
{
	return device_states[state];
}

static enum err find_name(const char *const *names, size_t n, struct bytes name, unsigned *out)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes_eq(name, bytes_str(names[i]))) {
			*out = (unsigned)i;
			return OK;
		}
	}
	return ERR_NOT_FOUND;
}

enum err profile_state_parse(struct bytes name, enum profile_state *out)
{
	unsigned value = 0;
	TRY(find_name(profile_states, PROFILE_STATES, name, &value));
	*out = (enum profile_state)value;
	return OK;
}

enum err device_state_parse(struct bytes name, enum device_state *out)
{
	unsigned value = 0;
	TRY(find_name(device_states, DEVICE_STATES, name, &value));
	*out = (enum device_state)value;
	return OK;
}

const struct column profile_columns[PROFILE_COLUMNS_N] = {
	COLUMN(struct profile_row, id, COLUMN_NUMBER),
	COLUMN(struct profile_row, iccid, COLUMN_DIGITS),
	COLUMN(struct profile_row, operator_name, COLUMN_TEXT),
	COLUMN(struct profile_row, profile_type, COLUMN_TEXT),
	COLUMN(struct profile_row, state, COLUMN_STATE),
	COLUMN(struct profile_row, device_state, COLUMN_DEVICE),
	COLUMN(struct profile_row, device_sequence, COLUMN_NUMBER),
	COLUMN(struct profile_row, eid, COLUMN_DIGITS),
	COLUMN(struct profile_row, cc_required, COLUMN_FLAG),
	COLUMN(struct profile_row, release_flag, COLUMN_FLAG),
	COLUMN(struct profile_row, smds_address, COLUMN_TEXT),
	COLUMN(struct profile_row, matching_id_hmac, COLUMN_BYTES),
	COLUMN(struct profile_row, order_secrets, COLUMN_BYTES),
	COLUMN(struct profile_row, expires_at, COLUMN_NUMBER),
	COLUMN(struct profile_row, event_queue, COLUMN_TEXT),
	COLUMN(struct profile_row, download_attempts, COLUMN_NUMBER),
	COLUMN(struct profile_row, attempt_transaction_id, COLUMN_BYTES),
	COLUMN(struct profile_row, cc_attempts, COLUMN_NUMBER),
	COLUMN(struct profile_row, otpk_euicc, COLUMN_BYTES),
	COLUMN(struct profile_row, binding, COLUMN_BYTES),
	COLUMN(struct profile_row, install_result, COLUMN_BYTES),
	COLUMN(struct profile_row, imported_at, COLUMN_NUMBER),
	COLUMN(struct profile_row, ordered_at, COLUMN_NUMBER),
	COLUMN(struct profile_row, confirmed_at, COLUMN_NUMBER),
	COLUMN(struct profile_row, released_at, COLUMN_NUMBER),
	COLUMN(struct profile_row, downloaded_at, COLUMN_NUMBER),
	COLUMN(struct profile_row, installed_at, COLUMN_NUMBER),
	COLUMN(struct profile_row, changed_at, COLUMN_NUMBER),
	COLUMN(struct profile_row, revision, COLUMN_NUMBER),
};

static void free_steps(struct step **steps)
{
	free(*steps);
}

/* A profile takes three steps: its row, its content, its event. */
enum { IMPORT_STEPS = 3 };

static void add_import(struct store *s, struct unit *unit, const struct profile_import *profile,
		       const struct store_cause *cause)
{
	int64_t id = store_id(s, cause->at);
	UNIT_ADD(unit, STATEMENT_PROFILE_INSERT, 1, NULL, NUMBER(id), TEXT(profile->iccid),
		 TEXT(profile->operator_name), TEXT(profile->profile_type), NUMBER(cause->at));
	UNIT_ADD(unit, STATEMENT_PROFILE_CONTENT_INSERT, 1, NULL, NUMBER(id),
		 BYTES(profile->metadata), BYTES(profile->package));
	store_add_event(unit, profile->iccid, cause);
}

enum err profile_import(struct store *s, const struct profile_import *profiles, size_t n,
			const struct store_cause *cause, size_t *failed)
{
	if (n == 0 || n > PROFILE_IMPORT_MAX)
		return ERR_RANGE;
	struct step *steps CLEANUP(free_steps) = calloc(n * IMPORT_STEPS, sizeof(*steps));
	if (!steps)
		return ERR_NOMEM;
	struct unit unit = {.steps = steps, .cap = n * IMPORT_STEPS};
	for (size_t i = 0; i < n; i++)
		add_import(s, &unit, &profiles[i], cause);
	enum err e = store_run(s, &unit);
	if (e != ERR_MISMATCH)
		return e;
	if (failed)
		*failed = unit.failed / IMPORT_STEPS;
	return ERR_CONFLICT;
}

enum err profile_get(struct store *s, struct arena *a, const char *iccid, const char *operator_name,
		     struct profile_row *out)
{
	struct rows into = ROWS(profile_columns, out, 1, a);
	return STORE_READ_ONE(s, STATEMENT_PROFILE_GET, &into, TEXT(iccid), TEXT(operator_name));
}

enum err profile_metadata(struct store *s, struct arena *a, int64_t id, struct bytes *out)
{
	static const struct column columns[] = {
		{.kind = COLUMN_BYTES, .size = sizeof(struct bytes)}};
	struct rows into = ROWS(columns, out, 1, a);
	return STORE_READ_ONE(s, STATEMENT_PROFILE_METADATA, &into, NUMBER(id));
}

enum err profile_content(struct store *s, struct arena *a, int64_t id, struct profile_content *out)
{
	static const struct column columns[] = {
		COLUMN(struct profile_content, metadata, COLUMN_BYTES),
		COLUMN(struct profile_content, package, COLUMN_BYTES),
	};
	struct rows into = ROWS(columns, out, 1, a);
	return STORE_READ_ONE(s, STATEMENT_PROFILE_CONTENT, &into, NUMBER(id));
}

enum err profile_list(struct store *s, struct arena *a, const struct profile_filter *filter,
		      size_t max, struct profile_row *rows, size_t *n)
{
	struct rows into = ROWS(profile_columns, rows, max, a);
	*n = 0;
	TRY(STORE_READ(s, STATEMENT_PROFILE_LIST, &into, TEXT(filter->after ? filter->after : ""),
		       TEXT(filter->operator_name), TEXT(filter->profile_type), TEXT(filter->eid),
		       TEXT(filter->state), NUMBER((int64_t)max)));
	*n = into.n;
	return OK;
}

enum err profile_stock(struct store *s, struct arena *a, size_t max, struct profile_stock *rows,
		       size_t *n)
{
	static const struct column columns[] = {
		COLUMN(struct profile_stock, operator_name, COLUMN_TEXT),
		COLUMN(struct profile_stock, profile_type, COLUMN_TEXT),
		COLUMN(struct profile_stock, state, COLUMN_STATE),
		COLUMN(struct profile_stock, count, COLUMN_NUMBER),
	};
	struct rows into = ROWS(columns, rows, max, a);
	*n = 0;
	TRY(STORE_READ(s, STATEMENT_PROFILE_STOCK, &into, NUMBER((int64_t)max)));
	*n = into.n;
	return OK;
}

enum err profile_download_get(struct store *s, struct arena *a, struct bytes transaction_id,
			      struct profile_download *out)
{
	static const struct column columns[] = {
		COLUMN(struct profile_download, transaction_id, COLUMN_BYTES),
		COLUMN(struct profile_download, iccid, COLUMN_DIGITS),
		COLUMN(struct profile_download, eid, COLUMN_DIGITS),
		COLUMN(struct profile_download, euicc_public_key, COLUMN_BYTES),
		COLUMN(struct profile_download, tac, COLUMN_BYTES),
		COLUMN(struct profile_download, imei, COLUMN_BYTES),
		COLUMN(struct profile_download, at, COLUMN_NUMBER),
	};
	struct rows into = ROWS(columns, out, 1, a);
	return STORE_READ_ONE(s, STATEMENT_PROFILE_DOWNLOAD_GET, &into, BYTES(transaction_id));
}
