/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The paths of the SM-DP+ (SGP.22 §6.5.2), for the listeners of ES2+ and ES9+, whose context is a
 * struct smdpp.
 */
#ifndef SMDPP_ROUTES_H
#define SMDPP_ROUTES_H

#include <stddef.h>

#include "base/buf.h"
#include "http/server.h"
#include "role/route.h"
#include "smdpp/smdpp.h"

enum routes_interface { ROUTES_ES2P, ROUTES_ES9P };

enum { ROUTES_MAX = 8 };

/* Fill in the rows of an interface; how many there are. */
size_t routes_of(enum routes_interface interface, struct http_route out[static ROUTES_MAX]);

/* Append the counters of all functions (route_metrics). Errors as buf_put. */
enum err routes_metrics(const struct smdpp *smdpp, struct buf *out);

#endif
