/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10b.ListNotification, RetrieveNotificationsList and RemoveNotificationFromList (SGP.22 §5.7.9
 * to §5.7.11).
 */
#include "msg/es10b_notification.h"

#include "card/es10_handler.h"
#include "msg/es10_function.h"

enum { NO_RESULT_AVAILABLE = 1, METADATA_MAX = 512 };

static bool is_wanted(const struct es10b_notification_metadata *m, uint64_t events)
{
	return events == 0 || (m->profile_management_operation & events);
}

static enum err put_metadata(const struct euicc *e, uint64_t events, struct buf *row)
{
	for (size_t i = 0; i < e->n_notifications; i++) {
		struct bytes pending = buf_bytes(&e->notifications[i]->pending);
		struct es10b_notification_metadata m = {};
		TRY(es10b_pending_notification_metadata(pending, &m));
		if (is_wanted(&m, events))
			TRY(es10b_notification_metadata_encode(&m, row));
	}
	return OK;
}

enum err card_list_notification(struct euicc *e, struct bytes request, struct buf *response)
{
	CLEANUP(buf_free) struct buf row = buf_make(CHANNEL_RESPONSE_MAX);
	uint64_t events = 0;
	TRY(es10b_list_notification_request_decode(request, &events));
	TRY(put_metadata(e, events, &row));
	struct es10b_notification_list list = {.ok = true, .row = buf_bytes(&row)};
	return es10b_list_notification_response_encode(&list, response);
}

typedef struct es10b_retrieve_notifications_list_request criteria;

static enum err put_pending(const struct euicc *e, const criteria *wanted, struct buf *row)
{
	for (size_t i = 0; i < e->n_notifications; i++) {
		struct bytes pending = buf_bytes(&e->notifications[i]->pending);
		struct es10b_notification_metadata m = {};
		TRY(es10b_pending_notification_metadata(pending, &m));
		bool by_number = wanted->seq_number != TLV_ABSENT;
		if (by_number ? m.seq_number == wanted->seq_number
			      : is_wanted(&m, wanted->profile_management_operation))
			TRY(buf_put(row, pending));
	}
	return OK;
}

enum err card_retrieve_notifications_list(struct euicc *e, struct bytes request,
					  struct buf *response)
{
	CLEANUP(buf_free) struct buf row = buf_make(CHANNEL_RESPONSE_MAX);
	criteria wanted = {};
	TRY(es10b_retrieve_notifications_list_request_decode(request, &wanted));
	enum err error = put_pending(e, &wanted, &row);
	if (error == ERR_TOO_LONG)
		return ERR_LIMIT;
	TRY(error);
	struct es10b_notification_list list = {.ok = row.len > 0, .row = buf_bytes(&row)};
	if (!list.ok)
		list.error = NO_RESULT_AVAILABLE;
	return es10b_retrieve_notifications_list_response_encode(&list, response);
}

static void remove_at(struct euicc *e, size_t place)
{
	euicc_notification_free(e->notifications[place]);
	e->n_notifications--;
	for (size_t i = place; i < e->n_notifications; i++)
		e->notifications[i] = e->notifications[i + 1];
	e->changed = true;
}

enum err card_remove_notification_from_list(struct euicc *e, struct bytes request,
					    struct buf *response)
{
	uint64_t number = 0;
	uint64_t result = ES10_NOT_FOUND;
	TRY(es10b_remove_notification_request_decode(request, &number));
	for (size_t i = 0; i < e->n_notifications; i++) {
		if (e->notifications[i]->sequence != number)
			continue;
		remove_at(e, i);
		result = ES10_OK;
		break;
	}
	return es10_result_encode(ES10B_REMOVE_NOTIFICATION_FROM_LIST, result, response);
}
