/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verbs of store/retention.h. A step reads the key of the last row that it looks at, then deletes
 * between the two keys.
 */
#include "store/retention.h"

#include "store/driver.h"

/* What a key is made of; members of the place and of struct key that it does not use are zero. */
enum key_kind { KEY_TEXT_AND_NUMBER, KEY_BYTES, KEY_NUMBER };

struct key {
	char text[sizeof(((struct retention_place *)NULL)->text)];
	int64_t number;
	struct bytes bytes;
};

static const struct column text_and_number[] = {
	COLUMN(struct key, text, COLUMN_DIGITS),
	COLUMN(struct key, number, COLUMN_NUMBER),
};
static const struct column bytes_alone[] = {COLUMN(struct key, bytes, COLUMN_BYTES)};
static const struct column number_alone[] = {COLUMN(struct key, number, COLUMN_NUMBER)};

static const struct {
	const struct column *columns;
	size_t n;
} key_columns[] = {
	[KEY_TEXT_AND_NUMBER] = {text_and_number, 2},
	[KEY_BYTES] = {bytes_alone, 1},
	[KEY_NUMBER] = {number_alone, 1},
};

static const struct table {
	enum statement end, sweep;
	enum key_kind key;
	bool by_id; /* its time is in its id */
} tables[RETENTION_TABLES] = {
	[RETENTION_EVENTS] = {STATEMENT_EVENT_SWEEP_END, STATEMENT_EVENT_SWEEP, KEY_NUMBER, false},
	[RETENTION_NOTIFICATIONS] = {STATEMENT_NOTIFICATION_SWEEP_END, STATEMENT_NOTIFICATION_SWEEP,
				     KEY_TEXT_AND_NUMBER, false},
	[RETENTION_DOWNLOADS] = {STATEMENT_PROFILE_DOWNLOAD_SWEEP_END,
				 STATEMENT_PROFILE_DOWNLOAD_SWEEP, KEY_BYTES, false},
	[RETENTION_MATCHING_IDS] = {STATEMENT_MATCHING_ID_SWEEP_END, STATEMENT_MATCHING_ID_SWEEP,
				    KEY_BYTES, false},
	[RETENTION_CALLS] = {STATEMENT_CALL_SWEEP_END, STATEMENT_CALL_SWEEP, KEY_NUMBER, true},
};

/* Behind every key that there is: texts are digits, bytes are no longer than a place has room. */
static const uint8_t last_bytes[40] = {[0 ... 39] = 0xFF};
static const struct key last_key = {
	.text = "\x7f", .number = INT64_MAX, .bytes = {last_bytes, sizeof(last_bytes)}};

static struct key key_of(const struct retention_place *place)
{
	struct key key = {.number = place->number,
			  .bytes = bytes_from(place->bytes, place->bytes_len)};
	memcpy(key.text, place->text, sizeof(key.text));
	return key;
}

/* Append the parameters that the kind of key has. */
static void put_key(enum key_kind kind, const struct key *key, struct param *params, size_t *n)
{
	if (kind == KEY_TEXT_AND_NUMBER)
		params[(*n)++] = TEXT(key->text);
	if (kind != KEY_BYTES)
		params[(*n)++] = NUMBER(key->number);
	else
		params[(*n)++] = BYTES(key->bytes);
}

enum { SWEEP_PARAMS_MAX = 5 };

/* The key of the max-th row behind `from`; last_key if there are fewer. */
static enum err find_end(struct store *s, const struct table *table, const struct key *from,
			 size_t max, struct arena *a, struct key *out)
{
	struct param params[SWEEP_PARAMS_MAX] = {};
	size_t n = 0;
	struct rows into = {
		.columns = key_columns[table->key].columns,
		.columns_n = key_columns[table->key].n,
		.out = out,
		.stride = sizeof(*out),
		.max = 1,
		.arena = a,
	};
	put_key(table->key, from, params, &n);
	params[n++] = NUMBER((int64_t)max - 1);
	TRY(store_read_params(s, table->end, &into, params, n));
	if (into.n == 0)
		*out = last_key;
	return OK;
}

static enum err delete_between(struct store *s, const struct table *table, const struct key *from,
			       const struct key *to, int64_t before, size_t *gone)
{
	struct param params[SWEEP_PARAMS_MAX] = {};
	size_t n = 0;
	struct step steps[1] = {};
	struct unit unit = UNIT(steps);
	put_key(table->key, from, params, &n);
	put_key(table->key, to, params, &n);
	params[n++] = NUMBER(table->by_id ? store_id_first(before) : before);
	unit_add(&unit, table->sweep, STEP_ANY, NULL, params, n);
	TRY(store_run(s, &unit));
	*gone = (size_t)steps[0].count;
	return OK;
}

static enum err move(struct retention_place *place, const struct key *to)
{
	struct retention_place next = {.number = to->number, .bytes_len = to->bytes.len};
	if (to->bytes.len > sizeof(next.bytes))
		return ERR_IO;
	memcpy(next.text, to->text, sizeof(next.text));
	if (to->bytes.len > 0)
		memcpy(next.bytes, to->bytes.ptr, to->bytes.len);
	*place = next;
	return OK;
}

enum err retention_sweep(struct store *s, enum retention_table table, int64_t before, size_t max,
			 struct retention_place *place, struct retention_step *out)
{
	CLEANUP(arena_free) struct arena a = arena_make(4096);
	const struct key from = key_of(place);
	struct key to = {};
	*out = (struct retention_step){};
	TRY(find_end(s, &tables[table], &from, max, &a, &to));
	TRY(delete_between(s, &tables[table], &from, &to, before, &out->gone));
	out->ended = to.bytes.ptr == last_bytes;
	if (!out->ended)
		return move(place, &to);
	*place = (struct retention_place){};
	return OK;
}
