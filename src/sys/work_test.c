/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "base/limits.h"
#include "sys/work.h"

struct job {
	struct work work;
	atomic_int runs;
	sem_t *started, *gate; /* NULL: do not wait */
};

static void run_job(struct work *self)
{
	struct job *job = (struct job *)self;
	if (job->started)
		sem_post(job->started);
	if (job->gate)
		sem_wait(job->gate);
	atomic_fetch_add(&job->runs, 1);
}

/* A queue whose only thread is held by `blocker`. */
struct held {
	struct work_queue *queue;
	sem_t started, gate;
	struct job blocker;
};

static void hold(struct held *held, size_t waiting_max)
{
	sem_init(&held->started, 0, 0);
	sem_init(&held->gate, 0, 0);
	held->blocker =
		(struct job){.work.run = run_job, .started = &held->started, .gate = &held->gate};
	assert_int_equal(work_start(1, waiting_max, &held->queue), OK);
	assert_int_equal(work_put(held->queue, &held->blocker.work), OK);
	sem_wait(&held->started);
}

static void release(struct held *held)
{
	sem_post(&held->gate);
	work_stop(&held->queue);
	assert_null(held->queue);
	sem_destroy(&held->started);
	sem_destroy(&held->gate);
}

static void test_each_item_runs_once(void **state)
{
	(void)state;
	static struct job jobs[2000];
	struct work_queue *queue = NULL;
	assert_int_equal(work_start(8, sizeof(jobs) / sizeof(jobs[0]), &queue), OK);
	for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
		jobs[i].work.run = run_job;
		assert_int_equal(work_put(queue, &jobs[i].work), OK);
	}
	work_stop(&queue);
	for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++)
		assert_int_equal(atomic_load(&jobs[i].runs), 1);
}

static void test_full_queue_is_busy(void **state)
{
	(void)state;
	struct held held = {};
	struct job jobs[3] = {};
	hold(&held, 2);
	for (size_t i = 0; i < 3; i++) {
		jobs[i].work.run = run_job;
		assert_int_equal(work_put(held.queue, &jobs[i].work), i < 2 ? OK : ERR_BUSY);
	}
	assert_int_equal(work_waiting(held.queue), 2);
	release(&held);
	assert_int_equal(jobs[0].runs + jobs[1].runs, 2);
	assert_int_equal(jobs[2].runs, 0);
}

static void test_default_bound(void **state)
{
	(void)state;
	static struct job jobs[LIMIT_WORK_QUEUE + 1];
	struct held held = {};
	hold(&held, 0);
	for (size_t i = 0; i < LIMIT_WORK_QUEUE; i++) {
		jobs[i].work.run = run_job;
		assert_int_equal(work_put(held.queue, &jobs[i].work), OK);
	}
	jobs[LIMIT_WORK_QUEUE].work.run = run_job;
	assert_int_equal(work_put(held.queue, &jobs[LIMIT_WORK_QUEUE].work), ERR_BUSY);
	release(&held);
}

/* An item that puts another one while the queue is being stopped. */
struct late {
	struct work work;
	struct work_queue *queue;
	struct job other;
	enum err result;
};

static void run_late(struct work *self)
{
	struct late *late = (struct late *)self;
	do
		late->result = work_put(late->queue, &late->other.work);
	while (late->result == ERR_BUSY);
}

static void test_order_is_kept_by_one_thread(void **state)
{
	(void)state;
	struct held held = {};
	sem_t gate = {};
	sem_init(&gate, 0, 0);
	struct job first = {.work.run = run_job, .gate = &gate};
	struct job second = {.work.run = run_job};
	hold(&held, 4);
	assert_int_equal(work_put(held.queue, &first.work), OK);
	assert_int_equal(work_put(held.queue, &second.work), OK);
	sem_post(&held.gate);
	assert_int_equal(atomic_load(&second.runs), 0);
	sem_post(&gate);
	release(&held);
	assert_int_equal(atomic_load(&second.runs), 1);
	sem_destroy(&gate);
}

static void test_stopping_queue_is_closed(void **state)
{
	(void)state;
	struct work_queue *queue = NULL;
	assert_int_equal(work_start(1, 1, &queue), OK);
	struct late late = {.work.run = run_late, .queue = queue, .other.work.run = run_late};
	late.other.work.run = run_job;
	assert_int_equal(work_put(queue, &late.work), OK);
	work_stop(&queue);
	/* Whichever came first: accepted and run, or refused and not run. */
	assert_int_equal(late.other.runs, late.result == OK ? 1 : 0);
	assert_true(late.result == OK || late.result == ERR_CLOSED);
}

static void test_stop_of_nothing(void **state)
{
	(void)state;
	struct work_queue *queue = NULL;
	work_stop(&queue);
	assert_null(queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_item_runs_once),
		cmocka_unit_test(test_full_queue_is_busy),
		cmocka_unit_test(test_default_bound),
		cmocka_unit_test(test_order_is_kept_by_one_thread),
		cmocka_unit_test(test_stopping_queue_is_closed),
		cmocka_unit_test(test_stop_of_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
