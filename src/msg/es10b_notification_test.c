/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of notifications and their lists. */
#include "msg/message_test.h"

#include "msg/es10b_notification.h"

DECODE_DER(decode_metadata, es10b_notification_metadata_decode, struct es10b_notification_metadata)
DECODE_DER(decode_other, es10b_other_signed_notification_decode,
	   struct es10b_other_signed_notification)
DECODE_DER(decode_list, es10b_retrieve_notifications_list_response_decode,
	   struct es10b_notification_list)
DECODE_DER(decode_pending_metadata, es10b_pending_notification_metadata,
	   struct es10b_notification_metadata)

#define METADATA "BF2F 18 80 02 0080 81 02 0410 0C 02 6470 5A 0A 98001032547698103214"
#define OTHER	 "30 0C BF2F 01 00 5F37 01 AB 30 00 30 00"

static void metadata_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_notification_metadata m = {};
	assert_int_equal(es10b_notification_metadata_decode(unhex(&a, METADATA), &m), OK);
	assert_true(m.seq_number == 128);
	assert_true(m.profile_management_operation == RSP_EVENT_DELETE);
	assert_text(m.notification_address, "dp");
	assert_bytes(m.iccid, unhex(&a, "98001032547698103214"));
	assert_int_equal(es10b_notification_metadata_encode(&m, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, METADATA));
	WITHSTANDS_DER(decode_metadata, unhex(&a, METADATA), 0x5A);
}

static void metadata_without_iccid(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	const struct es10b_notification_metadata m = {
		.seq_number = 1,
		.profile_management_operation = RSP_EVENT_INSTALL,
		.notification_address = BYTES_LIT("dp"),
	};
	assert_int_equal(es10b_notification_metadata_encode(&m, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "BF2F 0B 80 01 01 81 02 0780 0C 02 6470"));
}

static void other_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_other_signed_notification n = {};
	assert_int_equal(es10b_other_signed_notification_decode(unhex(&a, OTHER), &n), OK);
	assert_bytes(n.tbs_other_notification, unhex(&a, "BF2F0100"));
	assert_bytes(n.euicc_notification_signature, unhex(&a, "AB"));
	assert_int_equal(es10b_other_signed_notification_encode(&n, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, OTHER));
	WITHSTANDS_DER(decode_other, unhex(&a, OTHER));
}

static void knows_what_is_pending(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	enum es10b_pending_notification kind = 0;
	assert_int_equal(es10b_pending_notification_kind(unhex(&a, "BF37 00"), &kind), OK);
	assert_int_equal(kind, ES10B_PROFILE_INSTALLATION_RESULT);
	assert_int_equal(es10b_pending_notification_kind(unhex(&a, OTHER), &kind), OK);
	assert_int_equal(kind, ES10B_OTHER_SIGNED_NOTIFICATION);
	assert_int_equal(es10b_pending_notification_kind(unhex(&a, "A1 00"), &kind),
			 ERR_UNSUPPORTED);
	assert_int_equal(es10b_pending_notification_kind(unhex(&a, "30 00 00"), &kind),
			 ERR_TRAILING);
	assert_int_equal(es10b_pending_notification_kind(unhex(&a, ""), &kind), ERR_TRUNCATED);
}

static void finds_the_metadata_of_either_kind(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	struct es10b_notification_metadata m = {};
	struct bytes result = unhex(&a, "BF37 21 BF27 1E 80 01 0A" METADATA);
	assert_int_equal(es10b_pending_notification_metadata(result, &m), OK);
	assert_true(m.seq_number == 128);
	refuses_cuts_der(decode_pending_metadata, result);
	m = (struct es10b_notification_metadata){};
	assert_int_equal(es10b_pending_notification_metadata(unhex(&a, "30 1B" METADATA), &m), OK);
	assert_true(m.seq_number == 128);
	assert_int_equal(decode_pending_metadata(unhex(&a, "BF37 00")), ERR_MISSING);
	assert_int_equal(decode_pending_metadata(unhex(&a, "BF37 03 BF27 00")), ERR_MISSING);
	assert_int_equal(decode_pending_metadata(unhex(&a, "30 00")), ERR_MISSING);
}

