/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of an RSP session.
 * No test of its own: what ends it has.
 */
#include "card/rsp_session.h"

#include "base/secret.h"

void rsp_session_end(struct rsp_session *s)
{
	wipe(s, sizeof(*s));
}
