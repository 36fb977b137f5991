/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floor under one download: the cryptography that no SM-DP+ can leave out, each primitive
 * measured alone, on bare libcrypto and libssl with everything prepared that can be, in CPU time of
 * this thread. P-256, TLS 1.3, no resumption. None of our code is in it.
 */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#include <stddef.h>

#include "base/err.h"

struct floor_row {
	const char *name;
	unsigned per_download; /* how often one download needs it */
	unsigned per_connection;
	enum err (*run)(void *context); /* once */
	double us;			/* CPU microseconds of one, the median of five runs */
};

/* The rows, measured. `*n` of them, static. ERR_CRYPTO, ERR_NOMEM. */
enum err floor_measure(const struct floor_row **rows, size_t *n);

/* Microseconds of one download over `connections` TLS connections. */
double floor_download_us(const struct floor_row *rows, size_t n, unsigned connections);

#endif
