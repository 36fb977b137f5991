/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening, preparing, binding, stepping. Transactions are lane.c's.
 */
#include "store/sqlite/connection.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "store/sqlite/wal_file.h"

static const char *const controls[SQLITE_CONTROLS] = {
	[SQLITE_CONTROL_BEGIN] = "BEGIN IMMEDIATE",
	[SQLITE_CONTROL_COMMIT] = "COMMIT",
	[SQLITE_CONTROL_ROLLBACK] = "ROLLBACK",
	[SQLITE_CONTROL_SAVEPOINT] = "SAVEPOINT unit",
	[SQLITE_CONTROL_RELEASE] = "RELEASE unit",
	[SQLITE_CONTROL_ROLLBACK_TO] = "ROLLBACK TO unit",
};

/* Extended result codes first; the primary code is looked for when there is none. */
static const struct {
	int rc;
	enum err err;
	bool quiet; /* an everyday answer: no line in the log */
} results[] = {
	{SQLITE_CONSTRAINT_PRIMARYKEY, ERR_CONFLICT, true},
	{SQLITE_CONSTRAINT_UNIQUE, ERR_CONFLICT, true},
	{SQLITE_CONSTRAINT_ROWID, ERR_CONFLICT, true},
	{SQLITE_CONSTRAINT, ERR_RANGE, false},
	{SQLITE_BUSY, ERR_BUSY, true},
	{SQLITE_LOCKED, ERR_BUSY, true},
	{SQLITE_NOMEM, ERR_NOMEM, false},
	{SQLITE_TOOBIG, ERR_TOO_LONG, false},
	{SQLITE_NOTADB, ERR_UNSUPPORTED, false},
};

static enum err result_of(int rc, bool *quiet)
{
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		if (results[i].rc == rc) {
			*quiet = results[i].quiet;
			return results[i].err;
		}
	}
	*quiet = false;
	return rc == (rc & 0xFF) ? ERR_IO : result_of(rc & 0xFF, quiet);
}

enum err sqlite_connection_error(sqlite3 *db, int rc, const char *what)
{
	bool quiet = false;
	enum err e = result_of(rc, &quiet);
	if (!quiet)
		LOG_EVENT(LOG_ERROR, "sqlite", LOG_TEXT("action", what),
			  LOG_TEXT("result", sqlite3_errstr(rc)),
			  LOG_TEXT("message", db ? sqlite3_errmsg(db) : NULL));
	return e;
}

