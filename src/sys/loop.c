/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A libevent loop on its own thread, and its inbox: a list under a mutex, announced by an eventfd.
 */
#include "sys/loop.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

struct loop {
	struct event_base *base;
	struct event *inbox;
	int eventfd;
	pthread_t thread;
	pthread_mutex_t mutex;
	struct loop_task *head, *tail;
};

static struct loop_task *take_tasks(struct loop *loop)
{
	pthread_mutex_lock(&loop->mutex);
	struct loop_task *tasks = loop->head;
	loop->head = NULL;
	pthread_mutex_unlock(&loop->mutex);
	return tasks;
}

static void on_inbox(evutil_socket_t fd, short what, void *argument)
{
	(void)what;
	eventfd_t count = 0;
	/* Nothing to read is as good: the list tells. */
	(void)!eventfd_read(fd, &count);
	struct loop_task *task = take_tasks(argument);
	while (task) {
		struct loop_task *next = task->next;
		task->run(task);
		task = next;
	}
}

static void *loop_main(void *argument)
{
	struct loop *loop = argument;
	event_base_loop(loop->base, EVLOOP_NO_EXIT_ON_EMPTY);
	return NULL;
}

static void loop_free(struct loop *loop)
{
	if (loop->inbox)
		event_free(loop->inbox);
	if (loop->base)
		event_base_free(loop->base);
	if (loop->eventfd >= 0)
		close(loop->eventfd);
	pthread_mutex_destroy(&loop->mutex);
	free(loop);
}

/* Events after which the loop looks for others: one may be due again each time that it has run. */
enum { EVENTS_MAX = 32 };

/* A base that one thread touches needs no locks. */
static struct event_base *make_base(void)
{
	struct event_config *config = event_config_new();
	if (!config)
		return NULL;
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	event_config_set_max_dispatch_interval(config, NULL, EVENTS_MAX, LOOP_PRIORITY_USUAL);
	struct event_base *base = event_base_new_with_config(config);
	event_config_free(config);
	if (!base || event_base_priority_init(base, LOOP_PRIORITIES) == 0)
		return base;
	event_base_free(base);
	return NULL;
}

static enum err loop_open(struct loop *loop)
{
	loop->eventfd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (loop->eventfd < 0)
		return ERR_IO;
	loop->base = make_base();
	if (!loop->base)
		return ERR_NOMEM;
	loop->inbox = event_new(loop->base, loop->eventfd, EV_READ | EV_PERSIST, on_inbox, loop);
	if (!loop->inbox || event_add(loop->inbox, NULL) != 0)
		return ERR_NOMEM;
	return OK;
}

/* Signals are the main thread's; SIGPIPE in particular must not end us when a peer has gone. */
static enum err loop_thread(struct loop *loop)
{
	sigset_t all = {}, before = {};
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int failed = pthread_create(&loop->thread, NULL, loop_main, loop);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed ? ERR_NOMEM : OK;
}

enum err loop_start(struct loop **out)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	if (!loop)
		return ERR_NOMEM;
	loop->eventfd = -1;
	pthread_mutex_init(&loop->mutex, NULL);
	enum err result = loop_open(loop);
	if (result == OK)
		result = loop_thread(loop);
	if (result != OK) {
		loop_free(loop);
		return result;
	}
	*out = loop;
	return OK;
}

int64_t loop_now_ms(void)
{
	struct timespec now = {};
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct event_base *loop_base(struct loop *loop)
{
	return loop->base;
}

void loop_post(struct loop *loop, struct loop_task *task)
{
	task->next = NULL;
	pthread_mutex_lock(&loop->mutex);
	bool first = !loop->head;
	if (first)
		loop->head = task;
	else
		loop->tail->next = task;
	loop->tail = task;
	/* Under the mutex, so that the loop cannot end between the list and the eventfd. */
	if (first)
		(void)!eventfd_write(loop->eventfd, 1);
	pthread_mutex_unlock(&loop->mutex);
}

struct last_task {
	struct loop_task task;
	struct event_base *base;
};

static void run_last(struct loop_task *self)
{
	event_base_loopbreak(((struct last_task *)self)->base);
}

void loop_stop(struct loop **loop)
{
	if (!*loop)
		return;
	struct last_task last = {.task = {.run = run_last}, .base = (*loop)->base};
	loop_post(*loop, &last.task);
	pthread_join((*loop)->thread, NULL);
	loop_free(*loop);
	*loop = NULL;
}
