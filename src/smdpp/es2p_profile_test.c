/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "smdpp/es2p_profile.h"
#include "smdpp_world.h"

static struct role_call call_of(struct smdpp_world *w)
{
	return (struct role_call){
		.role = &w->smdpp->role,
		.smdpp = w->smdpp,
		.arena = &w->arena,
		.caller = &w->operators[WORLD_ACME],
	};
}

static void ones_own(void **state)
{
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w);
	struct profile_row row = {};
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	assert_int_equal(es2p_profile_get(&call, iccid, &row), OK);
	assert_string_equal(row.iccid, iccid);
	assert_int_equal(es2p_profile_type(&call, "session"), OK);
}

/* By default, ICCIDs and types of others cannot be told from those that do not exist. */
static void anothers_does_not_exist(void **state)
{
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w);
	struct profile_row row = {};
	const char *iccid = smdpp_world_iccid(w, WORLD_FOREIGN, 0);
	assert_int_equal(es2p_profile_get(&call, iccid, &row), ERR_NOT_FOUND);
	assert_int_equal(es2p_profile_foreign(&call, iccid), ERR_NOT_FOUND);
	assert_int_equal(es2p_profile_type(&call, "foreign"), ERR_NOT_FOUND);
}

static void anothers_is_not_allowed_where_the_configuration_says_so(void **state)
{
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w);
	struct profile_row row = {};
	const char *iccid = smdpp_world_iccid(w, WORLD_FOREIGN, 0);
	w->operators[WORLD_ACME].foreign = RSPD_FOREIGN_NOT_ALLOWED;
	assert_int_equal(es2p_profile_get(&call, iccid, &row), ERR_DENIED);
	assert_int_equal(es2p_profile_foreign(&call, iccid), ERR_DENIED);
	assert_int_equal(es2p_profile_type(&call, "foreign"), ERR_DENIED);
	assert_int_equal(es2p_profile_get(&call, "8944000000000000000", &row), ERR_NOT_FOUND);
	assert_int_equal(es2p_profile_type(&call, "nothing"), ERR_NOT_FOUND);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ones_own),
		TEST(anothers_does_not_exist),
		TEST(anothers_is_not_allowed_where_the_configuration_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