enum err sqlite_connection_exec(struct sqlite_connection *c, const char *sql)
{
	int rc = sqlite3_exec(c->db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? OK : sqlite_connection_error(c->db, rc, "exec");
}

enum err sqlite_connection_number(struct sqlite_connection *c, const char *sql, int64_t *out)
{
	sqlite3_stmt *statement = NULL;
	int rc = sqlite3_prepare_v2(c->db, sql, -1, &statement, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return rc == SQLITE_ROW ? OK : sqlite_connection_error(c->db, rc, sql);
}

/*
 * A writer keeps 16 MB of pages, a reader little: many of them share the kernel's cache. The WAL is
 * copied back every 4,000 pages (16 MB), and cut to 64 MB when a slow reader has let it grow.
 * What is deleted is overwritten where that costs no further page: of a package, the beginning, in
 * which the key is that opens the rest.
 */
static enum err configure(struct sqlite_connection *c, const struct sqlite_file *file)
{
	TRY(sqlite_connection_exec(c, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; "
				      "PRAGMA temp_store = MEMORY"));
	if (file->reader)
		return sqlite_connection_exec(c, "PRAGMA query_only = ON; "
						 "PRAGMA cache_size = -256");
	return sqlite_connection_exec(c, "PRAGMA journal_mode = WAL; "
					 "PRAGMA wal_autocheckpoint = 4000; "
					 "PRAGMA journal_size_limit = 67108864; "
					 "PRAGMA secure_delete = FAST; "
					 "PRAGMA cache_size = -16384; "
					 "PRAGMA synchronous = FULL");
}

static enum err open_error(sqlite3 *db, int rc)
{
	if (db && (rc & 0xFF) == SQLITE_CANTOPEN && sqlite3_system_errno(db) == ENOENT)
		return ERR_NOT_FOUND;
	return sqlite_connection_error(db, rc, "open");
}

/* Nobody asks SQLite how much memory it has, and counting takes a lock for each allocation. No
 * effect, and no harm, if somebody has used SQLite before. */
static void configure_library(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* SQLite's own asks at last ten times a second, and hardly ever finds a busy file free. */
static int wait_for_other(void *connection, int tries)
{
	const struct sqlite_connection *c = connection;
	const struct timespec moment = {.tv_nsec = 1000 * 1000};
	if (tries >= c->busy_timeout_ms)
		return 0;
	(void)nanosleep(&moment, NULL);
	return 1;
}

enum err sqlite_connection_open(struct sqlite_connection *c, const struct sqlite_file *file)
{
	memset(c, 0, sizeof(*c));
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	if (file->create)
		flags |= SQLITE_OPEN_CREATE;
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const char *vfs = NULL;
	(void)pthread_once(&once, configure_library);
	TRY(sqlite_wal_vfs(file->vfs, &vfs));
	int rc = sqlite3_open_v2(file->path, &c->db, flags, vfs);
	enum err e = rc == SQLITE_OK ? OK : open_error(c->db, rc);
	if (e == OK) {
		c->busy_timeout_ms = file->busy_timeout_ms;
		sqlite3_busy_handler(c->db, wait_for_other, c);
		e = configure(c, file);
	}
	if (e != OK)
		sqlite_connection_close(c);
	return e;
}

void sqlite_connection_close(struct sqlite_connection *c)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(c->statements[i]);
	for (size_t i = 0; i < SQLITE_CONTROLS; i++)
		sqlite3_finalize(c->controls[i]);
	sqlite3_close(c->db);
	memset(c, 0, sizeof(*c));
}

static enum err prepare(struct sqlite_connection *c, const char *sql, const char *name,
			sqlite3_stmt **out)
{
	int rc = sqlite3_prepare_v3(c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
	return rc == SQLITE_OK ? OK : sqlite_connection_error(c->db, rc, name);
}

static enum err prepared(struct sqlite_connection *c, enum statement id, sqlite3_stmt **out)
{
	*out = c->statements[id];
	if (*out)
		return OK;
	const struct statement_row *row = statement_row(id);
	TRY(prepare(c, row->sqlite ? row->sqlite : row->text, row->name, out));
	for (unsigned i = 0; i < STATEMENT_PARAMS_MAX; i++) {
		char name[16] = {};
		snprintf(name, sizeof(name), "$%u", i + 1);
		c->places[id][i] = (uint8_t)sqlite3_bind_parameter_index(*out, name);
	}
	c->statements[id] = *out;
	return OK;
}

/* Everything bound outlives the step, so SQLite need not copy it. */
static int bind_param(sqlite3_stmt *statement, int place, const struct param *p)
{
	if (p->kind == PARAM_NUMBER)
		return sqlite3_bind_int64(statement, place, p->number);
	if (p->kind == PARAM_TEXT)
		return sqlite3_bind_text(statement, place, p->text, -1, SQLITE_STATIC);
	return sqlite3_bind_blob64(statement, place, p->bytes.ptr, p->bytes.len, SQLITE_STATIC);
}

static int bind_params(struct sqlite_connection *c, sqlite3_stmt *statement,
		       const struct step *step)
{
	int rc = SQLITE_OK;
	for (size_t i = 0; i < step->params_n && rc == SQLITE_OK; i++) {
		int place = c->places[step->statement][i];
		if (place)
			rc = bind_param(statement, place, &step->params[i]);
	}
	return rc;
}

static struct cell cell_of(sqlite3_stmt *statement, int column)
{
	int type = sqlite3_column_type(statement, column);
	if (type == SQLITE_NULL)
		return (struct cell){};
	if (type == SQLITE_INTEGER)
		return (struct cell){.number = sqlite3_column_int64(statement, column)};
	const void *ptr = type == SQLITE_TEXT ? (const void *)sqlite3_column_text(statement, column)
					      : sqlite3_column_blob(statement, column);
	size_t len = (size_t)sqlite3_column_bytes(statement, column);
	return (struct cell){.bytes = bytes_from(ptr ? ptr : "", len)};
}

static enum err take_row(sqlite3_stmt *statement, struct rows *rows)
{
	struct cell cells[STATEMENT_COLUMNS_MAX] = {};
	int n = sqlite3_column_count(statement);
	if (!rows)
		return OK;
	if (n > STATEMENT_COLUMNS_MAX)
		return ERR_IO;
	for (int i = 0; i < n; i++)
		cells[i] = cell_of(statement, i);
	return rows_add(rows, cells, (size_t)n);
}

static enum err step_rows(struct sqlite_connection *c, sqlite3_stmt *statement, struct step *step)
{
	int rc = SQLITE_OK;
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
		TRY(take_row(statement, step->rows));
		step->count++;
	}
	if (rc != SQLITE_DONE)
		return sqlite_connection_error(c->db, rc, statement_row(step->statement)->name);
	if (sqlite3_column_count(statement) == 0)
		step->count = sqlite3_changes64(c->db);
	return OK;
}

enum err sqlite_connection_step(struct sqlite_connection *c, struct step *step)
{
	sqlite3_stmt *statement = NULL;
	step->count = 0;
	if (step->rows)
		step->rows->n = 0;
	TRY(prepared(c, step->statement, &statement));
	int rc = bind_params(c, statement, step);
	enum err e = rc == SQLITE_OK ? step_rows(c, statement, step)
				     : sqlite_connection_error(c->db, rc, "bind");
	sqlite3_reset(statement);
	return sqlite_connection_lost(e);
}

enum err sqlite_connection_lost(enum err e)
{
	return e == ERR_NOT_FOUND || e == ERR_UNSUPPORTED ? ERR_IO : e;
}

enum err sqlite_connection_control(struct sqlite_connection *c, enum sqlite_control control)
{
	if (!c->controls[control])
		TRY(prepare(c, controls[control], controls[control], &c->controls[control]));
	int rc = sqlite3_step(c->controls[control]);
	sqlite3_reset(c->controls[control]);
	return rc == SQLITE_DONE ? OK : sqlite_connection_error(c->db, rc, controls[control]);
}
