/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One SQLite connection with its prepared statements. One thread at a time.
 */
#ifndef STORE_SQLITE_CONNECTION_H
#define STORE_SQLITE_CONNECTION_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/unit.h"

/* A database file and how it is to be opened. */
struct sqlite_file {
	const char *path;
	const char *vfs; /* NULL: the system's */
	int busy_timeout_ms;
	bool create;
	bool reader; /* changes nothing */
};

/* What a writer says around units. */
enum sqlite_control {
	SQLITE_CONTROL_BEGIN,
	SQLITE_CONTROL_COMMIT,
	SQLITE_CONTROL_ROLLBACK,
	SQLITE_CONTROL_SAVEPOINT,
	SQLITE_CONTROL_RELEASE,
	SQLITE_CONTROL_ROLLBACK_TO,
	SQLITE_CONTROLS
};

struct sqlite_connection {
	sqlite3 *db;
	int busy_timeout_ms;
	sqlite3_stmt *controls[SQLITE_CONTROLS];
	sqlite3_stmt *statements[STATEMENTS];
	/* Where SQLite wants parameter $n: it numbers them by their first appearance. 0: nowhere.
	 */
	uint8_t places[STATEMENTS][STATEMENT_PARAMS_MAX];
	struct sqlite_connection *next; /* of the readers that wait for work */
};

/*
 * ERR_NOT_FOUND: there is no such file; ERR_UNSUPPORTED: it is no database; ERR_BUSY, ERR_IO,
 * ERR_NOMEM. On error there is nothing to close.
 */
enum err sqlite_connection_open(struct sqlite_connection *c, const struct sqlite_file *file);

/* Safe on a zeroed connection and twice. */
void sqlite_connection_close(struct sqlite_connection *c);

/*
 * Run one statement: its rows go to step->rows, step->count is set. ERR_CONFLICT: a key is taken;
 * ERR_RANGE: a value that the schema does not allow; otherwise as rows_add, ERR_BUSY, ERR_IO,
 * ERR_NOMEM.
 */
enum err sqlite_connection_step(struct sqlite_connection *c, struct step *step);

/*
 * `e`, but ERR_IO for what opening says of a file that is not there or no database: once it has
 * been opened, it is lost, and that answers nobody's question.
 */
enum err sqlite_connection_lost(enum err e);

enum err sqlite_connection_control(struct sqlite_connection *c, enum sqlite_control control);

/* Run SQL text without parameters and rows. */
enum err sqlite_connection_exec(struct sqlite_connection *c, const char *sql);

/* The one number that `sql` asks for. */
enum err sqlite_connection_number(struct sqlite_connection *c, const char *sql, int64_t *out);

/* What a result code means for the store. Logs what needs an operator; `what` names the action. */
enum err sqlite_connection_error(sqlite3 *db, int rc, const char *what);

#endif
