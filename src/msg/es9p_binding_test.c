/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES9+ and ES11 in both bindings: the same messages, written by hand from the ASN.1. */
#include "msg/message_test.h"

#include "msg/es11_authenticate_client.h"
#include "msg/es11_initiate_authentication.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_binding.h"
#include "msg/es9p_cancel_session.h"
#include "msg/es9p_get_bound_profile_package.h"
#include "msg/es9p_handle_notification.h"
#include "msg/es9p_initiate_authentication.h"

/* Room for the struct of any message. */
union any {
	struct esx_response_header header;
	struct es9p_initiate_authentication_request initiate;
	struct es9p_initiate_authentication_response initiated;
	struct es9p_authenticate_client_request authenticate;
	struct es9p_authenticate_client_response authenticated;
	struct es9p_get_bound_profile_package_request get;
	struct es9p_get_bound_profile_package_response got;
	struct es9p_handle_notification_request notify;
	struct es9p_cancel_session_request cancel;
	struct es11_authenticate_client_response events;
};

#define SUCCESS "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}"

/* One message in both; NULL: there is none in JSON. */
struct row {
	const struct es9p_function *function;
	const char *json, *asn1;
};

static const struct row requests[] = {
	{&es9p_initiate_authentication,
	 "{\"euiccChallenge\":\"AAECAwQFBgcICQoLDA0ODw==\",\"euiccInfo1\":\"vyAJggMCAgCpAKoA\","
	 "\"smdpAddress\":\"a.example\"}",
	 "A22C BF3929 8110000102030405060708090A0B0C0D0E0F 8309612E6578616D706C65"
	 "BF2009 8203020200 A900 AA00"},
	{&es9p_authenticate_client,
	 "{\"transactionId\":\"0A0B\",\"authenticateServerResponse\":\"vzgGoQSAAIEA\"}",
	 "A210 BF3B0D 80020A0B BF3806 A104 8000 8100"},
	{&es9p_get_bound_profile_package,
	 "{\"transactionId\":\"0A0B\",\"prepareDownloadResponse\":\"vyEGoQSAAIEA\"}",
	 "A210 BF3A0D 80020A0B BF2106 A104 8000 8100"},
	{&es11_authenticate_client,
	 "{\"transactionId\":\"0A0B\",\"authenticateServerResponse\":\"vzgGoQSAAIEA\"}",
	 "A210 BF3B0D 80020A0B BF3806 A104 8000 8100"},
	{&es9p_handle_notification, "{\"pendingNotification\":\"vzcA\"}",
	 "A208 BF3D05 A003 BF3700"},
	{&es9p_handle_notification, "{\"pendingNotification\":\"MAA=\"}", "A207 BF3D04 A002 3000"},
	{&es9p_cancel_session,
	 "{\"transactionId\":\"0A0B\",\"cancelSessionResponse\":\"v0EDgQEF\"}",
	 "A20C BF4109 80020A0B A103 810105"},
};

static const struct row responses[] = {
	{&es9p_initiate_authentication,
	 SUCCESS ",\"transactionId\":\"0A0B\",\"serverSigned1\":\"MAA=\","
		 "\"serverSignature1\":\"XzcCq80=\",\"euiccCiPKIdToBeUsed\":\"BAIBAg==\","
		 "\"serverCertificate\":\"MAEA\"}",
	 "A217 BF3914 A012 80020A0B 3000 5F3702ABCD 04020102 300100"},
	{&es9p_authenticate_client,
	 SUCCESS ",\"transactionId\":\"0A0B\",\"profileMetadata\":\"vyUA\","
		 "\"smdpSigned2\":\"MAA=\",\"smdpSignature2\":\"XzcCq80=\","
		 "\"smdpCertificate\":\"MAEA\"}",
	 "A216 BF3B13 A011 80020A0B BF2500 3000 5F3702ABCD 300100"},
	{&es9p_get_bound_profile_package,
	 SUCCESS ",\"transactionId\":\"0A0B\",\"boundProfilePackage\":\"vzYA\"}",
	 "A20C BF3A09 A007 80020A0B BF3600"},
	{&es9p_cancel_session, SUCCESS "}", "A205 BF4102 A000"},
	{&es11_authenticate_client, SUCCESS ",\"transactionId\":\"0A0B\",\"eventEntries\":[]}",
	 "A20B BF4008 A006 80020A0B A100"},
	{&es11_authenticate_client,
	 SUCCESS ",\"transactionId\":\"0A0B\",\"eventEntries\":[{\"eventId\":\"E1\","
		 "\"rspServerAddress\":\"a.b\"},{\"eventId\":\"E2\",\"rspServerAddress\":\"c\"}]}",
	 "A21F BF401C A01A 80020A0B A114 3009 80024531 8103612E62 3007 80024532 810163"},
};

