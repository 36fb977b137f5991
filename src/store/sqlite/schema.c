/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Migrations as rows: a file of sql/sqlite each, taken into the program when it is built, so that
 * nothing of the source is needed when it runs.
 */
#include "store/sqlite/schema.h"

#include <stdio.h>

/* The text of `file`, NUL-terminated, as the constant `name`. */
#define SQL_FILE(name, file)                                                                       \
	__asm__(".pushsection .rodata\n" #name ":\n.incbin \"" file "\"\n.byte 0\n.popsection\n"); \
	extern const char name[] __attribute__((visibility("hidden")))

SQL_FILE(sqlite_schema_0001, "sql/sqlite/0001_store.sql");

/* PRAGMA application_id of our databases: "rspd". */
enum { APPLICATION_ID = 0x72737064 };

/* Number n is at place n - 1. A migration that has been released never changes. */
static const char *const migrations[] = {
	sqlite_schema_0001,
};

int sqlite_schema_newest(void)
{
	return sizeof(migrations) / sizeof(migrations[0]);
}

enum err sqlite_schema_number(struct sqlite_connection *c, int *out)
{
	int64_t application = 0;
	int64_t number = 0;
	int64_t tables = 0;
	TRY(sqlite_connection_number(c, "PRAGMA application_id", &application));
	TRY(sqlite_connection_number(c, "PRAGMA user_version", &number));
	TRY(sqlite_connection_number(c, "SELECT count(*) FROM sqlite_schema", &tables));
	bool empty = application == 0 && number == 0 && tables == 0;
	if (!empty && application != APPLICATION_ID)
		return ERR_UNSUPPORTED;
	if (number > sqlite_schema_newest())
		return ERR_UNSUPPORTED;
	*out = (int)number;
	return OK;
}

static enum err apply(struct sqlite_connection *c, int number)
{
	char mark[96] = {};
	snprintf(mark, sizeof(mark), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		 APPLICATION_ID, number);
	TRY(sqlite_connection_exec(c, migrations[number - 1]));
	return sqlite_connection_exec(c, mark);
}

/* One migration, if another process has not just done it. */
static enum err migrate_once(struct sqlite_connection *c, int *number)
{
	TRY(sqlite_connection_control(c, SQLITE_CONTROL_BEGIN));
	enum err e = sqlite_schema_number(c, number);
	if (e == OK && *number < sqlite_schema_newest())
		e = apply(c, ++*number);
	if (e == OK)
		e = sqlite_connection_control(c, SQLITE_CONTROL_COMMIT);
	if (e != OK && !sqlite3_get_autocommit(c->db) &&
	    sqlite_connection_control(c, SQLITE_CONTROL_ROLLBACK) != OK)
		return ERR_IO;
	return e;
}

enum err sqlite_schema_migrate(struct sqlite_connection *c, int *from, int *to)
{
	TRY(sqlite_schema_number(c, from));
	*to = *from;
	while (*to < sqlite_schema_newest())
		TRY(migrate_once(c, to));
	return OK;
}
