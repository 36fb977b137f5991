/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The manners of abuse, one row each: how many connections, how often each does something, and
 * what. When is the business of mob.c.
 */
#ifndef ABUSE_MANNER_H
#define ABUSE_MANNER_H

#include <stdbool.h>
#include <stddef.h>

#include "caller.h"

struct attacker;

/* How far the connection is opened. */
enum manner_entry { MANNER_TLS_1_3, MANNER_TLS_1_2, MANNER_TCP, MANNER_ENTRIES };

struct manner {
	const char *name;
	size_t connections;
	unsigned period_ms; /* from one act to the next */
	enum manner_entry entry;
	bool (*act)(struct attacker *attacker); /* false: the connection is over */
};

enum { MANNER_STATUS_MAX = 600 };

/* What came of a manner. */
struct tally {
	size_t opened, shut_out; /* connections that were and were not let in */
	size_t ended;		 /* by the server */
	size_t repelled;	 /* what the server ought to refuse, and did */
	size_t yielded;		 /* what it ought to refuse, and did not */
	size_t answers[MANNER_STATUS_MAX];
};

struct attacker {
	const struct manner *manner;
	struct tally *tally;
	struct caller line; /* not blocking once it is open; `ssl` is NULL with MANNER_TCP */
	size_t number;	    /* of its manner */
	size_t acts;	    /* since the connection was opened */
	double due_us;
	bool present;
};

/* The table; the last row is the crowd that does nothing. */
enum { MANNERS = 10, MANNER_IDLE = MANNERS - 1 };
enum {
	MANNER_HUGE_BODY = 4,
	MANNER_KEEP_ALIVE,
	MANNER_PIPELINING,
	MANNER_RENEGOTIATION,
	MANNER_RENEWAL,
};
extern const struct manner manners[MANNERS];

#endif
