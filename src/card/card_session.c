/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of an RSP session.
 * No test of its own: what ends it has.
 */
#include "card/card_session.h"

#include "base/secret.h"

void card_session_end(struct card_session *s)
{
	wipe(s, sizeof(*s));
}
