/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the commands over the outbox of a sandbox into which messages were put. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "cli/installation.h"
#include "cli/outbox.h"
#include "cli/sandbox.h"
#include "command_world.h"

static const struct command sandbox = {.name = "sandbox",
				       .operands = "DIR",
				       .operands_min = 1,
				       .operands_max = 1,
				       .options = sandbox_options,
				       .run = sandbox_run};
static const struct command outbox = {.name = "outbox", .commands = outbox_commands};
static struct command_world world;

/* One message waits, one is set aside; the latter's id. */
static int64_t fill(const struct installation *i)
{
	struct arena a CLEANUP(arena_free) = arena_make(1 << 20);
	struct profile_row rows[2] = {};
	size_t n = 0;
	assert_int_equal(profile_list(i->store, &a, &(struct profile_filter){}, 2, rows, &n), OK);
	const struct store_cause cause = {.at = 1000, .who = "test", .function = "test"};
	const struct store_message message = {"example", "kind", BYTES_LIT("{}")};
	for (size_t k = 0; k < n; k++) {
		const struct profile_change change = {.iccid = rows[k].iccid,
						      .from = {PROFILE_AVAILABLE},
						      .from_n = 1,
						      .to = PROFILE_AVAILABLE,
						      .cause = &cause,
						      .messages = &message,
						      .messages_n = 1};
		assert_int_equal(profile_change(i->store, &change), OK);
	}
	struct outbox_row taken[2] = {};
	assert_int_equal(outbox_take(i->store, &a, "example", 1000, 2000, 1, taken, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(outbox_set_aside(i->store, &taken[0], 1500, "HTTP 404"), OK);
	return taken[0].id;
}

static int set_up(void **state)
{
	static int64_t id;
	struct installation installation CLEANUP(installation_close) = {};
	struct config_error why = {};
	command_world_make(&world);
	assert_int_equal(command_world_run(&world, &sandbox, "sandbox @/sb --plain --profiles 1"),
			 0);
	assert_int_equal(
		installation_open(command_world_path(&world, "sb/rspd.conf"), &installation, &why),
		OK);
	id = fill(&installation);
	*state = &id;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	command_world_remove(&world);
	return 0;
}

static int run(const char *command)
{
	return command_world_run(&world, &outbox, "outbox %s --config @/sb/rspd.conf", command);
}

static int retry(int64_t id)
{
	char command[64] = "";
	(void)snprintf(command, sizeof(command), "retry %lld", (long long)id);
	return run(command);
}

static void the_list_shows_both(void **state)
{
	(void)state;
	assert_int_equal(run("list"), COMMAND_OK);
	command_world_says(&world, "waiting   attempts 0, next 1970-01-01T00:00:01Z\n");
	command_world_says(&world, "set aside attempts 1, next -, last: HTTP 404\n");
	command_world_says(&world, "1 waiting, 1 set aside\n");
}

static void the_list_can_be_narrowed(void **state)
{
	(void)state;
	assert_int_equal(run("list --set-aside"), COMMAND_OK);
	assert_null(strstr(world.output, "attempts 0"));
	command_world_says(&world, "HTTP 404");
	assert_int_equal(run("list --operator nobody"), COMMAND_OK);
	assert_null(strstr(world.output, "attempts"));
}

/* Bodies are not shown; that of a deletion, with its EventID, could not even be read. */
static void the_list_shows_where_an_event_stands_and_no_more(void **state)
{
	struct installation installation CLEANUP(installation_close) = {};
	struct config_error why = {};
	struct arena a CLEANUP(arena_free) = arena_make(1 << 20);
	struct profile_row row = {};
	size_t n = 0;
	(void)state;
	assert_int_equal(
		installation_open(command_world_path(&world, "sb/rspd.conf"), &installation, &why),
		OK);
	assert_int_equal(
		profile_list(installation.store, &a, &(struct profile_filter){}, 1, &row, &n), OK);
	const struct store_cause cause = {.at = 1000, .who = "test", .function = "test"};
	const struct store_message message = {"smds:ds.example", ORDER_EVENT_DELETION,
					      BYTES_LIT("EVENT-1")};
	const struct profile_change change = {.iccid = row.iccid,
					      .from = {PROFILE_AVAILABLE},
					      .from_n = 1,
					      .to = PROFILE_AVAILABLE,
					      .cause = &cause,
					      .messages = &message,
					      .messages_n = 1};
	assert_int_equal(profile_change(installation.store, &change), OK);
	assert_int_equal(run("list --operator smds:ds.example"), COMMAND_OK);
	command_world_says(&world, "smds:ds.example");
	assert_null(strstr(world.output, "EVENT-1"));
}

static void a_retry_makes_it_wait(void **state)
{
	int64_t id = *(int64_t *)*state;
	assert_int_equal(retry(id), COMMAND_OK);
	assert_int_equal(run("list"), COMMAND_OK);
	command_world_says(&world, "2 waiting, 0 set aside\n");
	assert_int_equal(retry(id), COMMAND_FAILED);
	command_world_says(&world, "is waiting already");
}

static void a_retry_needs_a_message(void **state)
{
	(void)state;
	assert_int_equal(retry(1), COMMAND_FAILED);
	command_world_says(&world, "there is no message 1");
	assert_int_equal(run("retry x"), COMMAND_USAGE);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_list_shows_both),
		TEST(the_list_can_be_narrowed),
		TEST(the_list_shows_where_an_event_stands_and_no_more),
		TEST(a_retry_makes_it_wait),
		TEST(a_retry_needs_a_message),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
