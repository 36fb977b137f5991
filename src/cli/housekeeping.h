/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a running rspd does by itself now and then: a table of jobs, each so small that nobody waits
 * for it. The loop over them is here; what a job does is mostly the store's.
 */
#ifndef CLI_HOUSEKEEPING_H
#define CLI_HOUSEKEEPING_H

#include "base/current.h"
#include "config/rspd_config.h"
#include "smdpp/order_expiry.h"
#include "smdpp/smdpp.h"
#include "smds/smds.h"
#include "store/store.h"

enum { HOUSEKEEPING_JOBS_MAX = 16 };

/* Zeroed but for the first five: all jobs are due. */
struct housekeeping {
	const struct rspd_config *config;
	struct store *store;
	struct smdpp *smdpp;	/* NULL: this is none */
	struct smds *smds;	/* likewise */
	struct current *expiry; /* struct expiry; NULL: none */
	struct order_expiry order_expiry;
	int64_t due[HOUSEKEEPING_JOBS_MAX];
	struct retention_place places[RETENTION_TABLES];
};

/* Run the jobs that are due at `now`. One that fails is logged, and run again at its time. */
void housekeeping_run(struct housekeeping *h, int64_t now);

#endif
