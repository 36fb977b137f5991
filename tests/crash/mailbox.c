/* SPDX-License-Identifier: Apache-2.0 */
/* An array that is sorted when all has come. */
#include "mailbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "msg/es2p_handle_download_progress_info.h"

enum err mailbox_open(struct mailbox *mailbox, size_t max)
{
	*mailbox = (struct mailbox){.mails = calloc(max, sizeof(*mailbox->mails)), .max = max};
	return mailbox->mails ? OK : ERR_NOMEM;
}

void mailbox_free(struct mailbox *mailbox)
{
	free(mailbox->mails);
	mailbox->mails = NULL;
}

enum err mailbox_take(void *context, struct bytes body)
{
	struct mailbox *mailbox = context;
	CLEANUP(arena_free) struct arena a = arena_make(LIMIT_REQUEST_ARENA);
	struct es2p_handle_download_progress_info_request r = {};
	if (mailbox->n == mailbox->max)
		return ERR_LIMIT;
	TRY(es2p_handle_download_progress_info_request_decode(&a, body, &r));
	struct mail *mail = &mailbox->mails[mailbox->n];
	*mail = (struct mail){.point = (int)r.notification_point_id,
			      .failed = r.notification_point_status.status != ESX_EXECUTED_SUCCESS,
			      .place = mailbox->n++};
	(void)snprintf(mail->iccid, sizeof(mail->iccid), "%.*s", BYTES_FMT(r.iccid));
	(void)snprintf(mail->call_id, sizeof(mail->call_id), "%.*s",
		       BYTES_FMT(r.header.function_call_identifier));
	return OK;
}

static int compare(const void *left, const void *right)
{
	const struct mail *a = left, *b = right;
	int by_iccid = strcmp(a->iccid, b->iccid);
	return by_iccid != 0 ? by_iccid : (a->place > b->place) - (a->place < b->place);
}

void mailbox_sort(struct mailbox *mailbox)
{
	qsort(mailbox->mails, mailbox->n, sizeof(*mailbox->mails), compare);
}

size_t mailbox_find(const struct mailbox *mailbox, const char *iccid, const struct mail **first)
{
	size_t low = 0, high = mailbox->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(mailbox->mails[middle].iccid, iccid) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*first = mailbox->mails + low;
	size_t n = 0;
	while (low + n < mailbox->n && strcmp((*first)[n].iccid, iccid) == 0)
		n++;
	return n;
}
