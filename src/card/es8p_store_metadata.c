/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES8+.StoreMetadata (SGP.22 §5.5.3): may this profile be on this card?
 * No test of its own: bpp_loader_test.c refuses by every row.
 */
#include "msg/es8p_store_metadata.h"

#include "base/mutant.h"
#include "card/es8p_handler.h"
#include "card/notification.h"
#include "card/policy.h"
#include "msg/es10b_get_euicc_info.h"
#include "msg/es10b_load_bound_profile_package.h"

typedef struct es8p_store_metadata metadata;

static bool has_iccid(const struct euicc *e, const metadata *m)
{
	char digits[ICCID_DIGITS_MAX + 1] = "";
	(void)e;
	return iccid_decode(m->iccid, digits) == OK;
}

static bool has_icon_type(const struct euicc *e, const metadata *m)
{
	(void)e;
	return !bytes_present(m->icon) || m->icon_type <= RSP_ICON_PNG;
}

/* Whoever wants to hear of the profile must be one who can be told. */
static bool has_addresses(const struct euicc *e, const metadata *m)
{
	struct bytes list = m->notification_configuration_info;
	(void)e;
	for (size_t n = 0; list.len > 0; n++) {
		struct rsp_notification_configuration one = {};
		if (n == NOTIFICATION_ADDRESSES_MAX ||
		    rsp_notification_configuration_next(&list, &one) != OK ||
		    one.address.len == 0 || one.address.len > EUICC_ADDRESS_MAX)
			return false;
	}
	return true;
}

/* Rules need somebody who may set them. */
static bool has_owner(const struct euicc *e, const metadata *m)
{
	(void)e;
	return m->profile_policy_rules == 0 || bytes_present(m->profile_owner.mcc_mnc);
}

static bool class_is_supported(const struct euicc *e, const metadata *m)
{
	if (m->profile_class == RSP_CLASS_TEST)
		return e->settings.rsp_capability & ES10B_TEST_PROFILE_SUPPORT;
	return m->profile_class <= RSP_CLASS_OPERATIONAL;
}

static bool iccid_is_new(const struct euicc *e, const metadata *m)
{
	return euicc_profile(e, m->iccid) == NULL;
}

static bool pprs_are_authorised(const struct euicc *e, const metadata *m)
{
	return m->profile_policy_rules == 0 ||
	       policy_authorised(e, m->profile_policy_rules, m->profile_owner.mcc_mnc);
}

static bool has_room(const struct euicc *e, const metadata *m)
{
	(void)m;
	return e->n_profiles < EUICC_PROFILES_MAX;
}

static const struct {
	const char *name;
	bool (*holds)(const struct euicc *e, const metadata *m);
	uint64_t reason;
} checks[] = {
	{"es8p_store_metadata.iccid", has_iccid, ES10B_INCORRECT_INPUT_VALUES},
	{"es8p_store_metadata.icon_type", has_icon_type, ES10B_INCORRECT_INPUT_VALUES},
	{"es8p_store_metadata.notifications", has_addresses, ES10B_INCORRECT_INPUT_VALUES},
	{"es8p_store_metadata.owner", has_owner, ES10B_INCORRECT_INPUT_VALUES},
	{"es8p_store_metadata.class", class_is_supported, ES10B_UNSUPPORTED_PROFILE_CLASS},
	{"es8p_store_metadata.iccid_new", iccid_is_new, ES10B_ICCID_ALREADY_EXISTS},
	{"es8p_store_metadata.pprs", pprs_are_authorised, ES10B_PPR_NOT_ALLOWED},
	{"es8p_store_metadata.room", has_room, ES10B_INSUFFICIENT_MEMORY},
};

static enum err run_checks(struct euicc *e, const metadata *m)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (!mutant_off(checks[i].name) && !checks[i].holds(e, m))
			return bpp_loader_deny(e, checks[i].reason);
	}
	return OK;
}

enum err card_store_metadata(struct euicc *e, struct bytes plain)
{
	metadata m = {};
	if (plain.len > EUICC_METADATA_MAX || es8p_store_metadata_decode(plain, &m) != OK)
		return bpp_loader_deny(e, ES10B_INCORRECT_INPUT_VALUES);
	TRY(run_checks(e, &m));
	TRY(buf_put(&e->installation.iccid, m.iccid));
	return buf_put(&e->loader.metadata, plain);
}
