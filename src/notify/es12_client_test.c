/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "fake_smds.h"
#include "notify/es12_client.h"
#include "notify/smds_peer.h"

struct scene {
	struct tls_world certificates;
	struct fake_smds smds;
	struct rspd_config config;
	struct rspd_smds_peer peers[2];
	struct entropy entropy;
	struct keyring *keyring;
	struct es12_client *client;
};

#define BODY                                                                                       \
	"{\"header\":{\"functionRequesterIdentifier\":\"2.999.10\","                               \
	"\"functionCallIdentifier\":\"1\"},"                                                       \
	"\"eid\":\"89049032123451234512345678901235\",\"rspServerAddress\":\"dp.example.com\","    \
	"\"eventId\":\"SECRET-1\",\"forwardingIndicator\":false}"

static char *path_of(const char *path)
{
	char *copy = strdup(path);
	assert_non_null(copy);
	return copy;
}

static void configure(struct scene *s)
{
	s->peers[0] = (struct rspd_smds_peer){
		.address = "ds.example.com",
		.url = s->smds.url,
		.ca = path_of(tls_world_certificate(&s->certificates, "ca")),
		.identity = {path_of(tls_world_certificate(&s->certificates, "client")),
			     path_of(tls_world_key(&s->certificates, "client"))},
		.timeout_ms = 20 * 1000,
		.queue = "smds:ds.example.com",
	};
	s->peers[1] = s->peers[0];
	s->peers[1].address = "stranger.example.com";
	s->config.smds_peers = s->peers;
	s->config.smds_peers_n = 1;
	s->config.test_clock = "fixed";
	s->config.test_clock_ms = TLS_WORLD_NOW_MS;
}

static int setup(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	assert_non_null(s);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = 2});
	tls_world_make(&s->certificates);
	fake_smds_make(&s->smds);
	fake_smds_serve(&s->smds, &s->certificates, LIMIT_ES12_CALLS);
	configure(s);
	s->entropy = entropy_system();
	assert_int_equal(keyring_create(&s->entropy, &s->keyring), OK);
	assert_int_equal(es12_client_new(&s->config, s->keyring, &s->client), OK);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct scene *s = *state;
	es12_client_free(&s->client);
	fake_smds_free(&s->smds);
	keyring_free(&s->keyring);
	free((char *)(uintptr_t)s->peers[0].ca);
	free((char *)(uintptr_t)s->peers[0].identity.certificate);
	free((char *)(uintptr_t)s->peers[0].identity.key);
	tls_world_remove(&s->certificates);
	free(s);
	return 0;
}

static struct es12_answer call(struct scene *s)
{
	struct es12_answer answer = {};
	assert_int_equal(es12_client_call(s->client, &s->peers[0], "registerEvent", BYTES_LIT(BODY),
					  &answer),
			 OK);
	return answer;
}

static void an_event_is_registered(void **state)
{
	struct scene *s = *state;
	struct es12_answer answer = call(s);
	assert_int_equal(answer.verdict, ES12_DONE);
	assert_string_equal(answer.why, "");
	assert_non_null(fake_smds_find(&s->smds, "SECRET-1"));
	assert_int_equal(es12_client_count(s->client, ES12_DONE), 1);
	assert_int_equal(es12_client_count(s->client, ES12_REFUSED), 0);
}

static void a_refusal_has_its_codes(void **state)
{
	struct scene *s = *state;
	(void)call(s);
	struct es12_answer answer = call(s);
	assert_int_equal(answer.verdict, ES12_REFUSED);
	assert_string_equal(answer.subject, "8.9.5");
	assert_string_equal(answer.reason, "3.3");
	assert_string_equal(answer.why, "answered Failed 8.9.5/3.3");
}

/* It may have done it all the same. */
static void another_status_is_no_answer(void **state)
{
	struct scene *s = *state;
	s->smds.status = 503;
	struct es12_answer answer = call(s);
	assert_int_equal(answer.verdict, ES12_NOT_REACHED);
	assert_string_equal(answer.why, "HTTP status 503");
}

static void an_empty_answer_is_none(void **state)
{
	struct scene *s = *state;
	s->smds.status = 200;
	assert_int_equal(call(s).verdict, ES12_NOT_REACHED);
}

static void one_that_is_away_is_not_reached(void **state)
{
	struct scene *s = *state;
	(void)call(s);
	fake_smds_stop(&s->smds);
	struct es12_answer answer = call(s);
	assert_int_equal(answer.verdict, ES12_NOT_REACHED);
	assert_null(strstr(answer.why, "SECRET"));
	fake_smds_serve(&s->smds, &s->certificates, 1);
	assert_int_equal(call(s).verdict, ES12_REFUSED);
}

static void one_that_hangs_is_not_waited_for(void **state)
{
	struct scene *s = *state;
	sem_t gate = {};
	assert_int_equal(sem_init(&gate, 0, 0), 0);
	s->smds.gate = &gate;
	s->peers[0].timeout_ms = 100;
	assert_int_equal(call(s).verdict, ES12_NOT_REACHED);
	assert_int_equal(sem_post(&gate), 0);
	fake_smds_stop(&s->smds);
	assert_int_equal(sem_destroy(&gate), 0);
}

