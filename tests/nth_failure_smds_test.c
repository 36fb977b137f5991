/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The N-th failure at an SM-DS: registering, passing on, deleting, asking, sweeping; each time
 * another allocation or store call fails, until none is left. Then the answer is the usual one, or
 * that the function could not be asked; asked again, all is as if nothing had failed, here and at
 * the root.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/log.h"
#include "fault.h"
#include "smds_world.h"

enum {
	RUN_ARENA = 16 * 1024 * 1024,
	OPERATIONS_MAX = 10000,
	CLAIM_MS = 7000,
	LIBCRYPTO_STRIDE = 113, /* from one failure of libcrypto to the next */
};

static const struct store_options options = {.fault = fault_store};
static struct smds_world world;
static unsigned kinds;	    /* of operations that fail */
static uint64_t operations; /* of the last handler */
static uint64_t failing;    /* the one that fails; 0: none */

static void resume(void)
{
	fault_arm(kinds, failing > operations ? failing - operations : 0);
}

static void arm(void *nth)
{
	operations = 0;
	failing = *(uint64_t *)nth;
	resume();
}

static void disarm(void *nth)
{
	(void)nth;
	operations += fault_disarm();
}

/* The root SM-DS is another process: nothing fails there. */
static enum err ask_root(void *context, const struct rspd_smds_peer *peer, const char *function,
			 struct bytes body, struct es12_answer *out)
{
	operations += fault_disarm();
	enum err e = world.w.smdpp->with.ask_smds(context, peer, function, body, out);
	resume();
	return e;
}

/* One function: how it is asked, what has been before, and what must be there in the end. */
struct scenario {
	const char *name;
	void (*before)(void);
	struct world_answer (*ask)(void);
	const char *events; /* that the device is told of */
	size_t at_root;
};

static struct world_answer add(void)
{
	return smds_world_register(&world, SMDS_WORLD_SMDPP, WORLD_EID, "E");
}

static struct world_answer forward(void)
{
	return smds_world_forward(&world, "E");
}

static struct world_answer take_back(void)
{
	return smds_world_delete(&world, SMDS_WORLD_SMDPP, WORLD_EID, "E");
}

static struct world_answer sweep(void)
{
	struct world_answer answer = {.status = 200, .execution.status = ESX_EXECUTED_SUCCESS};
	world.w.enter(world.w.context);
	answer.result = smds_expire(world.smds);
	world.w.leave(world.w.context);
	return answer;
}

static struct world_answer authenticate(void)
{
	return device_authenticate(&world.d);
}

static void nothing(void)
{
}

static void added(void)
{
	assert_true(world_done(add()));
}

static void forwarded(void)
{
	assert_true(world_done(forward()));
}

static void begun(void)
{
	added();
	world.d.matching_id = NULL;
	assert_true(world_done(device_initiate(&world.d)));
}

static void over(void)
{
	forwarded();
	world.w.clock.fixed_ms += INT64_C(24) * 3600 * 1000;
}

static const struct scenario scenarios[] = {
	{"registerEvent", nothing, add, "E", 0},
	{"registerEvent, again", added, add, "E", 0},
	{"registerEvent, passed on", nothing, forward, "E", 1},
	{"deleteEvent", added, take_back, "", 0},
	{"deleteEvent, passed on", forwarded, take_back, "", 0},
	{"authenticateClient", begun, authenticate, "E", 0},
	{"expiry, passed on", over, sweep, "", 0},
};

/* What is under way to the root arrives, once its claim is over. */
static void settle(void)
{
	world.w.clock.fixed_ms += CLAIM_MS;
	assert_int_equal(smds_expire(world.smds), OK);
	while (smdpp_world_delete_events(&world.w) > 0)
		;
}

static void reset(void)
{
	struct event_registration rows[4] = {};
	size_t n = 0;
	world.w.clock.fixed_ms += INT64_C(48) * 3600 * 1000;
	settle();
	assert_int_equal(
		event_registration_list(world.w.store, &world.w.arena, WORLD_EID, 0, 4, rows, &n),
		OK);
	assert_int_equal(n, 0);
	world.w.clock.fixed_ms = world.w.pki[0].now_ms;
}

/* A function that could not be asked is asked again: what it did before counts as done. */
static bool comes_to_its_end(const struct scenario *s, struct world_answer answer)
{
	if (answer.result == OK && answer.execution.status == ESX_EXECUTED_SUCCESS)
		return true;
	return s->ask == take_back && answer.result == OK &&
	       strcmp(answer.execution.code.reason, "3.9") == 0;
}

/* False if there are not so many operations. */
static bool fail_one(const struct scenario *s, uint64_t nth)
{
	uint64_t none = 0;
	s->before();
	world.w.enter = arm;
	world.w.leave = disarm;
	world.w.context = &nth;
	struct world_answer answer = s->ask();
	bool failed = operations >= nth;
	world.w.context = &none;
	if (answer.result != OK)
		assert_false(err_is_refusal(answer.result));
	/* Its claim may have to end first. */
	for (int i = 0; i < 3 && !comes_to_its_end(s, answer); i++) {
		answer = s->ask();
		if (answer.result == ERR_BUSY)
			world.w.clock.fixed_ms += CLAIM_MS;
	}
	world.w.enter = world.w.leave = NULL;
	if (!comes_to_its_end(s, answer))
		fail_msg("%s, when operation %llu had failed: %s", s->name, (unsigned long long)nth,
			 err_name(answer.result));
	settle();
	const char *found = smds_world_found(&world, NULL);
	if (strcmp(found, s->events) != 0)
		fail_msg("%s, when operation %llu had failed: \"%s\" is there", s->name,
			 (unsigned long long)nth, found);
	assert_int_equal(fake_smds_count(&world.w.smds), s->at_root);
	reset();
	return failed;
}

static void fail_in_turn(const struct scenario *s, uint64_t first, uint64_t stride)
{
	bool failed = true;
	for (uint64_t nth = first; failed; nth += stride) {
		struct arena kept = world.w.arena;
		world.w.arena = arena_make(RUN_ARENA);
		assert_true(nth < OPERATIONS_MAX);
		failed = fail_one(s, nth);
		arena_free(&world.w.arena);
		world.w.arena = kept;
	}
	print_message("%s: %llu operations\n", s->name, (unsigned long long)operations);
}

enum { SCENARIOS = sizeof(scenarios) / sizeof(scenarios[0]) };

static void ours_fail(void **state)
{
	(void)state;
	kinds = FAULT_ALLOCATION | FAULT_STORE;
	for (size_t i = 0; i < SCENARIOS; i++)
		fail_in_turn(&scenarios[i], 1, 1);
}

/* There are many: each scenario begins elsewhere. */
static void those_of_libcrypto_fail(void **state)
{
	(void)state;
	kinds = FAULT_LIBRARY;
	uint64_t stride = fault_stride(LIBCRYPTO_STRIDE);
	for (size_t i = 0; i < SCENARIOS; i++)
		fail_in_turn(&scenarios[i], 1 + i % stride, stride);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ours_fail),
		cmocka_unit_test(those_of_libcrypto_fail),
	};
	if (fault_install_libcrypto() != OK)
		return 1;
	smds_world_make(&world, &(struct smdpp_world_options){.store = &options});
	world.setup.ask_smds = ask_root;
	smds_world_restart(&world);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	int failures = cmocka_run_group_tests(tests, NULL, NULL);
	smds_world_free(&world);
	return failures;
}
