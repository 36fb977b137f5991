/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "http/server.h"
#include "http/tls.h"
#include "notify/deliverer.h"
#include "notify/kind.h"
#include "smdpp_world.h"
#include "sys/work.h"
#include "tls_world.h"

/* An operator's endpoint that answers as it is told, and remembers what came. */
enum { SEEN_MAX = 64, PATIENCE_MS = 20 * 1000 };

struct endpoint {
	pthread_mutex_t lock;
	int status; /* of all answers but those below */
	const char *refused_iccid;
	int refused_status;
	char seen[SEEN_MAX][64]; /* "ICCID n", in the order of arrival */
	size_t n;
};

struct scene {
	struct smdpp_world w;
	struct tls_world certificates;
	struct endpoint endpoint;
	struct tls_server *tls;
	struct work_queue *work;
	struct http_server *server;
	struct deliverer *deliverer;
	struct rspd_notify notify;
	char url[64];
	struct clock clock;
	unsigned messages;
};

static atomic_llong moved_ms;

/* A clock that a test can move while the deliverer looks at it. */
static int64_t moved_now(const struct clock *self)
{
	return self->fixed_ms + atomic_load(&moved_ms);
}

static enum err handle(void *context, struct arena *arena, const struct http_request *request,
		       struct http_reply *reply)
{
	struct endpoint *e = context;
	(void)arena;
	(void)pthread_mutex_lock(&e->lock);
	if (e->n < SEEN_MAX)
		(void)snprintf(e->seen[e->n++], sizeof(e->seen[0]), "%.*s",
			       BYTES_FMT(request->body));
	bool refused = e->refused_iccid && memmem(request->body.ptr, request->body.len,
						  e->refused_iccid, strlen(e->refused_iccid));
	reply->status = refused ? e->refused_status : e->status;
	(void)pthread_mutex_unlock(&e->lock);
	return OK;
}

static const struct http_route routes[] = {
	{.path = "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
	 .handle = handle,
	 .method = HTTP_METHOD_POST,
	 .admin_protocol = true},
};

static void serve(struct scene *s)
{
	const char *ca = tls_world_certificate(&s->certificates, "ca");
	const struct tls_server_config tls = {
		.p256 = {.certificate_file = tls_world_certificate(&s->certificates, "server"),
			 .key_file = tls_world_key(&s->certificates, "server")},
		.client_check = TLS_CLIENT_TRUSTED,
		.client_trust = {.files = &ca, .file_count = 1},
		.time_ms = TLS_WORLD_NOW_MS,
	};
	assert_int_equal(tls_server_new(&tls, &s->tls), OK);
	const struct http_listener listener = {
		.name = "endpoint",
		.address = "127.0.0.1:0",
		.tls = s->tls,
		.routes = routes,
		.route_count = 1,
		.context = &s->endpoint,
		.admin_protocol = "gsma/rsp/v2.5.0",
	};
	assert_int_equal(work_start(2, 0, &s->work), OK);
	const struct http_server_config server = {
		.listeners = &listener, .listener_count = 1, .work = s->work};
	assert_int_equal(http_server_start(&server, &s->server), OK);
}

static void stop_serving(struct scene *s)
{
	http_server_stop(&s->server);
	work_stop(&s->work);
	tls_server_free(&s->tls);
}

/* acme's endpoint becomes ours. */
static void configure(struct scene *s)
{
	(void)snprintf(s->url, sizeof(s->url), "https://localhost:%u",
		       s->server ? http_server_port(s->server, 0) : 1);
	s->notify = (struct rspd_notify){
		.url = s->url,
		.ca = strdup(tls_world_certificate(&s->certificates, "ca")),
		.identity = {strdup(tls_world_certificate(&s->certificates, "client")),
			     strdup(tls_world_key(&s->certificates, "client"))},
		.timeout_ms = 10 * 1000,
	};
	s->w.operators[WORLD_ACME].notify = &s->notify;
	fake_smds_serve(&s->w.smds, &s->certificates, 2);
	s->w.smds_peers[0].url = s->w.smds.url;
	struct rspd_smds_peer *peer = &s->w.smds_peers[0];
	struct arena *a = &s->w.arena;
	assert_int_equal(arena_str(a, bytes_str(s->notify.ca), &peer->ca), OK);
	assert_int_equal(arena_str(a, bytes_str(s->notify.identity.certificate),
				   &peer->identity.certificate),
			 OK);
	assert_int_equal(arena_str(a, bytes_str(s->notify.identity.key), &peer->identity.key), OK);
	s->w.config.smds_peers_n = 1;
	s->w.config.test_clock = "fixed";
	s->w.config.test_clock_ms = TLS_WORLD_NOW_MS;
	s->w.config.outbox.retry_h = 72;
}

