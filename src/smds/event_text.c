/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form of EventIDs and addresses.
 * No test of its own: es12_register_event_test.c sends others.
 */
#include "smds/event_text.h"

enum { TEXT_MAX = 255 };

enum err event_text_check(struct role_call *call, const char *member, struct bytes text)
{
	bool good = text.len > 0 && text.len <= TEXT_MAX;
	for (size_t i = 0; good && i < text.len; i++)
		good = text.ptr[i] > ' ' && text.ptr[i] <= '~';
	if (good)
		return OK;
	call->culprit = member;
	return ERR_SYNTAX;
}
