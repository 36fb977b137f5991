/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The N-th failure in the delivering thread: whatever allocation or store call fails there, in the
 * end each message has arrived, in the order of its ICCID, and what was refused is set aside.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "fault.h"
#include "frozen_world.h"
#include "http/server.h"
#include "notify/deliverer.h"
#include "notify/kind.h"
#include "powercut.h"
#include "tls_world.h"

enum {
	MESSAGES = 5,
	SEEN_MAX = 64,
	STEP_MS = 10 * 1000, /* of the clock, each time nothing has come */
	NAP_NS = 2 * 1000 * 1000,
	NAPS_MAX = 10 * 1000,
	OPERATIONS_MAX = 2000,
};

static const struct store_options options = {.vfs = POWERCUT_VFS, .fault = fault_store};

/* Two of one ICCID, two of another, and one that the operator refuses. */
static const unsigned profiles[MESSAGES] = {0, 1, 0, 1, 2};
enum { REFUSED = MESSAGES - 1 };

static struct smdpp_world world;
static struct tls_world certificates;
static struct rspd_notify notify;
static struct tls_server *tls;
static struct work_queue *work;
static struct http_server *server;
static atomic_llong moved_ms;
static atomic_ullong nth;

/* What has arrived: numbers of messages. */
static struct {
	pthread_mutex_t lock;
	unsigned numbers[SEEN_MAX];
	size_t n;
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* --- the operator --------------------------------------------------------------------------- */

static enum err handle(void *context, struct arena *arena, const struct http_request *request,
		       struct http_reply *reply)
{
	unsigned number = (unsigned)(request->body.ptr[0] - '0');
	(void)context;
	(void)arena;
	(void)pthread_mutex_lock(&seen.lock);
	if (seen.n < SEEN_MAX)
		seen.numbers[seen.n++] = number;
	(void)pthread_mutex_unlock(&seen.lock);
	const struct esx_execution_status refusal = {ESX_FAILED, {"8.2", "1.2", "No", NULL}};
	const struct esx_execution_status thanks = {};
	return esx_header_encode(number == REFUSED ? &refusal : &thanks, &reply->body);
}

static const struct http_route routes[] = {
	{.path = "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
	 .handle = handle,
	 .method = HTTP_METHOD_POST,
	 .admin_protocol = true},
};

static void serve(void)
{
	const struct tls_server_config config = {
		.p256 = {.certificate_file = tls_world_certificate(&certificates, "server"),
			 .key_file = tls_world_key(&certificates, "server")},
		.client_check = TLS_CLIENT_ANY,
		.time_ms = TLS_WORLD_NOW_MS,
	};
	assert_int_equal(tls_server_new(&config, &tls), OK);
	const struct http_listener listener = {.name = "endpoint",
					       .address = "127.0.0.1:0",
					       .tls = tls,
					       .routes = routes,
					       .route_count = 1,
					       .admin_protocol = "gsma/rsp/v2.5.0"};
	assert_int_equal(work_start(1, 0, &work), OK);
	assert_int_equal(http_server_start(&(struct http_server_config){.listeners = &listener,
									.listener_count = 1,
									.work = work},
					   &server),
			 OK);
}

static void configure(void)
{
	static char url[64], ca[128], certificate[128], key[128];
	(void)snprintf(url, sizeof(url), "https://localhost:%u", http_server_port(server, 0));
	(void)snprintf(ca, sizeof(ca), "%s", tls_world_certificate(&certificates, "ca"));
	(void)snprintf(certificate, sizeof(certificate), "%s",
		       tls_world_certificate(&certificates, "client"));
	(void)snprintf(key, sizeof(key), "%s", tls_world_key(&certificates, "client"));
	notify = (struct rspd_notify){
		.url = url, .ca = ca, .identity = {certificate, key}, .timeout_ms = 10 * 1000};
	world.operators[WORLD_ACME].notify = &notify;
	world.config.smds_peers_n = 0;
	world.config.test_clock = "fixed";
	world.config.test_clock_ms = TLS_WORLD_NOW_MS;
	world.config.outbox.retry_h = 72;
}

/* --- the messages --------------------------------------------------------------------------- */

/* Its body is its number. */
static void put_message(unsigned number)
{
	const struct store_cause cause = {
		.at = TLS_WORLD_NOW_MS, .who = "test", .function = "test"};
	const char body = (char)('0' + number);
	const struct store_message message = {.operator_name = "acme",
					      .kind = KIND_DOWNLOAD_PROGRESS,
					      .body = bytes_from(&body, 1)};
	const struct profile_change change = {
		.iccid = smdpp_world_iccid(&world, WORLD_SESSION, profiles[number]),
		.from = {PROFILE_AVAILABLE},
		.from_n = 1,
		.cause = &cause,
		.messages = &message,
		.messages_n = 1};
	assert_int_equal(profile_change(world.store, &change), OK);
}

/* The deliverer asks in its own thread what time it is, before all else: then counting begins. */
static int64_t arming_now(const struct clock *self)
{
	static _Thread_local bool counting;
	if (!counting)
		fault_arm(FAULT_ALLOCATION | FAULT_STORE | FAULT_FILE, atomic_load(&nth));
	counting = true;
	return self->fixed_ms + atomic_load(&moved_ms);
}

/* Until all has been delivered but what was refused; leases and pauses run out meanwhile. */
static void settle(struct deliverer *deliverer)
{
	struct outbox_counts counts = {};
	for (int i = 0; i < NAPS_MAX; i++) {
		assert_int_equal(outbox_count(world.store, &counts), OK);
		if (counts.waiting == 0)
			break;
		(void)nanosleep(&(struct timespec){.tv_nsec = NAP_NS}, NULL);
		if (i % 10 == 9)
			(void)atomic_fetch_add(&moved_ms, STEP_MS);
		deliverer_wake(deliverer);
	}
	assert_int_equal(counts.waiting, 0);
	assert_int_equal(counts.set_aside, 1);
}

/* Of each ICCID, a message came before the next one, and never after it. */
static void check_order(void)
{
	for (size_t i = 0; i < seen.n; i++) {
		for (size_t k = i + 1; k < seen.n; k++) {
			bool same = profiles[seen.numbers[i]] == profiles[seen.numbers[k]];
			assert_true(!same || seen.numbers[i] <= seen.numbers[k]);
		}
	}
	for (unsigned number = 0; number < MESSAGES; number++) {
		size_t times = 0;
		for (size_t i = 0; i < seen.n; i++)
			times += seen.numbers[i] == number;
		assert_in_range(times, 1, 2);
	}
}

static void deliver_all(void)
{
	const struct clock clock = {.now_ms = arming_now, .fixed_ms = TLS_WORLD_NOW_MS};
	CLEANUP(deliverer_stop) struct deliverer *deliverer = NULL;
	const struct deliverer_setup setup = {.config = &world.config,
					      .keyring = world.keyring,
					      .store = world.store,
					      .clock = &clock};
	assert_int_equal(deliverer_start(&setup, &deliverer), OK);
	settle(deliverer);
}

static void every_message_arrives(void **state)
{
	(void)state;
	uint64_t failures = 0;
	do {
		failures = fault_failures();
		assert_true(atomic_fetch_add(&nth, 1) < OPERATIONS_MAX);
		atomic_store(&moved_ms, 0);
		seen.n = 0;
		frozen_world_thaw(&world);
		powercut_arm(0);
		assert_int_equal(frozen_world_open(&world, &options), OK);
		deliver_all();
		check_order();
	} while (fault_failures() > failures);
	assert_true(atomic_load(&nth) > 10);
}

static int make(void **state)
{
	(void)state;
	const struct smdpp_world_options world_options = {.only_p256 = true};
	if (fault_install_libcrypto() != OK || powercut_register() != OK)
		return -1;
	smdpp_world_make(&world, &world_options);
	for (unsigned i = 0; i < MESSAGES; i++)
		put_message(i);
	frozen_world_freeze(&world);
	tls_world_make(&certificates);
	serve();
	configure();
	log_configure(&(struct log_config){.fd = open("/dev/null", O_WRONLY | O_CLOEXEC)});
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	print_message("the last failure was that of operation %llu\n", atomic_load(&nth));
	http_server_stop(&server);
	work_stop(&work);
	tls_server_free(&tls);
	tls_world_remove(&certificates);
	smdpp_world_free(&world);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_message_arrives),
	};
	return cmocka_run_group_tests_name("nth_failure_notify", tests, make, unmake);
}
