/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A lane: one database file with one writer at a time and any number of readers. Units that arrive
 * while a COMMIT is under way share the next one. There is no thread of its own: the first caller
 * that waits does the writing for all, and hands over to the next, so that a lone caller pays for
 * no change of threads. A short read that finds the writer free borrows it.
 */
#ifndef STORE_SQLITE_LANE_H
#define STORE_SQLITE_LANE_H

#include <pthread.h>

#include "store/sqlite/connection.h"

struct sqlite_waiter;

struct sqlite_lane {
	struct sqlite_file file; /* path and vfs are the owner's */
	struct sqlite_connection writer;

	pthread_mutex_t lock; /* over all below */
	struct sqlite_waiter *first, *last;
	size_t waiting;
	bool writing; /* some caller is at the writer; without one, nobody waits */
	struct sqlite_connection *readers;
	size_t readers_n;
};

/* Open the writer. Errors as sqlite_connection_open; then there is nothing to close. */
enum err sqlite_lane_open(struct sqlite_lane *lane, const struct sqlite_file *file);

/* Close all connections. No caller may be inside. */
void sqlite_lane_close(struct sqlite_lane *lane);

/* As struct store_driver's run and read. ERR_BUSY: LIMIT_STORE_QUEUE callers are waiting. */
enum err sqlite_lane_run(struct sqlite_lane *lane, struct unit *unit);
enum err sqlite_lane_read(struct sqlite_lane *lane, struct step *step);

#endif
