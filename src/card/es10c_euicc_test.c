/* SPDX-License-Identifier: Apache-2.0 */
/* eUICCMemoryReset and GetEID. */
#include "msg/es10c_euicc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "card_world.h"
#include "msg/es10_function.h"

static int set_up(void **state)
{
	static struct card_world w;
	card_world_make(&w, CURVE_P256);
	*state = &w;
	return 0;
}

static int tear_down(void **state)
{
	card_world_free(*state);
	return 0;
}

static uint64_t reset(struct card_world *w, uint64_t options)
{
	CLEANUP(buf_free) struct buf request = buf_make(64);
	uint64_t result = 0;
	assert_int_equal(es10c_euicc_memory_reset_request_encode(options, &request), OK);
	assert_int_equal(card_world_call(w, buf_bytes(&request)), OK);
	assert_int_equal(
		es10_result_decode(buf_bytes(&w->response), ES10C_EUICC_MEMORY_RESET, &result), OK);
	return result;
}

static void tells_the_eid(void **state)
{
	struct card_world *w = *state;
	struct bytes eid = {};
	assert_int_equal(card_world_call(w, BYTES_LIT("\xBF\x3E\x03\x5C\x01\x5A")), OK);
	assert_int_equal(es10c_get_eid_response_decode(buf_bytes(&w->response), &eid), OK);
	assert_true(bytes_eq(eid, BYTES_OF(w->card.eid)));
	assert_true(err_is_refusal(card_world_call(w, BYTES_LIT("\xBF\x3E\x03\x5C\x01\x42"))));
}

/* Also what is enabled, and what has rules against it. */
static void deletes_operational_profiles(void **state)
{
	struct card_world *w = *state;
	card_world_install(w, 1, (struct bytes){}, RSP_PPR1 | RSP_PPR2);
	card_world_install(w, 2, (struct bytes){}, 0);
	w->card.profiles[0]->enabled = true;
	assert_int_equal(reset(w, ES10C_DELETE_FIELD_LOADED_TEST_PROFILES), ES10_NOT_FOUND);
	assert_int_equal(w->card.n_profiles, 2);
	assert_int_equal(reset(w, ES10C_DELETE_OPERATIONAL_PROFILES), ES10_OK);
	assert_int_equal(w->card.n_profiles, 0);
	assert_int_equal(reset(w, ES10C_DELETE_OPERATIONAL_PROFILES), ES10_NOT_FOUND);
}

static void raises_delete_notifications(void **state)
{
	struct card_world *w = *state;
	CLEANUP(buf_free) struct buf list = buf_make(256);
	card_world_configure(RSP_EVENT_DELETE, "a.example.com", &list);
	card_world_install(w, 1, buf_bytes(&list), 0);
	assert_int_equal(reset(w, ES10C_DELETE_OPERATIONAL_PROFILES), ES10_OK);
	assert_int_equal(w->card.n_notifications, 2);
}

static void forgets_the_default_smdp(void **state)
{
	struct card_world *w = *state;
	strcpy(w->card.default_smdp_address, "smdp.example.com");
	assert_int_equal(reset(w, ES10C_DELETE_OPERATIONAL_PROFILES), ES10_NOT_FOUND);
	assert_int_equal(reset(w, ES10C_RESET_DEFAULT_SMDP_ADDRESS), ES10_OK);
	assert_string_equal(w->card.default_smdp_address, "");
	assert_int_equal(reset(w, ES10C_RESET_DEFAULT_SMDP_ADDRESS), ES10_NOT_FOUND);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(tells_the_eid),
		CASE(deletes_operational_profiles),
		CASE(raises_delete_notifications),
		CASE(forgets_the_default_smdp),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
