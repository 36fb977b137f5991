/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an eUICC says in the messages of a device, as the wishes want it: EUICCInfo1,
 * AuthenticateServerResponse, PrepareDownloadResponse, CancelSessionResponse and notifications.
 * Everything lives in the scene's arena.
 */
#ifndef CONFORMANCE_DEVICE_MESSAGE_H
#define CONFORMANCE_DEVICE_MESSAGE_H

#include "conformance/scene.h"

/* Each appends nothing but fills `*out` with a whole TLV. Errors of the encoders, or with `why`. */
typedef enum err device_message(struct scene *scene, const struct wishes *w, struct actor *actor,
				struct bytes *out);

device_message device_message_euicc_info1;
device_message device_message_authenticate_server;
device_message device_message_prepare_download;
device_message device_message_cancel_session;
device_message device_message_installation_result;
device_message device_message_notification;

/* The transaction identifier that `wish` names: `own`, an unknown one, or that of a device. */
enum err device_message_transaction(struct scene *scene, const struct wishes *w, enum wish wish,
				    struct bytes own, struct bytes *out);

/* A signature of the eUICC over `input`, spoilt if the wishes want it. */
enum err device_message_sign(struct scene *scene, const struct wishes *w, const struct actor *actor,
			     struct bytes input, struct bytes *out);

#endif
