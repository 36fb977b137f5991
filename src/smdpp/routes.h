/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The paths of the SM-DP+ (SGP.22 §6.5.2), for the listeners of ES2+ and ES9+. The listeners'
 * context is a struct smdpp.
 */
#ifndef SMDPP_ROUTES_H
#define SMDPP_ROUTES_H

#include <stddef.h>

#include "http/server.h"

extern const struct http_route routes_es2p[];
extern const size_t routes_es2p_n;
extern const struct http_route routes_es9p[];
extern const size_t routes_es9p_n;

/* The value of X-Admin-Protocol: the highest version that we support (SGP.22 §6.2). */
extern const char routes_admin_protocol[];

#endif
