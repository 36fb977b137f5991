/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>

#include "sys/loop.h"

enum { POSTERS = 4, POSTS = 500 };

struct count_task {
	struct loop_task task;
	int *count; /* of the loop's thread */
	int seen;
	pthread_t thread;
};

static void run_count(struct loop_task *self)
{
	struct count_task *task = (struct count_task *)self;
	task->seen = ++*task->count;
	task->thread = pthread_self();
}

struct poster {
	struct loop *loop;
	struct count_task tasks[POSTS];
};

static void *post_all(void *argument)
{
	struct poster *poster = argument;
	for (size_t i = 0; i < POSTS; i++)
		loop_post(poster->loop, &poster->tasks[i].task);
	return NULL;
}

static void test_tasks_run_once_in_order_on_one_thread(void **state)
{
	(void)state;
	static struct poster posters[POSTERS];
	int count = 0;
	struct loop *loop = NULL;
	assert_int_equal(loop_start(&loop), OK);
	pthread_t threads[POSTERS] = {};
	for (size_t p = 0; p < POSTERS; p++) {
		posters[p].loop = loop;
		for (size_t i = 0; i < POSTS; i++)
			posters[p].tasks[i] =
				(struct count_task){.task.run = run_count, .count = &count};
		assert_int_equal(pthread_create(&threads[p], NULL, post_all, &posters[p]), 0);
	}
	for (size_t p = 0; p < POSTERS; p++)
		pthread_join(threads[p], NULL);
	loop_stop(&loop);
	assert_null(loop);
	assert_int_equal(count, POSTERS * POSTS);
	for (size_t p = 0; p < POSTERS; p++)
		for (size_t i = 1; i < POSTS; i++) {
			assert_true(posters[p].tasks[i].seen > posters[p].tasks[i - 1].seen);
			assert_true(pthread_equal(posters[p].tasks[i].thread,
						  posters[0].tasks[0].thread));
		}
}

struct mask_task {
	struct loop_task task;
	int blocked;
};

static void run_mask(struct loop_task *self)
{
	sigset_t mask = {};
	pthread_sigmask(SIG_BLOCK, NULL, &mask);
	((struct mask_task *)self)->blocked = sigismember(&mask, SIGPIPE);
}

static void test_signals_are_blocked(void **state)
{
	(void)state;
	struct loop *loop = NULL;
	struct mask_task task = {.task.run = run_mask};
	assert_int_equal(loop_start(&loop), OK);
	loop_post(loop, &task.task);
	loop_stop(&loop);
	assert_int_equal(task.blocked, 1);
}

struct event_task {
	struct loop_task task;
	struct loop *loop;
	struct event *event;
	sem_t fired;
};

static void on_event(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	struct event_task *task = argument;
	event_free(task->event);
	sem_post(&task->fired);
}

static void run_event(struct loop_task *self)
{
	struct event_task *task = (struct event_task *)self;
	task->event = event_new(loop_base(task->loop), -1, 0, on_event, task);
	event_active(task->event, EV_TIMEOUT, 0);
}

static void test_events_of_the_caller_run(void **state)
{
	(void)state;
	struct event_task task = {.task.run = run_event};
	sem_init(&task.fired, 0, 0);
	assert_int_equal(loop_start(&task.loop), OK);
	loop_post(task.loop, &task.task);
	sem_wait(&task.fired);
	loop_stop(&task.loop);
	sem_destroy(&task.fired);
}

enum { RETURNS_MAX = 100 * 1000 };

/* An event that makes itself due over and over, until a task has run. */
struct restless {
	struct loop_task begin, end;
	struct loop *loop;
	struct event *event;
	int returns;
	bool ended;
	sem_t gone;
};

static void come_back(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	struct restless *r = argument;
	if (r->returns == 0)
		loop_post(r->loop, &r->end);
	if (!r->ended && ++r->returns < RETURNS_MAX) {
		event_active(r->event, EV_TIMEOUT, 0);
		return;
	}
	event_free(r->event);
	sem_post(&r->gone);
}

static void begin_restless(struct loop_task *self)
{
	struct restless *r = (struct restless *)self;
	r->event = event_new(loop_base(r->loop), -1, 0, come_back, r);
	assert_non_null(r->event);
	event_active(r->event, EV_TIMEOUT, 0);
}

static void end_restless(struct loop_task *self)
{
	struct restless *r = (struct restless *)((char *)self - offsetof(struct restless, end));
	r->ended = true;
}

static void test_others_have_their_turn(void **state)
{
	(void)state;
	struct restless r = {.begin.run = begin_restless, .end.run = end_restless};
	sem_init(&r.gone, 0, 0);
	assert_int_equal(loop_start(&r.loop), OK);
	loop_post(r.loop, &r.begin);
	sem_wait(&r.gone);
	loop_stop(&r.loop);
	assert_in_range(r.returns, 1, RETURNS_MAX / 100);
	sem_destroy(&r.gone);
}

static void test_stop_of_nothing(void **state)
{
	(void)state;
	struct loop *loop = NULL;
	loop_stop(&loop);
	assert_null(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tasks_run_once_in_order_on_one_thread),
		cmocka_unit_test(test_signals_are_blocked),
		cmocka_unit_test(test_events_of_the_caller_run),
		cmocka_unit_test(test_others_have_their_turn),
		cmocka_unit_test(test_stop_of_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
