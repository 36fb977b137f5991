/* SPDX-License-Identifier: Apache-2.0 */
/* Notifications as tables, and the lists of them. */
#include "msg/es10b_notification.h"

#include "codec/tlv.h"
#include "msg/es10_function.h"

enum {
	TAG_METADATA = 0xBF2F,
	TAG_RESULT_DATA = 0xBF27,
	TAG_SEQUENCE = 0x30,
	TAG_SEQ_NUMBER = 0x80,
	TAG_OPERATION = 0x81,
	TAG_SEARCH_CRITERIA = 0xA0,
	TAG_LIST = 0xA0,
	TAG_LIST_ERROR = 0x81,
	TAG_OTHER_CERTS = 0xA1, /* otherCertsInChain of version 3 */
};

const struct tlv_member es10b_notification_metadata_members[ES10B_NOTIFICATION_METADATA_N] = {
	TLV_MEMBER(struct es10b_notification_metadata, seq_number, TAG_SEQ_NUMBER,
		   .kind = TLV_NUMBER),
	TLV_MEMBER(struct es10b_notification_metadata, profile_management_operation, TAG_OPERATION,
		   .kind = TLV_BITS),
	TLV_MEMBER(struct es10b_notification_metadata, notification_address, 0x0C),
	TLV_MEMBER(struct es10b_notification_metadata, iccid, 0x5A, .optional = true,
		   .len_min = RSP_ICCID_LEN, .len_max = RSP_ICCID_LEN),
};

enum err es10b_notification_metadata_decode(struct bytes whole,
					    struct es10b_notification_metadata *out)
{
	return tlv_decode_in(whole, TAG_METADATA, TLV_ROWS(es10b_notification_metadata_members),
			     out);
}

enum err es10b_notification_metadata_encode(const struct es10b_notification_metadata *metadata,
					    struct buf *out)
{
	return tlv_encode_in(out, TAG_METADATA, TLV_ROWS(es10b_notification_metadata_members),
			     metadata);
}

typedef struct es10b_other_signed_notification other_t;

static const struct tlv_member other_members[] = {
	TLV_MEMBER(other_t, tbs_other_notification, TAG_METADATA, .whole = true),
	TLV_MEMBER(other_t, euicc_notification_signature, RSP_TAG_SIGNATURE, .len_min = 1,
		   .len_max = RSP_SIGNATURE_MAX),
	TLV_MEMBER(other_t, euicc_certificate, TAG_SEQUENCE, .whole = true),
	TLV_MEMBER(other_t, eum_certificate, TAG_SEQUENCE, .whole = true),
	TLV_MEMBER(other_t, other_certs_in_chain, TAG_OTHER_CERTS, .optional = true),
};

enum err es10b_other_signed_notification_decode(struct bytes whole,
						struct es10b_other_signed_notification *out)
{
	return tlv_decode_in(whole, TAG_SEQUENCE, TLV_ROWS(other_members), out);
}

enum err es10b_other_signed_notification_encode(const struct es10b_other_signed_notification *n,
						struct buf *out)
{
	return tlv_encode_in(out, TAG_SEQUENCE, TLV_ROWS(other_members), n);
}

enum err es10b_pending_notification_kind(struct bytes whole, enum es10b_pending_notification *out)
{
	struct tlv notification = {};
	TRY(tlv_take(&whole, &notification));
	if (whole.len > 0)
		return ERR_TRAILING;
	if (notification.tag != ES10B_PROFILE_INSTALLATION_RESULT &&
	    notification.tag != ES10B_OTHER_SIGNED_NOTIFICATION)
		return ERR_UNSUPPORTED;
	*out = notification.tag;
	return OK;
}

enum err es10b_pending_notification_metadata(struct bytes whole,
					     struct es10b_notification_metadata *out)
{
	enum es10b_pending_notification kind = ES10B_OTHER_SIGNED_NOTIFICATION;
	struct tlv t = {};
	TRY(es10b_pending_notification_kind(whole, &kind));
	TRY(tlv_only(whole, kind, &t));
	if (kind == ES10B_PROFILE_INSTALLATION_RESULT)
		TRY(tlv_find(t.value, TAG_RESULT_DATA, &t));
	TRY(tlv_find(t.value, TAG_METADATA, &t));
	return es10b_notification_metadata_decode(t.whole, out);
}

/* ListNotificationRequest. */
struct events_member {
	uint64_t events;
};

static const struct tlv_member events_members[] = {
	TLV_MEMBER(struct events_member, events, TAG_OPERATION, .kind = TLV_BITS, .optional = true),
};

