/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What callers and devices were answered: the truth that the database is held against when all the
 * killing is over. An order is its caller's until it is released, then its device's. How things are
 * asked is not known here.
 */
#ifndef CRASH_LEDGER_H
#define CRASH_LEDGER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "es2p_order.h"
#include "store/profile.h"

/* What can be answered of an order, each including the ones before it. */
enum ledger_step {
	LEDGER_NOTHING,
	LEDGER_RESERVED,
	LEDGER_CONFIRMED,
	LEDGER_RELEASED,
	LEDGER_CANCELLED,
};

enum { LEDGER_NO_DEVICE = -1 };

enum { LEDGER_CALL_MAX = 32 };

struct ledger_order {
	char call[LEDGER_CALL_MAX];	/* functionCallIdentifier of the step that is asked */
	struct es2p_order names;	/* as answered; the ICCID also if it was chosen */
	enum ledger_step asked;		/* perhaps done, perhaps not */
	enum ledger_step answered;	/* done */
	int device;			/* that has installed it; LEDGER_NO_DEVICE */
	enum device_state device_state; /* as its card reported, and was answered */
};

struct ledger {
	pthread_mutex_t lock; /* over all below but the atomics */
	pthread_cond_t more;
	struct ledger_order *orders;
	size_t n, max;
	size_t *released; /* places of orders that wait for a device */
	size_t released_n, released_taken;
	bool closing;
	_Atomic size_t complaints;
	_Atomic size_t unanswered; /* calls that broke off */
};

/* Room for `max` orders. ERR_NOMEM. */
enum err ledger_open(struct ledger *ledger, size_t max);
void ledger_free(struct ledger *ledger);

/* From now on there is nothing new to be had; who waits goes home. */
void ledger_close(struct ledger *ledger);
bool ledger_is_closing(struct ledger *ledger);

/* A new order; NULL when the ledger is full or closing. */
struct ledger_order *ledger_new(struct ledger *ledger);

/* Hand an order over to the devices; wait for one that was. NULL when the ledger closes. */
void ledger_release(struct ledger *ledger, const struct ledger_order *order);
struct ledger_order *ledger_take(struct ledger *ledger);

/* Say what should not have happened, as a line of TAP, and count it. */
void ledger_complain(struct ledger *ledger, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
