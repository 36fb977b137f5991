/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store: what must outlive a request, as verbs in our words. This header opens it; the verbs
 * are in store/{profile,order,call,session,outbox,event,event_registration}.h, which it includes.
 * No SQL shows here, no transition table either (session/ has it): the store compares and sets.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"

/*
 * Rules of every verb.
 * - Any thread may call it; it blocks until it is done. A verb that changes something returns only
 *   after COMMIT (but see store_joint): with OK all of it is durable, with any error none of it is
 *   there. Sessions (store/session.h) are the exception:
 *   they live in memory.
 * - Time is a parameter (`…_at`, `now`): milliseconds since 1970, UTC.
 * - What it reads is copied into the caller's arena; texts end in NUL. Absent text is NULL, absent
 *   bytes are not bytes_present(). Parameters are borrowed until the verb returns.
 * - Beside the errors that it names: ERR_BUSY (another process holds the database too long: try
 *   again later), ERR_IO (disk, damage; the log says
 *   more), ERR_NOMEM, and ERR_TOO_LONG (the arena's maximum).
 */
struct store;

struct store_options {
	/* Milliseconds to wait while another process writes; 0: 10,000. */
	int busy_timeout_ms;
	/* 1…1023; differs between processes that have one store open; 0: made of the process id. */
	unsigned node;
	/* SQLite: name of a registered VFS; NULL: the system's. Tests cut the power with it. */
	const char *vfs;
	/* Asked before each unit, each read and each change of a session; an error is given back
	 * instead. NULL: none. Tests.
	 */
	enum err (*fault)(void *fault_context, const char *statement);
	void *fault_context;
};

/*
 * Open the database at `path`, a file. `options` may be NULL.
 * ERR_NOT_FOUND: there is none; ERR_WRONG_STATE: its schema is older than ours, store_migrate()
 * first; ERR_UNSUPPORTED: it is newer, or no database of ours. `*out` is NULL on error.
 */
enum err store_open(const char *path, const struct store_options *options, struct store **out);

/*
 * Another handle of the same store, for who serves many requests at a time on one thread and wants
 * one COMMIT for them: its verbs return before COMMIT, and see what was done before COMMIT.
 * Whatever rests on them must wait for store_settle(). It lives as long as `s`.
 */
struct store *store_joint(struct store *s);

/*
 * Settle all that was done through the joint handle, by any thread: OK: what this thread did and
 * saw since it had its `mark` is durable. Otherwise all or some of it is undone; ERR_BUSY, ERR_IO
 * and others as the database has it. Any handle.
 */
uint64_t store_mark(struct store *s);
enum err store_settle(struct store *s, uint64_t mark);

/* Close, with its joint handle. No verb may be under way. NULL is fine. */
void store_close(struct store *s);

/* The same for CLEANUP(). */
void store_close_at(struct store **s);

/*
 * Make the database at `path`, or bring it to our schema, each step in a transaction.
 * `*from` and `*to` (may be NULL) are the schema numbers before (0: new) and after.
 * ERR_UNSUPPORTED: it is newer than we are, or no database of ours.
 */
enum err store_migrate(const char *path, const struct store_options *options, int *from, int *to);

/* Write a copy, consistent in itself, to `path`. ERR_CONFLICT: there is a file already. */
enum err store_backup(struct store *s, const char *path);

/* Why a row changes: goes into the event that each change of a profile leaves. */
struct store_cause {
	int64_t at;
	const char *who;	  /* "operator:acme", "euicc", "rspctl:root" */
	const char *function;	  /* the standard's: "ES2+.ConfirmOrder" */
	const char *subject_code; /* SGP.22 §5.2.6; NULL on success */
	const char *reason_code;
	struct bytes transaction_id; /* may be absent */
};

/* A message to an operator, to be delivered after the change that it reports (store/outbox.h). */
struct store_message {
	const char *operator_name;
	const char *kind;  /* a word of notify/'s table: what to do with the body */
	struct bytes body; /* never a secret */
};

/* No verb takes more messages at once: one download reports at most four points. */
enum { STORE_MESSAGES_MAX = 4 };

#include "store/call.h"
#include "store/event.h"
#include "store/event_registration.h"
#include "store/order.h"
#include "store/outbox.h"
#include "store/profile.h"
#include "store/retention.h"
#include "store/session.h"

#endif
