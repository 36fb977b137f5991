/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making and keeping of notifications; their hand-out is in card/es10b_notification.c.
 * No test of its own: es10b_notification_test.c.
 */
#include "card/notification.h"

#include <stdlib.h>

#include "crypto/ecdsa.h"
#include "msg/es10b_notification.h"
#include "msg/es8p_store_metadata.h"

enum { TBS_MAX = EUICC_ADDRESS_MAX + 64 };

bool notification_room(const struct euicc *e)
{
	return e->n_notifications + NOTIFICATION_ROOM <= EUICC_NOTIFICATIONS_MAX;
}

enum err notification_keep(struct euicc *e, uint64_t sequence, struct bytes pending)
{
	if (e->n_notifications == EUICC_NOTIFICATIONS_MAX)
		return ERR_LIMIT;
	struct euicc_notification *n = calloc(1, sizeof(*n));
	if (!n)
		return ERR_NOMEM;
	n->sequence = sequence;
	n->pending = buf_make(EUICC_PENDING_MAX);
	enum err error = buf_put(&n->pending, pending);
	if (error != OK) {
		euicc_notification_free(n);
		return error;
	}
	e->notifications[e->n_notifications++] = n;
	e->next_sequence = sequence + 1;
	e->changed = true;
	return OK;
}

enum err notification_identity(const struct euicc *e, struct bytes ci_pkid,
			       const struct euicc_identity **out)
{
	size_t place = 0;
	if (e->n_identities == 0)
		return ERR_NOT_FOUND;
	if (euicc_identity_index(e, ci_pkid, &place) != OK)
		place = 0;
	*out = &e->identities[place];
	return OK;
}

static enum err sign(struct euicc *e, const struct notification_event *event, struct bytes address,
		     struct buf *out)
{
	CLEANUP(buf_free) struct buf tbs = buf_make(TBS_MAX);
	const struct euicc_identity *id = NULL;
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	struct es10b_notification_metadata metadata = {
		.seq_number = e->next_sequence,
		.profile_management_operation = event->event,
		.notification_address = address,
		.iccid = event->iccid,
	};
	TRY(notification_identity(e, event->ci_pkid, &id));
	TRY(es10b_notification_metadata_encode(&metadata, &tbs));
	struct bytes input = buf_bytes(&tbs);
	TRY(ecdsa_sign(id->key, &input, 1, signature));
	struct es10b_other_signed_notification n = {
		.tbs_other_notification = input,
		.euicc_notification_signature = BYTES_OF(signature),
		.euicc_certificate = buf_bytes(&id->certificate),
		.eum_certificate = buf_bytes(&id->eum_certificate),
	};
	return es10b_other_signed_notification_encode(&n, out);
}

enum err notification_raise(struct euicc *e, const struct notification_event *event)
{
	struct es8p_store_metadata metadata = {};
	TRY(es8p_store_metadata_decode(event->metadata, &metadata));
	struct bytes list = metadata.notification_configuration_info;
	while (list.len > 0) {
		CLEANUP(buf_free) struct buf pending = buf_make(EUICC_PENDING_MAX);
		struct rsp_notification_configuration wanted = {};
		TRY(rsp_notification_configuration_next(&list, &wanted));
		if (!(wanted.events & event->event))
			continue;
		TRY(sign(e, event, wanted.address, &pending));
		TRY(notification_keep(e, e->next_sequence, buf_bytes(&pending)));
	}
	return OK;
}

enum err notification_raise_profile(struct euicc *e, const struct euicc_profile *p, uint64_t event)
{
	struct notification_event raised = {
		.event = event,
		.iccid = BYTES_OF(p->iccid),
		.metadata = buf_bytes(&p->metadata),
		.ci_pkid = BYTES_OF(p->ci_pkid),
	};
	return notification_raise(e, &raised);
}
