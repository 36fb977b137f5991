/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of naming calls; what follows from it is in es2p_download_order_test.c and
 * es2p_cancel_order_test.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "smdpp/es2p_call.h"
#include "smdpp_world.h"

static struct role_call call_of(struct smdpp_world *w)
{
	return (struct role_call){
		.smdpp = w->smdpp,
		.arena = &w->arena,
		.function = "ES2+.DownloadOrder",
		.caller = &w->operators[WORLD_ACME],
	};
}

static const struct esx_request_header header = {
	.function_requester_identifier = BYTES_LIT("2.999.20"),
	.function_call_identifier = BYTES_LIT("a"),
};

static struct es2p_call named(const struct role_call *call, const struct esx_request_header *h,
			      const struct bytes *parameters, size_t n)
{
	struct es2p_call out = {};
	assert_int_equal(es2p_call_name(call, h, parameters, n, &out), OK);
	return out;
}

#define ASSERT_SAME(a, b)  assert_memory_equal(a, b, CALL_KEY_LEN)
#define ASSERT_OTHER(a, b) assert_memory_not_equal(a, b, CALL_KEY_LEN)

static void the_key_is_of_caller_function_and_identifier(void **state)
{
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w), other = call_of(w);
	struct esx_request_header h = header;
	const struct es2p_call one = named(&call, &header, NULL, 0);
	ASSERT_SAME(one.key, named(&call, &header, NULL, 0).key);
	other.caller = &w->operators[WORLD_OTHER];
	ASSERT_OTHER(one.key, named(&other, &header, NULL, 0).key);
	other = call;
	other.function = "ES2+.CancelOrder";
	ASSERT_OTHER(one.key, named(&other, &header, NULL, 0).key);
	h.function_requester_identifier = BYTES_LIT("2.999.21");
	ASSERT_OTHER(one.key, named(&call, &h, NULL, 0).key);
	h = header;
	h.function_call_identifier = BYTES_LIT("b");
	ASSERT_OTHER(one.key, named(&call, &h, NULL, 0).key);
}

/* What stands at another place, or is absent instead of empty, is another parameter. */
static void the_digest_is_of_the_parameters(void **state)
{
	struct role_call call = call_of(*state);
	const struct bytes rows[][2] = {
		{BYTES_LIT("plan"), {}},
		{{}, BYTES_LIT("plan")},
		{BYTES_LIT("plan"), BYTES_LIT("")},
		{BYTES_LIT("pla"), BYTES_LIT("n")},
	};
	for (size_t i = 0; i < 4; i++)
		for (size_t j = 0; j < i; j++)
			ASSERT_OTHER(named(&call, &header, rows[i], 2).digest,
				     named(&call, &header, rows[j], 2).digest);
	ASSERT_SAME(named(&call, &header, rows[0], 2).digest,
		    named(&call, &header, rows[0], 2).digest);
}

static void nothing_is_kept_of_who_reuses_identifiers(void **state)
{
	struct smdpp_world *w = *state;
	struct role_call call = call_of(w);
	bool repeated = true;
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	w->operators[WORLD_ACME].call_identifiers_reused = true;
	struct es2p_call one = named(&call, &header, NULL, 0);
	assert_null(one.kept);
	assert_int_equal(es2p_call_look(&call, &one, iccid, &repeated), OK);
	assert_false(repeated);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_key_is_of_caller_function_and_identifier),
		TEST(the_digest_is_of_the_parameters),
		TEST(nothing_is_kept_of_who_reuses_identifiers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
