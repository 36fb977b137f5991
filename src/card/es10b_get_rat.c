/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.GetRAT (SGP.22 §5.7.22). */
#include "msg/es10b_get_rat.h"

#include "card/es10_handler.h"

enum { RULES_MAX = 512, OPERATOR_MAX = 32, TAG_SEQUENCE = 0x30 };

static enum err put_rule(const struct euicc_rat_row *row, struct buf *out)
{
	CLEANUP(buf_free) struct buf operators = buf_make(OPERATOR_MAX);
	struct rsp_operator_id id = {
		.mcc_mnc = BYTES_OF(row->mcc_mnc),
		.gid1 = BYTES_LIT(""),
		.gid2 = BYTES_LIT(""),
	};
	TRY(rsp_operator_id_encode(TAG_SEQUENCE, &id, &operators));
	struct es10b_ppr_rule rule = {
		.ppr_ids = row->pprs,
		.allowed_operators = buf_bytes(&operators),
		.ppr_flags = row->consent_required ? ES10B_PPR_CONSENT_REQUIRED : 0,
	};
	return es10b_ppr_rule_encode(&rule, out);
}

enum err card_get_rat(struct euicc *e, struct bytes request, struct buf *response)
{
	(void)request;
	CLEANUP(buf_free) struct buf rules = buf_make(RULES_MAX);
	for (size_t i = 0; i < e->n_rat; i++)
		TRY(put_rule(&e->rat[i], &rules));
	struct bytes row = rules.len > 0 ? buf_bytes(&rules) : BYTES_LIT("");
	return es10b_get_rat_response_encode(row, response);
}
