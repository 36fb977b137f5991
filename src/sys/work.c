/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The work queue. Idle threads wait on a stack, each on its own condition: the one that worked
 * last is woken first, so that few threads with warm caches do most of the work.
 */
#include "sys/work.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/limits.h"

struct worker {
	struct work_queue *queue;
	pthread_t thread;
	pthread_cond_t wake;
	struct work *item; /* handed to it while it was idle */
	struct worker *next_idle;
};

/* Where a thread is idle, nothing waits. */
struct work_queue {
	pthread_mutex_t mutex;
	struct work *head, *tail;
	size_t waiting, waiting_max;
	struct worker *idle;
	bool stopping;
	unsigned thread_count;
	struct worker workers[];
};

static struct work *queue_pop(struct work_queue *queue)
{
	struct work *item = queue->head;
	if (item) {
		queue->head = item->next;
		queue->waiting--;
	}
	return item;
}

/* With the mutex held: the next item, or NULL when there will be none. */
static struct work *worker_wait(struct worker *self)
{
	struct work_queue *queue = self->queue;
	struct work *item = queue_pop(queue);
	if (item || queue->stopping)
		return item;
	self->item = NULL;
	self->next_idle = queue->idle;
	queue->idle = self;
	while (!self->item && !queue->stopping)
		pthread_cond_wait(&self->wake, &queue->mutex);
	return self->item;
}

static void *worker_main(void *argument)
{
	struct worker *self = argument;
	pthread_mutex_lock(&self->queue->mutex);
	for (struct work *item = worker_wait(self); item; item = worker_wait(self)) {
		pthread_mutex_unlock(&self->queue->mutex);
		item->run(item);
		pthread_mutex_lock(&self->queue->mutex);
	}
	pthread_mutex_unlock(&self->queue->mutex);
	return NULL;
}

/* Signals are the main thread's. */
static int start_thread(struct worker *worker)
{
	sigset_t all = {}, before = {};
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int failed = pthread_create(&worker->thread, NULL, worker_main, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed;
}

enum err work_start(unsigned threads, size_t waiting_max, struct work_queue **out)
{
	assert(threads > 0);
	struct work_queue *queue = calloc(1, sizeof(*queue) + threads * sizeof(queue->workers[0]));
	if (!queue)
		return ERR_NOMEM;
	pthread_mutex_init(&queue->mutex, NULL);
	queue->waiting_max = waiting_max ? waiting_max : LIMIT_WORK_QUEUE;
	for (unsigned i = 0; i < threads; i++) {
		struct worker *worker = &queue->workers[i];
		worker->queue = queue;
		pthread_cond_init(&worker->wake, NULL);
		if (start_thread(worker) != 0) {
			pthread_cond_destroy(&worker->wake);
			work_stop(&queue);
			return ERR_NOMEM;
		}
		queue->thread_count++;
	}
	*out = queue;
	return OK;
}

static enum err queue_push(struct work_queue *queue, struct work *item)
{
	if (queue->waiting == queue->waiting_max)
		return ERR_BUSY;
	item->next = NULL;
	if (queue->head)
		queue->tail->next = item;
	else
		queue->head = item;
	queue->tail = item;
	queue->waiting++;
	return OK;
}

enum err work_put(struct work_queue *queue, struct work *item)
{
	enum err result = OK;
	struct worker *idle = NULL;
	pthread_mutex_lock(&queue->mutex);
	if (queue->stopping) {
		result = ERR_CLOSED;
	} else if (queue->idle) {
		idle = queue->idle;
		queue->idle = idle->next_idle;
		idle->item = item;
	} else {
		result = queue_push(queue, item);
	}
	pthread_mutex_unlock(&queue->mutex);
	/* Woken now, it finds the mutex free. */
	if (idle)
		pthread_cond_signal(&idle->wake);
	return result;
}

size_t work_waiting(struct work_queue *queue)
{
	pthread_mutex_lock(&queue->mutex);
	size_t waiting = queue->waiting;
	pthread_mutex_unlock(&queue->mutex);
	return waiting;
}

void work_stop(struct work_queue **queue)
{
	struct work_queue *stopped = *queue;
	if (!stopped)
		return;
	pthread_mutex_lock(&stopped->mutex);
	stopped->stopping = true;
	for (unsigned i = 0; i < stopped->thread_count; i++)
		pthread_cond_signal(&stopped->workers[i].wake);
	pthread_mutex_unlock(&stopped->mutex);
	for (unsigned i = 0; i < stopped->thread_count; i++) {
		pthread_join(stopped->workers[i].thread, NULL);
		pthread_cond_destroy(&stopped->workers[i].wake);
	}
	pthread_mutex_destroy(&stopped->mutex);
	free(stopped);
	*queue = NULL;
}
