/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smdpp_world.h"

static struct world_answer order_as(struct smdpp_world *w, int op, const char *requester)
{
	const char *body = NULL;
	assert_int_equal(arena_fmt(&w->arena, &body,
				   "{\"header\":{\"functionRequesterIdentifier\":\"%s\","
				   "\"functionCallIdentifier\":\"1\"},\"profileType\":\"%s\"}",
				   requester, op == WORLD_ACME ? "session" : "foreign"),
			 OK);
	return smdpp_world_es2p(w, op, "downloadOrder", bytes_str(body));
}

static void each_identifier_of_the_operator(void **state)
{
	assert_true(world_done(order_as(*state, WORLD_ACME, "2.999.20")));
	assert_true(world_done(order_as(*state, WORLD_ACME, "2.999.21")));
	assert_true(world_done(order_as(*state, WORLD_OTHER, "2.999.30")));
}

static void identifier_of_another_operator(void **state)
{
	assert_true(world_refused(order_as(*state, WORLD_ACME, "2.999.30"), "1.1", "1.2"));
	assert_true(world_refused(order_as(*state, WORLD_OTHER, "2.999.20"), "1.1", "1.2"));
}

static void unknown_identifier(void **state)
{
	assert_true(world_refused(order_as(*state, WORLD_ACME, "2.999.2"), "1.1", "1.2"));
}

/* Every function begins with it. */
static void of_every_function(void **state)
{
	static const char *const functions[] = {"confirmOrder", "cancelOrder", "releaseProfile"};
	static const char body[] =
		"{\"header\":{\"functionRequesterIdentifier\":\"2.999.30\","
		"\"functionCallIdentifier\":\"1\"},\"iccid\":\"8944000000000000000\","
		"\"releaseFlag\":true,\"finalProfileStatusIndicator\":\"Available\"}";
	for (size_t i = 0; i < 3; i++)
		assert_true(world_refused(
			smdpp_world_es2p(*state, WORLD_ACME, functions[i], bytes_str(body)), "1.1",
			"1.2"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_identifier_of_the_operator),
		TEST(identifier_of_another_operator),
		TEST(unknown_identifier),
		TEST(of_every_function),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
