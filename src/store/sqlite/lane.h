/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A lane: the database file with one writer and any number of readers. Units are run one after the
 * other in the writer's open transaction, a batch, until somebody settles it: one COMMIT for all of
 * them. There is no thread of its own.
 */
#ifndef STORE_SQLITE_LANE_H
#define STORE_SQLITE_LANE_H

#include <pthread.h>
#include <stdatomic.h>

#include "store/sqlite/connection.h"

struct sqlite_lane {
	struct sqlite_file file; /* path and vfs are the owner's */

	pthread_mutex_t lock; /* over the writer and the batch */
	struct sqlite_connection writer;
	bool open;		    /* a transaction is */
	atomic_uint_fast64_t batch; /* number of the present one, from 1 */
	uint64_t failed;	    /* number of the last one whose COMMIT has failed; 0: none */
	enum err failure;

	pthread_mutex_t readers_lock; /* over all below */
	struct sqlite_connection *readers;
	size_t readers_n;
};

/* Open the writer. Errors as sqlite_connection_open; then there is nothing to close. */
enum err sqlite_lane_open(struct sqlite_lane *lane, const struct sqlite_file *file);

/* Close all connections; what is not settled is undone. No caller may be inside. */
void sqlite_lane_close(struct sqlite_lane *lane);

/* As struct store_driver's functions. */
enum err sqlite_lane_run(struct sqlite_lane *lane, struct unit *unit);
enum err sqlite_lane_read(struct sqlite_lane *lane, struct step *step);
enum err sqlite_lane_read_present(struct sqlite_lane *lane, struct step *step);
uint64_t sqlite_lane_mark(struct sqlite_lane *lane);
enum err sqlite_lane_settle(struct sqlite_lane *lane, uint64_t mark);

#endif