static void list_requests_both_ways(void **state)
{
	(void)state;
	static const struct {
		uint64_t events;
		const char *der;
	} rows[] = {
		{0, "BF28 00"},
		{RSP_EVENT_INSTALL | RSP_EVENT_DELETE, "BF28 04 81 02 0490"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		uint64_t events = 99;
		assert_int_equal(es10b_list_notification_request_encode(rows[i].events, &out), OK);
		assert_bytes(buf_bytes(&out), unhex(&a, rows[i].der));
		assert_int_equal(es10b_list_notification_request_decode(buf_bytes(&out), &events),
				 OK);
		assert_true(events == rows[i].events);
	}
}

static void retrieve_requests_both_ways(void **state)
{
	(void)state;
	static const struct {
		struct es10b_retrieve_notifications_list_request request;
		const char *der;
	} rows[] = {
		{{.seq_number = TLV_ABSENT}, "BF2B 00"},
		{{.seq_number = 0}, "BF2B 05 A0 03 80 01 00"},
		{{.seq_number = 300}, "BF2B 06 A0 04 80 02 012C"},
		{{.seq_number = TLV_ABSENT, .profile_management_operation = RSP_EVENT_INSTALL},
		 "BF2B 06 A0 04 81 02 0780"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		struct es10b_retrieve_notifications_list_request r = {.seq_number = 99};
		assert_int_equal(
			es10b_retrieve_notifications_list_request_encode(&rows[i].request, &out),
			OK);
		assert_bytes(buf_bytes(&out), unhex(&a, rows[i].der));
		assert_int_equal(
			es10b_retrieve_notifications_list_request_decode(buf_bytes(&out), &r), OK);
		assert_true(r.seq_number == rows[i].request.seq_number);
		assert_true(r.profile_management_operation ==
			    rows[i].request.profile_management_operation);
	}
}

static void lists_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_notification_list list = {};
	struct bytes der = unhex(&a, "BF28 1D A0 1B" METADATA);
	assert_int_equal(es10b_list_notification_response_decode(der, &list), OK);
	assert_true(list.ok);
	assert_bytes(list.row, unhex(&a, METADATA));
	assert_int_equal(es10b_list_notification_response_encode(&list, &out), OK);
	assert_bytes(buf_bytes(&out), der);
	buf_reset(&out);
	der = unhex(&a, "BF2B 05 A0 03 BF3700");
	assert_int_equal(es10b_retrieve_notifications_list_response_decode(der, &list), OK);
	assert_bytes(list.row, unhex(&a, "BF3700"));
	assert_int_equal(es10b_retrieve_notifications_list_response_encode(&list, &out), OK);
	assert_bytes(buf_bytes(&out), der);
	refuses_cuts_der(decode_list, der);
}

static void empty_lists_and_errors(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_notification_list list = {};
	struct bytes der = unhex(&a, "BF2B 02 A0 00");
	assert_int_equal(es10b_retrieve_notifications_list_response_decode(der, &list), OK);
	assert_true(list.ok && list.row.len == 0);
	der = unhex(&a, "BF2B 03 81 01 01");
	assert_int_equal(es10b_retrieve_notifications_list_response_decode(der, &list), OK);
	assert_true(!list.ok && list.error == 1);
	assert_int_equal(es10b_retrieve_notifications_list_response_encode(&list, &out), OK);
	assert_bytes(buf_bytes(&out), der);
	assert_int_equal(decode_list(unhex(&a, "BF2B 02 82 00")), ERR_MISSING);
	assert_int_equal(decode_list(unhex(&a, "BF2B 00")), ERR_TRUNCATED);
	assert_int_equal(decode_list(unhex(&a, "BF2B 02 81 00")), ERR_RANGE);
}

static enum err decode_remove(struct bytes whole)
{
	uint64_t seq_number = 0;
	return es10b_remove_notification_request_decode(whole, &seq_number);
}

static void removal_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	uint64_t seq_number = 0;
	struct bytes der = unhex(&a, "BF30 04 80 02 00FF");
	assert_int_equal(es10b_remove_notification_request_decode(der, &seq_number), OK);
	assert_true(seq_number == 255);
	assert_int_equal(es10b_remove_notification_request_encode(seq_number, &out), OK);
	assert_bytes(buf_bytes(&out), der);
	refuses_cuts_der(decode_remove, der);
	assert_int_equal(decode_remove(unhex(&a, "BF30 00")), ERR_MISSING);
	assert_int_equal(decode_remove(unhex(&a, "BF30 03 80 01 FF")), ERR_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(metadata_both_ways),
		cmocka_unit_test(metadata_without_iccid),
		cmocka_unit_test(other_both_ways),
		cmocka_unit_test(knows_what_is_pending),
		cmocka_unit_test(finds_the_metadata_of_either_kind),
		cmocka_unit_test(list_requests_both_ways),
		cmocka_unit_test(retrieve_requests_both_ways),
		cmocka_unit_test(lists_both_ways),
		cmocka_unit_test(empty_lists_and_errors),
		cmocka_unit_test(removal_both_ways),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
