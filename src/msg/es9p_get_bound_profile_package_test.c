/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES9+.GetBoundProfilePackage on the wire. */
#include "msg/message_test.h"

#include "msg/es9p_get_bound_profile_package.h"

typedef struct es9p_get_bound_profile_package_request request_t;
typedef struct es9p_get_bound_profile_package_response response_t;

DECODE_JSON(decode_request, es9p_get_bound_profile_package_request_decode, request_t)
DECODE_JSON(decode_response, es9p_get_bound_profile_package_response_decode, response_t)

#define REQUEST "{\"transactionId\":\"0A0B\",\"prepareDownloadResponse\":\"vyEA\"}"

#define RESPONSE                                                                                   \
	"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}},"             \
	"\"transactionId\":\"0A0B\",\"boundProfilePackage\":\"vzYA\"}"

static void reads_and_writes_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {};
	assert_int_equal(es9p_get_bound_profile_package_request_decode(&a, BYTES_LIT(REQUEST), &r),
			 OK);
	assert_bytes(r.prepare_download_response, unhex(&a, "BF2100"));
	assert_int_equal(es9p_get_bound_profile_package_request_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), REQUEST);
}

static void request_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_request, BYTES_LIT(REQUEST));
}

static void reads_and_writes_a_response(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	response_t r = {};
	assert_int_equal(
		es9p_get_bound_profile_package_response_decode(&a, BYTES_LIT(RESPONSE), &r), OK);
	assert_bytes(r.transaction_id, unhex(&a, "0A0B"));
	assert_bytes(r.bound_profile_package, unhex(&a, "BF3600"));
	assert_int_equal(es9p_get_bound_profile_package_response_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), RESPONSE);
}

static void response_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_response, BYTES_LIT(RESPONSE));
}

static void does_not_write_past_the_maximum(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(sizeof(RESPONSE) - 2);
	const response_t r = {.transaction_id = BYTES_LIT("\x0A\x0B"),
			      .bound_profile_package = BYTES_LIT("\xBF\x36\x00")};
	assert_int_equal(es9p_get_bound_profile_package_response_encode(&r, &out), ERR_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_a_request),
		cmocka_unit_test(request_withstands_damage),
		cmocka_unit_test(reads_and_writes_a_response),
		cmocka_unit_test(response_withstands_damage),
		cmocka_unit_test(does_not_write_past_the_maximum),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
