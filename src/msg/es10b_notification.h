/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notifications: ES10b.ListNotification, RetrieveNotificationsList, RemoveNotificationFromList
 * (SGP.22 §5.7.9 to §5.7.11), and what ES9+.HandleNotification carries. DER to struct and back.
 */
#ifndef MSG_ES10B_NOTIFICATION_H
#define MSG_ES10B_NOTIFICATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "msg/rsp_type.h"

/*
 * All decoders here: `whole` is exactly one TLV of the tag that is named; slices point into it;
 * unknown members are skipped; errors as tlv_only and tlv_decode. All encoders append the TLV;
 * errors as tlv_encode.
 */

/* NotificationMetadata, TLV BF2F. */
struct es10b_notification_metadata {
	uint64_t seq_number;
	uint64_t profile_management_operation; /* one of RSP_EVENT_* */
	struct bytes notification_address;     /* text */
	struct bytes iccid;		       /* 10 bytes, or absent */
};
/* Its table, for TLV_GROUP_OF in others. */
enum { ES10B_NOTIFICATION_METADATA_N = 4 };
extern const struct tlv_member es10b_notification_metadata_members[ES10B_NOTIFICATION_METADATA_N];

enum err es10b_notification_metadata_decode(struct bytes whole,
					    struct es10b_notification_metadata *out);
enum err es10b_notification_metadata_encode(const struct es10b_notification_metadata *metadata,
					    struct buf *out);

/* OtherSignedNotification, TLV 30. */
struct es10b_other_signed_notification {
	struct bytes tbs_other_notification;	   /* whole TLV BF2F: what the signature signs */
	struct bytes euicc_notification_signature; /* raw r || s */
	struct bytes euicc_certificate;		   /* whole TLV 30 */
	struct bytes eum_certificate;		   /* whole TLV 30 */
	struct bytes other_certs_in_chain;	   /* of version 3: TLVs 30; or absent */
};
enum err es10b_other_signed_notification_decode(struct bytes whole,
						struct es10b_other_signed_notification *out);
enum err es10b_other_signed_notification_encode(const struct es10b_other_signed_notification *n,
						struct buf *out);

/*
 * PendingNotification: either a ProfileInstallationResult (BF37, see
 * es10b_load_bound_profile_package.h) or an OtherSignedNotification (30). `whole` is exactly one
 * TLV. ERR_UNSUPPORTED for another choice; errors as tlv_only.
 */
enum es10b_pending_notification {
	ES10B_PROFILE_INSTALLATION_RESULT = 0xBF37,
	ES10B_OTHER_SIGNED_NOTIFICATION = 0x30,
};
enum err es10b_pending_notification_kind(struct bytes whole, enum es10b_pending_notification *out);

/* The metadata of either choice, without looking at the rest: for the LPA. */
enum err es10b_pending_notification_metadata(struct bytes whole,
					     struct es10b_notification_metadata *out);

/* ListNotificationRequest, TLV BF28: the events that are wanted; 0 for no filter. */
enum err es10b_list_notification_request_decode(struct bytes whole, uint64_t *events);
enum err es10b_list_notification_request_encode(uint64_t events, struct buf *out);

/* RetrieveNotificationsListRequest, TLV BF2B: by number, by events, or all. */
struct es10b_retrieve_notifications_list_request {
	uint64_t seq_number;		       /* or TLV_ABSENT */
	uint64_t profile_management_operation; /* RSP_EVENT_*; 0 for no filter */
};
enum err es10b_retrieve_notifications_list_request_decode(
	struct bytes whole, struct es10b_retrieve_notifications_list_request *out);
enum err es10b_retrieve_notifications_list_request_encode(
	const struct es10b_retrieve_notifications_list_request *request, struct buf *out);

/*
 * The answers of both: a row of TLVs (NotificationMetadata BF2F, or PendingNotification), or an
 * error. Walk the row with tlv_take, as long as its length is not 0.
 */
struct es10b_notification_list {
	bool ok;
	struct bytes row; /* may be empty */
	uint64_t error;	  /* 1 noResultAvailable (BF2B only), 127 undefinedError, or another */
};
enum err es10b_list_notification_response_decode(struct bytes whole,
						 struct es10b_notification_list *out);
enum err es10b_list_notification_response_encode(const struct es10b_notification_list *list,
						 struct buf *out);
enum err es10b_retrieve_notifications_list_response_decode(struct bytes whole,
							   struct es10b_notification_list *out);
enum err
es10b_retrieve_notifications_list_response_encode(const struct es10b_notification_list *list,
						  struct buf *out);

/* NotificationSentRequest, TLV BF30. The answer is an es10_result. */
enum err es10b_remove_notification_request_decode(struct bytes whole, uint64_t *seq_number);
enum err es10b_remove_notification_request_encode(uint64_t seq_number, struct buf *out);

#endif
