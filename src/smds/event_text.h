/* SPDX-License-Identifier: Apache-2.0 */
/* What callers of ES12 may write into the texts that devices are told. */
#ifndef SMDS_EVENT_TEXT_H
#define SMDS_EVENT_TEXT_H

#include "role/call.h"

/*
 * OK for 1 to 255 printable characters of ASCII without spaces: wider than the alphabet of an
 * AC_Token, since MatchingIDs with other characters are in use; nothing else is passed on. Else
 * ERR_SYNTAX, with call->culprit set.
 */
enum err event_text_check(struct role_call *call, const char *member, struct bytes text);

#endif