static int setup(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	assert_non_null(s);
	smdpp_world_make(&s->w, NULL);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = 2});
	tls_world_make(&s->certificates);
	assert_int_equal(pthread_mutex_init(&s->endpoint.lock, NULL), 0);
	s->endpoint.status = 204;
	atomic_store(&moved_ms, 0);
	s->clock = (struct clock){.now_ms = moved_now, .fixed_ms = TLS_WORLD_NOW_MS};
	serve(s);
	configure(s);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct scene *s = *state;
	deliverer_stop(&s->deliverer);
	stop_serving(s);
	free((char *)(uintptr_t)s->notify.ca);
	free((char *)(uintptr_t)s->notify.identity.certificate);
	free((char *)(uintptr_t)s->notify.identity.key);
	(void)pthread_mutex_destroy(&s->endpoint.lock);
	tls_world_remove(&s->certificates);
	smdpp_world_free(&s->w);
	free(s);
	return 0;
}

static void start(struct scene *s)
{
	const struct deliverer_setup setup_ = {.config = &s->w.config,
					       .keyring = s->w.keyring,
					       .store = s->w.store,
					       .clock = &s->clock};
	assert_int_equal(deliverer_start(&setup_, &s->deliverer), OK);
}

/* A message about acme's n-th profile: its body is the ICCID and a number that counts. */
static void report(struct scene *s, unsigned n)
{
	const char *iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, n);
	const struct store_cause cause = {
		.at = TLS_WORLD_NOW_MS, .who = "test", .function = "test"};
	struct store_message message = {.operator_name = "acme", .kind = KIND_DOWNLOAD_PROGRESS};
	const char *body = NULL;
	assert_int_equal(arena_fmt(&s->w.arena, &body, "%s %u", iccid, s->messages++), OK);
	message.body = bytes_str(body);
	const struct profile_change change = {.iccid = iccid,
					      .from = {PROFILE_AVAILABLE},
					      .from_n = 1,
					      .cause = &cause,
					      .messages = &message,
					      .messages_n = 1};
	assert_int_equal(profile_change(s->w.store, &change), OK);
	if (s->deliverer)
		deliverer_wake(s->deliverer);
}

static struct outbox_counts counts(struct scene *s)
{
	struct outbox_counts c = {};
	assert_int_equal(outbox_count(s->w.store, &c), OK);
	return c;
}

static void nap(void)
{
	(void)nanosleep(&(struct timespec){.tv_nsec = 2 * 1000 * 1000}, NULL);
}

/* Until so many are waiting and set aside. */
static void settle(struct scene *s, int64_t waiting, int64_t set_aside)
{
	for (int i = 0; i < PATIENCE_MS / 2; i++) {
		struct outbox_counts c = counts(s);
		if (c.waiting == waiting && c.set_aside == set_aside)
			return;
		nap();
	}
	fail();
}

/* Until the first message in the outbox has been tried so often, and is no longer under way. */
static struct outbox_row tried_of(struct scene *s, const char *queue, int64_t attempts)
{
	struct outbox_row row = {};
	size_t n = 0;
	for (int i = 0; i < PATIENCE_MS / 2; i++) {
		assert_int_equal(outbox_list(s->w.store, &s->w.arena, queue, 0, 1, &row, &n), OK);
		if (n == 1 && row.attempts == attempts && row.error)
			return row;
		nap();
	}
	fail();
	return row;
}

static struct outbox_row tried(struct scene *s, int64_t attempts)
{
	return tried_of(s, "acme", attempts);
}

static size_t seen(struct scene *s)
{
	(void)pthread_mutex_lock(&s->endpoint.lock);
	size_t n = s->endpoint.n;
	(void)pthread_mutex_unlock(&s->endpoint.lock);
	return n;
}

static void answer(struct scene *s, int status)
{
	(void)pthread_mutex_lock(&s->endpoint.lock);
	s->endpoint.status = status;
	(void)pthread_mutex_unlock(&s->endpoint.lock);
}

/* --- the tests ------------------------------------------------------------------------------ */

static void delivers_what_waited(void **state)
{
	struct scene *s = *state;
	report(s, 0);
	report(s, 1);
	start(s);
	settle(s, 0, 0);
	assert_int_equal(seen(s), 2);
}

