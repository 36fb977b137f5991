/* SPDX-License-Identifier: Apache-2.0 */
/* Each thing that a profile can ask for, just there and just lacking. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "codec/tlv.h"
#include "msg/es8p_store_metadata.h"
#include "smdpp/eligibility.h"

struct scene {
	struct role_call call;
	struct rspd_requirements requirements;
	struct es10b_euicc_info2 info;
	struct es10b_device_capabilities device;
	struct es10b_ext_card_resource resource;
	struct es8p_store_metadata metadata;
	struct bytes raw_info2; /* instead of `info`; or absent */
	int64_t svn_min;
	char why[ELIGIBILITY_WHY_MAX];
};

/* An eUICC of version 2.2.2 in a device that says nothing of itself. */
static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	if (!s)
		return -1;
	*state = s;
	s->call.iccid = "8900100000000000000";
	s->info = (struct es10b_euicc_info2){
		.profile_version = BYTES_LIT("\x02\x03\x01"),
		.svn = BYTES_LIT("\x02\x02\x02"),
		.euicc_firmware_ver = BYTES_LIT("\x01\x00\x00"),
		.uicc_capability = 1 << 1 | 1 << 4,
		.ci_pk_ids_for_verification = BYTES_LIT(""),
		.ci_pk_ids_for_signing = BYTES_LIT(""),
		.euicc_category = TLV_ABSENT,
		.pp_version = BYTES_LIT("\x00\x00\x01"),
		.sas_accreditation_number = bytes_str("TEST"),
	};
	s->resource = (struct es10b_ext_card_resource){0, 1000, 0};
	s->metadata = (struct es8p_store_metadata){
		.iccid = BYTES_LIT("\x98\x00\x01\x00\x00\x00\x00\x00\x00\x0F"),
		.service_provider_name = bytes_str("s"),
		.profile_name = bytes_str("p"),
		.icon_type = TLV_ABSENT,
		.profile_class = RSP_CLASS_OPERATIONAL,
	};
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static enum err run(struct scene *s)
{
	CLEANUP(buf_free) struct buf resource = buf_make(64), info = buf_make(1024);
	CLEANUP(buf_free) struct buf metadata = buf_make(1024);
	struct es10b_euicc_info2 content = s->info;
	assert_int_equal(es10b_ext_card_resource_encode(&s->resource, &resource), OK);
	if (!bytes_present(content.ext_card_resource))
		content.ext_card_resource = buf_bytes(&resource);
	assert_int_equal(es10b_euicc_info2_encode(&content, &info), OK);
	assert_int_equal(es8p_store_metadata_encode(&s->metadata, &metadata), OK);
	struct eligibility e = {
		.call = &s->call,
		.svn_min = s->svn_min,
		.requirements = &s->requirements,
		.metadata = buf_bytes(&metadata),
		.euicc_info2 = bytes_present(s->raw_info2) ? s->raw_info2 : buf_bytes(&info),
		.device = &s->device,
	};
	enum err result = eligibility_check(&e);
	memcpy(s->why, e.why, sizeof(s->why));
	return result;
}

static void assert_lacks(struct scene *s, const char *codes, const char *why)
{
	assert_int_equal(run(s), ERR_UNSUPPORTED);
	assert_string_equal(s->call.refusal.subject, codes);
	if (!strstr(s->why, why))
		fail_msg("\"%s\" is not in \"%s\"", why, s->why);
}

static void nothing_is_asked(void **state)
{
	struct scene *s = *state;
	s->resource.free_non_volatile_memory = 0;
	s->info.uicc_capability = 0;
	assert_int_equal(run(s), OK);
	assert_string_equal(s->why, "");
}

static void version_of_the_server(void **state)
{
	struct scene *s = *state;
	s->svn_min = 0x020202;
	assert_int_equal(run(s), OK);
	s->svn_min = 0x020203;
	assert_lacks(s, "8.8", "SVN is 2.2.2, 2.2.3 is asked for");
	assert_string_equal(s->call.refusal.reason, "4.2");
}

static void version(void **state)
{
	struct scene *s = *state;
	s->requirements.svn = 0x020202;
	assert_int_equal(run(s), OK);
	s->requirements.svn = 0x020300;
	assert_lacks(s, "8.2.5", "SVN is 2.2.2, 2.3.0 is asked for");
	assert_string_equal(s->call.refusal.reason, "4.3");
}

static void version_of_profile_packages(void **state)
{
	struct scene *s = *state;
	s->requirements.profile_version = 0x020301;
	assert_int_equal(run(s), OK);
	s->requirements.profile_version = 0x020200;
	assert_int_equal(run(s), OK);
	s->requirements.profile_version = 0x020302;
	assert_lacks(s, "8.2.5", "no version of profile packages is 2.3.2 or later");
	s->requirements.profile_version = 0x010000;
	assert_lacks(s, "8.2.5", "1.0.0");
}

/* Of other first numbers, beside the one that every eUICC names. */
static void additional_versions_of_profile_packages(void **state)
{
	struct scene *s = *state;
	s->info.additional_profile_versions = BYTES_LIT("\x04\x03\x03\x01\x00\x04\x03\x04\x00\x00");
	s->requirements.profile_version = 0x030100;
	assert_int_equal(run(s), OK);
	s->requirements.profile_version = 0x040000;
	assert_int_equal(run(s), OK);
	s->requirements.profile_version = 0x030200;
	assert_lacks(s, "8.2.5", "3.2.0");
	s->info.additional_profile_versions = BYTES_LIT("\x04\x02\x03\x02");
	assert_lacks(s, "8.2.5", "3.2.0");
}

