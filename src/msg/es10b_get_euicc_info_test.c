/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of EUICCInfo1, EUICCInfo2 and the eUICC's challenge. */
#include "msg/message_test.h"

#include "msg/es10b_get_euicc_info.h"
#include "msg/rsp_type.h"

DECODE_DER(decode_info1, es10b_euicc_info1_decode, struct es10b_euicc_info1)
DECODE_DER(decode_info2, es10b_euicc_info2_decode, struct es10b_euicc_info2)
DECODE_DER(decode_challenge, es10b_euicc_challenge_decode, struct bytes)

#define INFO1 "BF20 13 82 03 020202 A9 08 04 02 0102 04 02 0304 AA 02 04 00"

/* Every member of version 2.5. */
#define INFO2                                                                                      \
	"BF22 5F"                                                                                  \
	"81 03 020301"                                                                             \
	"82 03 020202"                                                                             \
	"83 03 240000"                                                                             \
	"84 0A 81 01 00 82 02 1000 83 01 FF"                                                       \
	"85 05 0367F79FF8"                                                                         \
	"86 03 090200"                                                                             \
	"87 03 020300"                                                                             \
	"88 02 0490"                                                                               \
	"A9 04 04 02 0102"                                                                         \
	"AA 04 04 02 0102"                                                                         \
	"8B 01 02"                                                                                 \
	"99 02 0640"                                                                               \
	"04 03 010000"                                                                             \
	"0C 01 41"                                                                                 \
	"AC 04 80 00 81 00"                                                                        \
	"8D 02 0640"                                                                               \
	"8E 01 42"                                                                                 \
	"AF 05 04 03 020401"

static void info1_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_euicc_info1 info = {};
	assert_int_equal(es10b_euicc_info1_decode(unhex(&a, INFO1), &info), OK);
	assert_bytes(info.svn, unhex(&a, "020202"));
	assert_int_equal(info.ci_pk_ids_for_verification.len, 8);
	assert_int_equal(info.ci_pk_ids_for_signing.len, 2);
	assert_int_equal(es10b_euicc_info1_encode(&info, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, INFO1));
	WITHSTANDS_DER(decode_info1, unhex(&a, INFO1));
}

static void info2_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_euicc_info2 info = {};
	assert_int_equal(es10b_euicc_info2_decode(unhex(&a, INFO2), &info), OK);
	assert_bytes(info.profile_version, unhex(&a, "020301"));
	assert_bytes(info.svn, unhex(&a, "020202"));
	assert_true(info.uicc_capability & 1 << 1); /* usimSupport */
	assert_false(info.uicc_capability & 1 << 0);
	assert_true(info.rsp_capability == (ES10B_ADDITIONAL_PROFILE | ES10B_TEST_PROFILE_SUPPORT));
	assert_true(info.euicc_category == 2);
	assert_true(info.forbidden_profile_policy_rules == RSP_PPR1);
	assert_text(info.sas_accreditation_number, "A");
	assert_text(info.tre_product_reference, "B");
	assert_int_equal(info.additional_profile_versions.len, 5);
	assert_int_equal(es10b_euicc_info2_encode(&info, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, INFO2));
}

static void info2_withstands_damage(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	WITHSTANDS_DER(decode_info2, unhex(&a, INFO2), 0x86, 0x87, 0x8B, 0x99, 0xAC, 0x8D, 0x8E,
		       0xAF);
}

/* Seen in the field: versions of other lengths, empty bit strings, resources that do not parse. */
static void info2_with_nonsense_is_kept(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	struct es10b_euicc_info2 info = {};
	struct es10b_ext_card_resource resource = {};
	struct bytes der = unhex(&a, "BF22 1B 81 00 82 04 01020304 83 00 84 03 FFFFFF 85 00 88 00 "
				     "A9 00 AA 00 04 00 0C 00");
	assert_int_equal(es10b_euicc_info2_decode(der, &info), OK);
	assert_true(info.uicc_capability == 0 && info.rsp_capability == 0);
	assert_true(info.euicc_category == TLV_ABSENT);
	assert_true(
		err_is_refusal(es10b_ext_card_resource_decode(info.ext_card_resource, &resource)));
}

