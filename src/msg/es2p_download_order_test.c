/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES2+.DownloadOrder on the wire. */
#include "msg/message_test.h"

#include "msg/es2p_download_order.h"

typedef struct es2p_download_order_request request_t;
typedef struct es2p_download_order_response response_t;

DECODE_JSON(decode_request, es2p_download_order_request_decode, request_t)
DECODE_JSON(decode_response, es2p_download_order_response_decode, response_t)

#define HEADER                                                                                     \
	"{\"header\":{\"functionRequesterIdentifier\":\"op\",\"functionCallIdentifier\":\"1\"}"
#define REQUEST                                                                                    \
	HEADER ",\"eid\":\"89049032123451234512345678901235\","                                    \
	       "\"iccid\":\"8901234567890123456\",\"profileType\":\"plan\"}"
#define RESPONSE                                                                                   \
	"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}},"             \
	"\"iccid\":\"8901234567890123456\"}"

static void reads_and_writes_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {};
	assert_int_equal(es2p_download_order_request_decode(&a, BYTES_LIT(REQUEST), &r), OK);
	assert_text(r.eid, "89049032123451234512345678901235");
	assert_text(r.iccid, "8901234567890123456");
	assert_text(r.profile_type, "plan");
	assert_int_equal(es2p_download_order_request_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), REQUEST);
}

static void request_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_request, BYTES_LIT(REQUEST), "eid", "iccid", "profileType");
}

static void checks_the_forms(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	request_t r = {};
	struct bytes body = BYTES_LIT(REQUEST);
	assert_int_equal(decode_with(decode_request, body, "eid", "8904"), ERR_RANGE);
	assert_int_equal(decode_with(decode_request, body, "iccid", "8904"), ERR_SYNTAX);
	body = BYTES_LIT(HEADER ",\"iccid\":\"x\"}");
	assert_int_equal(es2p_download_order_request_decode(&a, body, &r), ERR_SYNTAX);
	assert_string_equal(r.header.culprit, "iccid");
}

static void strips_the_padding(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	request_t r = {};
	struct bytes body = BYTES_LIT(HEADER ",\"iccid\":\"8901234567890123456F\"}");
	assert_int_equal(es2p_download_order_request_decode(&a, body, &r), OK);
	assert_text(r.iccid, "8901234567890123456");
}

static void reads_and_writes_a_response(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	response_t r = {};
	assert_int_equal(es2p_download_order_response_decode(&a, BYTES_LIT(RESPONSE), &r), OK);
	assert_text(r.iccid, "8901234567890123456");
	assert_int_equal(es2p_download_order_response_encode(&r, NULL, &out), OK);
	assert_text(buf_bytes(&out), RESPONSE);
	WITHSTANDS_JSON(decode_response, BYTES_LIT(RESPONSE));
}

static void writes_the_padding_that_a_partner_wants(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	const response_t r = {.iccid = BYTES_LIT("8901234567890123456")};
	const struct es2p_dialect dialect = {.iccid_padded = true};
	assert_int_equal(es2p_download_order_response_encode(&r, &dialect, &out), OK);
	assert_text(buf_bytes(&out),
		    "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}},"
		    "\"iccid\":\"8901234567890123456F\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_a_request),
		cmocka_unit_test(request_withstands_damage),
		cmocka_unit_test(checks_the_forms),
		cmocka_unit_test(strips_the_padding),
		cmocka_unit_test(reads_and_writes_a_response),
		cmocka_unit_test(writes_the_padding_that_a_partner_wants),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
