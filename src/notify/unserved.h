/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of the outbox that nobody delivers, since their operator is no longer configured with
 * an endpoint, or their SM-DS not at all: they are set aside, so that people see them, and can put
 * them back.
 */
#ifndef NOTIFY_UNSERVED_H
#define NOTIFY_UNSERVED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "config/rspd_config.h"
#include "store/store.h"

/*
 * Set a bounded number of them aside, and log how many per queue; `*more`: there may be further
 * ones. Errors of the store.
 */
enum err unserved_set_aside(const struct rspd_config *config, struct store *store, int64_t now,
			    bool *more);

#endif
