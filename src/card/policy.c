/* SPDX-License-Identifier: Apache-2.0 */
/* Profile Policy Rules. */
#include "card/policy.h"

#include "msg/es8p_store_metadata.h"

enum { NIBBLE = 4, LOW = 0x0F, ANY = 0x0E };

static bool nibble_matches(unsigned rule, unsigned value)
{
	return rule == ANY || rule == value;
}

static bool operator_matches(const struct euicc_rat_row *row, struct bytes mcc_mnc)
{
	if (mcc_mnc.len != sizeof(row->mcc_mnc))
		return false;
	for (size_t i = 0; i < sizeof(row->mcc_mnc); i++) {
		unsigned rule = row->mcc_mnc[i], value = mcc_mnc.ptr[i];
		if (!nibble_matches(rule >> NIBBLE, value >> NIBBLE) ||
		    !nibble_matches(rule & LOW, value & LOW))
			return false;
	}
	return true;
}

bool policy_authorised(const struct euicc *e, uint64_t pprs, struct bytes mcc_mnc)
{
	uint64_t left = pprs;
	if (pprs & e->settings.forbidden_pprs)
		return false;
	for (size_t i = 0; i < e->n_rat; i++) {
		if (operator_matches(&e->rat[i], mcc_mnc))
			left &= ~(uint64_t)e->rat[i].pprs;
	}
	return left == 0;
}

bool policy_is_set(const struct euicc_profile *p, uint64_t pprs)
{
	struct es8p_store_metadata metadata = {};
	if (es8p_store_metadata_decode(buf_bytes(&p->metadata), &metadata) != OK)
		return false;
	return (metadata.profile_policy_rules & pprs) == pprs;
}
