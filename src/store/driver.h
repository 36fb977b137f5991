/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a database has to do for the store: run units durably, and read. A second database is a
 * second struct store_driver; nothing above this header knows which one is in use.
 */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "store/store.h"
#include "store/unit.h"

struct store_backend; /* the driver's own */

struct store_driver {
	/* As store_open, store_close, store_migrate, store_backup; options are never NULL. */
	enum err (*open)(const char *path, const struct store_options *options,
			 struct store_backend **out);
	void (*close)(struct store_backend *backend);
	enum err (*migrate)(const char *path, const struct store_options *options, int *from,
			    int *to);
	enum err (*backup)(struct store_backend *backend, const char *path);
	/*
	 * Do all steps of the unit, or none; it is durable once it is settled. ERR_MISMATCH: step
	 * unit->failed met another number of rows than it expects; ERR_CONFLICT: it met a key that
	 * is taken; nothing of the unit is there then. Any thread.
	 */
	enum err (*run)(struct store_backend *backend, struct unit *unit);
	/*
	 * Run one statement that changes nothing; step->expect is not looked at. `read` sees what
	 * is durable, `read_present` also what is not settled yet. Any thread.
	 */
	enum err (*read)(struct store_backend *backend, struct step *step);
	enum err (*read_present)(struct store_backend *backend, struct step *step);
	/* As store_mark and store_settle. */
	uint64_t (*mark)(struct store_backend *backend);
	enum err (*settle)(struct store_backend *backend, uint64_t mark);
};

/* For the verbs: asks options.fault about what `name` is to do; OK without one. */
enum err store_fault(const struct store *s, const char *name);

/* The table of sessions (store/session.h). */
struct session_table *store_sessions(struct store *s);

/* For the verbs: a unit and a read by the rules of the handle, after asking options.fault. */
enum err store_run(struct store *s, struct unit *unit);
enum err store_read(struct store *s, struct step *step);

/* A read of one statement into `rows`. */
#define STORE_READ(s, statement_id, rows_into, ...)                                                \
	store_read_params((s), (statement_id), (rows_into), (const struct param[]){__VA_ARGS__},   \
			  sizeof((const struct param[]){__VA_ARGS__}) / sizeof(struct param))
enum err store_read_params(struct store *s, enum statement statement, struct rows *rows,
			   const struct param *params, size_t params_n);

/* The same where exactly one row is wanted: ERR_NOT_FOUND if there is none. */
#define STORE_READ_ONE(s, statement_id, rows_into, ...)                                            \
	store_read_one((s), (statement_id), (rows_into), (const struct param[]){__VA_ARGS__},      \
		       sizeof((const struct param[]){__VA_ARGS__}) / sizeof(struct param))
enum err store_read_one(struct store *s, enum statement statement, struct rows *rows,
			const struct param *params, size_t params_n);

/* The lowest id that there can be of the time `at`. */
int64_t store_id_first(int64_t at);

/* A new id that grows with time: of `at`, or later if ids of `at` are used up. */
int64_t store_id(struct store *s, int64_t at);

/* Add that a notification is seen for the first time. */
void store_add_notification(struct unit *unit, const struct profile_notification *notification,
			    int64_t at);

/* Add the event of a change of `iccid`, and its messages, to a unit. */
void store_add_event(struct unit *unit, const char *iccid, const struct store_cause *cause);
void store_add_messages(struct store *s, struct unit *unit, const char *iccid, int64_t at,
			const struct store_message *messages, size_t n);

#endif
