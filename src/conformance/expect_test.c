/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of expectations: what meets them, and what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "conformance/expect.h"

enum { ARENA_MAX = 64 * 1024 };

/* Does an answer meet the words? */
static bool met(struct scene_reply reply, const char *words)
{
	CLEANUP(arena_free) struct arena a = arena_make(ARENA_MAX);
	struct scene scene = {.arena = a, .reply = reply};
	bool result = expect_met(&scene, words);
	a = scene.arena;
	return result;
}

static struct scene_reply executed(void)
{
	return (struct scene_reply){.status = 200,
				    .has_execution = true,
				    .body = BYTES_LIT("{\"header\":{},\"transactionId\":\"01\"}")};
}

static struct scene_reply failed(const char *subject, const char *reason)
{
	return (struct scene_reply){
		.status = 200,
		.has_execution = true,
		.execution = {.status = ESX_FAILED, .code = {.subject = subject, .reason = reason}},
	};
}

static struct scene_reply status(int code)
{
	return (struct scene_reply){.status = code};
}

static struct scene_reply broken(enum err e)
{
	return (struct scene_reply){.transport = e, .reason = "it broke"};
}

static void success_is_an_executed_function(void **state)
{
	(void)state;
	assert_true(met(executed(), "success"));
	assert_false(met(failed("8.1", "6.1"), "success"));
	assert_false(met(status(200), "success"));
	assert_false(met(status(503), "success"));
	assert_false(met(broken(ERR_IO), "success"));
}

static void codes_must_be_the_same(void **state)
{
	(void)state;
	assert_true(met(failed("8.1", "6.1"), "8.1/6.1"));
	assert_false(met(failed("8.1.1", "6.1"), "8.1/6.1"));
	assert_false(met(failed("8.1", "6.10"), "8.1/6.1"));
	assert_false(met(executed(), "8.1/6.1"));
	assert_true(met(failed("8.2.6", "3.8"), "8.1.1/3.8|8.2.6/3.8"));
	assert_true(met(failed("8.2.6", "3.8"), "failed"));
	assert_false(met(executed(), "failed"));
}

static void statuses_are_numbers_or_classes(void **state)
{
	(void)state;
	assert_true(met(status(204), "204"));
	assert_false(met(executed(), "204"));
	assert_true(met(status(400), "4xx"));
	assert_false(met(status(503), "4xx"));
	assert_true(met(status(413), "400|413"));
}

static void a_204_has_no_body(void **state)
{
	struct scene_reply reply = status(204);
	(void)state;
	reply.body = BYTES_LIT("{}");
	assert_false(met(reply, "204"));
}

static void refused_is_by_tls_or_http(void **state)
{
	(void)state;
	assert_true(met(broken(ERR_DENIED), "refused"));
	assert_true(met(status(403), "refused"));
	assert_true(met(status(401), "refused"));
	assert_false(met(status(200), "refused"));
	assert_false(met(failed("1.1", "1.2"), "refused"));
}

static void assertions_must_all_hold(void **state)
{
	(void)state;
	assert_true(met(executed(), "success has:transactionId lacks:other"));
	assert_false(met(executed(), "success has:transactionId has:other"));
	assert_false(met(executed(), "success header-only"));
	assert_false(met(executed(), "success nonsense"));
}

static void what_came_is_told(void **state)
{
	char got[EXPECT_GOT_MAX] = "";
	struct scene scene = {.reply = failed("8.1", "6.1")};
	(void)state;
	expect_got(&scene, got);
	assert_string_equal(got, "Failed 8.1/6.1");
	scene.reply = executed();
	expect_got(&scene, got);
	assert_string_equal(got, "Executed-Success");
	scene.reply = status(404);
	expect_got(&scene, got);
	assert_string_equal(got, "HTTP 404");
	scene.reply = broken(ERR_IO);
	expect_got(&scene, got);
	assert_string_equal(got, "no answer: it broke");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(success_is_an_executed_function),
		cmocka_unit_test(codes_must_be_the_same),
		cmocka_unit_test(statuses_are_numbers_or_classes),
		cmocka_unit_test(a_204_has_no_body),
		cmocka_unit_test(refused_is_by_tls_or_http),
		cmocka_unit_test(assertions_must_all_hold),
		cmocka_unit_test(what_came_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