enum { REQUESTS = sizeof(requests) / sizeof(requests[0]) };
enum { RESPONSES = sizeof(responses) / sizeof(responses[0]) };

typedef enum err decode(const struct es9p_function *f, enum es9p_binding binding, struct arena *a,
			struct bytes body, void *out);
typedef enum err encode(const struct es9p_function *f, enum es9p_binding binding,
			const void *source, struct buf *out);

/* What is read from either is written as either. */
static void is_the_same_in_both(const struct row *row, decode *read, encode *write)
{
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	const struct bytes bodies[ES9P_BINDINGS] = {bytes_str(row->json), unhex(&a, row->asn1)};
	for (int from = 0; from < ES9P_BINDINGS; from++) {
		for (int to = 0; to < ES9P_BINDINGS; to++) {
			CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
			union any message = {};
			assert_int_equal(read(row->function, from, &a, bodies[from], &message), OK);
			assert_int_equal(write(row->function, to, &message, &out), OK);
			assert_bytes(buf_bytes(&out), bodies[to]);
		}
	}
}

static void requests_are_the_same_in_both(void **state)
{
	(void)state;
	for (size_t i = 0; i < REQUESTS; i++)
		is_the_same_in_both(&requests[i], es9p_request_decode, es9p_request_encode);
}

static void responses_are_the_same_in_both(void **state)
{
	(void)state;
	for (size_t i = 0; i < RESPONSES; i++)
		is_the_same_in_both(&responses[i], es9p_response_decode, es9p_response_encode);
}

/* --- what is wrong -------------------------------------------------------------------------- */

/* The function that is tested, for the decoders below, which have no room for it. */
static const struct es9p_function *tested;

static enum err decode_request(struct bytes whole)
{
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	union any message = {};
	return es9p_request_decode(tested, ES9P_ASN1, &a, whole, &message);
}

static enum err decode_response(struct bytes whole)
{
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	union any message = {};
	return es9p_response_decode(tested, ES9P_ASN1, &a, whole, &message);
}

/* The members alone, inside what is around them. */
static enum err decode_inside(struct bytes whole, decode_der decode_whole)
{
	CLEANUP(buf_free) struct buf b = buf_make(TEST_MAX);
	size_t mark = 0;
	assert_int_equal(tlv_open(&b, 0xA2, &mark), OK);
	assert_int_equal(buf_put(&b, whole), OK);
	assert_int_equal(tlv_close(&b, mark), OK);
	return decode_whole(buf_bytes(&b));
}

static enum err decode_request_members(struct bytes whole)
{
	return decode_inside(whole, decode_request);
}

static enum err decode_response_members(struct bytes ok)
{
	CLEANUP(buf_free) struct buf b = buf_make(TEST_MAX);
	assert_int_equal(tlv_put(&b, tested->response->tag, ok), OK);
	return decode_inside(buf_bytes(&b), decode_response);
}

/* The TLV inside the first one. */
static struct bytes inside(struct bytes whole)
{
	struct tlv t = {};
	assert_int_equal(tlv_take(&whole, &t), OK);
	return t.value;
}

static void requests_withstand_damage(void **state)
{
	(void)state;
	const uint32_t none = 0;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	for (size_t i = 0; i < REQUESTS; i++) {
		struct bytes body = unhex(&a, requests[i].asn1);
		tested = requests[i].function;
		refuses_cuts_der(decode_request, body);
		if (tested != &es9p_handle_notification)
			withstands_member_changes(decode_request_members, inside(body), &none);
	}
}

