/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES2+.ReleaseProfile on the wire. */
#include "msg/message_test.h"

#include "msg/es2p_release_profile.h"

typedef struct es2p_release_profile_request request_t;

DECODE_JSON(decode_request, es2p_release_profile_request_decode, request_t)
DECODE_JSON(decode_response, es2p_release_profile_response_decode, struct esx_response_header)

#define REQUEST                                                                                    \
	"{\"header\":{\"functionRequesterIdentifier\":\"op\",\"functionCallIdentifier\":\"1\"},"   \
	"\"iccid\":\"89012345678901234567\"}"
#define RESPONSE "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}}"

static void reads_and_writes_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {};
	assert_int_equal(es2p_release_profile_request_decode(&a, BYTES_LIT(REQUEST), &r), OK);
	assert_text(r.iccid, "89012345678901234567");
	assert_int_equal(es2p_release_profile_request_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), REQUEST);
}

static void request_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_request, BYTES_LIT(REQUEST));
}

static void response_is_its_header(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_response, BYTES_LIT(RESPONSE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_a_request),
		cmocka_unit_test(request_withstands_damage),
		cmocka_unit_test(response_is_its_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
