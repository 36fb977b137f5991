/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES9+.InitiateAuthentication on the wire. */
#include "msg/message_test.h"

#include "msg/es9p_initiate_authentication.h"

typedef struct es9p_initiate_authentication_request request_t;
typedef struct es9p_initiate_authentication_response response_t;

DECODE_JSON(decode_request, es9p_initiate_authentication_request_decode, request_t)
DECODE_JSON(decode_response, es9p_initiate_authentication_response_decode, response_t)

#define REQUEST                                                                                    \
	"{\"euiccChallenge\":\"AAECAwQFBgcICQoLDA0ODw==\","                                        \
	"\"euiccInfo1\":\"vyAJggMCAgCpAKoA\","                                                     \
	"\"smdpAddress\":\"smdp.example.com\"}"

#define RESPONSE                                                                                   \
	"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}},"             \
	"\"transactionId\":\"0A0B\","                                                              \
	"\"serverSigned1\":\"MAA=\","                                                              \
	"\"serverSignature1\":\"XzcCq80=\","                                                       \
	"\"euiccCiPKIdToBeUsed\":\"BAIBAg==\","                                                    \
	"\"serverCertificate\":\"MAEA\"}"

static void reads_and_writes_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {};
	assert_int_equal(es9p_initiate_authentication_request_decode(&a, BYTES_LIT(REQUEST), &r),
			 OK);
	assert_bytes(r.euicc_challenge, unhex(&a, "000102030405060708090A0B0C0D0E0F"));
	assert_bytes(r.euicc_info1, unhex(&a, "BF20 09 8203020200 A900 AA00"));
	assert_text(r.smdp_address, "smdp.example.com");
	assert_int_equal(es9p_initiate_authentication_request_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), REQUEST);
}

static void request_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_request, BYTES_LIT(REQUEST));
}

static void refuses_a_challenge_of_another_length(void **state)
{
	(void)state;
	struct bytes body = BYTES_LIT(REQUEST);
	assert_int_equal(decode_with(decode_request, body, "euiccChallenge", ""), ERR_RANGE);
	assert_int_equal(
		decode_with(decode_request, body, "euiccChallenge", "AAECAwQFBgcICQoLDA0O"),
		ERR_RANGE);
	assert_int_equal(
		decode_with(decode_request, body, "euiccChallenge", "AAECAwQFBgcICQoLDA0ODxA="),
		ERR_RANGE);
}

static void refuses_euicc_info2_in_the_place_of_info1(void **state)
{
	(void)state;
	assert_int_equal(decode_with(decode_request, BYTES_LIT(REQUEST), "euiccInfo1", "vyIA"),
			 ERR_SYNTAX);
}

static void reads_and_writes_a_response(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	response_t r = {};
	assert_int_equal(es9p_initiate_authentication_response_decode(&a, BYTES_LIT(RESPONSE), &r),
			 OK);
	assert_bytes(r.transaction_id, unhex(&a, "0A0B"));
	assert_bytes(r.server_signature1, unhex(&a, "ABCD"));
	assert_bytes(r.euicc_ci_pk_id_to_be_used, unhex(&a, "0102"));
	assert_bytes(r.server_certificate, unhex(&a, "300100"));
	assert_int_equal(es9p_initiate_authentication_response_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), RESPONSE);
}

static void response_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_response, BYTES_LIT(RESPONSE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_a_request),
		cmocka_unit_test(request_withstands_damage),
		cmocka_unit_test(refuses_a_challenge_of_another_length),
		cmocka_unit_test(refuses_euicc_info2_in_the_place_of_info1),
		cmocka_unit_test(reads_and_writes_a_response),
		cmocka_unit_test(response_withstands_damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