static void responses_withstand_damage(void **state)
{
	(void)state;
	const uint32_t none = 0;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	for (size_t i = 0; i < RESPONSES; i++) {
		struct bytes body = unhex(&a, responses[i].asn1);
		tested = responses[i].function;
		refuses_cuts_der(decode_response, body);
		withstands_member_changes(decode_response_members, inside(inside(body)), &none);
	}
}

struct bad {
	const char *body;
	enum err expected;
};

static void refuses(const struct es9p_function *f, decode_der decoder, const struct bad *rows,
		    size_t n)
{
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	tested = f;
	for (size_t i = 0; i < n; i++)
		assert_int_equal(decoder(unhex(&a, rows[i].body)), rows[i].expected);
}

#define REFUSES(f, decoder, rows) refuses(f, decoder, rows, sizeof(rows) / sizeof(*(rows)))

static void refuses_what_is_no_request_of_the_function(void **state)
{
	(void)state;
	static const struct bad rows[] = {
		{"", ERR_MISSING},					     /* nothing */
		{"A200", ERR_TRUNCATED},				     /* no function */
		{"A20C BF4109 80020A0B A103 810105", ERR_MISSING},	     /* another function */
		{"A310 BF3B0D 80020A0B BF3806 A104 8000 8100", ERR_MISSING}, /* not A2 */
		{"BF3B0D 80020A0B BF3806 A104 8000 8100", ERR_MISSING},	     /* nothing around */
		{"A212 BF3B0D 80020A0B BF3806 A104 8000 8100 8000", ERR_TRAILING}, /* two in A2 */
		{"A210 BF3B0D 80020A0B BF3806 A104 8000 8100 00", ERR_TRAILING},   /* behind A2 */
		{"A280 BF3B0D 80020A0B BF3806 A104 8000 8100 0000", ERR_SYNTAX},   /* indefinite */
		{"A20E BF3B0B 8000 BF3806 A104 8000 8100", ERR_RANGE}, /* an empty transactionId */
		{"A20A BF3B07 80020A0B BF3700", ERR_MISSING},	       /* another object */
		{"A2850000000010 BF3B0D 80020A0B BF3806 A104 8000 8100", ERR_SYNTAX},
	};
	REFUSES(&es9p_authenticate_client, decode_request, rows);
}

/* As everywhere: lengths in more bytes than DER allows are read. */
static void takes_lengths_that_are_not_der(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	tested = &es9p_authenticate_client;
	assert_int_equal(decode_request(unhex(&a, "A28115 BF3B820010 80820002"
						  "0A0B BF388106 A104 8000 8100")),
			 OK);
}

static void refuses_strange_responses(void **state)
{
	(void)state;
	static const struct bad rows[] = {
		{"A204 BF3A01 00", ERR_TRUNCATED},
		{"A203 BF3A00", ERR_TRUNCATED},		   /* neither arm */
		{"A208 BF3A05 810103 8000", ERR_TRAILING}, /* two arms */
		{"A205 BF3A02 A500", ERR_MISSING},	   /* an arm that we do not know */
		{"A205 BF3A02 8100", ERR_RANGE},	   /* an error without a number */
		{"A206 BF3A03 8101FF", ERR_RANGE},	   /* a negative one */
		{"A206 BF3B03 810103", ERR_MISSING},	   /* another function's */
	};
	REFUSES(&es9p_get_bound_profile_package, decode_response, rows);
}

static void refuses_strange_notifications(void **state)
{
	(void)state;
	static const struct bad rows[] = {
		{"A206 BF3D03 BF3700", ERR_MISSING},		/* no tag around the choice */
		{"A205 BF3D02 A000", ERR_TRUNCATED},		/* nothing in it */
		{"A20A BF3D07 A005 BF3700 3000", ERR_TRAILING}, /* two in it */
	};
	REFUSES(&es9p_handle_notification, decode_request, rows);
}

