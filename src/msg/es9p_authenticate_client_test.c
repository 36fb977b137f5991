/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES9+.AuthenticateClient on the wire. */
#include "msg/message_test.h"

#include "msg/es9p_authenticate_client.h"

typedef struct es9p_authenticate_client_request request_t;
typedef struct es9p_authenticate_client_response response_t;

DECODE_JSON(decode_request, es9p_authenticate_client_request_decode, request_t)
DECODE_JSON(decode_response, es9p_authenticate_client_response_decode, response_t)

/* BF38 06 A1 04 80 00 81 00, and so on: the contents do not matter here. */
#define REQUEST                                                                                    \
	"{\"transactionId\":\"0123456789ABCDEF\","                                                 \
	"\"authenticateServerResponse\":\"vzgGoQSAAIEA\"}"

#define RESPONSE_HEADER                                                                            \
	"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}"
#define RESPONSE                                                                                   \
	RESPONSE_HEADER ",\"transactionId\":\"0123456789ABCDEF\","                                 \
			"\"profileMetadata\":\"vyUA\","                                            \
			"\"smdpSigned2\":\"MAA=\","                                                \
			"\"smdpSignature2\":\"XzcCq80=\","                                         \
			"\"smdpCertificate\":\"MAEA\"}"

#define FAILED                                                                                     \
	"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":{"     \
	"\"subjectCode\":\"8.2.6\",\"reasonCode\":\"3.8\",\"message\":\"no such order\"}}}}"

static const uint8_t transaction_id[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF};

static void reads_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	request_t request = {};
	assert_int_equal(es9p_authenticate_client_request_decode(&a, BYTES_LIT(REQUEST), &request),
			 OK);
	assert_bytes(request.transaction_id, BYTES_OF(transaction_id));
	assert_bytes(request.authenticate_server_response, unhex(&a, "BF38 06 A1 04 8000 8100"));
}

static void writes_the_same_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t request = {};
	assert_int_equal(es9p_authenticate_client_request_decode(&a, BYTES_LIT(REQUEST), &request),
			 OK);
	assert_int_equal(es9p_authenticate_client_request_encode(&request, &out), OK);
	assert_text(buf_bytes(&out), REQUEST);
}

static void request_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_request, BYTES_LIT(REQUEST));
}

static void takes_a_transaction_id_in_lower_case(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	request_t request = {};
	struct bytes body = BYTES_LIT("{\"authenticateServerResponse\":\"vzgA\","
				      "\"transactionId\":\"0123456789abcdef\"}");
	assert_int_equal(es9p_authenticate_client_request_decode(&a, body, &request), OK);
	assert_bytes(request.transaction_id, BYTES_OF(transaction_id));
}

static void refuses_a_strange_transaction_id(void **state)
{
	(void)state;
	struct bytes body = BYTES_LIT(REQUEST);
	assert_int_equal(decode_with(decode_request, body, "transactionId", ""), ERR_RANGE);
	assert_int_equal(decode_with(decode_request, body, "transactionId", "0"), ERR_SYNTAX);
	assert_int_equal(decode_with(decode_request, body, "transactionId", "0G"), ERR_SYNTAX);
	assert_int_equal(decode_with(decode_request, body, "transactionId",
				     "0102030405060708090A0B0C0D0E0F1011"),
			 ERR_RANGE);
}

static void refuses_a_strange_tlv(void **state)
{
	(void)state;
	static const struct {
		const char *base64;
		enum err expected;
	} rows[] = {
		{"vzcA", ERR_SYNTAX},	    /* BF37 */
		{"vzgB", ERR_TRUNCATED},    /* BF38 of 1 byte, and none */
		{"vzgAAA==", ERR_TRAILING}, /* a byte behind it */
		{"", ERR_TRUNCATED},	    /* nothing */
		{"vzg", ERR_TRUNCATED},	    /* a tag alone */
		{"vz*A", ERR_SYNTAX},	    /* not base64 */
		{"vziAAAA=", ERR_SYNTAX},   /* an indefinite length */
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(decode_with(decode_request, BYTES_LIT(REQUEST),
					     "authenticateServerResponse", rows[i].base64),
				 rows[i].expected);
}

static void reads_a_response(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	response_t response = {};
	assert_int_equal(
		es9p_authenticate_client_response_decode(&a, BYTES_LIT(RESPONSE), &response), OK);
	assert_true(esx_executed(&response.header));
	assert_bytes(response.transaction_id, BYTES_OF(transaction_id));
	assert_bytes(response.profile_metadata, unhex(&a, "BF25 00"));
	assert_bytes(response.smdp_signed2, unhex(&a, "30 00"));
	assert_bytes(response.smdp_signature2, unhex(&a, "ABCD"));
	assert_bytes(response.smdp_certificate, unhex(&a, "30 01 00"));
}

static void writes_the_same_response(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	response_t response = {};
	assert_int_equal(
		es9p_authenticate_client_response_decode(&a, BYTES_LIT(RESPONSE), &response), OK);
	assert_int_equal(es9p_authenticate_client_response_encode(&response, &out), OK);
	assert_text(buf_bytes(&out), RESPONSE);
}

static void response_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_response, BYTES_LIT(RESPONSE));
}

static void a_refusal_is_its_header(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	response_t response = {.smdp_signed2 = BYTES_LIT("is not written")};
	assert_int_equal(es9p_authenticate_client_response_decode(&a, BYTES_LIT(FAILED), &response),
			 OK);
	assert_false(esx_executed(&response.header));
	assert_string_equal(response.header.execution_status.code.subject, "8.2.6");
	assert_string_equal(response.header.execution_status.code.reason, "3.8");
	assert_false(bytes_present(response.smdp_signed2));
	assert_int_equal(es9p_authenticate_client_response_encode(&response, &out), OK);
	assert_text(buf_bytes(&out), FAILED);
}

static void does_not_write_half_a_response(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	const response_t response = {.transaction_id = BYTES_OF(transaction_id)};
	assert_int_equal(es9p_authenticate_client_response_encode(&response, &out), ERR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_request),
		cmocka_unit_test(writes_the_same_request),
		cmocka_unit_test(request_withstands_damage),
		cmocka_unit_test(takes_a_transaction_id_in_lower_case),
		cmocka_unit_test(refuses_a_strange_transaction_id),
		cmocka_unit_test(refuses_a_strange_tlv),
		cmocka_unit_test(reads_a_response),
		cmocka_unit_test(writes_the_same_response),
		cmocka_unit_test(response_withstands_damage),
		cmocka_unit_test(a_refusal_is_its_header),
		cmocka_unit_test(does_not_write_half_a_response),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