static void another_certificate_is_not_accepted(void **state)
{
	struct scene *s = *state;
	es12_client_free(&s->client);
	const char *certificate = s->peers[0].identity.certificate, *key = s->peers[0].identity.key;
	char *other = path_of(tls_world_certificate(&s->certificates, "client_other"));
	char *other_key = path_of(tls_world_key(&s->certificates, "client_other"));
	s->peers[0].identity = (struct rspd_key_pair){other, other_key};
	assert_int_equal(es12_client_new(&s->config, s->keyring, &s->client), OK);
	assert_int_equal(call(s).verdict, ES12_NOT_REACHED);
	assert_int_equal(fake_smds_registrations(&s->smds), 0);
	s->peers[0].identity = (struct rspd_key_pair){certificate, key};
	free(other);
	free(other_key);
}

static void a_peer_must_be_of_the_configuration(void **state)
{
	struct scene *s = *state;
	struct es12_answer answer = {};
	assert_int_equal(es12_client_call(s->client, &s->peers[1], "registerEvent", BYTES_LIT(BODY),
					  &answer),
			 ERR_NOT_FOUND);
}

static void a_certificate_that_is_not_there_is_an_error(void **state)
{
	struct scene *s = *state;
	const struct rspd_key_pair identity = s->peers[0].identity;
	struct es12_client *client = NULL;
	s->peers[0].identity.certificate = "/nowhere";
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	assert_int_equal(es12_client_new(&s->config, s->keyring, &client), ERR_NOT_FOUND);
	assert_null(client);
	s->peers[0].identity = identity;
}

static void *call_in_thread(void *context)
{
	(void)call(context);
	return NULL;
}

static void wait_for(struct scene *s, sem_t *gate, pthread_t *threads)
{
	for (size_t i = 0; i < LIMIT_ES12_CALLS; i++)
		assert_int_equal(sem_post(gate), 0);
	for (size_t i = 0; i < LIMIT_ES12_CALLS; i++)
		(void)pthread_join(threads[i], NULL);
	assert_int_equal(fake_smds_registrations(&s->smds), LIMIT_ES12_CALLS);
}

/* Each line is held by one that hangs: the next caller hears soon that it is not reached. */
static void no_more_calls_than_lines(void **state)
{
	struct scene *s = *state;
	pthread_t threads[LIMIT_ES12_CALLS] = {};
	struct es12_answer answer = {};
	sem_t gate = {}, arrived = {};
	assert_int_equal(sem_init(&gate, 0, 0) + sem_init(&arrived, 0, 0), 0);
	s->smds.gate = &gate;
	s->smds.arrived = &arrived;
	for (size_t i = 0; i < LIMIT_ES12_CALLS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, call_in_thread, s), 0);
	for (size_t i = 0; i < LIMIT_ES12_CALLS; i++)
		assert_int_equal(sem_wait(&arrived), 0);
	s->peers[0].timeout_ms = 100;
	answer = call(s);
	s->peers[0].timeout_ms = 20 * 1000;
	assert_int_equal(answer.verdict, ES12_NOT_REACHED);
	assert_string_equal(answer.why, "too many calls are under way");
	wait_for(s, &gate, threads);
	assert_int_equal(sem_post(&gate), 0);
	assert_int_equal(call(s).verdict, ES12_REFUSED);
	assert_int_equal(sem_destroy(&gate) + sem_destroy(&arrived), 0);
}

/* A burst is no reason to call it away. */
static void who_finds_no_line_waits_for_one(void **state)
{
	struct scene *s = *state;
	pthread_t threads[3 * LIMIT_ES12_CALLS] = {};
	size_t n = sizeof(threads) / sizeof(threads[0]);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, call_in_thread, s), 0);
	for (size_t i = 0; i < n; i++)
		(void)pthread_join(threads[i], NULL);
	assert_int_equal(fake_smds_registrations(&s->smds), n);
	assert_int_equal(es12_client_count(s->client, ES12_NOT_REACHED), 0);
}

static void urls_have_one_slash(void **state)
{
	(void)state;
	char url[SMDS_PEER_URL_MAX] = "";
	smds_peer_url(&(struct rspd_smds_peer){.url = "https://ds:1/"}, "deleteEvent", url);
	assert_string_equal(url, "https://ds:1/gsma/rsp2/es12/deleteEvent");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(an_event_is_registered),
		TEST(a_refusal_has_its_codes),
		TEST(another_status_is_no_answer),
		TEST(an_empty_answer_is_none),
		TEST(one_that_is_away_is_not_reached),
		TEST(one_that_hangs_is_not_waited_for),
		TEST(another_certificate_is_not_accepted),
		TEST(a_peer_must_be_of_the_configuration),
		TEST(a_certificate_that_is_not_there_is_an_error),
		TEST(no_more_calls_than_lines),
		TEST(who_finds_no_line_waits_for_one),
		cmocka_unit_test(urls_have_one_slash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