/* Each member that is sound, though others are missing, malformed, or out of order. */
static void info2_is_salvaged(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	struct es10b_euicc_info2 info = {};
	assert_int_equal(es10b_euicc_info2_salvage(unhex(&a, INFO2), &info), OK);
	assert_bytes(info.svn, unhex(&a, "020202"));
	assert_true(info.euicc_category == 2);
	struct bytes der = unhex(&a, "BF22 12 82 03 020300 81 03 020301 85 02 09FF 88 02 0780");
	assert_int_equal(es10b_euicc_info2_decode(der, &info), ERR_MISSING);
	assert_int_equal(es10b_euicc_info2_salvage(der, &info), OK);
	assert_bytes(info.svn, unhex(&a, "020300"));
	assert_bytes(info.profile_version, unhex(&a, "020301"));
	assert_true(info.uicc_capability == 0);
	assert_true(info.rsp_capability == 1);
	assert_true(info.euicc_category == TLV_ABSENT);
	assert_false(bytes_present(info.pp_version));
	assert_int_equal(es10b_euicc_info2_salvage(unhex(&a, "BF22 03 82 03 02"), &info), OK);
	assert_false(bytes_present(info.svn));
	assert_int_equal(es10b_euicc_info2_salvage(unhex(&a, "BF20 00"), &info), ERR_MISSING);
}

static void walks_the_key_identifiers(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct bytes list = unhex(&a, "04 02 0102 04 02 0304 05 00");
	struct bytes id = {};
	assert_int_equal(es10b_ci_pk_id_next(&list, &id), OK);
	assert_bytes(id, unhex(&a, "0102"));
	assert_int_equal(es10b_ci_pk_id_next(&list, &id), OK);
	assert_bytes(id, unhex(&a, "0304"));
	assert_int_equal(es10b_ci_pk_id_next(&list, &id), ERR_MISSING);
	assert_int_equal(es10b_ci_pk_id_encode(unhex(&a, "0304"), &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "04 02 0304"));
}

static void reads_card_resources(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	struct es10b_ext_card_resource r = {};
	assert_int_equal(
		es10b_ext_card_resource_decode(unhex(&a, "81 01 05 82 04 FFFF0000 83 02 2000"), &r),
		OK);
	assert_true(r.installed_applications == 5);
	assert_true(r.free_non_volatile_memory == 0xFFFF0000);
	assert_true(r.free_volatile_memory == 0x2000);
	assert_int_equal(es10b_ext_card_resource_decode(unhex(&a, "82 03 010000"), &r), OK);
	assert_true(r.installed_applications == TLV_ABSENT);
	assert_true(r.free_non_volatile_memory == 0x10000);
	assert_int_equal(es10b_ext_card_resource_decode(unhex(&a, "82 00"), &r), ERR_RANGE);
	assert_int_equal(es10b_ext_card_resource_decode(unhex(&a, "82 09 000000000000000000"), &r),
			 ERR_RANGE);
}

static void writes_card_resources(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_ext_card_resource r = {.installed_applications = 0,
					    .free_non_volatile_memory = 0x10000,
					    .free_volatile_memory = TLV_ABSENT};
	assert_int_equal(es10b_ext_card_resource_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "81 04 00000000 82 04 00010000"));
	r.free_volatile_memory = UINT64_C(1) << 32;
	assert_int_equal(es10b_ext_card_resource_encode(&r, &out), ERR_RANGE);
}

static void challenge_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct bytes challenge = {};
	struct bytes der = unhex(&a, "BF2E 12 80 10 000102030405060708090A0B0C0D0E0F");
	assert_int_equal(es10b_euicc_challenge_decode(der, &challenge), OK);
	assert_int_equal(es10b_euicc_challenge_encode(challenge, &out), OK);
	assert_bytes(buf_bytes(&out), der);
	WITHSTANDS_DER(decode_challenge, der);
	assert_int_equal(es10b_euicc_challenge_encode(BYTES_LIT("short"), &out), ERR_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(info1_both_ways),
		cmocka_unit_test(info2_both_ways),
		cmocka_unit_test(info2_withstands_damage),
		cmocka_unit_test(info2_with_nonsense_is_kept),
		cmocka_unit_test(info2_is_salvaged),
		cmocka_unit_test(walks_the_key_identifiers),
		cmocka_unit_test(reads_card_resources),
		cmocka_unit_test(writes_card_resources),
		cmocka_unit_test(challenge_both_ways),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
