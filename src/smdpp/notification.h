/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two kinds of notifications that an eUICC sends (SGP.22 §5.6.4), each with its own file.
 * smdpp/es9p_handle_notification.c chooses.
 */
#ifndef SMDPP_NOTIFICATION_H
#define SMDPP_NOTIFICATION_H

#include "crypto/hash.h"
#include "smdpp/smdpp.h"

/*
 * `received` is the whole TLV. A refusal says that the notification was not believed, or not
 * understood; one that was, but changes nothing, is OK.
 */
enum err smdpp_notification_installation_result(struct role_call *call, struct bytes received);
enum err smdpp_notification_other(struct role_call *call, struct bytes received);

/* What both know of the notification, to count it once. */
struct notification {
	struct bytes signed_data; /* all else of it can be changed on its way */
	const char *eid;
	uint64_t seq_number;
	const char *iccid;	     /* that it is about */
	struct bytes transaction_id; /* or absent */
};

/* Its identity, for the store; `digest` is filled and must outlive it. ERR_CRYPTO; ERR_RANGE for a
 * sequence number that no eUICC counts to. */
enum err smdpp_notification_identity(const struct notification *n, uint8_t digest[static HASH_LEN],
				     struct profile_notification *out);

/* Remember one that changes no profile, and leave an event the first time. */
enum err smdpp_notification_record(const struct role_call *call, const struct notification *n);

#endif
