/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The paths of the SM-DS (SGP.22 §6.5.2), for the listeners of ES11 and ES12, whose context is a
 * struct smds.
 */
#ifndef SMDS_ROUTES_H
#define SMDS_ROUTES_H

#include <stddef.h>

#include "base/buf.h"
#include "http/server.h"
#include "smds/smds.h"

enum smds_interface { SMDS_ES11, SMDS_ES12 };

enum { SMDS_ROUTES_MAX = 8 };

/* Fill in the rows of an interface; how many there are. */
size_t smds_routes(enum smds_interface interface, struct http_route out[static SMDS_ROUTES_MAX]);

/* Append the counters of all functions (route_metrics). Errors as buf_put. */
enum err smds_metrics(const struct smds *smds, struct buf *out);

#endif