static void refuses_strange_events(void **state)
{
	(void)state;
	static const struct bad rows[] = {
		{"A209 BF4006 A004 80020A0B", ERR_MISSING},		      /* no list */
		{"A20D BF400A A008 80020A0B A102 3000", ERR_MISSING},	      /* an empty entry */
		{"A20D BF400A A008 80020A0B A102 3100", ERR_MISSING},	      /* another tag */
		{"A20C BF4009 A007 80020A0B A101 30", ERR_TRUNCATED},	      /* a cut one */
		{"A211 BF400E A00C 80020A0B A106 3004 8000 8100", ERR_RANGE}, /* empty texts */
		{"A210 BF400D A00B 80020A0B A105 3003 800141", ERR_MISSING},  /* no address */
	};
	REFUSES(&es11_authenticate_client, decode_response, rows);
}

static void refuses_a_text_with_a_nul(void **state)
{
	(void)state;
	static const struct bad rows[] = {
		{"A227 BF3924 8110000102030405060708090A0B0C0D0E0F 830461006262"
		 "BF2009 8203020200 A900 AA00",
		 ERR_SYNTAX},
	};
	REFUSES(&es9p_initiate_authentication, decode_request, rows);
}

/* --- a tag before a tagged CHOICE ----------------------------------------------------------- */

