/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A unit of work: statements with their parameters and expected row counts, done in one
 * transaction or not at all; and struct rows, where the rows of a statement go.
 */
#ifndef STORE_UNIT_H
#define STORE_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "store/statement.h"

/* A parameter. Borrowed until the unit has run; a text is read when its statement's turn comes. */
struct param {
	enum { PARAM_NUMBER, PARAM_TEXT, PARAM_BYTES } kind;
	int64_t number;
	const char *text;   /* NULL: SQL's NULL */
	struct bytes bytes; /* absent: SQL's NULL */
};

#define NUMBER(v) ((struct param){.kind = PARAM_NUMBER, .number = (v)})
#define TEXT(v)	  ((struct param){.kind = PARAM_TEXT, .text = (v)})
#define BYTES(v)  ((struct param){.kind = PARAM_BYTES, .bytes = (v)})

/* One value of a row, as a driver gives it. `bytes` is text too; absent: SQL's NULL. */
struct cell {
	int64_t number;
	struct bytes bytes;
};

/* Where the value of a column goes in a caller's struct. */
struct column {
	enum column_kind {
		COLUMN_NUMBER, /* int64_t */
		COLUMN_FLAG,   /* bool */
		COLUMN_TEXT,   /* const char *, in the arena; NULL for NULL */
		COLUMN_BYTES,  /* struct bytes, in the arena; absent for NULL */
		COLUMN_DIGITS, /* char[size]; empty for NULL */
		COLUMN_STATE,  /* enum profile_state */
		COLUMN_DEVICE, /* enum device_state; DEVICE_NONE for NULL */
	} kind;
	size_t offset;
	size_t size;
};

#define COLUMN(type, member, column_kind)                                                          \
	{                                                                                          \
		.kind = (column_kind), .offset = offsetof(type, member),                           \
		.size = sizeof(((type *)NULL)->member)                                             \
	}

/* An array of the caller's structs that takes the rows of one statement. */
struct rows {
	const struct column *columns;
	size_t columns_n;
	void *out;
	size_t stride; /* bytes from one struct to the next */
	size_t max;
	size_t n;
	struct arena *arena; /* NULL if no column needs it */
};

#define ROWS(columns_table, array, room, in)                                                       \
	((struct rows){.columns = (columns_table),                                                 \
		       .columns_n = sizeof(columns_table) / sizeof((columns_table)[0]),            \
		       .out = (array),                                                             \
		       .stride = sizeof(*(array)),                                                 \
		       .max = (room),                                                              \
		       .arena = (in)})

/*
 * Decode one row into the next struct, which is zeroed first. ERR_TOO_LONG: no room, or digits too
 * long; ERR_IO: not the number of columns, or a state that we do not know; ERR_NOMEM.
 */
enum err rows_add(struct rows *rows, const struct cell *cells, size_t n);

enum { STEP_ANY = -1 };

struct step {
	enum statement statement;
	int64_t expect; /* rows changed or returned; STEP_ANY: any */
	struct param params[STATEMENT_PARAMS_MAX];
	size_t params_n;
	struct rows *rows; /* NULL: they are dropped */
	int64_t count;	   /* out: rows changed or returned */
};

struct unit {
	struct step *steps; /* the caller's */
	size_t cap;
	size_t n;
	/*
	 * Only the first step can be refused by what the rows say. What fails after it is the
	 * store's own fault, and takes with it what shares its COMMIT: nothing need be kept to
	 * undo it alone.
	 */
	bool first_decides;
	size_t failed; /* out: the step that did not do as expected */
};

/* A unit over an array of steps. */
#define UNIT(array) ((struct unit){.steps = (array), .cap = sizeof(array) / sizeof((array)[0])})

/* Add a step. Over the array's size, or too many parameters: our own bug, asserted. */
void unit_add(struct unit *unit, enum statement statement, int64_t expect, struct rows *rows,
	      const struct param *params, size_t params_n);

#define UNIT_ADD(unit, statement, expect, rows, ...)                                               \
	unit_add((unit), (statement), (expect), (rows), (const struct param[]){__VA_ARGS__},       \
		 sizeof((const struct param[]){__VA_ARGS__}) / sizeof(struct param))

#endif
