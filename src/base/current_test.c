/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of values that are exchanged under their users' feet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/current.h"

enum { THREADS = 4, ROUNDS = 2000 };

/* A value that knows whether it was released. */
struct thing {
	atomic_int *released;
	int number;
};

static struct thing *make(atomic_int *released, int number)
{
	struct thing *t = malloc(sizeof(*t));
	assert_non_null(t);
	*t = (struct thing){released, number};
	return t;
}

static void release(void *value)
{
	struct thing *t = value;
	atomic_fetch_add(t->released, 1);
	free(t);
}

static void who_took_it_keeps_it(void **state)
{
	(void)state;
	atomic_int released = 0;
	CLEANUP(current_free) struct current *c = NULL;
	assert_int_equal(current_create(make(&released, 1), release, &c), OK);
	struct current_hold first = current_take(c);
	struct current_hold again = current_take(c);
	assert_int_equal(current_replace(c, make(&released, 2)), OK);
	struct current_hold second = current_take(c);
	assert_int_equal(((struct thing *)first.value)->number, 1);
	assert_int_equal(((struct thing *)second.value)->number, 2);
	current_give(&first);
	assert_int_equal(released, 0);
	current_give(&again);
	assert_int_equal(released, 1);
	current_give(&again); /* zeroed: nothing happens */
	current_give(&second);
	assert_int_equal(released, 1);
}

static void one_that_nobody_has_goes_at_once(void **state)
{
	(void)state;
	atomic_int released = 0;
	struct current *c = NULL;
	assert_int_equal(current_create(make(&released, 0), release, &c), OK);
	for (int i = 1; i <= 3 * CURRENT_VALUES; i++) {
		struct current_hold hold = current_take(c);
		current_give(&hold);
		assert_int_equal(current_replace(c, make(&released, i)), OK);
		assert_int_equal(released, i);
	}
	current_free(&c);
	assert_int_equal(released, 3 * CURRENT_VALUES + 1);
	current_free(&c);
}

static void there_is_room_for_so_many(void **state)
{
	(void)state;
	atomic_int released = 0;
	CLEANUP(current_free) struct current *c = NULL;
	struct current_hold holds[CURRENT_VALUES] = {};
	assert_int_equal(current_create(make(&released, 0), release, &c), OK);
	for (int i = 0; i + 1 < CURRENT_VALUES; i++) {
		holds[i] = current_take(c);
		assert_int_equal(current_replace(c, make(&released, i + 1)), OK);
	}
	struct thing *more = make(&released, 99);
	holds[CURRENT_VALUES - 1] = current_take(c);
	assert_int_equal(current_replace(c, more), ERR_BUSY);
	current_give(&holds[0]);
	assert_int_equal(current_replace(c, more), OK);
	for (int i = 0; i < CURRENT_VALUES; i++)
		current_give(&holds[i]);
}

static void *use(void *context)
{
	struct current *c = context;
	for (int i = 0; i < ROUNDS; i++) {
		struct current_hold hold = current_take(c);
		const struct thing *t = hold.value;
		if (t->number < 0)
			abort();
		current_give(&hold);
	}
	return NULL;
}

static void threads_use_and_exchange_it(void **state)
{
	(void)state;
	atomic_int released = 0;
	int replaced = 0;
	pthread_t threads[THREADS] = {};
	struct current *c = NULL;
	assert_int_equal(current_create(make(&released, 0), release, &c), OK);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, use, c), 0);
	for (int i = 0; i < ROUNDS; i++) {
		struct thing *t = make(&released, i);
		enum err e = current_replace(c, t);
		replaced += e == OK;
		if (e != OK)
			free(t);
	}
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(released, replaced);
	current_free(&c);
	assert_int_equal(released, replaced + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_took_it_keeps_it),
		cmocka_unit_test(one_that_nobody_has_goes_at_once),
		cmocka_unit_test(there_is_room_for_so_many),
		cmocka_unit_test(threads_use_and_exchange_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
