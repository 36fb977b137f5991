/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schema in SQLite: the migrations of sql/sqlite, which are part of the program, and the number
 * of the one that a database is at.
 */
#ifndef STORE_SQLITE_SCHEMA_H
#define STORE_SQLITE_SCHEMA_H

#include "store/sqlite/connection.h"

/* The number of the last migration: what this program works with. */
int sqlite_schema_newest(void);

/*
 * The number that the database is at; 0 for an empty one. ERR_UNSUPPORTED: it is newer than the
 * program, or not ours.
 */
enum err sqlite_schema_number(struct sqlite_connection *c, int *out);

/* Apply what is missing, each migration in a transaction. Errors as sqlite_schema_number. */
enum err sqlite_schema_migrate(struct sqlite_connection *c, int *from, int *to);

#endif
