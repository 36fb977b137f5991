/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A caller of ES2+: orders, confirms, releases and cancels one profile after the other over a kept
 * connection, asks again whatever was not answered, and enters into the ledger what was.
 */
#ifndef CRASH_DESK_H
#define CRASH_DESK_H

#include "dice.h"
#include "ledger.h"
#include "world.h"

struct desk {
	const struct world *world;
	struct ledger *ledger;
	size_t number;	  /* of desks_n */
	size_t desks_n;	  /* each chooses ICCIDs of its own */
	size_t next_last; /* how many it has chosen, from the end of the stock */
	struct dice dice;
	struct caller caller;
};

/* Work until the ledger closes, and end what was begun. A thread's function on a struct desk. */
void *desk_work(void *desk);

#endif