static void reads_both_tags_of_a_tagged_choice(void **state)
{
	(void)state;
	static const struct {
		const struct es9p_function *function;
		decode *read;
		const char *doubled, *plain;
	} rows[] = {
		{&es9p_authenticate_client, es9p_request_decode,
		 "A213 BF3B10 80020A0B BF3809 BF3806 A104 8000 8100",
		 "A210 BF3B0D 80020A0B BF3806 A104 8000 8100"},
		{&es9p_get_bound_profile_package, es9p_request_decode,
		 "A213 BF3A10 80020A0B BF2109 BF2106 A104 8000 8100",
		 "A210 BF3A0D 80020A0B BF2106 A104 8000 8100"},
		{&es9p_cancel_session, es9p_request_decode,
		 "A20F BF410C 80020A0B A106 BF4103 810105", "A20C BF4109 80020A0B A103 810105"},
		{&es9p_cancel_session, es9p_response_decode, "A208 BF4105 BF4102 A000",
		 "A205 BF4102 A000"},
		{&es9p_get_bound_profile_package, es9p_response_decode, "A209 BF3A06 BF3A03 810103",
		 "A206 BF3A03 810103"},
		/* Once more, and around nothing: what is written is read as the same again. */
		{&es9p_authenticate_client, es9p_request_decode,
		 "A216 BF3B13 80020A0B BF380C BF3809 BF3806 A104 8000 8100",
		 "A210 BF3B0D 80020A0B BF3806 A104 8000 8100"},
		{&es9p_cancel_session, es9p_request_decode,
		 "A212 BF410F 80020A0B A109 BF4106 BF4103 810105",
		 "A20C BF4109 80020A0B A103 810105"},
		{&es9p_cancel_session, es9p_request_decode,
		 "A20F BF410C 80020A0B A106 BF4103 BF4100", "A209 BF4106 80020A0B A100"},
		{&es9p_get_bound_profile_package, es9p_response_decode,
		 "A20C BF3A09 BF3A06 BF3A03 810103", "A206 BF3A03 810103"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		union any message = {};
		bool request = rows[i].read == es9p_request_decode;
		encode *write = request ? es9p_request_encode : es9p_response_encode;
		struct bytes doubled = unhex(&a, rows[i].doubled);
		assert_int_equal(rows[i].read(rows[i].function, ES9P_ASN1, &a, doubled, &message),
				 OK);
		assert_int_equal(write(rows[i].function, ES9P_ASN1, &message, &out), OK);
		assert_bytes(buf_bytes(&out), unhex(&a, rows[i].plain));
	}
}

/* A certificate may be a SEQUENCE in a SEQUENCE. */
static void leaves_universal_tags_alone(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	struct es9p_authenticate_client_response r = {};
	struct bytes body = unhex(&a, "A217 BF3B14 A012 80020A0B BF2500 3000 5F3702ABCD 30023000");
	assert_int_equal(es9p_response_decode(&es9p_authenticate_client, ES9P_ASN1, &a, body, &r),
			 OK);
	assert_bytes(r.smdp_certificate, unhex(&a, "30023000"));
}

/* --- errors --------------------------------------------------------------------------------- */

struct code {
	const struct es9p_function *function;
	const char *subject, *reason;
	uint64_t value;
};

/* SGP.22 §6.6.2 beside §5.6: each value that has a code, and some codes that have none. */
static const struct code codes[] = {
	{&es9p_initiate_authentication, "8.8.1", "3.8", 1},
	{&es9p_initiate_authentication, "8.8.3", "3.1", 2},
	{&es9p_initiate_authentication, "8.8.2", "3.1", 3},
	{&es9p_initiate_authentication, "8.8.4", "3.7", 127},
	{&es11_initiate_authentication, "8.9.1", "3.8", 1},
	{&es11_initiate_authentication, "8.9.3", "3.1", 2},
	{&es11_initiate_authentication, "8.9.2", "3.1", 3},
	{&es11_initiate_authentication, "8.9.4", "3.7", 127},
	{&es11_authenticate_client, "8.1.2", "6.1", 1},
	{&es11_authenticate_client, "8.1.2", "6.3", 2},
	{&es11_authenticate_client, "8.1.3", "6.1", 3},
	{&es11_authenticate_client, "8.1.3", "6.3", 4},
	{&es11_authenticate_client, "8.1", "6.1", 5},
	{&es11_authenticate_client, "8.9.5", "3.9", 6},
	{&es11_authenticate_client, "8.10.1", "3.9", 7},
	{&es11_authenticate_client, "8.11.1", "3.9", 127},
	{&es9p_authenticate_client, "8.1.2", "6.1", 1},
	{&es9p_authenticate_client, "8.1.2", "6.3", 2},
	{&es9p_authenticate_client, "8.1.3", "6.1", 3},
	{&es9p_authenticate_client, "8.1.3", "6.3", 4},
	{&es9p_authenticate_client, "8.1", "6.1", 5},
	{&es9p_authenticate_client, "8.2.6", "3.8", 6},
	{&es9p_authenticate_client, "8.1.1", "3.8", 7},
	{&es9p_authenticate_client, "8.2.5", "4.3", 8},
	{&es9p_authenticate_client, "8.11.1", "3.9", 9},
	{&es9p_authenticate_client, "8.10.1", "3.9", 10},
	{&es9p_authenticate_client, "8.1", "4.8", 11},
	{&es9p_authenticate_client, "8.8.5", "4.10", 18},
	{&es9p_authenticate_client, "8.8.5", "6.4", 127},
	{&es9p_get_bound_profile_package, "8.1", "6.1", 1},
	{&es9p_get_bound_profile_package, "8.2.7", "2.2", 2},
	{&es9p_get_bound_profile_package, "8.2.7", "3.8", 3},
	{&es9p_get_bound_profile_package, "8.2.7", "6.4", 4},
	{&es9p_get_bound_profile_package, "8.2", "3.7", 5},
	{&es9p_get_bound_profile_package, "8.8.5", "4.10", 6},
	{&es9p_get_bound_profile_package, "8.10.1", "3.9", 95},
	{&es9p_get_bound_profile_package, "1.6", "2.1", 127},
	{&es9p_cancel_session, "8.10.1", "3.9", 1},
	{&es9p_cancel_session, "8.1", "6.1", 2},
	{&es9p_cancel_session, "8.8", "3.10", 127},
};

static void refusals_have_their_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		const struct code *c = &codes[i];
		const union any refusal = {
			.header = {{ESX_FAILED, {c->subject, c->reason, "text", NULL}}}};
		union any back = {};
		struct tlv t = {};
		uint64_t value = 0;
		assert_int_equal(es9p_response_encode(c->function, ES9P_ASN1, &refusal, &out), OK);
		assert_int_equal(tlv_only(inside(inside(buf_bytes(&out))), 0x81, &t), OK);
		assert_int_equal(tlv_uint(t.value, &value), OK);
		assert_int_equal(value, c->value);
		assert_int_equal(
			es9p_response_decode(c->function, ES9P_ASN1, &a, buf_bytes(&out), &back),
			OK);
		assert_int_equal(back.header.execution_status.status, ESX_FAILED);
		if (value == ES9P_UNDEFINED_ERROR) {
			assert_null(back.header.execution_status.code.subject);
			continue;
		}
		assert_string_equal(back.header.execution_status.code.subject, c->subject);
		assert_string_equal(back.header.execution_status.code.reason, c->reason);
	}
}

