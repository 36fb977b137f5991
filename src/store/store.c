/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening the store with the driver of its path, ids, and what the verbs share. No SQL, no
 * database here.
 */
#include "store/store.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/driver.h"
#include "store/sqlite/driver.h"

/* A handle. */
struct store {
	struct core *core;
	bool joint;
};

struct core {
	struct store handle, joint;
	const struct store_driver *driver;
	struct store_backend *backend;
	struct store_options options;
	struct session_table *sessions;
	_Atomic int64_t last_tick; /* of ids: see store_id() */
};

/* An id is 42 bits of milliseconds, 11 bits of sequence (together: a tick), 10 bits of node. */
enum { ID_SEQUENCE_BITS = 11, ID_NODE_BITS = 10, ID_NODE_MASK = (1 << ID_NODE_BITS) - 1 };

/* The first row whose prefix a path has says which database it names. */
static const struct {
	const char *prefix;
	const struct store_driver *driver;
} drivers[] = {
	{"", &sqlite_driver},
};

static const struct store_driver *driver_of(const char *path)
{
	size_t i = 0;
	while (!bytes_has_prefix(bytes_str(path), bytes_str(drivers[i].prefix)))
		i++;
	return drivers[i].driver;
}

/* Whatever the clock does, ids go on from where the database is. */
static enum err continue_ids(struct store *s)
{
	static const struct column columns[] = {{.kind = COLUMN_NUMBER, .size = sizeof(int64_t)}};
	int64_t last = 0;
	struct rows into = ROWS(columns, &last, 1, NULL);
	TRY(STORE_READ_ONE(s, STATEMENT_ID_MAX, &into));
	atomic_store(&s->core->last_tick, last >> ID_NODE_BITS);
	return OK;
}

static enum err open_core(struct core *core, const char *path)
{
	core->driver = driver_of(path);
	TRY(session_table_new(&core->sessions));
	TRY(core->driver->open(path, &core->options, &core->backend));
	return continue_ids(&core->joint);
}

enum err store_open(const char *path, const struct store_options *options, struct store **out)
{
	*out = NULL;
	struct core *core = calloc(1, sizeof(*core));
	if (!core)
		return ERR_NOMEM;
	core->handle = (struct store){.core = core};
	core->joint = (struct store){.core = core, .joint = true};
	if (options)
		core->options = *options;
	if (core->options.node == 0)
		core->options.node = (unsigned)getpid();
	enum err e = open_core(core, path);
	if (e != OK) {
		store_close(&core->handle);
		return e;
	}
	*out = &core->handle;
	return OK;
}

struct store *store_joint(struct store *s)
{
	return &s->core->joint;
}

uint64_t store_mark(struct store *s)
{
	return s->core->driver->mark(s->core->backend);
}

enum err store_settle(struct store *s, uint64_t mark)
{
	return s->core->driver->settle(s->core->backend, mark);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	struct core *core = s->core;
	if (core->backend)
		core->driver->close(core->backend);
	session_table_free(core->sessions);
	free(core);
}

void store_close_at(struct store **s)
{
	store_close(*s);
	*s = NULL;
}

enum err store_migrate(const char *path, const struct store_options *options, int *from, int *to)
{
	const struct store_options none = {};
	int ignored[2] = {};
	return driver_of(path)->migrate(path, options ? options : &none, from ? from : &ignored[0],
					to ? to : &ignored[1]);
}

enum err store_backup(struct store *s, const char *path)
{
	return s->core->driver->backup(s->core->backend, path);
}

enum err store_fault(const struct store *s, const char *name)
{
	const struct store_options *options = &s->core->options;
	return options->fault ? options->fault(options->fault_context, name) : OK;
}

struct session_table *store_sessions(struct store *s)
{
	return s->core->sessions;
}

enum err store_run(struct store *s, struct unit *unit)
{
	assert(unit->n > 0);
	TRY(store_fault(s, statement_row(unit->steps[0].statement)->name));
	const struct core *core = s->core;
	if (s->joint)
		return core->driver->run(core->backend, unit);
	uint64_t mark = core->driver->mark(core->backend);
	enum err e = core->driver->run(core->backend, unit);
	enum err settled = core->driver->settle(core->backend, mark);
	return settled == OK ? e : settled;
}

enum err store_read(struct store *s, struct step *step)
{
	TRY(store_fault(s, statement_row(step->statement)->name));
	const struct core *core = s->core;
	return (s->joint ? core->driver->read_present : core->driver->read)(core->backend, step);
}

enum err store_read_params(struct store *s, enum statement statement, struct rows *rows,
			   const struct param *params, size_t params_n)
{
	struct step steps[1] = {};
	struct unit unit = UNIT(steps);
	unit_add(&unit, statement, STEP_ANY, rows, params, params_n);
	return store_read(s, &steps[0]);
}

enum err store_read_one(struct store *s, enum statement statement, struct rows *rows,
			const struct param *params, size_t params_n)
{
	TRY(store_read_params(s, statement, rows, params, params_n));
	return rows->n == 1 ? OK : ERR_NOT_FOUND;
}

int64_t store_id_first(int64_t at)
{
	return at << (ID_SEQUENCE_BITS + ID_NODE_BITS);
}

int64_t store_id(struct store *s, int64_t at)
{
	int64_t tick = at << ID_SEQUENCE_BITS;
	int64_t last = atomic_load(&s->core->last_tick);
	int64_t next = 0;
	do {
		next = tick > last ? tick : last + 1;
	} while (!atomic_compare_exchange_weak(&s->core->last_tick, &last, next));
	return next << ID_NODE_BITS | (int64_t)(s->core->options.node & ID_NODE_MASK);
}

void store_add_notification(struct unit *unit, const struct profile_notification *notification,
			    int64_t at)
{
	UNIT_ADD(unit, STATEMENT_NOTIFICATION_INSERT, 1, NULL, TEXT(notification->eid),
		 NUMBER(notification->sequence_number), BYTES(notification->digest), NUMBER(at));
}

void store_add_event(struct unit *unit, const char *iccid, const struct store_cause *cause)
{
	UNIT_ADD(unit, STATEMENT_EVENT_OF_CHANGE, 1, NULL, TEXT(iccid), NUMBER(cause->at),
		 TEXT(cause->who), TEXT(cause->function), TEXT(cause->subject_code),
		 TEXT(cause->reason_code), BYTES(cause->transaction_id));
}

void store_add_messages(struct store *s, struct unit *unit, const char *iccid, int64_t at,
			const struct store_message *messages, size_t n)
{
	assert(n <= STORE_MESSAGES_MAX);
	for (size_t i = 0; i < n; i++)
		UNIT_ADD(unit, STATEMENT_OUTBOX_INSERT, 1, NULL, NUMBER(store_id(s, at)),
			 TEXT(messages[i].operator_name), TEXT(iccid), TEXT(messages[i].kind),
			 BYTES(messages[i].body), NUMBER(at));
}
