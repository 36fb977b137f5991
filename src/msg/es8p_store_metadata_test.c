/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES8+.StoreMetadata. */
#include "msg/message_test.h"

#include "msg/es8p_store_metadata.h"

typedef struct es8p_store_metadata metadata_t;

DECODE_DER(decode, es8p_store_metadata_decode, metadata_t)

/* Every member of version 2. */
#define FULL                                                                                       \
	"BF25 40"                                                                                  \
	"5A 0A 98001032547698103214"                                                               \
	"91 02 5350"                                                                               \
	"92 02 504E"                                                                               \
	"93 01 01"                                                                                 \
	"94 03 89504E"                                                                             \
	"95 01 00"                                                                                 \
	"B6 0A 30 08 80 02 04F0 81 02 6470"                                                        \
	"B7 05 80 03 00F110"                                                                       \
	"99 02 0640"                                                                               \
	"BF22 02 3000"                                                                             \
	"BF23 02 3000"

static void reads_every_member(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	metadata_t m = {};
	assert_int_equal(es8p_store_metadata_decode(unhex(&a, FULL), &m), OK);
	assert_bytes(m.iccid, unhex(&a, "98001032547698103214"));
	assert_text(m.service_provider_name, "SP");
	assert_text(m.profile_name, "PN");
	assert_true(m.icon_type == RSP_ICON_PNG);
	assert_bytes(m.icon, unhex(&a, "89504E"));
	assert_true(m.profile_class == RSP_CLASS_TEST);
	assert_int_equal(m.notification_configuration_info.len, 10);
	assert_bytes(m.profile_owner.mcc_mnc, unhex(&a, "00F110"));
	assert_false(bytes_present(m.profile_owner.gid1));
	assert_true(m.profile_policy_rules == RSP_PPR1);
	assert_bytes(m.service_specific_stored, unhex(&a, "3000"));
	assert_bytes(m.service_specific_not_stored, unhex(&a, "3000"));
}

static void writes_every_member(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	metadata_t m = {};
	assert_int_equal(es8p_store_metadata_decode(unhex(&a, FULL), &m), OK);
	assert_int_equal(es8p_store_metadata_encode(&m, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, FULL));
}

static void withstands_damage(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	WITHSTANDS_DER(decode, unhex(&a, FULL), 0x93, 0x94, 0x95, 0xB6, 0xB7, 0x99, 0xBF22, 0xBF23);
}

static void leaves_out_what_is_absent_or_default(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct bytes der = unhex(&a, "BF25 10 5A 0A 98001032547698103214 91 00 92 00");
	metadata_t m = {
		.iccid = unhex(&a, "98001032547698103214"),
		.service_provider_name = BYTES_LIT(""),
		.profile_name = BYTES_LIT(""),
		.icon_type = TLV_ABSENT,
		.profile_class = RSP_CLASS_OPERATIONAL,
	};
	assert_int_equal(es8p_store_metadata_encode(&m, &out), OK);
	assert_bytes(buf_bytes(&out), der);
	assert_int_equal(es8p_store_metadata_decode(der, &m), OK);
	assert_true(m.profile_class == RSP_CLASS_OPERATIONAL);
	assert_true(m.icon_type == TLV_ABSENT);
	assert_true(m.profile_policy_rules == 0);
	assert_false(bytes_present(m.profile_owner.mcc_mnc));
	assert_false(bytes_present(m.notification_configuration_info));
}

static void lengths_are_bounded(void **state)
{
	(void)state;
	static const uint8_t filling[ES8P_ICON_MAX + 1];
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	metadata_t good = {};
	assert_int_equal(es8p_store_metadata_decode(unhex(&a, FULL), &good), OK);
	const struct {
		size_t offset, max;
	} rows[] = {
		{offsetof(metadata_t, iccid), 10},
		{offsetof(metadata_t, service_provider_name), ES8P_SERVICE_PROVIDER_NAME_MAX},
		{offsetof(metadata_t, profile_name), ES8P_PROFILE_NAME_MAX},
		{offsetof(metadata_t, icon), ES8P_ICON_MAX},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		metadata_t m = good;
		struct bytes *member = (struct bytes *)((uint8_t *)&m + rows[i].offset);
		*member = bytes_from(filling, rows[i].max + 1);
		assert_int_equal(es8p_store_metadata_encode(&m, &out), ERR_RANGE);
		buf_reset(&out);
		member->len--;
		assert_int_equal(es8p_store_metadata_encode(&m, &out), OK);
		assert_int_equal(decode(buf_bytes(&out)), OK);
	}
}

static void an_owner_needs_its_mcc_and_mnc(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	assert_int_equal(decode(unhex(&a, "BF25 12 5A 0A 98001032547698103214 91 00 92 00 B7 00")),
			 ERR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_member),
		cmocka_unit_test(writes_every_member),
		cmocka_unit_test(withstands_damage),
		cmocka_unit_test(leaves_out_what_is_absent_or_default),
		cmocka_unit_test(lengths_are_bounded),
		cmocka_unit_test(an_owner_needs_its_mcc_and_mnc),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
