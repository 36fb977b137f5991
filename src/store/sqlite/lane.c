/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The batch and its COMMIT, with a SAVEPOINT for each unit; and the pool of readers.
 */
#include "store/sqlite/lane.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

/* Idle readers that are kept; each holds its statements and 256 kB of pages at most. */
enum { READERS_MAX = 64 };

enum err sqlite_lane_open(struct sqlite_lane *lane, const struct sqlite_file *file)
{
	memset(lane, 0, sizeof(*lane));
	lane->file = *file;
	TRY(sqlite_connection_open(&lane->writer, file));
	lane->file.create = false;
	atomic_init(&lane->batch, 1);
	pthread_mutex_init(&lane->lock, NULL);
	pthread_mutex_init(&lane->readers_lock, NULL);
	return OK;
}

void sqlite_lane_close(struct sqlite_lane *lane)
{
	while (lane->readers) {
		struct sqlite_connection *reader = lane->readers;
		lane->readers = reader->next;
		sqlite_connection_close(reader);
		free(reader);
	}
	sqlite_connection_close(&lane->writer);
	pthread_mutex_destroy(&lane->lock);
	pthread_mutex_destroy(&lane->readers_lock);
}

static enum err roll_back(struct sqlite_connection *c)
{
	if (sqlite3_get_autocommit(c->db))
		return OK;
	return sqlite_connection_control(c, SQLITE_CONTROL_ROLLBACK);
}

/* The present batch ends. With an error, all of its units have failed: also a refusal may have
 * rested on what is now undone. */
static void end_batch(struct sqlite_lane *lane, enum err e)
{
	if (e != OK) {
		lane->failed = atomic_load(&lane->batch);
		lane->failure = e;
		if (roll_back(&lane->writer) != OK)
			LOG_EVENT(LOG_ERROR, "sqlite",
				  LOG_TEXT("action", "the next batch rolls back"));
	}
	lane->open = false;
	atomic_fetch_add(&lane->batch, 1);
}

static enum err begin_batch(struct sqlite_lane *lane)
{
	if (lane->open)
		return OK;
	TRY(roll_back(&lane->writer)); /* if the last batch could not */
	TRY(sqlite_connection_control(&lane->writer, SQLITE_CONTROL_BEGIN));
	lane->open = true;
	return OK;
}

static enum err run_steps(struct sqlite_connection *c, struct unit *unit)
{
	for (size_t i = 0; i < unit->n; i++) {
		struct step *step = &unit->steps[i];
		unit->failed = i;
		TRY(sqlite_connection_step(c, step));
		if (step->expect != STEP_ANY && step->expect != step->count)
			return ERR_MISMATCH;
	}
	return OK;
}

/* A unit among others: what it did is undone if it fails. `*broken` is the whole batch's error. */
static enum err run_saved(struct sqlite_connection *c, struct unit *unit, enum err *broken)
{
	*broken = sqlite_connection_control(c, SQLITE_CONTROL_SAVEPOINT);
	if (*broken != OK)
		return *broken;
	enum err e = run_steps(c, unit);
	if (e != OK && sqlite3_get_autocommit(c->db)) {
		*broken = e; /* SQLite has given up the transaction */
		return e;
	}
	if (e != OK)
		*broken = sqlite_connection_control(c, SQLITE_CONTROL_ROLLBACK_TO);
	if (*broken == OK)
		*broken = sqlite_connection_control(c, SQLITE_CONTROL_RELEASE);
	return *broken == OK ? e : *broken;
}

/* The same without a SAVEPOINT, for which SQLite copies each page that is changed. */
static enum err run_decided(struct sqlite_connection *c, struct unit *unit, enum err *broken)
{
	enum err e = run_steps(c, unit);
	bool undone = unit->failed == 0 && !sqlite3_get_autocommit(c->db);
	*broken = e == OK || undone ? OK : e;
	return e;
}

static enum err run_locked(struct sqlite_lane *lane, struct unit *unit)
{
	enum err broken = OK;
	TRY(begin_batch(lane));
	enum err e = unit->first_decides ? run_decided(&lane->writer, unit, &broken)
					 : run_saved(&lane->writer, unit, &broken);
	if (broken != OK)
		end_batch(lane, broken);
	return e;
}

enum err sqlite_lane_run(struct sqlite_lane *lane, struct unit *unit)
{
	pthread_mutex_lock(&lane->lock);
	enum err e = run_locked(lane, unit);
	pthread_mutex_unlock(&lane->lock);
	return e;
}

uint64_t sqlite_lane_mark(struct sqlite_lane *lane)
{
	return atomic_load(&lane->batch);
}

enum err sqlite_lane_settle(struct sqlite_lane *lane, uint64_t mark)
{
	pthread_mutex_lock(&lane->lock);
	if (lane->open)
		end_batch(lane, sqlite_connection_control(&lane->writer, SQLITE_CONTROL_COMMIT));
	enum err e = lane->failed >= mark ? lane->failure : OK;
	pthread_mutex_unlock(&lane->lock);
	return e;
}

/* What a batch could not roll back must not be seen. */
enum err sqlite_lane_read_present(struct sqlite_lane *lane, struct step *step)
{
	pthread_mutex_lock(&lane->lock);
	enum err e = lane->open ? OK : roll_back(&lane->writer);
	if (e == OK)
		e = sqlite_connection_step(&lane->writer, step);
	/* SQLite gives up the transaction for a read, too. */
	if (e != OK && lane->open && sqlite3_get_autocommit(lane->writer.db))
		end_batch(lane, e);
	pthread_mutex_unlock(&lane->lock);
	return e;
}

/* An idle reader, or a new one. */
static enum err take_reader(struct sqlite_lane *lane, struct sqlite_connection **out)
{
	pthread_mutex_lock(&lane->readers_lock);
	struct sqlite_connection *reader = lane->readers;
	if (reader) {
		lane->readers = reader->next;
		lane->readers_n--;
	}
	pthread_mutex_unlock(&lane->readers_lock);
	*out = reader;
	if (reader)
		return OK;
	struct sqlite_file file = lane->file;
	file.reader = true;
	reader = calloc(1, sizeof(*reader));
	if (!reader)
		return ERR_NOMEM;
	enum err e = sqlite_connection_open(reader, &file);
	if (e != OK)
		free(reader);
	else
		*out = reader;
	return sqlite_connection_lost(e);
}

static void give_reader(struct sqlite_lane *lane, struct sqlite_connection *reader)
{
	pthread_mutex_lock(&lane->readers_lock);
	bool keep = lane->readers_n < READERS_MAX;
	if (keep) {
		reader->next = lane->readers;
		lane->readers = reader;
		lane->readers_n++;
	}
	pthread_mutex_unlock(&lane->readers_lock);
	if (keep)
		return;
	sqlite_connection_close(reader);
	free(reader);
}

enum err sqlite_lane_read(struct sqlite_lane *lane, struct step *step)
{
	struct sqlite_connection *reader = NULL;
	TRY(take_reader(lane, &reader));
	enum err e = sqlite_connection_step(reader, step);
	give_reader(lane, reader);
	return e;
}