enum err es10b_list_notification_request_decode(struct bytes whole, uint64_t *events)
{
	struct events_member member = {};
	TRY(tlv_decode_in(whole, ES10B_LIST_NOTIFICATION, TLV_ROWS(events_members), &member));
	*events = member.events;
	return OK;
}

enum err es10b_list_notification_request_encode(uint64_t events, struct buf *out)
{
	const struct events_member member = {.events = events};
	return tlv_encode_in(out, ES10B_LIST_NOTIFICATION, TLV_ROWS(events_members), &member);
}

/* A choice: a peer that sends both members means the first. */
static const struct tlv_member criteria_members[] = {
	TLV_MEMBER(struct es10b_retrieve_notifications_list_request, seq_number, TAG_SEQ_NUMBER,
		   .kind = TLV_NUMBER, .optional = true, .absent = TLV_ABSENT),
	TLV_MEMBER(struct es10b_retrieve_notifications_list_request, profile_management_operation,
		   TAG_OPERATION, .kind = TLV_BITS, .optional = true),
};

enum err es10b_retrieve_notifications_list_request_decode(
	struct bytes whole, struct es10b_retrieve_notifications_list_request *out)
{
	struct tlv request = {};
	struct tlv criteria = {};
	TRY(tlv_only(whole, ES10B_RETRIEVE_NOTIFICATIONS_LIST, &request));
	TRY(tlv_take_optional(&request.value, TAG_SEARCH_CRITERIA, &criteria));
	return tlv_decode(criteria.value, TLV_ROWS(criteria_members), out);
}

enum err es10b_retrieve_notifications_list_request_encode(
	const struct es10b_retrieve_notifications_list_request *request, struct buf *out)
{
	size_t mark = 0;
	bool all = request->seq_number == TLV_ABSENT && request->profile_management_operation == 0;
	TRY(tlv_open(out, ES10B_RETRIEVE_NOTIFICATIONS_LIST, &mark));
	if (!all)
		TRY(tlv_encode_in(out, TAG_SEARCH_CRITERIA, TLV_ROWS(criteria_members), request));
	return tlv_close(out, mark);
}

static enum err list_decode(struct bytes whole, uint32_t tag, struct es10b_notification_list *out)
{
	struct tlv arm = {};
	*out = (struct es10b_notification_list){};
	TRY(tlv_choice(whole, tag, &arm));
	out->ok = arm.tag == TAG_LIST;
	if (out->ok)
		out->row = arm.value;
	else if (arm.tag == TAG_LIST_ERROR)
		return tlv_uint(arm.value, &out->error);
	return out->ok ? OK : ERR_MISSING;
}

static enum err list_encode(uint32_t tag, const struct es10b_notification_list *list,
			    struct buf *out)
{
	size_t mark = 0;
	TRY(tlv_open(out, tag, &mark));
	if (list->ok)
		TRY(tlv_put(out, TAG_LIST, list->row));
	else
		TRY(tlv_put_uint(out, TAG_LIST_ERROR, list->error));
	return tlv_close(out, mark);
}

enum err es10b_list_notification_response_decode(struct bytes whole,
						 struct es10b_notification_list *out)
{
	return list_decode(whole, ES10B_LIST_NOTIFICATION, out);
}

enum err es10b_list_notification_response_encode(const struct es10b_notification_list *list,
						 struct buf *out)
{
	return list_encode(ES10B_LIST_NOTIFICATION, list, out);
}

enum err es10b_retrieve_notifications_list_response_decode(struct bytes whole,
							   struct es10b_notification_list *out)
{
	return list_decode(whole, ES10B_RETRIEVE_NOTIFICATIONS_LIST, out);
}

enum err
es10b_retrieve_notifications_list_response_encode(const struct es10b_notification_list *list,
						  struct buf *out)
{
	return list_encode(ES10B_RETRIEVE_NOTIFICATIONS_LIST, list, out);
}

enum err es10b_remove_notification_request_decode(struct bytes whole, uint64_t *seq_number)
{
	struct tlv request = {};
	struct tlv number = {};
	TRY(tlv_only(whole, ES10B_REMOVE_NOTIFICATION_FROM_LIST, &request));
	TRY(tlv_find(request.value, TAG_SEQ_NUMBER, &number));
	return tlv_uint(number.value, seq_number);
}

enum err es10b_remove_notification_request_encode(uint64_t seq_number, struct buf *out)
{
	size_t mark = 0;
	TRY(tlv_open(out, ES10B_REMOVE_NOTIFICATION_FROM_LIST, &mark));
	TRY(tlv_put_uint(out, TAG_SEQ_NUMBER, seq_number));
	return tlv_close(out, mark);
}
