/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Body and reply of a call.
 * No test of its own: each function of ES9+ and ES11 goes through it, in both bindings in
 * smdpp/routes_test.c.
 */
#include "role/call.h"

enum err role_decode(const struct role_call *call, void *request)
{
	return es9p_request_decode(call->message, call->binding, call->arena, call->body, request);
}

enum err role_answer(const struct role_call *call, const void *response)
{
	return es9p_response_encode(call->message, call->binding, response, call->reply);
}
