/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between knowing what there is to download and wanting it (SGP.22 §3.1.3.2): the card's rules,
 * the confirmation code, and the user's word.
 * No test of its own: tests/lpa_test.c.
 */
#include "base/mutant.h"
#include "base/text.h"
#include "codec/tlv.h"
#include "lpa/download.h"
#include "lpa/problem.h"
#include "msg/es10_function.h"
#include "msg/es10b_get_rat.h"

static const char step[] = "consent";

enum { NIBBLE = 4, LOW = 0x0F, ANY = 0x0E, EMPTY_REQUEST_MAX = 8 };

static bool nibbles_match(unsigned rule, unsigned value)
{
	bool high = rule >> NIBBLE == ANY || rule >> NIBBLE == value >> NIBBLE;
	bool low = (rule & LOW) == ANY || (rule & LOW) == (value & LOW);
	return high && low;
}

static bool mcc_mnc_matches(struct bytes rule, struct bytes value)
{
	bool match = rule.len == value.len;
	for (size_t i = 0; match && i < rule.len; i++)
		match = nibbles_match(rule.ptr[i], value.ptr[i]);
	return match;
}

static bool rule_is_for(const struct es10b_ppr_rule *rule, struct bytes mcc_mnc)
{
	struct bytes operators = rule->allowed_operators;
	struct tlv next = {};
	struct rsp_operator_id id = {};
	while (operators.len > 0) {
		if (tlv_take(&operators, &next) != OK ||
		    rsp_operator_id_decode(next.value, &id) != OK)
			return false;
		if (mcc_mnc_matches(id.mcc_mnc, mcc_mnc))
			return true;
	}
	return false;
}

/* Which of `pprs` the table does not let this operator set. */
static uint64_t left_by_rules(struct bytes rules, uint64_t pprs, struct bytes mcc_mnc)
{
	struct es10b_ppr_rule rule = {};
	while (rules.len > 0 && es10b_ppr_rule_next(&rules, &rule) == OK) {
		if (rule_is_for(&rule, mcc_mnc))
			pprs &= ~rule.ppr_ids;
	}
	return pprs;
}

static enum err check_rules(struct download *d)
{
	CLEANUP(buf_free) struct buf request = buf_make(EMPTY_REQUEST_MAX);
	struct bytes response = {}, rules = {};
	uint64_t pprs = d->metadata.profile_policy_rules;
	if (pprs == 0)
		return OK;
	TRY(tlv_put(&request, ES10B_GET_RAT, (struct bytes){}));
	TRY(download_call_card(d, "ES10b.GetRAT", buf_bytes(&request), &response));
	if (es10b_get_rat_response_decode(response, &rules) != OK)
		return problem_protocol(d->lpa, "ES10b.GetRAT", "it cannot be read");
	if (left_by_rules(rules, pprs, d->metadata.profile_owner.mcc_mnc) == 0)
		return OK;
	d->cancel_on_failure = LPA_CANCEL_PPR_NOT_ALLOWED;
	return problem_refused(d->lpa, step,
			       "The profile has policy rules that this eUICC does not allow its "
			       "operator to set.",
			       "Ask the operator for another profile.");
}

static enum err check_confirmation_code(struct download *d)
{
	if (!d->smdp_signed2.cc_required_flag || bytes_present(d->order->confirmation_code))
		return OK;
	d->cancel_on_failure = LPA_CANCEL_POSTPONED;
	return problem_refused(d->lpa, step, "The profile needs a confirmation code.",
			       "Give it with --confirmation-code-file; the operator has told it "
			       "beside the activation code.");
}

static enum err ask(struct download *d)
{
	const struct lpa_observer *o = &d->lpa->config.observer;
	struct lpa_metadata m = {
		.service_provider = d->metadata.service_provider_name,
		.profile_name = d->metadata.profile_name,
		.owner = d->metadata.profile_owner.mcc_mnc,
		.profile_class = (int)d->metadata.profile_class,
		.pprs = (unsigned)d->metadata.profile_policy_rules,
		.confirmation_code_required = d->smdp_signed2.cc_required_flag,
	};
	if (iccid_decode(d->metadata.iccid, m.iccid) != OK)
		return problem_protocol(d->lpa, "ES9+.AuthenticateClient",
					"the metadata have no ICCID");
	if (!o->consent || o->consent(o->ctx, &m))
		return OK;
	d->cancel_on_failure = LPA_CANCEL_END_USER_REJECTION;
	return problem_refused(d->lpa, step, "The user did not want the profile.",
			       "The order is cancelled; ask the operator for a new one.");
}

static const struct {
	const char *name;
	enum err (*check)(struct download *d);
} checks[] = {
	{"consent.rules", check_rules},
	{"consent.confirmation_code", check_confirmation_code},
	{"consent.user", ask},
};

enum err lpa_ask_user(struct download *d)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (!mutant_off(checks[i].name))
			TRY(checks[i].check(d));
	}
	return OK;
}
