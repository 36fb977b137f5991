/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smds_world.h"

static void the_paths_of_both_families(void **state)
{
	(void)state;
	static const char *const paths[][5] = {
		[SMDS_ES11] = {"/gsma/rsp2/es9plus/initiateAuthentication",
			       "/gsma/rsp2/es11/initiateAuthentication",
			       "/gsma/rsp2/es9plus/authenticateClient",
			       "/gsma/rsp2/es11/authenticateClient", "/gsma/rsp2/asn1"},
		[SMDS_ES12] = {"/gsma/rsp2/es12/registerEvent", "/gsma/rsp2/es12/deleteEvent",
			       "/gsma/rsp2/es15/registerEvent", "/gsma/rsp2/es15/deleteEvent",
			       NULL},
	};
	struct http_route rows[SMDS_ROUTES_MAX] = {};
	for (int i = 0; i < 2; i++) {
		size_t n = smds_routes((enum smds_interface)i, rows);
		assert_int_equal(n, i == SMDS_ES11 ? 5 : 4);
		for (size_t row = 0; row < n; row++) {
			assert_string_equal(rows[row].path, paths[i][row]);
			assert_true(rows[row].admin_protocol);
		}
	}
}

static int status_of(struct smds_world *s, enum smds_world_client client)
{
	return smds_world_register(s, client, WORLD_EID, "E").status;
}

static void clients_and_nobody(void **state)
{
	struct smds_world *s = *state;
	assert_int_equal(status_of(s, SMDS_WORLD_SMDPP), 200);
	assert_int_equal(status_of(s, SMDS_WORLD_OTHER), 200);
	assert_int_equal(status_of(s, SMDS_WORLD_PINNED), 200);
	assert_int_equal(status_of(s, SMDS_WORLD_NOBODY), 403);
}

/* A certificate without an OID owns nothing, unless the configuration says whose it is. */
static void whose_event_is_it(void **state)
{
	struct smds_world *s = *state;
	s->registrars[1].oid = NULL;
	assert_int_equal(status_of(s, SMDS_WORLD_PINNED), 403);
	s->registrars[0].oid = "2.999.15";
	assert_int_equal(status_of(s, SMDS_WORLD_SMDPP), 403);
	assert_int_equal(status_of(s, SMDS_WORLD_OTHER), 200);
}

/* A connection is asked once by which rule it is let in. */
static void the_connection_remembers_its_client(void **state)
{
	struct smds_world *s = *state;
	struct http_route rows[SMDS_ROUTES_MAX] = {};
	uint64_t memo = (uintptr_t)&s->registrars[1];
	struct http_request request = {
		.may_wait = true,
		.path = bytes_str("/gsma/rsp2/es12/deleteEvent"),
		.body = bytes_str("{}"),
		.memo = &memo,
	};
	struct http_reply reply = {.status = 200, .body = buf_make(4096)};
	(void)smds_routes(SMDS_ES12, rows);
	assert_int_equal(rows[1].handle(s->smds, &s->w.arena, &request, &reply), OK);
	assert_int_equal(reply.status, 200);
	buf_free(&reply.body);
}

static void calls_are_counted_once_for_both_paths(void **state)
{
	struct smds_world *s = *state;
	CLEANUP(buf_free) struct buf text = buf_make(8192);
	assert_true(world_done(device_initiate(&s->d)));
	s->family = "es11";
	assert_true(world_done(device_initiate(&s->d)));
	assert_true(world_refused(smds_world_es12(s, SMDS_WORLD_SMDPP, "es15/deleteEvent", ""),
				  "1.6", "2.2"));
	assert_int_equal(smds_metrics(s->smds, &text), OK);
	assert_int_equal(buf_put_u8(&text, 0), OK);
	const char *t = (const char *)text.ptr;
	const char *first = strstr(
		t, "rspd_calls_total{function=\"ES11.InitiateAuthentication\",outcome=\"done\"}");
	assert_non_null(first);
	assert_memory_equal(strchr(first, '}'), "} 2\n", 4);
	assert_null(strstr(strchr(first, '}'), "ES11.InitiateAuthentication\",outcome=\"done\""));
	assert_non_null(strstr(
		t, "rspd_calls_total{function=\"ES15.DeleteEvent\",outcome=\"refused\"} 1\n"));
	assert_non_null(strstr(
		t, "rspd_calls_total{function=\"ES12.DeleteEvent\",outcome=\"refused\"} 0\n"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smds_world_setup, smds_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_paths_of_both_families),
		TEST(clients_and_nobody),
		TEST(whose_event_is_it),
		TEST(the_connection_remembers_its_client),
		TEST(calls_are_counted_once_for_both_paths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
