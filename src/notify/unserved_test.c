/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of setting aside what has no endpoint. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "notify/kind.h"
#include "notify/unserved.h"

enum { NOW = 1000 * 1000 };

struct scene {
	char dir[64];
	struct store *store;
	struct arena arena;
	struct rspd_config config;
	struct rspd_operator operators[2];
	struct rspd_notify notify;
};

/* Messages of profiles 1 to `n` to an operator. */
static void send(struct scene *s, const char *op, unsigned n)
{
	for (unsigned i = 1; i <= n; i++) {
		char iccid[ICCID_DIGITS_MAX + 1] = "";
		const struct store_cause cause = {.at = NOW, .who = "test", .function = "test"};
		const struct store_message message = {op, KIND_DOWNLOAD_PROGRESS, BYTES_LIT("{}")};
		(void)snprintf(iccid, sizeof(iccid), "89000%014u", i);
		const struct profile_import profile = {.iccid = iccid,
						       .operator_name = op,
						       .profile_type = "t",
						       .metadata = BYTES_LIT("m"),
						       .package = BYTES_LIT("p")};
		const struct profile_change change = {.iccid = iccid,
						      .from = {PROFILE_AVAILABLE},
						      .from_n = 1,
						      .to = PROFILE_AVAILABLE,
						      .cause = &cause,
						      .messages = &message,
						      .messages_n = 1};
		enum err e = profile_import(s->store, &profile, 1, &cause, NULL);
		assert_true(e == OK || e == ERR_CONFLICT);
		assert_int_equal(profile_change(s->store, &change), OK);
	}
}

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	char path[96] = "";
	if (!s)
		return -1;
	strcpy(s->dir, "/tmp/rspd-unserved-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	(void)snprintf(path, sizeof(path), "%s/db", s->dir);
	assert_int_equal(store_migrate(path, NULL, NULL, NULL), OK);
	assert_int_equal(store_open(path, NULL, &s->store), OK);
	s->arena = arena_make(1024 * 1024);
	s->operators[0] = (struct rspd_operator){.name = "acme", .notify = &s->notify};
	s->operators[1] = (struct rspd_operator){.name = "silent"};
	s->config.operators = s->operators;
	s->config.operators_n = 2;
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = 2});
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;
	char command[128] = "";
	store_close_at(&s->store);
	arena_free(&s->arena);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", s->dir);
	assert_int_equal(system(command), 0);
	free(s);
	return 0;
}

static struct outbox_counts counts(struct scene *s)
{
	struct outbox_counts out = {};
	assert_int_equal(outbox_count(s->store, &out), OK);
	return out;
}

static void what_is_served_waits(void **state)
{
	struct scene *s = *state;
	bool more = true;
	send(s, "acme", 2);
	send(s, "smds:ds.example.com", 1);
	struct rspd_smds_peer peer = {.queue = "smds:ds.example.com"};
	s->config.smds_peers = &peer;
	s->config.smds_peers_n = 1;
	assert_int_equal(unserved_set_aside(&s->config, s->store, NOW, &more), OK);
	assert_false(more);
	assert_int_equal(counts(s).waiting, 3);
}

/* An operator without an endpoint, and one that is not configured at all. */
static void what_has_no_endpoint_is_set_aside(void **state)
{
	struct scene *s = *state;
	struct outbox_row row = {};
	size_t n = 0;
	bool more = false;
	send(s, "silent", 3);
	send(s, "gone", 1);
	send(s, "smds:gone.example.com", 1);
	assert_int_equal(unserved_set_aside(&s->config, s->store, NOW, &more), OK);
	assert_true(more);
	while (more)
		assert_int_equal(unserved_set_aside(&s->config, s->store, NOW, &more), OK);
	assert_int_equal(counts(s).waiting, 0);
	assert_int_equal(counts(s).set_aside, 5);
	assert_int_equal(outbox_list(s->store, &s->arena, "gone", 0, 1, &row, &n), OK);
	assert_non_null(strstr(row.error, "no endpoint"));
}

/* Many are set aside in many steps. */
static void a_bounded_number_at_once(void **state)
{
	struct scene *s = *state;
	bool more = false;
	send(s, "silent", 70);
	assert_int_equal(unserved_set_aside(&s->config, s->store, NOW, &more), OK);
	assert_true(more);
	assert_int_equal(counts(s).set_aside, 64);
	assert_int_equal(unserved_set_aside(&s->config, s->store, NOW, &more), OK);
	assert_int_equal(counts(s).set_aside, 70);
}

/* Once there is an endpoint, people put them back. */
static void can_be_put_back(void **state)
{
	struct scene *s = *state;
	struct outbox_row row = {};
	size_t n = 0;
	bool more = false;
	send(s, "silent", 1);
	assert_int_equal(unserved_set_aside(&s->config, s->store, NOW, &more), OK);
	s->operators[1].notify = &s->notify;
	assert_int_equal(outbox_list(s->store, &s->arena, "silent", 0, 1, &row, &n), OK);
	assert_int_equal(outbox_put_back(s->store, row.id, NOW), OK);
	assert_int_equal(unserved_set_aside(&s->config, s->store, NOW, &more), OK);
	assert_int_equal(counts(s).waiting, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_served_waits),
		TEST(what_has_no_endpoint_is_set_aside),
		TEST(a_bounded_number_at_once),
		TEST(can_be_put_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
