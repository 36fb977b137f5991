/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of the first column of a step: functions of the interfaces, and names for several of
 * them in a row. A verb makes its request from the scene and the wishes, and keeps what the answer
 * teaches; whether the answer is what the clause wants is judged elsewhere (conformance/expect.h).
 */
#ifndef CONFORMANCE_VERB_H
#define CONFORMANCE_VERB_H

#include "conformance/scene.h"

/*
 * Make the call. OK when there is an answer, of any kind, in scene->reply. ERR_UNSUPPORTED, with
 * `why`, if the target cannot be asked; other errors, with `why`, if a success breaks the standard.
 */
typedef enum err verb_call(struct scene *scene, const struct wishes *w);

struct verb {
	const char *name;
	verb_call *call;		      /* NULL: it stands for `parts` */
	const struct conformance_step *parts; /* up to one without a function */
	const char *standard;		      /* what is expected when the case does not say */
};

/* The verb of that name; NULL if there is none. */
const struct verb *verb_find(const char *name);

/* ES2+ */
verb_call verb_download_order;
verb_call verb_confirm_order;
verb_call verb_cancel_order;
verb_call verb_release_profile;
verb_call verb_progress; /* wait for a notification */

/* ES9+ and ES11 */
verb_call verb_initiate_authentication;
verb_call verb_authenticate_client;
verb_call verb_get_bound_profile_package;
verb_call verb_cancel_session;
verb_call verb_installation_result;
verb_call verb_notification;

/* ES12, ES15 */
verb_call verb_register_event;
verb_call verb_delete_event;
verb_call verb_root_registered; /* wait until the root SM-DS was called */
verb_call verb_root_deleted;

/* A download by the virtual eUICC and the LPA. */
verb_call verb_card;

/* A handshake. */
verb_call verb_tls;

/* Any request to ES9+, ES2+ or ES12. */
verb_call verb_post;

/* Cancel the current order, whatever comes of it. */
void verb_give_back(struct scene *scene);

/* Delete the events that the case has registered, whatever comes of it. */
void verb_give_back_events(struct scene *scene);

#endif
