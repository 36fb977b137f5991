/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of figures share: how much is done for each, and the table of them in bench.c.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { BENCH_PACKAGE_LEN = 12 * 1024 };

struct bench {
	const char *self;     /* the program itself, for children */
	const char *programs; /* the directory of rspd and rspctl */
	/* How much. */
	size_t downloads; /* of one run */
	size_t calls;	  /* of one caller in one run, at least */
	size_t idle_connections;
	size_t few, many; /* profiles in stock */
};

/* Take the figures of one kind and print them. Errors after a note. */
typedef enum err bench_figure(const struct bench *bench);
bench_figure bench_download, bench_es2p, bench_idle, bench_scale;

/*
 * The children: `bench echo CONFIG PORT` answers DownloadOrder without doing anything, and
 * `bench unit CONFIG N` prints the CPU microseconds of an order_reserve, the mean of N.
 */
int bench_echo(const char *config, const char *port);
int bench_unit(const char *config, const char *count);

#endif
