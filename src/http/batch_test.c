/* SPDX-License-Identifier: Apache-2.0 */
/* When what was served is settled, and what becomes of the replies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "http/batch.h"
#include "http_world.h"

enum { PEERS = 100 };

/* What the server has settled. */
static struct {
	atomic_uint marks, settlings;
	_Atomic(enum err) result;
	atomic_bool held; /* the next settling waits for `go_on` */
	sem_t holds, go_on;
} settled;

static uint64_t mark(void *context)
{
	assert_ptr_equal(context, &settled);
	return atomic_fetch_add(&settled.marks, 1) + 1;
}

static enum err settle(void *context, uint64_t since)
{
	assert_ptr_equal(context, &settled);
	assert_true(since > 0 && since <= atomic_load(&settled.marks));
	atomic_fetch_add(&settled.settlings, 1);
	if (atomic_exchange(&settled.held, false)) {
		assert_int_equal(sem_post(&settled.holds), 0);
		assert_int_equal(sem_wait(&settled.go_on), 0);
	}
	return atomic_load(&settled.result);
}

static struct http_world world;

static int start(bool patient)
{
	atomic_store(&settled.marks, 0);
	atomic_store(&settled.settlings, 0);
	atomic_store(&settled.result, OK);
	atomic_store(&settled.held, false);
	assert_int_equal(sem_init(&settled.holds, 0, 0), 0);
	assert_int_equal(sem_init(&settled.go_on, 0, 0), 0);
	world = (struct http_world){
		.workers = 1, .loops = 1, .patient = patient, .settling = {&settled, mark, settle}};
	http_world_start(&world);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	return start(false);
}

static int setup_patient(void **state)
{
	(void)state;
	return start(true);
}

static int teardown(void **state)
{
	(void)state;
	http_world_stop(&world);
	return 0;
}

static void settles_before_it_answers(void **state)
{
	(void)state;
	assert_int_equal(http_world_post(&world, "/echo", "{}"), 200);
	assert_int_equal(atomic_load(&settled.settlings), 1);
}

static void what_is_not_settled_is_not_answered(void **state)
{
	(void)state;
	atomic_store(&settled.result, ERR_IO);
	assert_int_equal(http_world_post(&world, "/echo", "{}"), 503);
	assert_int_equal(http_world_post(&world, "/refuse", "{}"), 503);
	atomic_store(&settled.result, OK);
	assert_int_equal(http_world_post(&world, "/refuse", "{}"), 400);
}

/* Also a refusal by the database's own words is no fault of the request. */
static void a_refused_settling_is_ours(void **state)
{
	(void)state;
	atomic_store(&settled.result, ERR_RANGE);
	assert_int_equal(http_world_post(&world, "/echo", "{}"), 503);
}

static void a_worker_settles_too(void **state)
{
	(void)state;
	assert_int_equal(sem_post(&world.gate), 0);
	assert_int_equal(http_world_post(&world, "/wait", "{}"), 200);
	assert_int_equal(atomic_load(&settled.settlings), 1);
	atomic_store(&settled.result, ERR_IO);
	assert_int_equal(sem_post(&world.gate), 0);
	assert_int_equal(http_world_post(&world, "/wait", "{}"), 503);
}

/* Requests that wait together are settled together, and each is answered. */
static void many_share_a_settling(void **state)
{
	(void)state;
	static struct http_peer peers[PEERS];
	for (size_t i = 0; i < PEERS; i++)
		assert_true(http_peer_open(&peers[i], world.port, NULL));
	for (size_t i = 0; i < PEERS; i++)
		assert_true(http_peer_send(
			&peers[i], http_world_request("POST", "/echo", HTTP_WORLD_JSON, "{}")));
	for (size_t i = 0; i < PEERS; i++) {
		assert_int_equal(http_peer_receive(&peers[i]).status, 200);
		http_peer_close(&peers[i]);
	}
	assert_true(atomic_load(&settled.settlings) <= PEERS);
	assert_int_equal(atomic_load(&settled.settlings), atomic_load(&settled.marks));
}

