/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floor under one download: the cryptography that no SM-DP+ can leave out, each primitive
 * measured alone, on bare libcrypto and libssl with everything prepared that can be, in CPU time of
 * one thread. P-256, TLS 1.3, no resumption. None of our code is in it.
 */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#include "base/err.h"

enum { FLOOR_ROWS = 6 };

/* A primitive, and how often a download needs it. */
struct floor_row {
	const char *name;
	unsigned per_download;
	unsigned per_connection;
	enum err (*run)(void *context); /* once */
};
extern const struct floor_row floor_rows[FLOOR_ROWS];

/* CPU microseconds of each primitive, in the order of the rows. */
struct floor {
	double us[FLOOR_ROWS];
};

/*
 * Measure all of them as rspd is measured: on the first CPU, while the others are busy for the
 * given share of the time, 0 to 1; what one of two CPUs does may well slow the other. ERR_CRYPTO,
 * ERR_NOMEM. Afterwards the thread is on the others.
 */
enum err floor_take(double busy, struct floor *out);

/* Microseconds of one download over `connections` TLS connections. */
double floor_download_us(const struct floor *floor, unsigned connections);

#endif
