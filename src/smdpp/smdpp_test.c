/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smdpp_world.h"

static void makes_its_parts(void **state)
{
	struct smdpp_world *w = *state;
	assert_non_null(w->smdpp->role.credentials);
	assert_non_null(w->smdpp->operators);
	assert_non_null(w->smdpp->role.chain_cache);
	assert_non_null(w->smdpp->role.counters);
}

static void not_without_its_certificates(void **state)
{
	struct smdpp_world *w = *state;
	struct smdpp *s = NULL;
	w->config.certificate_issuers_n = 0;
	assert_int_equal(smdpp_create(&w->smdpp->with, &s), ERR_MISSING);
	assert_null(s);
}

static void the_cause_of_a_change(void **state)
{
	(void)state;
	const struct role_call call = {.now = 5, .who = "euicc", .function = "ES9+.X"};
	const struct status_code code = {"8.1", "6.1", NULL, NULL};
	struct store_cause cause = smdpp_cause(&call, bytes_str("id"), NULL);
	assert_int_equal(cause.at, 5);
	assert_string_equal(cause.who, "euicc");
	assert_string_equal(cause.function, "ES9+.X");
	assert_null(cause.subject_code);
	cause = smdpp_cause(&call, bytes_str("id"), &code);
	assert_string_equal(cause.subject_code, "8.1");
	assert_string_equal(cause.reason_code, "6.1");
}

struct trial {
	int calls, conflicts;
	enum err then;
};

static enum err try_it(void *context)
{
	struct trial *t = context;
	return t->calls++ < t->conflicts ? ERR_CONFLICT : t->then;
}

static void judges_anew_when_another_was_first(void **state)
{
	(void)state;
	struct trial t = {.conflicts = 3};
	assert_int_equal(smdpp_judge(try_it, &t), OK);
	assert_int_equal(t.calls, 4);
	t = (struct trial){.conflicts = 1, .then = ERR_DENIED};
	assert_int_equal(smdpp_judge(try_it, &t), ERR_DENIED);
	assert_int_equal(t.calls, 2);
}

static void gives_up_in_the_end(void **state)
{
	(void)state;
	struct trial t = {.conflicts = 1000};
	assert_int_equal(smdpp_judge(try_it, &t), ERR_BUSY);
	assert_true(t.calls < 100);
}

static void the_type_of_a_profile(void **state)
{
	struct smdpp_world *w = *state;
	const struct role_call call = {.role = &w->smdpp->role, .smdpp = w->smdpp};
	const struct profile_row row = {.profile_type = "ppk"};
	const struct rspd_profile_type *type = NULL;
	assert_int_equal(smdpp_profile_type(&call, &row, &type), OK);
	assert_string_equal(type->name, "ppk");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(makes_its_parts),	     TEST(not_without_its_certificates),
		TEST(the_cause_of_a_change), TEST(judges_anew_when_another_was_first),
		TEST(gives_up_in_the_end),   TEST(the_type_of_a_profile),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
