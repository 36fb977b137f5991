/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of fetching: over a server of plain HTTP that is told what to answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "base/log.h"
#include "command_world.h"
#include "http/server.h"
#include "pki/issue_crl.h"
#include "role/crl_fetcher.h"
#include "sys/file.h"
#include "test_pki.h"

enum { HOUR_MS = 3600 * 1000, URL_LEN = 64 };

struct scene {
	struct test_pki pki;
	struct command_world files;
	struct clock clock;
	struct crls *crls;
	struct crl_fetcher *fetcher;
	/* the server */
	struct work_queue *work;
	struct http_server *server;
	struct buf answer;
	int status;
	sem_t asked;
	char url[URL_LEN];
};

static enum err answer(void *context, struct arena *arena, const struct http_request *request,
		       struct http_reply *reply)
{
	struct scene *s = context;
	(void)arena;
	(void)request;
	reply->status = s->status;
	reply->content_type = "application/pkix-crl";
	(void)sem_post(&s->asked);
	return buf_put(&reply->body, buf_bytes(&s->answer));
}

static void serve(struct scene *s)
{
	static const struct http_route route = {
		.path = "/ci.crl", .handle = answer, .method = HTTP_METHOD_GET};
	const struct http_listener listener = {.name = "test",
					       .address = "127.0.0.1:0",
					       .routes = &route,
					       .route_count = 1,
					       .context = s};
	assert_int_equal(sem_init(&s->asked, 0, 0), 0);
	assert_int_equal(work_start(1, 0, &s->work), OK);
	const struct http_server_config config = {
		.listeners = &listener, .listener_count = 1, .loop_count = 1, .work = s->work};
	assert_int_equal(http_server_start(&config, &s->server), OK);
	(void)snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%u/ci.crl",
		       (unsigned)http_server_port(s->server, 0));
}

static void issue(struct scene *s)
{
	struct certificate eum = {};
	assert_int_equal(certificate_parse(buf_bytes(&s->pki.der[ISSUE_EUM]), &eum), OK);
	const struct certificate *revoked[] = {&eum};
	const struct crl_template t = {.this_update_ms = s->pki.now_ms - HOUR_MS,
				       .next_update_ms = s->pki.now_ms + HOUR_MS,
				       .number = "1",
				       .revoked = revoked,
				       .revoked_n = 1};
	const struct issue_issuer ci = {s->pki.keys[ISSUE_CI], buf_bytes(&s->pki.der[ISSUE_CI])};
	s->answer = buf_make(LIMIT_CRL);
	assert_int_equal(issue_crl(&t, &ci, &s->answer), OK);
}

static void watch(struct scene *s)
{
	CLEANUP(crl_sources_free) struct crl_sources *sources = NULL;
	const char *ci = command_world_path(&s->files, "ci.der");
	const char *urls[] = {s->url};
	const struct rspd_certificate_issuer issuer = {.certificate = ci};
	struct rspd_config config = {.certificate_issuers = &issuer, .certificate_issuers_n = 1};
	config.crl.urls = urls;
	config.crl.urls_n = 1;
	config.crl.refresh_h = 24;
	assert_int_equal(file_write(ci, buf_bytes(&s->pki.der[ISSUE_CI]), 0600), OK);
	assert_int_equal(crl_sources_load(&config, s->pki.now_ms, &sources), OK);
	assert_int_equal(crls_create(&sources, &s->clock, &s->crls), OK);
}

static int setup(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	assert_non_null(s);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	test_pki_make(&s->pki, CURVE_P256);
	command_world_make(&s->files);
	s->clock = clock_fixed(s->pki.now_ms);
	s->status = 200;
	issue(s);
	serve(s);
	watch(s);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct scene *s = *state;
	crl_fetcher_stop(&s->fetcher);
	crls_free(&s->crls);
	http_server_stop(&s->server);
	work_stop(&s->work);
	(void)sem_destroy(&s->asked);
	buf_free(&s->answer);
	command_world_remove(&s->files);
	test_pki_free(&s->pki);
	free(s);
	return 0;
}

static bool in_use(struct scene *s)
{
	return crls_next_update_ms(s->crls) != INT64_MAX;
}

/* Stopping waits for what the thread is doing, not for what is under way on the wire. */
static void await_use(struct scene *s)
{
	const struct timespec moment = {.tv_nsec = 2 * 1000 * 1000};
	for (int i = 0; i < 10000 && !in_use(s); i++)
		(void)nanosleep(&moment, NULL);
	assert_true(in_use(s));
}

static void what_is_due_is_fetched(void **state)
{
	struct scene *s = *state;
	assert_int_equal(crl_fetcher_start(s->crls, &s->clock, &s->fetcher), OK);
	await_use(s);
	crl_fetcher_wake(s->fetcher);
	crl_fetcher_stop(&s->fetcher);
	crl_fetcher_stop(&s->fetcher);
	crl_fetcher_wake(s->fetcher);
}

static void other_answers_are_not_used(void **state)
{
	struct scene *s = *state;
	s->status = 404;
	assert_int_equal(crl_fetcher_start(s->crls, &s->clock, &s->fetcher), OK);
	assert_int_equal(sem_wait(&s->asked), 0);
	crl_fetcher_stop(&s->fetcher);
	assert_false(in_use(s));
}

static void nobody_there(void **state)
{
	struct scene *s = *state;
	http_server_stop(&s->server);
	assert_int_equal(crl_fetcher_start(s->crls, &s->clock, &s->fetcher), OK);
	crl_fetcher_stop(&s->fetcher);
	assert_false(in_use(s));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_due_is_fetched),
		TEST(other_answers_are_not_used),
		TEST(nobody_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