/* A profile that is not released yet is none that is eligible, and is read as the latter. */
static void codes_may_share_a_value(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	const union any refusal = {.header = {{ESX_FAILED, {"8.2", "1.2", NULL, NULL}}}};
	union any back = {};
	assert_int_equal(es9p_response_encode(&es9p_authenticate_client, ES9P_ASN1, &refusal, &out),
			 OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "A206 BF3B03 810108"));
	assert_int_equal(es9p_response_decode(&es9p_authenticate_client, ES9P_ASN1, &a,
					      buf_bytes(&out), &back),
			 OK);
	assert_string_equal(back.header.execution_status.code.subject, "8.2.5");
}

static void a_value_that_is_not_known_is_a_refusal(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	union any back = {};
	assert_int_equal(es9p_response_decode(&es9p_cancel_session, ES9P_ASN1, &a,
					      unhex(&a, "A207 BF4104 81020100"), &back),
			 OK);
	assert_int_equal(back.header.execution_status.status, ESX_FAILED);
	assert_null(back.header.execution_status.code.subject);
}

static void a_notification_has_no_response(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	const union any response = {};
	assert_int_equal(
		es9p_response_encode(&es9p_handle_notification, ES9P_ASN1, &response, &out), OK);
	assert_int_equal(out.len, 0);
}

static void an_empty_ok_may_grow(void **state)
{
	(void)state;
	static const struct bad rows[] = {{"A208 BF4105 A003 800101", OK},
					  {"A207 BF4104 A002 8001", ERR_TRUNCATED}};
	REFUSES(&es9p_cancel_session, decode_response, rows);
}

static void does_not_write_half_a_message(void **state)
{
	(void)state;
	for (size_t i = 0; i < REQUESTS; i++) {
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		const union any empty = {};
		assert_int_equal(es9p_request_encode(requests[i].function, ES9P_ASN1, &empty, &out),
				 ERR_MISSING);
	}
}

static void names_the_function_of_a_body(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	uint32_t tag = 0;
	for (size_t i = 0; i < REQUESTS; i++) {
		assert_int_equal(es9p_asn1_tag(unhex(&a, requests[i].asn1), &tag), OK);
		assert_int_equal(tag, requests[i].function->request->tag);
	}
	assert_int_equal(es9p_asn1_tag(unhex(&a, "3000"), &tag), ERR_MISSING);
	assert_int_equal(es9p_asn1_tag(unhex(&a, "A200"), &tag), ERR_TRUNCATED);
	assert_int_equal(es9p_asn1_tag(unhex(&a, "A204 3000 3000"), &tag), ERR_TRAILING);
	assert_int_equal(es9p_asn1_tag(BYTES_LIT("{}"), &tag), ERR_TRUNCATED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_are_the_same_in_both),
		cmocka_unit_test(responses_are_the_same_in_both),
		cmocka_unit_test(requests_withstand_damage),
		cmocka_unit_test(responses_withstand_damage),
		cmocka_unit_test(refuses_what_is_no_request_of_the_function),
		cmocka_unit_test(takes_lengths_that_are_not_der),
		cmocka_unit_test(refuses_strange_responses),
		cmocka_unit_test(refuses_strange_notifications),
		cmocka_unit_test(refuses_strange_events),
		cmocka_unit_test(refuses_a_text_with_a_nul),
		cmocka_unit_test(reads_both_tags_of_a_tagged_choice),
		cmocka_unit_test(leaves_universal_tags_alone),
		cmocka_unit_test(refusals_have_their_values),
		cmocka_unit_test(codes_may_share_a_value),
		cmocka_unit_test(a_value_that_is_not_known_is_a_refusal),
		cmocka_unit_test(a_notification_has_no_response),
		cmocka_unit_test(an_empty_ok_may_grow),
		cmocka_unit_test(does_not_write_half_a_message),
		cmocka_unit_test(names_the_function_of_a_body),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
