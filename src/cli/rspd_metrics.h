/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET /metrics: how rspd does, as Prometheus text. Names nobody.
 */
#ifndef CLI_RSPD_METRICS_H
#define CLI_RSPD_METRICS_H

#include "http/server.h"

/* The listener's context is a struct rspd_service. */
extern const struct http_route rspd_metrics_route;

#endif