/* A peer that has sent all its requests at once: none is lost between two settlings. */
static void pipelined_requests(void **state)
{
	(void)state;
	struct http_peer peer = {};
	assert_true(http_peer_open(&peer, world.port, NULL));
	for (size_t i = 0; i < PEERS; i++)
		assert_true(http_peer_send(
			&peer, http_world_request("POST", "/echo", HTTP_WORLD_JSON, "{}")));
	for (size_t i = 0; i < PEERS; i++)
		assert_int_equal(http_peer_receive(&peer).status, 200);
	http_peer_close(&peer);
}

enum { FEW = 8, SLOW_MS = 4, PIPELINED = 40 };

/* Have the loop settle while the peers send a request each, so that it takes them together. */
static void send_at_once(struct http_peer peers[FEW], const char *even, const char *odd)
{
	struct http_peer first = {};
	for (size_t i = 0; i < FEW; i++) {
		assert_true(http_peer_open(&peers[i], world.port, NULL));
		assert_true(http_peer_send(
			&peers[i], http_world_request("POST", "/echo", HTTP_WORLD_JSON, "{}")));
		assert_int_equal(http_peer_receive(&peers[i]).status, 200);
	}
	assert_true(http_peer_open(&first, world.port, NULL));
	atomic_store(&settled.held, true);
	assert_true(
		http_peer_send(&first, http_world_request("POST", "/echo", HTTP_WORLD_JSON, "{}")));
	assert_int_equal(sem_wait(&settled.holds), 0);
	for (size_t i = 0; i < FEW; i++)
		assert_true(http_peer_send(&peers[i], http_world_request("POST", i % 2 ? odd : even,
									 HTTP_WORLD_JSON, "{}")));
	atomic_store(&settled.settlings, 0);
	assert_int_equal(sem_post(&settled.go_on), 0);
	assert_int_equal(http_peer_receive(&first).status, 200);
	http_peer_close(&first);
}

/* Each one's turn says when it was served. */
static void those_of_a_route_are_served_together(void **state)
{
	(void)state;
	struct http_peer peers[FEW] = {};
	unsigned turns[FEW] = {};
	send_at_once(peers, "/turn", "/turn-too");
	for (size_t i = 0; i < FEW; i++) {
		turns[i] = (unsigned)strtoul(http_peer_receive(&peers[i]).body, NULL, 10);
		http_peer_close(&peers[i]);
	}
	for (size_t i = 2; i < FEW; i++)
		assert_int_equal((turns[i] - 1) / (FEW / 2), (turns[i - 2] - 1) / (FEW / 2));
	assert_int_not_equal((turns[0] - 1) / (FEW / 2), (turns[1] - 1) / (FEW / 2));
}

/* Those that were served first do not wait for all others. */
static void slow_ones_are_settled_in_parts(void **state)
{
	(void)state;
	struct http_peer peers[FEW] = {};
	world.slow_ms = SLOW_MS;
	send_at_once(peers, "/slow", "/slow");
	for (size_t i = 0; i < FEW; i++) {
		assert_int_equal(http_peer_receive(&peers[i]).status, 200);
		http_peer_close(&peers[i]);
	}
	assert_true(atomic_load(&settled.settlings) >= FEW * SLOW_MS / 12);
}

static bool post(struct http_peer *peer, const char *path)
{
	return http_peer_send(peer, http_world_request("POST", path, HTTP_WORLD_JSON, "{}"));
}

/* Have the attackers' first requests taken together, and a victim's sent before the next ones. */
static unsigned turn_of_a_victim(struct http_peer *attackers, size_t n)
{
	struct http_peer first = {}, victim = {};
	assert_true(http_peer_open(&first, world.port, NULL));
	assert_true(http_peer_open(&victim, world.port, NULL));
	atomic_store(&settled.held, true);
	assert_true(post(&first, "/echo"));
	assert_int_equal(sem_wait(&settled.holds), 0);
	for (size_t i = 0; i < n * PIPELINED; i++)
		assert_true(post(&attackers[i % n], "/turn"));
	atomic_store(&settled.held, true);
	assert_int_equal(sem_post(&settled.go_on), 0);
	assert_int_equal(sem_wait(&settled.holds), 0);
	assert_true(post(&victim, "/turn"));
	assert_int_equal(sem_post(&settled.go_on), 0);
	unsigned turn = (unsigned)strtoul(http_peer_receive(&victim).body, NULL, 10);
	http_peer_close(&first);
	http_peer_close(&victim);
	return turn;
}