static void capabilities_of_the_uicc(void **state)
{
	struct scene *s = *state;
	s->requirements.uicc_capabilities = 1 << 1 | 1 << 4;
	assert_int_equal(run(s), OK);
	s->requirements.uicc_capabilities |= 1U << 31;
	assert_lacks(s, "8.2.5", "UICCCapability are missing: 80000000");
	s->info.uicc_capability |= UINT64_C(1) << 31 | UINT64_C(1) << 40;
	assert_int_equal(run(s), OK);
}

static void rules_that_the_euicc_forbids(void **state)
{
	struct scene *s = *state;
	s->metadata.profile_policy_rules = RSP_PPR_UPDATE_CONTROL | RSP_PPR1;
	s->metadata.profile_owner.mcc_mnc = BYTES_LIT("\x00\xF1\x10");
	s->info.forbidden_profile_policy_rules = RSP_PPR_UPDATE_CONTROL | RSP_PPR2;
	assert_int_equal(run(s), OK);
	s->info.forbidden_profile_policy_rules = RSP_PPR1 | RSP_PPR2;
	assert_lacks(s, "8.2.5", "the eUICC forbids policy rules: 2");
	s->metadata.profile_policy_rules = RSP_PPR2;
	assert_lacks(s, "8.2.5", "the eUICC forbids policy rules: 4");
	s->metadata.profile_policy_rules = 0;
	assert_int_equal(run(s), OK);
}

/* Each capability: what asks for it, and what has it. */
static void releases_of_the_device(void **state)
{
	struct scene *s = *state;
	enum { N = sizeof(s->requirements.device) / sizeof(int64_t) };
	int64_t *asked = &s->requirements.device.gsm;
	struct bytes *has = &s->device.gsm;
	for (size_t i = 0; i < N; i++) {
		asked[i] = 0x0F0100;
		assert_lacks(s, "8.2.5", "is 0.0.0, 15.1.0 is asked for");
		has[i] = BYTES_LIT("\x0F\x00\x00");
		assert_lacks(s, "8.2.5", "is 15.0.0, 15.1.0 is asked for");
		has[i] = BYTES_LIT("\x0F\x01");
		assert_lacks(s, "8.2.5", "is 0.0.0");
		has[i] = BYTES_LIT("\x0F\x01\x00");
		assert_int_equal(run(s), OK);
	}
}

static void memory(void **state)
{
	struct scene *s = *state;
	s->requirements.free_memory = 1000;
	assert_int_equal(run(s), OK);
	s->requirements.free_memory = 1001;
	assert_lacks(s, "8.1", "1000 bytes are free, 1001 are asked for");
	assert_string_equal(s->call.refusal.reason, "4.8");
}

/* What cannot be read matters only where it is asked for. */
static void memory_that_cannot_be_read(void **state)
{
	struct scene *s = *state;
	static const struct bytes nonsense[] = {BYTES_LIT("\x82\x09"), BYTES_LIT("\x81\x01\x00"),
						BYTES_LIT("\xFF\xFF\xFF")};
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		s->info.ext_card_resource = nonsense[i];
		s->requirements.free_memory = 0;
		assert_int_equal(run(s), OK);
		s->requirements.free_memory = 1;
		assert_lacks(s, "8.1", "does not say how much memory");
	}
}

static void versions_that_cannot_be_read(void **state)
{
	struct scene *s = *state;
	s->info.svn = BYTES_LIT("2.2.2");
	s->info.profile_version = BYTES_LIT("");
	assert_int_equal(run(s), OK);
	s->requirements.svn = 0x020000;
	assert_lacks(s, "8.2.5", "SVN is 0.0.0");
	s->requirements.svn = 0;
	s->requirements.profile_version = 0x020000;
	assert_lacks(s, "8.2.5", "profile packages");
}

/* Members that are missing, out of order, twice: those that can be read count. */
static void info_that_does_not_decode(void **state)
{
	struct scene *s = *state;
	s->raw_info2 = BYTES_LIT("\xBF\x22\x0E\x82\x03\x02\x03\x00\x81\x03\x02\x03\x01\x85\x02"
				 "\x09\xFF");
	s->requirements.svn = 0x020300;
	s->requirements.profile_version = 0x020301;
	assert_int_equal(run(s), OK);
	s->requirements.uicc_capabilities = 2;
	assert_lacks(s, "8.2.5", "UICCCapability are missing: 2");
}

static void metadata_that_does_not_decode(void **state)
{
	struct scene *s = *state;
	struct eligibility e = {
		.call = &s->call,
		.requirements = &s->requirements,
		.metadata = BYTES_LIT("\x30\x00"),
		.euicc_info2 = BYTES_LIT("\xBF\x22\x00"),
		.device = &s->device,
	};
	assert_int_equal(eligibility_check(&e), ERR_IO);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_asked),
		TEST(version_of_the_server),
		TEST(version),
		TEST(version_of_profile_packages),
		TEST(additional_versions_of_profile_packages),
		TEST(capabilities_of_the_uicc),
		TEST(rules_that_the_euicc_forbids),
		TEST(releases_of_the_device),
		TEST(memory),
		TEST(memory_that_cannot_be_read),
		TEST(versions_that_cannot_be_read),
		TEST(info_that_does_not_decode),
		TEST(metadata_that_does_not_decode),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
