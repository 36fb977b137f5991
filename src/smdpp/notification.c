/* SPDX-License-Identifier: Apache-2.0 */
/* Counting notifications once. */
#include "smdpp/notification.h"

enum err smdpp_notification_identity(const struct notification *n, uint8_t digest[static HASH_LEN],
				     struct profile_notification *out)
{
	if (n->seq_number > INT64_MAX)
		return ERR_RANGE;
	TRY(hash_sha256(&n->signed_data, 1, digest));
	*out = (struct profile_notification){
		.eid = n->eid,
		.sequence_number = (int64_t)n->seq_number,
		.digest = bytes_from(digest, HASH_LEN),
	};
	return OK;
}

enum err smdpp_notification_record(const struct role_call *call, const struct notification *n)
{
	struct profile_notification identity = {};
	uint8_t digest[HASH_LEN] = {};
	TRY(smdpp_notification_identity(n, digest, &identity));
	struct store_cause cause = smdpp_cause(call, n->transaction_id, NULL);
	return event_append(call->smdpp->with.store, n->iccid, &cause, &identity);
}
