/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the shared small types. */
#include "msg/message_test.h"

#include "msg/rsp_type.h"

static void versions_are_three_bytes(void **state)
{
	(void)state;
	uint32_t version = 0;
	assert_int_equal(rsp_version(BYTES_LIT("\x02\x05\x0C"), &version), OK);
	assert_int_equal(version, 0x02050C);
	assert_int_equal(rsp_version(BYTES_LIT("\x02\x05"), &version), ERR_RANGE);
	assert_int_equal(rsp_version(BYTES_LIT("\x02\x05\x00\x00"), &version), ERR_RANGE);
	assert_int_equal(rsp_version((struct bytes){}, &version), ERR_RANGE);
}

static void operator_id_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct rsp_operator_id id = {};
	struct bytes der = unhex(&a, "80 03 00F110 81 01 AB 82 00");
	assert_int_equal(rsp_operator_id_decode(der, &id), OK);
	assert_bytes(id.mcc_mnc, unhex(&a, "00F110"));
	assert_bytes(id.gid1, unhex(&a, "AB"));
	assert_true(bytes_present(id.gid2));
	assert_int_equal(rsp_operator_id_encode(0xB7, &id, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "B7 0A 80 03 00F110 81 01 AB 82 00"));
	assert_int_equal(rsp_operator_id_decode(unhex(&a, "80 02 00F1"), &id), ERR_RANGE);
	assert_int_equal(rsp_operator_id_decode(unhex(&a, "81 01 AB"), &id), ERR_MISSING);
}

static void notification_configurations_are_a_list(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct bytes list = unhex(&a, "30 08 80 02 0780 81 02 6470 30 06 80 02 0470 81 00");
	struct bytes whole = list;
	for (int i = 0; i < 2; i++) {
		struct rsp_notification_configuration c = {};
		assert_int_equal(rsp_notification_configuration_next(&list, &c), OK);
		assert_true(c.events ==
			    (i == 0 ? RSP_EVENT_INSTALL
				    : RSP_EVENT_ENABLE | RSP_EVENT_DISABLE | RSP_EVENT_DELETE));
		assert_text(c.address, i == 0 ? "dp" : "");
		assert_int_equal(rsp_notification_configuration_encode(&c, &out), OK);
	}
	assert_int_equal(list.len, 0);
	assert_bytes(buf_bytes(&out), whole);
}

static void a_strange_list_is_refused(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	struct rsp_notification_configuration c = {};
	struct bytes list = unhex(&a, "31 00");
	assert_int_equal(rsp_notification_configuration_next(&list, &c), ERR_MISSING);
	list = unhex(&a, "30 04 80 02 0780");
	assert_int_equal(rsp_notification_configuration_next(&list, &c), ERR_MISSING);
	list = (struct bytes){};
	assert_int_equal(rsp_notification_configuration_next(&list, &c), ERR_MISSING);
}

static void chained_input_has_the_tag_of_the_signature(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	uint8_t signature[RSP_SIGNATURE_LEN] = {0xAA};
	assert_int_equal(rsp_chained_input(unhex(&a, "30 02 0500"), BYTES_OF(signature), &out), OK);
	assert_int_equal(out.len, 4 + 3 + RSP_SIGNATURE_LEN);
	assert_bytes(bytes_from(out.ptr, 8), unhex(&a, "30 02 0500 5F37 40 AA"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_are_three_bytes),
		cmocka_unit_test(operator_id_both_ways),
		cmocka_unit_test(notification_configurations_are_a_list),
		cmocka_unit_test(a_strange_list_is_refused),
		cmocka_unit_test(chained_input_has_the_tag_of_the_signature),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
