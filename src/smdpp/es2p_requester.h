/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The beginning of every ES2+ function: is the functionRequesterIdentifier one of the operator
 * whose certificate the caller has shown (SGP.22 §6.5.1.3)?
 */
#ifndef SMDPP_ES2P_REQUESTER_H
#define SMDPP_ES2P_REQUESTER_H

#include "smdpp/smdpp.h"

/* OK, or ERR_DENIED with call->refusal filled. */
enum err es2p_requester_check(struct role_call *call, const struct esx_request_header *header);

#endif
