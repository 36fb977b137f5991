/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bounded queue of work and the threads that do it. Every item that was accepted is run exactly
 * once, also when the queue is stopped. Items are made, owned and released by the caller.
 */
#ifndef SYS_WORK_H
#define SYS_WORK_H

#include <stddef.h>

#include "base/err.h"

struct work_queue;

/* One piece of work, a member of the caller's object. It belongs to the queue from work_put until
 * `run` is entered; `run` may release it. */
struct work {
	void (*run)(struct work *self);
	struct work *next; /* the queue's own */
};

/*
 * Start `threads` threads (at least 1) over a queue in which at most `waiting_max` items wait, 0
 * for LIMIT_WORK_QUEUE. ERR_NOMEM without memory or threads; `*out` is then unchanged. The threads
 * have all signals blocked.
 */
enum err work_start(unsigned threads, size_t waiting_max, struct work_queue **out);

/*
 * Hand over an item; any thread may. ERR_BUSY if the queue is full, ERR_CLOSED if it is being
 * stopped; the item then still belongs to the caller and will not be run.
 */
enum err work_put(struct work_queue *queue, struct work *item);

/* Items that wait now, for metrics. Any thread. */
size_t work_waiting(struct work_queue *queue);

/*
 * Refuse new items, run all that wait, join the threads, release the queue and set `*queue` to
 * NULL. Not from one of its own threads, which alone may still call work_put meanwhile. NULL is
 * allowed. Fits CLEANUP().
 */
void work_stop(struct work_queue **queue);

#endif