static void delivers_what_comes(void **state)
{
	struct scene *s = *state;
	start(s);
	for (unsigned i = 0; i < 8; i++)
		report(s, i % WORLD_STOCK);
	settle(s, 0, 0);
	assert_int_equal(seen(s), 8);
}

static void in_order_per_iccid(void **state)
{
	struct scene *s = *state;
	for (unsigned i = 0; i < 20; i++)
		report(s, i % 2);
	start(s);
	settle(s, 0, 0);
	size_t n = seen(s);
	int last[2] = {-1, -1};
	for (size_t i = 0; i < n; i++) {
		char iccid[32] = "";
		int number = 0;
		assert_int_equal(sscanf(s->endpoint.seen[i], "%31s %d", iccid, &number), 2);
		int *of = &last[strcmp(iccid, smdpp_world_iccid(&s->w, WORLD_SESSION, 1)) == 0];
		assert_true(number > *of);
		*of = number;
	}
	assert_int_equal(n, 20);
}

static void tries_again_later(void **state)
{
	struct scene *s = *state;
	answer(s, 503);
	report(s, 0);
	start(s);
	struct outbox_row row = tried(s, 1);
	assert_int_equal(row.due_at, TLS_WORLD_NOW_MS + 10 * 1000);
	assert_string_equal(row.error, "HTTP status 503");
	answer(s, 204);
	atomic_store(&moved_ms, 10 * 1000);
	deliverer_wake(s->deliverer);
	settle(s, 0, 0);
	assert_int_equal(seen(s), 2);
}

/* Behind a message that is tried again, those of its ICCID wait, others do not. */
static void a_retry_holds_up_its_iccid_only(void **state)
{
	struct scene *s = *state;
	s->endpoint.refused_iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	s->endpoint.refused_status = 503;
	report(s, 0);
	report(s, 0);
	report(s, 1);
	start(s);
	settle(s, 2, 0);
	(void)tried(s, 1);
	assert_int_equal(seen(s), 2);
}

static void set_aside_it_holds_up_nobody(void **state)
{
	struct scene *s = *state;
	s->endpoint.refused_iccid = " 0";
	s->endpoint.refused_status = 404;
	report(s, 0);
	report(s, 0);
	start(s);
	settle(s, 0, 1);
	assert_int_equal(seen(s), 2);
	assert_string_equal(tried(s, 1).error, "HTTP status 404");
}

static void endpoint_that_is_not_there(void **state)
{
	struct scene *s = *state;
	stop_serving(s);
	report(s, 0);
	start(s);
	struct outbox_row row = tried(s, 1);
	assert_true(strlen(row.error) > 0);
	assert_int_equal(counts(s).waiting, 1);
}

static void endpoint_that_is_not_trusted(void **state)
{
	struct scene *s = *state;
	free((char *)(uintptr_t)s->notify.ca);
	s->notify.ca = strdup(tls_world_certificate(&s->certificates, "ca_other"));
	report(s, 0);
	start(s);
	(void)tried(s, 1);
	assert_int_equal(seen(s), 0);
}

static void a_path_of_the_operators_own(void **state)
{
	struct scene *s = *state;
	(void)snprintf(s->url, sizeof(s->url), "https://localhost:%u/own/path",
		       http_server_port(s->server, 0));
	report(s, 0);
	start(s);
	settle(s, 0, 1);
	assert_int_equal(seen(s), 0);
	assert_string_equal(tried(s, 1).error, "HTTP status 404");
}

static void what_is_under_way_is_finished(void **state)
{
	struct scene *s = *state;
	start(s);
	for (unsigned i = 0; i < WORLD_STOCK; i++)
		report(s, i);
	while (seen(s) == 0)
		nap();
	deliverer_stop(&s->deliverer);
	assert_int_equal(counts(s).waiting, WORLD_STOCK - (int64_t)seen(s));
}

