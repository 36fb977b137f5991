/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When the certificates that a configuration names run out: for the log, a month before, and for
 * the metrics.
 */
#ifndef CLI_EXPIRY_H
#define CLI_EXPIRY_H

#include "base/buf.h"
#include "config/rspd_config.h"

/* Constant after its making. */
struct expiry;

/* Read the certificates' ends; what cannot be read is passed over. The caller frees. ERR_NOMEM. */
enum err expiry_load(const struct rspd_config *config, struct expiry **out);

/* Release, and set to NULL. Safe on NULL. Fits CLEANUP(). */
void expiry_free(struct expiry **expiry);

/* A warning in the log for each that runs out within EXPIRY_WARN_DAYS, or has; how many. */
enum { EXPIRY_WARN_DAYS = 30 };
size_t expiry_warn(const struct expiry *expiry, int64_t now_ms);

/* Append rspd_certificate_expiry_seconds of each: the time left, below 0 when it is over. Errors as
 * buf_put. */
enum err expiry_metrics(const struct expiry *expiry, int64_t now_ms, struct buf *out);

#endif
