/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of the eligibility check. */
#include "smdpp/eligibility.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "base/log.h"
#include "codec/tlv.h"
#include "msg/es8p_store_metadata.h"
#include "role/check.h"

enum { TAG_VERSION = 0x04, MAJOR_SHIFT = 16 };

__attribute__((format(printf, 2, 3))) static enum err lacks(struct eligibility *e,
							    const char *format, ...)
{
	va_list args = {};
	va_start(args, format);
	(void)vsnprintf(e->why, sizeof(e->why), format, args);
	va_end(args);
	return ERR_UNSUPPORTED;
}

/* 0 for what is absent or has no form of a version. */
static int64_t version_of(struct bytes value)
{
	uint32_t version = 0;
	return rsp_version(value, &version) == OK ? version : 0;
}

#define VERSION	  "%d.%d.%d"
#define DOTTED(v) (int)((v) >> 16), (int)((v) >> 8 & 0xFF), (int)((v)&0xFF)

static enum err at_least(struct eligibility *e, const char *what, int64_t has, int64_t least)
{
	if (has >= least)
		return OK;
	return lacks(e, "%s is " VERSION ", " VERSION " is asked for", what, DOTTED(has),
		     DOTTED(least));
}

/* EUICCInfo1 said so before, but that was not signed. */
static enum err euicc_supported(void *context)
{
	struct eligibility *e = context;
	return at_least(e, "SVN", version_of(e->info.svn), e->svn_min);
}

static enum err svn(void *context)
{
	struct eligibility *e = context;
	return at_least(e, "SVN", version_of(e->info.svn), e->requirements->svn);
}

/* An eUICC names the last version that it knows of each first number (§4.3 profileVersion). */
static bool has_profile_version(struct bytes named, int64_t least)
{
	int64_t has = version_of(named);
	return has >> MAJOR_SHIFT == least >> MAJOR_SHIFT && has >= least;
}

static enum err profile_version(void *context)
{
	struct eligibility *e = context;
	int64_t least = e->requirements->profile_version;
	struct bytes more = e->info.additional_profile_versions;
	struct tlv version = {};
	if (least == 0 || has_profile_version(e->info.profile_version, least))
		return OK;
	while (tlv_take_tag(&more, TAG_VERSION, &version) == OK)
		if (has_profile_version(version.value, least))
			return OK;
	return lacks(e, "no version of profile packages is " VERSION " or later", DOTTED(least));
}

static enum err uicc_capabilities(void *context)
{
	struct eligibility *e = context;
	uint64_t missing = e->requirements->uicc_capabilities & ~e->info.uicc_capability;
	return missing ? lacks(e, "bits of UICCCapability are missing: %" PRIx64, missing) : OK;
}

/* A card would refuse the profile by pprNotAllowed, having loaded it (§2.9.2). */
static enum err policy_rules(void *context)
{
	struct eligibility *e = context;
	struct es8p_store_metadata metadata = {};
	if (es8p_store_metadata_decode(e->metadata, &metadata) != OK)
		return ERR_IO;
	uint64_t rules = metadata.profile_policy_rules & (RSP_PPR1 | RSP_PPR2);
	uint64_t forbidden = rules & e->info.forbidden_profile_policy_rules;
	return forbidden ? lacks(e, "the eUICC forbids policy rules: %" PRIx64, forbidden) : OK;
}

#define RELEASE(member)                                                                            \
	{                                                                                          \
#member, offsetof(struct rspd_device_requirements, member),                        \
			offsetof(struct es10b_device_capabilities, member)                         \
	}

static const struct {
	const char *name;
	size_t asked, has;
} releases[] = {
	RELEASE(gsm),		RELEASE(utran),		 RELEASE(cdma2000_onex),
	RELEASE(cdma2000_hrpd), RELEASE(cdma2000_ehrpd), RELEASE(eutran_epc),
	RELEASE(contactless),	RELEASE(rsp_crl),	 RELEASE(nr_epc),
	RELEASE(nr_5gc),	RELEASE(eutran_5gc),
};

static enum err device(void *context)
{
	struct eligibility *e = context;
	for (size_t i = 0; i < sizeof(releases) / sizeof(releases[0]); i++) {
		const char *asked = (const char *)&e->requirements->device + releases[i].asked;
		const char *has = (const char *)e->device + releases[i].has;
		TRY(at_least(e, releases[i].name, version_of(*(const struct bytes *)has),
			     *(const int64_t *)asked));
	}
	return OK;
}

static enum err memory(void *context)
{
	struct eligibility *e = context;
	int64_t least = e->requirements->free_memory;
	struct es10b_ext_card_resource has = {};
	if (least == 0)
		return OK;
	if (es10b_ext_card_resource_decode(e->info.ext_card_resource, &has) != OK ||
	    has.free_non_volatile_memory == TLV_ABSENT)
		return lacks(e, "the eUICC does not say how much memory is free");
	if (has.free_non_volatile_memory >= (uint64_t)least)
		return OK;
	return lacks(e, "%" PRIu64 " bytes are free, %" PRId64 " are asked for",
		     has.free_non_volatile_memory, least);
}

static const struct check checks[] = {
	{"eligibility.euicc_supported", "8.8", "4.2", "This eUICC is not supported",
	 .run = euicc_supported},
	{"eligibility.svn", "8.2.5", "4.3", "The profile is not for this eUICC", .run = svn},
	{"eligibility.profile_version", "8.2.5", "4.3", "The profile is not for this eUICC",
	 .run = profile_version},
	{"eligibility.uicc_capabilities", "8.2.5", "4.3", "The profile is not for this eUICC",
	 .run = uicc_capabilities},
	{"eligibility.policy_rules", "8.2.5", "4.3", "The profile is not for this eUICC",
	 .run = policy_rules},
	{"eligibility.device", "8.2.5", "4.3", "The profile is not for this device", .run = device},
	{"eligibility.memory", "8.1", "4.8", "The eUICC has not enough memory", .run = memory},
};

/* Cards in the field send nonsense in some members: it matters only where it is asked for. */
static enum err read_info(struct eligibility *e)
{
	if (es10b_euicc_info2_decode(e->euicc_info2, &e->info) == OK)
		return OK;
	LOG_EVENT(LOG_WARN, "euicc_info2_malformed", LOG_ID("iccid", e->call->iccid));
	return es10b_euicc_info2_salvage(e->euicc_info2, &e->info);
}

enum err eligibility_check(struct eligibility *e)
{
	TRY(read_info(e));
	enum err result = check_run(e->call, CHECK_ROWS(checks), e);
	if (err_is_refusal(result))
		LOG_EVENT(LOG_INFO, "not_eligible", LOG_ID("iccid", e->call->iccid),
			  LOG_TEXT("check", e->call->check), LOG_TEXT("why", e->why));
	return result;
}
