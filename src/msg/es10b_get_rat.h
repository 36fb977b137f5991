/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.GetRAT (SGP.22 §5.7.22), the Rules Authorisation Table: DER to struct and back. The request
 * is an empty TLV.
 */
#ifndef MSG_ES10B_GET_RAT_H
#define MSG_ES10B_GET_RAT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "msg/rsp_type.h"

/* GetRatResponse, TLV BF43: `rules` is the row of rules, walked with _next. Errors as tlv_only and
 * tlv_decode, tlv_encode. Slices point into the input. */
enum err es10b_get_rat_response_decode(struct bytes whole, struct bytes *rules);
enum err es10b_get_rat_response_encode(struct bytes rules, struct buf *out);

enum { ES10B_PPR_CONSENT_REQUIRED = 1 }; /* bits of pprFlags */

/* ProfilePolicyAuthorisationRule */
struct es10b_ppr_rule {
	uint64_t ppr_ids;		/* RSP_PPR_* */
	struct bytes allowed_operators; /* row of OperatorId (tag 30) */
	uint64_t ppr_flags;
};
enum err es10b_ppr_rule_next(struct bytes *rules, struct es10b_ppr_rule *out);
enum err es10b_ppr_rule_encode(const struct es10b_ppr_rule *rule, struct buf *out);

#endif
