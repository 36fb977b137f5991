/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold between the orders of an SM-DP+ and the events at its SM-DS, after every step of
 * whatever happens: an order that can be downloaded through its SM-DS has its event there; an event
 * without such an order is about to be deleted. Aborts when it is not so.
 */
#ifndef TESTS_WITNESS_EVENTS_H
#define TESTS_WITNESS_EVENTS_H

#include "smdpp_world.h"

/* Look at the SM-DS of the world, and at the store, which must be open. */
void witness_events_look(struct smdpp_world *world);

#endif
