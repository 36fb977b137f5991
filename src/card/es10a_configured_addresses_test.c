/* SPDX-License-Identifier: Apache-2.0 */
/* GetEuiccConfiguredAddresses and SetDefaultDpAddress. */
#include "msg/es10a_configured_addresses.h"

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

static struct es10a_configured_addresses ask(struct card_world *w)
{
	struct es10a_configured_addresses a = {};
	assert_int_equal(card_world_call(w, BYTES_LIT("\xBF\x3C\x00")), OK);
	assert_int_equal(es10a_configured_addresses_decode(buf_bytes(&w->response), &a), OK);
	return a;
}

static uint64_t set(struct card_world *w, struct bytes address)
{
	CLEANUP(buf_free) struct buf request = buf_make(1024);
	uint64_t result = 0;
	assert_int_equal(es10a_set_default_dp_address_encode(address, &request), OK);
	assert_int_equal(card_world_call(w, buf_bytes(&request)), OK);
	assert_int_equal(
		es10_result_decode(buf_bytes(&w->response), ES10A_SET_DEFAULT_DP_ADDRESS, &result),
		OK);
	return result;
}

static void a_new_card_has_no_default_smdp(void **state)
{
	struct es10a_configured_addresses a = ask(*state);
	assert_false(bytes_present(a.default_dp_address));
	assert_true(bytes_eq(a.root_ds_address, BYTES_LIT("testrootsmds.example.com")));
}

static void keeps_the_address_that_is_set(void **state)
{
	struct card_world *w = *state;
	assert_int_equal(set(w, BYTES_LIT("smdp.example.com")), ES10_OK);
	assert_true(bytes_eq(ask(w).default_dp_address, BYTES_LIT("smdp.example.com")));
	assert_true(w->card.changed);
	assert_int_equal(set(w, BYTES_LIT("")), ES10_OK);
	assert_false(bytes_present(ask(w).default_dp_address));
}

static void refuses_an_endless_address(void **state)
{
	struct card_world *w = *state;
	static const uint8_t endless[EUICC_ADDRESS_MAX + 1] = "endless";
	assert_int_equal(set(w, BYTES_OF(endless)), ES10_UNDEFINED_ERROR);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_new_card_has_no_default_smdp),
		CASE(keeps_the_address_that_is_set),
		CASE(refuses_an_endless_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
