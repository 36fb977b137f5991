/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How figures are taken and told: CPU time, medians, and one line of JSON for each figure on
 * standard output. What is measured is not known here.
 */
#ifndef BENCH_FIGURE_H
#define BENCH_FIGURE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Every figure is the median of this many runs. */
enum { FIGURE_RUNS = 5 };

/* CPU microseconds of the calling thread, and of the whole process, since it began. */
double figure_thread_us(void);
double figure_process_us(void);

/* Microseconds of a clock that is never set. */
double figure_now_us(void);

/* The median of `n` values, which are put in order. */
double figure_median(double *values, size_t n);

/* A member of a figure: a number, or a text if that is not NULL. */
struct figure_member {
	const char *name;
	double value;
	const char *text;
};

/* {"figure":"download_cpu","connections":1,"us":1034.2}: numbers with at most two decimals. */
#define FIGURE(name, ...)                                                                          \
	figure_print((name), (const struct figure_member[]){__VA_ARGS__},                          \
		     sizeof((const struct figure_member[]){__VA_ARGS__}) /                         \
			     sizeof(struct figure_member))
void figure_print(const char *name, const struct figure_member *members, size_t n);

/* A line for people, on standard error, while they wait. */
void figure_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
