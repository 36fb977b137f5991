/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 64 callers order by profile type at once, each on a connection of its own, until there is no
 * more: every profile goes to one of them (SGP.22 §5.3.1).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/rspd_service.h"
#include "cli/sandbox.h"
#include "command_world.h"
#include "http/client.h"
#include "msg/es2p_download_order.h"

enum { CALLERS = 64, PROFILES = 1000, ANSWER_ARENA = 64 * 1024 };

static const struct command sandbox = {.name = "sandbox",
				       .operands = "DIR",
				       .operands_min = 1,
				       .operands_max = 1,
				       .options = sandbox_options,
				       .run = sandbox_run};

/* What one caller got; `refusal` is the code pair that ended it. */
struct caller {
	pthread_t thread;
	char iccids[PROFILES][ICCID_DIGITS_MAX + 1];
	size_t n;
	char refusal[32];
	char trouble[512];
};

static struct command_world world;
static struct rspd_service service;
static struct tls_client *tls;
static struct caller *callers;

static enum err order_one(struct http_client *client, struct caller *c)
{
	CLEANUP(http_client_reply_free) struct http_client_reply reply = {};
	CLEANUP(arena_free) struct arena a = arena_make(ANSWER_ARENA);
	struct es2p_download_order_response response = {};
	char url[128] = "", body[256] = "";
	(void)snprintf(url, sizeof(url), "https://localhost:%u/gsma/rsp2/es2plus/downloadOrder",
		       rspd_service_port(&service, RSPD_ES2P));
	(void)snprintf(body, sizeof(body),
		       "{\"header\":{\"functionRequesterIdentifier\":\"2.999.20\","
		       "\"functionCallIdentifier\":\"%p-%zu\"},\"profileType\":\"prepaid\"}",
		       (void *)c, c->n);
	const struct http_client_request request = {
		.url = url,
		.tls = tls,
		.body = bytes_str(body),
	};
	enum err e = http_client_post(client, &request, &reply);
	if (e != OK || reply.status != 200)
		(void)snprintf(c->trouble, sizeof(c->trouble), "HTTP %d %s", reply.status,
			       reply.reason);
	TRY(e);
	TRY(es2p_download_order_response_decode(&a, buf_bytes(&reply.body), &response));
	const struct status_code *code = &response.header.execution_status.code;
	if (!esx_executed(&response.header))
		(void)snprintf(c->refusal, sizeof(c->refusal), "%s/%s", code->subject,
			       code->reason);
	else
		(void)snprintf(c->iccids[c->n++], sizeof(c->iccids[0]), "%.*s",
			       BYTES_FMT(response.iccid));
	return OK;
}

static void *order_all(void *context)
{
	struct caller *c = context;
	CLEANUP(http_client_free) struct http_client *client = NULL;
	if (http_client_new(&(struct http_client_config){}, &client) != OK)
		return NULL;
	while (c->refusal[0] == '\0' && c->n < PROFILES)
		if (order_one(client, c) != OK)
			break;
	return NULL;
}

static int set_up(void **state)
{
	(void)state;
	struct config_error why = {};
	command_world_make(&world);
	assert_int_equal(command_world_run(&world, &sandbox,
					   "sandbox @/sb --profiles %d --es9p-port 0 --es2p-port 0",
					   PROFILES),
			 0);
	if (rspd_service_start(command_world_path(&world, "sb/rspd.conf"), &service, &why) != OK)
		fail_msg("%s", why.text);
	const char *ca = command_world_path(&world, "sb/pki/p256/ci.pem");
	const struct tls_client_config config = {
		.identity = {.certificate_file =
				     command_world_path(&world, "sb/pki/operator/client.pem"),
			     .key_file = command_world_path(&world, "sb/pki/operator/client.key")},
		.trust = {.files = &ca, .file_count = 1},
	};
	assert_int_equal(tls_client_new(&config, &tls), OK);
	callers = calloc(CALLERS, sizeof(*callers));
	assert_non_null(callers);
	for (size_t i = 0; i < CALLERS; i++)
		assert_int_equal(pthread_create(&callers[i].thread, NULL, order_all, &callers[i]),
				 0);
	for (size_t i = 0; i < CALLERS; i++)
		assert_int_equal(pthread_join(callers[i].thread, NULL), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(callers);
	rspd_service_stop(&service);
	tls_client_free(&tls);
	command_world_remove(&world);
	return 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void every_profile_went_to_one_caller(void **state)
{
	(void)state;
	static char all[CALLERS * PROFILES][ICCID_DIGITS_MAX + 1];
	size_t n = 0;
	for (size_t i = 0; i < CALLERS; i++)
		for (size_t k = 0; k < callers[i].n; k++)
			memcpy(all[n++], callers[i].iccids[k], sizeof(all[0]));
	assert_int_equal(n, PROFILES);
	qsort(all, n, sizeof(all[0]), compare);
	for (size_t i = 1; i < n; i++)
		assert_string_not_equal(all[i - 1], all[i]);
}

static void everyone_was_told_that_there_are_no_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < CALLERS; i++) {
		assert_string_equal(callers[i].trouble, "");
		assert_string_equal(callers[i].refusal, "8.2.5/3.7");
	}
}

static void the_store_agrees(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(1 << 20);
	struct profile_stock rows[8] = {};
	size_t n = 0;
	assert_int_equal(profile_stock(service.installation.store, &a, 8, rows, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].profile_type, "prepaid") == 0) {
			assert_int_equal(rows[i].state, PROFILE_ALLOCATED);
			assert_int_equal(rows[i].count, PROFILES);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_profile_went_to_one_caller),
		cmocka_unit_test(everyone_was_told_that_there_are_no_more),
		cmocka_unit_test(the_store_agrees),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
