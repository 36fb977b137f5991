/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Building units of work, and decoding rows into the caller's structs by a table of columns.
 */
#include "store/unit.h"

#include <assert.h>
#include <string.h>

#include "store/profile.h"

void unit_add(struct unit *unit, enum statement statement, int64_t expect, struct rows *rows,
	      const struct param *params, size_t params_n)
{
	assert(unit->n < unit->cap && params_n <= STATEMENT_PARAMS_MAX);
	struct step *step = &unit->steps[unit->n++];
	step->statement = statement;
	step->expect = expect;
	step->rows = rows;
	step->params_n = params_n;
	step->count = 0;
	for (size_t i = 0; i < params_n; i++)
		step->params[i] = params[i];
}

static enum err decode_number(struct rows *rows, const struct column *column, struct cell cell,
			      void *out)
{
	(void)rows, (void)column;
	*(int64_t *)out = cell.number;
	return OK;
}

static enum err decode_flag(struct rows *rows, const struct column *column, struct cell cell,
			    void *out)
{
	(void)rows, (void)column;
	*(bool *)out = cell.number != 0;
	return OK;
}

static enum err decode_text(struct rows *rows, const struct column *column, struct cell cell,
			    void *out)
{
	(void)column;
	if (!bytes_present(cell.bytes))
		return OK;
	return arena_str(rows->arena, cell.bytes, out);
}

static enum err decode_bytes(struct rows *rows, const struct column *column, struct cell cell,
			     void *out)
{
	(void)column;
	if (!bytes_present(cell.bytes))
		return OK;
	return arena_dup(rows->arena, cell.bytes, out);
}

static enum err decode_digits(struct rows *rows, const struct column *column, struct cell cell,
			      void *out)
{
	(void)rows;
	if (cell.bytes.len >= column->size)
		return ERR_TOO_LONG;
	if (bytes_present(cell.bytes))
		memcpy(out, cell.bytes.ptr, cell.bytes.len);
	return OK;
}

static enum err decode_state(struct rows *rows, const struct column *column, struct cell cell,
			     void *out)
{
	(void)rows, (void)column;
	return profile_state_parse(cell.bytes, out) == OK ? OK : ERR_IO;
}

static enum err decode_device(struct rows *rows, const struct column *column, struct cell cell,
			      void *out)
{
	(void)rows, (void)column;
	if (!bytes_present(cell.bytes))
		return OK;
	return device_state_parse(cell.bytes, out) == OK ? OK : ERR_IO;
}

static enum err (*const decoders[])(struct rows *rows, const struct column *column,
				    struct cell cell, void *out) = {
	[COLUMN_NUMBER] = decode_number, [COLUMN_FLAG] = decode_flag,
	[COLUMN_TEXT] = decode_text,	 [COLUMN_BYTES] = decode_bytes,
	[COLUMN_DIGITS] = decode_digits, [COLUMN_STATE] = decode_state,
	[COLUMN_DEVICE] = decode_device,
};

enum err rows_add(struct rows *rows, const struct cell *cells, size_t n)
{
	if (n != rows->columns_n)
		return ERR_IO;
	if (rows->n == rows->max)
		return ERR_TOO_LONG;
	uint8_t *row = (uint8_t *)rows->out + rows->n * rows->stride;
	memset(row, 0, rows->stride);
	for (size_t i = 0; i < n; i++) {
		const struct column *column = &rows->columns[i];
		TRY(decoders[column->kind](rows, column, cells[i], row + column->offset));
	}
	rows->n++;
	return OK;
}
