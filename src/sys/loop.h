/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thread that turns a libevent loop, and the eventfd by which other threads hand it tasks.
 * What lives on a loop is touched by its thread only.
 */
#ifndef SYS_LOOP_H
#define SYS_LOOP_H

#include <event2/event.h>
#include <stdint.h>

#include "base/err.h"

struct loop;

/* One task, a member of the caller's object. It belongs to the loop from loop_post until `run` is
 * entered; `run` may release it. */
struct loop_task {
	void (*run)(struct loop_task *self);
	struct loop_task *next; /* the loop's own */
};

/* Milliseconds of a clock that is never set, for deadlines. Any thread. */
int64_t loop_now_ms(void);

/* Start the thread. ERR_NOMEM or ERR_IO; `*out` is then unchanged. All signals are blocked. */
enum err loop_start(struct loop **out);

/* Which events come first when several are due; LOOP_PRIORITY_USUAL unless set. */
enum { LOOP_PRIORITY_FIRST, LOOP_PRIORITY_USUAL, LOOP_PRIORITY_LAST, LOOP_PRIORITIES };

/* For adding events from a task of this loop. */
struct event_base *loop_base(struct loop *loop);

/* Have `task` run on the loop's thread. Any thread; tasks run in the order of their posting.
 * Never fails. */
void loop_post(struct loop *loop, struct loop_task *task);

/*
 * Run the tasks that were posted, end the thread, release the loop and set `*loop` to NULL.
 * Events of the caller on it must be gone. Not from its own thread. NULL is allowed.
 */
void loop_stop(struct loop **loop);

#endif
