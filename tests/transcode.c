/* SPDX-License-Identifier: Apache-2.0 */
/* From one binding to the other. */
#include "transcode.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "msg/es11_authenticate_client.h"
#include "msg/es11_initiate_authentication.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_cancel_session.h"
#include "msg/es9p_get_bound_profile_package.h"
#include "msg/es9p_handle_notification.h"
#include "msg/es9p_initiate_authentication.h"

enum { MESSAGE_MAX = 256 }; /* bytes of the struct of a message */

static const struct es9p_function *const functions[] = {
	&es9p_initiate_authentication, &es9p_authenticate_client, &es9p_get_bound_profile_package,
	&es9p_handle_notification,     &es9p_cancel_session,
};

enum { FUNCTIONS = sizeof(functions) / sizeof(functions[0]) };

const struct es9p_function *transcode_function(const char *name)
{
	for (size_t i = 0; i < FUNCTIONS; i++)
		if (strcmp(functions[i]->name, name) == 0)
			return functions[i];
	return NULL;
}

const struct es9p_function *transcode_es11_function(const char *name)
{
	if (strcmp(es11_initiate_authentication.name, name) == 0)
		return &es11_initiate_authentication;
	return strcmp(es11_authenticate_client.name, name) == 0 ? &es11_authenticate_client : NULL;
}

const struct es9p_function *transcode_function_of_tag(uint32_t tag)
{
	for (size_t i = 0; i < FUNCTIONS; i++)
		if (functions[i]->request->tag == tag)
			return functions[i];
	return NULL;
}

static void must(enum err e)
{
	if (e != OK)
		abort();
}

bool transcode(struct arena *a, const struct es9p_function *f, bool request, enum es9p_binding from,
	       struct bytes *body)
{
	CLEANUP(buf_free) struct buf out = buf_make(2 * LIMIT_HTTP_REPLY);
	union {
		struct esx_response_header header;
		uint8_t room[MESSAGE_MAX];
	} message = {};
	enum es9p_binding to = from == ES9P_JSON ? ES9P_ASN1 : ES9P_JSON;
	if ((request ? f->request : f->response)->size > sizeof(message))
		abort();
	enum err e = request ? es9p_request_decode(f, from, a, *body, &message)
			     : es9p_response_decode(f, from, a, *body, &message);
	if (e != OK)
		return false;
	must(request ? es9p_request_encode(f, to, &message, &out)
		     : es9p_response_encode(f, to, &message, &out));
	must(arena_dup(a, buf_bytes(&out), body));
	return true;
}
