/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A world whose database can be put back: tests that do the same over and over, each time with
 * another misfortune, begin each time where they began before.
 */
#ifndef TESTS_FROZEN_WORLD_H
#define TESTS_FROZEN_WORLD_H

#include "smdpp_world.h"

/* Where the database is, in the world's arena; its frozen copy is beside it. */
const char *frozen_world_path(struct smdpp_world *world);

/* Keep the database as it is. The store is closed; sessions are not kept. */
void frozen_world_freeze(struct smdpp_world *world);

/* Put back what was kept. The store is closed before and after. */
void frozen_world_thaw(struct smdpp_world *world);

/* Open the store for the SM-DP+ of the world. Errors of store_open. */
enum err frozen_world_open(struct smdpp_world *world, const struct store_options *options);

/* Close it. Safe twice. */
void frozen_world_close(struct smdpp_world *world);

#endif
