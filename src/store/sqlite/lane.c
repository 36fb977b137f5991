/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Group commit: the queue of waiting units, the batch that shares a COMMIT with a SAVEPOINT for
 * each unit; and the pool of readers.
 */
#include "store/sqlite/lane.h"

#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"

/* Units in one COMMIT: enough to hide its sync, few enough that nobody waits long. */
enum { BATCH_MAX = 512 };
/* Idle readers that are kept; each holds its statements and 256 kB of pages at most. */
enum { READERS_MAX = 64 };

struct sqlite_waiter {
	struct unit *unit;
	enum err result;
	bool done; /* or else it is this waiter's turn to write */
	sem_t turn;
	struct sqlite_waiter *next;
};

enum err sqlite_lane_open(struct sqlite_lane *lane, const struct sqlite_file *file)
{
	memset(lane, 0, sizeof(*lane));
	lane->file = *file;
	TRY(sqlite_connection_open(&lane->writer, file));
	lane->file.create = false;
	pthread_mutex_init(&lane->lock, NULL);
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

/* A unit among others: what it did is undone if it fails. An error is the whole batch's. */
static enum err run_saved(struct sqlite_connection *c, struct sqlite_waiter *waiter)
{
	TRY(sqlite_connection_control(c, SQLITE_CONTROL_SAVEPOINT));
	waiter->result = run_steps(c, waiter->unit);
	if (waiter->result == OK)
		return sqlite_connection_control(c, SQLITE_CONTROL_RELEASE);
	if (sqlite3_get_autocommit(c->db))
		return waiter->result; /* SQLite has given up the transaction */
	TRY(sqlite_connection_control(c, SQLITE_CONTROL_ROLLBACK_TO));
	return sqlite_connection_control(c, SQLITE_CONTROL_RELEASE);
}

/* A unit alone needs no savepoint: its failure is the transaction's. */
static enum err run_units(struct sqlite_connection *c, struct sqlite_waiter *batch)
{
	if (!batch->next)
		return run_steps(c, batch->unit);
	for (struct sqlite_waiter *w = batch; w; w = w->next)
		TRY(run_saved(c, w));
	return OK;
}

static enum err roll_back(struct sqlite_connection *c)
{
	if (sqlite3_get_autocommit(c->db))
		return OK;
	return sqlite_connection_control(c, SQLITE_CONTROL_ROLLBACK);
}

static enum err run_batch(struct sqlite_connection *c, struct sqlite_waiter *batch)
{
	TRY(roll_back(c)); /* if the last batch could not */
	TRY(sqlite_connection_control(c, SQLITE_CONTROL_BEGIN));
	TRY(run_units(c, batch));
	return sqlite_connection_control(c, SQLITE_CONTROL_COMMIT);
}

/*
 * Run and commit a batch. If the COMMIT fails, every unit has failed: also a refusal may have
 * rested on what is now undone.
 */
static void commit_batch(struct sqlite_connection *c, struct sqlite_waiter *batch)
{
	enum err e = run_batch(c, batch);
	if (e == OK)
		return;
	for (struct sqlite_waiter *w = batch; w; w = w->next)
		w->result = e;
	if (roll_back(c) != OK)
		LOG_EVENT(LOG_ERROR, "sqlite", LOG_TEXT("action", "the next batch rolls back"));
}

/* Cut the first units off the queue. */
static struct sqlite_waiter *take_batch(struct sqlite_lane *lane)
{
	pthread_mutex_lock(&lane->lock);
	struct sqlite_waiter *batch = lane->first;
	struct sqlite_waiter *last = batch;
	size_t n = 1;
	for (; last->next && n < BATCH_MAX; n++)
		last = last->next;
	lane->first = last->next;
	lane->waiting -= n;
	last->next = NULL;
	pthread_mutex_unlock(&lane->lock);
	return batch;
}

/* Let the next caller write, if one waits. */
static void hand_over(struct sqlite_lane *lane)
{
	pthread_mutex_lock(&lane->lock);
	struct sqlite_waiter *next = lane->first;
	lane->writing = next != NULL;
	pthread_mutex_unlock(&lane->lock);
	if (next)
		sem_post(&next->turn);
}

/* Write for all who wait. The caller's own unit is the first of the queue. */
static void write_batch(struct sqlite_lane *lane)
{
	struct sqlite_waiter *own = take_batch(lane);
	commit_batch(&lane->writer, own);
	hand_over(lane);
	struct sqlite_waiter *next = NULL;
	for (struct sqlite_waiter *w = own->next; w; w = next) {
		next = w->next; /* once woken, it is gone */
		w->done = true;
		sem_post(&w->turn);
	}
}

/* Join the queue. `*first` is true if nobody is writing: the caller must. */
static enum err join(struct sqlite_lane *lane, struct sqlite_waiter *self, bool *first)
{
	pthread_mutex_lock(&lane->lock);
	bool full = lane->waiting >= LIMIT_STORE_QUEUE;
	if (!full) {
		if (lane->first)
			lane->last->next = self;
		else
			lane->first = self;
		lane->last = self;
		lane->waiting++;
		*first = !lane->writing;
		lane->writing = true;
	}
	pthread_mutex_unlock(&lane->lock);
	return full ? ERR_BUSY : OK;
}

enum err sqlite_lane_run(struct sqlite_lane *lane, struct unit *unit)
{
	struct sqlite_waiter self = {.unit = unit};
	bool first = false;
	sem_init(&self.turn, 0, 0);
	enum err e = join(lane, &self, &first);
	if (e == OK) {
		while (!first && sem_wait(&self.turn) != 0 && errno == EINTR)
			continue;
		if (!self.done)
			write_batch(lane);
		e = self.result;
	}
	sem_destroy(&self.turn);
	return e;
}

/* An idle reader, or a new one. */
static enum err take_reader(struct sqlite_lane *lane, struct sqlite_connection **out)
{
	pthread_mutex_lock(&lane->lock);
	struct sqlite_connection *reader = lane->readers;
	if (reader) {
		lane->readers = reader->next;
		lane->readers_n--;
	}
	pthread_mutex_unlock(&lane->lock);
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
	pthread_mutex_lock(&lane->lock);
	bool keep = lane->readers_n < READERS_MAX;
	if (keep) {
		reader->next = lane->readers;
		lane->readers = reader;
		lane->readers_n++;
	}
	pthread_mutex_unlock(&lane->lock);
	if (keep)
		return;
	sqlite_connection_close(reader);
	free(reader);
}

/* Become the writer, if nobody is. */
static bool take_writer(struct sqlite_lane *lane)
{
	pthread_mutex_lock(&lane->lock);
	bool taken = !lane->writing;
	lane->writing = true;
	pthread_mutex_unlock(&lane->lock);
	return taken;
}

/*
 * The writer's pages are those of its own last COMMIT; a reader finds the file changed and must
 * fetch them anew. What a batch could not roll back must not be seen.
 */
static enum err read_as_writer(struct sqlite_lane *lane, struct step *step)
{
	enum err e = roll_back(&lane->writer);
	if (e == OK)
		e = sqlite_connection_step(&lane->writer, step);
	hand_over(lane);
	return e;
}

enum err sqlite_lane_read(struct sqlite_lane *lane, struct step *step)
{
	struct sqlite_connection *reader = NULL;
	if (!statement_row(step->statement)->slow && take_writer(lane))
		return read_as_writer(lane, step);
	TRY(take_reader(lane, &reader));
	enum err e = sqlite_connection_step(reader, step);
	give_reader(lane, reader);
	return e;
}