static void certificates_are_checked_first(void **state)
{
	struct scene *s = *state;
	const struct deliverer_setup setup_ = {.config = &s->w.config, .keyring = s->w.keyring};
	assert_int_equal(deliverer_check(&setup_), OK);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	char *key = (char *)(uintptr_t)s->notify.identity.key;
	s->notify.identity.key = "/nowhere.key";
	assert_int_equal(deliverer_check(&setup_), ERR_NOT_FOUND);
	struct deliverer *d = NULL;
	assert_int_equal(deliverer_start(&setup_, &d), ERR_NOT_FOUND);
	assert_null(d);
	s->notify.identity.key = key;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

/* --- SM-DSs --------------------------------------------------------------------------------- */

/* An event at the SM-DS, and in the outbox the message that deletes it. */
static void end_event(struct scene *s, const char *event_id)
{
	struct world_answer a = {};
	const char *iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 3);
	s->w.clock.fixed_ms = TLS_WORLD_NOW_MS;
	a = smdpp_world_acme(&s->w, "downloadOrder", "\"iccid\":\"%s\",\"eid\":\"" WORLD_EID "\"",
			     iccid);
	assert_true(world_done(a));
	a = smdpp_world_acme(&s->w, "confirmOrder",
			     "\"iccid\":\"%s\",\"releaseFlag\":true,\"matchingId\":\"%s\","
			     "\"smdsAddress\":\"root.example.com\"",
			     iccid, event_id);
	assert_true(world_done(a));
	assert_non_null(fake_smds_find(&s->w.smds, event_id));
	a = smdpp_world_acme(&s->w, "cancelOrder",
			     "\"iccid\":\"%s\",\"eid\":\"" WORLD_EID "\","
			     "\"finalProfileStatusIndicator\":\"Available\"",
			     iccid);
	assert_true(world_done(a));
}

static void deletes_events(void **state)
{
	struct scene *s = *state;
	end_event(s, "M-1");
	start(s);
	settle(s, 0, 0);
	assert_int_equal(fake_smds_count(&s->w.smds), 0);
	assert_int_equal(fake_smds_deletions(&s->w.smds), 1);
}

static void an_event_that_is_gone_is_deleted(void **state)
{
	struct scene *s = *state;
	end_event(s, "M-1");
	s->w.smds.n = 0;
	start(s);
	settle(s, 0, 0);
	assert_int_equal(fake_smds_deletions(&s->w.smds), 1);
}

/* It is away, and comes back with its events; operators hear from us meanwhile. */
static void an_smds_that_is_away_holds_up_nobody(void **state)
{
	struct scene *s = *state;
	end_event(s, "M-1");
	fake_smds_stop(&s->w.smds);
	report(s, 3);
	start(s);
	settle(s, 1, 0);
	assert_int_equal(seen(s), 1);
	(void)tried_of(s, s->w.smds_peers[0].queue, 1);
	fake_smds_serve(&s->w.smds, &s->certificates, 1);
	atomic_store(&moved_ms, 10 * 1000);
	deliverer_wake(s->deliverer);
	settle(s, 0, 0);
	assert_int_equal(fake_smds_count(&s->w.smds), 0);
}

/* Operators that are away hold up no SM-DS either. */
static void an_operator_that_is_away_holds_up_no_smds(void **state)
{
	struct scene *s = *state;
	answer(s, 503);
	report(s, 3);
	end_event(s, "M-1");
	start(s);
	settle(s, 1, 0);
	assert_int_equal(fake_smds_count(&s->w.smds), 0);
}

/* Its wrapping key is gone: it is for people then. */
static void a_body_that_cannot_be_opened_is_set_aside(void **state)
{
	struct scene *s = *state;
	const char *iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 3);
	const struct store_cause cause = {
		.at = TLS_WORLD_NOW_MS, .who = "test", .function = "test"};
	struct store_message message = {.operator_name = s->w.smds_peers[0].queue,
					.kind = KIND_DELETE_EVENT,
					.body = BYTES_LIT("no envelope")};
	const struct profile_change change = {.iccid = iccid,
					      .from = {PROFILE_AVAILABLE},
					      .from_n = 1,
					      .cause = &cause,
					      .messages = &message,
					      .messages_n = 1};
	assert_int_equal(profile_change(s->w.store, &change), OK);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	start(s);
	settle(s, 0, 1);
	assert_int_equal(fake_smds_deletions(&s->w.smds), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(delivers_what_waited),
		TEST(delivers_what_comes),
		TEST(in_order_per_iccid),
		TEST(tries_again_later),
		TEST(a_retry_holds_up_its_iccid_only),
		TEST(set_aside_it_holds_up_nobody),
		TEST(endpoint_that_is_not_there),
		TEST(endpoint_that_is_not_trusted),
		TEST(a_path_of_the_operators_own),
		TEST(what_is_under_way_is_finished),
		TEST(certificates_are_checked_first),
		TEST(deletes_events),
		TEST(an_event_that_is_gone_is_deleted),
		TEST(an_smds_that_is_away_holds_up_nobody),
		TEST(an_operator_that_is_away_holds_up_no_smds),
		TEST(a_body_that_cannot_be_opened_is_set_aside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
