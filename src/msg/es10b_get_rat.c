/* SPDX-License-Identifier: Apache-2.0 */
/* The Rules Authorisation Table. */
#include "msg/es10b_get_rat.h"

#include "codec/tlv.h"
#include "msg/es10_function.h"

enum { TAG_RULE = 0x30 };

static const struct tlv_member rat_member[] = {{.tag = 0xA0}};

enum err es10b_get_rat_response_decode(struct bytes whole, struct bytes *rules)
{
	return tlv_decode_in(whole, ES10B_GET_RAT, TLV_ROWS(rat_member), rules);
}

enum err es10b_get_rat_response_encode(struct bytes rules, struct buf *out)
{
	return tlv_encode_in(out, ES10B_GET_RAT, TLV_ROWS(rat_member), &rules);
}

static const struct tlv_member rule_members[] = {
	TLV_MEMBER(struct es10b_ppr_rule, ppr_ids, 0x80, .kind = TLV_BITS),
	TLV_MEMBER(struct es10b_ppr_rule, allowed_operators, 0xA1),
	TLV_MEMBER(struct es10b_ppr_rule, ppr_flags, 0x82, .kind = TLV_BITS),
};

enum err es10b_ppr_rule_next(struct bytes *rules, struct es10b_ppr_rule *out)
{
	struct tlv rule = {};
	TRY(tlv_take_tag(rules, TAG_RULE, &rule));
	return tlv_decode(rule.value, TLV_ROWS(rule_members), out);
}

enum err es10b_ppr_rule_encode(const struct es10b_ppr_rule *rule, struct buf *out)
{
	return tlv_encode_in(out, TAG_RULE, TLV_ROWS(rule_members), rule);
}
