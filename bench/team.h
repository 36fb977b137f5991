/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads that share a number of items among them.
 */
#ifndef BENCH_TEAM_H
#define BENCH_TEAM_H

#include <stddef.h>

#include "base/err.h"

enum { TEAM_MAX = 64 };

/* One item: `member` is the thread's number, from 0. */
typedef enum err team_item(void *context, size_t member, size_t item);

/*
 * Run items 0 to n - 1 on `members` threads, each taking the next one that is left. The first error
 * stops all, and is returned. ERR_NOMEM without threads.
 */
enum err team_run(size_t members, size_t n, team_item *run, void *context);

#endif