/* Whoever sends without waiting for answers gets no turn before those who have waited for one. */
static void pipelining_leaves_others_their_turn(void **state)
{
	(void)state;
	static const size_t attackers[] = {1, 3, PEERS};
	static struct http_peer peers[PEERS];
	bool patient = world.patient;
	for (size_t k = 0; k < sizeof(attackers) / sizeof(attackers[0]); k++) {
		http_world_stop(&world);
		assert_int_equal(start(patient), 0); /* turns are counted anew */
		for (size_t i = 0; i < attackers[k]; i++)
			assert_true(http_peer_open(&peers[i], world.port, NULL));
		assert_in_range(turn_of_a_victim(peers, attackers[k]), 1, 1 + 3 * attackers[k]);
		for (size_t i = 0; i < attackers[k]; i++)
			http_peer_close(&peers[i]);
	}
}

/*
 * After company, a patient one waits for more: also when none comes. All but the first come while
 * the loop settles, so that they share batches, and the last one then has company to wait for.
 */
static void company_that_does_not_come(void **state)
{
	(void)state;
	static struct http_peer peers[PEERS];
	const char *request = http_world_request("POST", "/echo", HTTP_WORLD_JSON, "{}");
	for (size_t i = 0; i < PEERS; i++)
		assert_true(http_peer_open(&peers[i], world.port, NULL));
	for (size_t senders = PEERS; senders > 0; senders /= 3) {
		atomic_store(&settled.held, true);
		assert_true(http_peer_send(&peers[0], request));
		assert_int_equal(sem_wait(&settled.holds), 0);
		for (size_t i = 1; i < senders; i++)
			assert_true(http_peer_send(&peers[i], request));
		assert_int_equal(sem_post(&settled.go_on), 0);
		for (size_t i = 0; i < senders; i++)
			assert_int_equal(http_peer_receive(&peers[i]).status, 200);
		assert_true(http_peer_send(&peers[PEERS - 1], request));
		assert_int_equal(http_peer_receive(&peers[PEERS - 1]).status, 200);
	}
	for (size_t i = 0; i < PEERS; i++)
		http_peer_close(&peers[i]);
	assert_int_equal(http_world_post(&world, "/echo", "{}"), 200);
	assert_int_equal(atomic_load(&settled.settlings), atomic_load(&settled.marks));
}

static void nothing_to_settle(void **state)
{
	(void)state;
	const struct http_settling none = {};
	assert_int_equal(http_batch_mark(&none), 0);
	assert_int_equal(http_batch_settle(&none, 0), OK);
}

#define TEST(function)	  cmocka_unit_test_setup_teardown(function, setup, teardown)
#define PATIENT(function) cmocka_unit_test_setup_teardown(function, setup_patient, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(settles_before_it_answers),
		TEST(what_is_not_settled_is_not_answered),
		TEST(a_refused_settling_is_ours),
		TEST(a_worker_settles_too),
		TEST(many_share_a_settling),
		TEST(pipelined_requests),
		PATIENT(settles_before_it_answers),
		PATIENT(a_worker_settles_too),
		PATIENT(many_share_a_settling),
		PATIENT(pipelined_requests),
		PATIENT(company_that_does_not_come),
		TEST(company_that_does_not_come),
		TEST(those_of_a_route_are_served_together),
		TEST(slow_ones_are_settled_in_parts),
		TEST(pipelining_leaves_others_their_turn),
		PATIENT(pipelining_leaves_others_their_turn),
		cmocka_unit_test(nothing_to_settle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
