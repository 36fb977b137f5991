/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pending notifications.
 * No test of its own: tests/lpa_test.c.
 */
#include "lpa/notifications.h"

#include <string.h>

#include "base/text.h"
#include "codec/tlv.h"
#include "lpa/es10.h"
#include "lpa/es9p.h"
#include "lpa/problem.h"
#include "msg/es10_function.h"
#include "msg/es10b_notification.h"
#include "msg/es9p_handle_notification.h"

enum { REQUEST_MAX = 32, REPLY_MAX = 32 * 1024, ARENA_MAX = 256 * 1024 };

static enum err no_such(struct lpa *lpa, const char *step)
{
	enum err error = problem_refused(lpa, step, "The eUICC has no such notification.",
					 "List them: `veuicc notifications`.");
	return error == ERR_DENIED ? ERR_NOT_FOUND : error;
}

static enum err add(struct arena *arena, struct bytes whole, struct lpa_notification *out)
{
	struct es10b_notification_metadata m = {};
	TRY(es10b_notification_metadata_decode(whole, &m));
	out->sequence = m.seq_number;
	out->event = m.profile_management_operation;
	if (bytes_present(m.iccid))
		TRY(iccid_decode(m.iccid, out->iccid));
	return arena_str(arena, m.notification_address, &out->address);
}

static enum err count(struct bytes row, size_t *n)
{
	struct tlv next = {};
	*n = 0;
	while (row.len > 0) {
		TRY(tlv_take(&row, &next));
		(*n)++;
	}
	return OK;
}

static enum err read_list(struct arena *arena, struct bytes whole, struct lpa_notification **out,
			  size_t *n)
{
	struct es10b_notification_list list = {};
	struct tlv next = {};
	TRY(es10b_list_notification_response_decode(whole, &list));
	if (!list.ok)
		return ERR_DENIED;
	TRY(count(list.row, n));
	TRY(arena_alloc(arena, *n * sizeof(**out), (void **)out));
	for (size_t i = 0; i < *n; i++) {
		TRY(tlv_take(&list.row, &next));
		TRY(add(arena, next.whole, &(*out)[i]));
	}
	return OK;
}

enum err lpa_list_notifications(struct lpa *lpa, struct arena *arena, struct lpa_notification **out,
				size_t *n)
{
	static const char step[] = "ES10b.ListNotification";
	CLEANUP(buf_free) struct buf request = buf_make(REQUEST_MAX);
	CLEANUP(buf_free) struct buf response = buf_make(ES10_RESPONSE_MAX);
	*n = 0;
	TRY(es10b_list_notification_request_encode(0, &request));
	TRY(es10_call(lpa, step, buf_bytes(&request), &response));
	if (read_list(arena, buf_bytes(&response), out, n) != OK)
		return problem_protocol(lpa, step, "it cannot be read");
	return OK;
}

enum err lpa_remove_notification(struct lpa *lpa, uint64_t sequence)
{
	static const char step[] = "ES10b.RemoveNotificationFromList";
	CLEANUP(buf_free) struct buf request = buf_make(REQUEST_MAX);
	CLEANUP(buf_free) struct buf response = buf_make(ES10_RESPONSE_MAX);
	uint64_t result = 0;
	TRY(es10b_remove_notification_request_encode(sequence, &request));
	TRY(es10_call(lpa, step, buf_bytes(&request), &response));
	if (es10_result_decode(buf_bytes(&response), ES10B_REMOVE_NOTIFICATION_FROM_LIST,
			       &result) != OK)
		return problem_protocol(lpa, step, "it cannot be read");
	if (result == ES10_NOT_FOUND)
		return no_such(lpa, step);
	return result == ES10_OK ? OK : problem_card(lpa, step, (int)result);
}

/* `*pending` and `*address` point into `response`. */
static enum err retrieve(struct lpa *lpa, uint64_t sequence, struct buf *response,
			 struct bytes *pending, struct bytes *address)
{
	static const char step[] = "ES10b.RetrieveNotificationsList";
	CLEANUP(buf_free) struct buf request = buf_make(REQUEST_MAX);
	struct es10b_retrieve_notifications_list_request wanted = {.seq_number = sequence};
	struct es10b_notification_list list = {};
	struct es10b_notification_metadata m = {};
	struct tlv first = {};
	TRY(es10b_retrieve_notifications_list_request_encode(&wanted, &request));
	TRY(es10_call(lpa, step, buf_bytes(&request), response));
	if (es10b_retrieve_notifications_list_response_decode(buf_bytes(response), &list) != OK)
		return problem_protocol(lpa, step, "it cannot be read");
	if (!list.ok || list.row.len == 0)
		return no_such(lpa, step);
	if (tlv_take(&list.row, &first) != OK ||
	    es10b_pending_notification_metadata(first.whole, &m) != OK)
		return problem_protocol(lpa, step, "the notification cannot be read");
	*pending = first.whole;
	*address = m.notification_address;
	return OK;
}

static enum err send(struct lpa *lpa, const char *address, struct bytes pending)
{
	CLEANUP(buf_free) struct buf reply = buf_make(REPLY_MAX);
	const struct es9p_handle_notification_request request = {.pending_notification = pending};
	const struct es9p_call call = {"ES9+.HandleNotification", "es9plus", address,
				       &es9p_handle_notification, &request};
	return es9p_send(lpa, &call, &reply);
}

enum err lpa_deliver_notification(struct lpa *lpa, uint64_t sequence)
{
	CLEANUP(arena_free) struct arena arena = arena_make(ARENA_MAX);
	CLEANUP(buf_free) struct buf response = buf_make(ES10_RESPONSE_MAX);
	struct bytes pending = {}, address = {};
	const char *host = NULL;
	TRY(retrieve(lpa, sequence, &response, &pending, &address));
	TRY(arena_str(&arena, address, &host));
	TRY(send(lpa, host, pending));
	return lpa_remove_notification(lpa, sequence);
}

/* True if an earlier one for this address has failed: order counts. */
static bool is_blocked(const struct lpa_notification *all, const bool *failed, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (failed[k] && strcmp(all[k].address, all[i].address) == 0)
			return true;
	}
	return false;
}

/* `*why` is the first failure's. */
static enum err deliver_all(struct lpa *lpa, const struct lpa_notification *all, size_t n,
			    bool *failed, struct lpa_problem *why)
{
	enum err first = OK;
	for (size_t i = 0; i < n; i++) {
		failed[i] = is_blocked(all, failed, i);
		if (failed[i])
			continue;
		enum err error = lpa_deliver_notification(lpa, all[i].sequence);
		failed[i] = error != OK;
		if (error == OK || first != OK)
			continue;
		first = error;
		*why = lpa->problem;
	}
	return first;
}

enum err lpa_process_notifications(struct lpa *lpa, size_t *sent, size_t *left)
{
	CLEANUP(arena_free) struct arena arena = arena_make(ARENA_MAX);
	struct lpa_notification *all = NULL;
	struct lpa_problem why = {};
	bool *failed = NULL;
	size_t n = 0;
	*sent = *left = 0;
	problem_clear(lpa);
	TRY(lpa_list_notifications(lpa, &arena, &all, &n));
	TRY(arena_alloc(&arena, n * sizeof(*failed), (void **)&failed));
	enum err error = deliver_all(lpa, all, n, failed, &why);
	for (size_t i = 0; i < n; i++)
		*(failed[i] ? left : sent) += 1;
	if (error != OK)
		lpa->problem = why;
	return error;
}
