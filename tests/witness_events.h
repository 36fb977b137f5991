/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold between the orders of an SM-DP+ and the events at an SM-DS over the same store,
 * after every step of whatever happens: an order that can be downloaded through its SM-DS has its
 * event there; an event without such an order is about to be deleted. Aborts when it is not so.
 */
#ifndef TESTS_WITNESS_EVENTS_H
#define TESTS_WITNESS_EVENTS_H

#include "smdpp_world.h"

/* Look at the store, which must be open; `eids` are all that there are. */
void witness_events_look(struct smdpp_world *world, const char *const *eids, size_t n);

#endif
