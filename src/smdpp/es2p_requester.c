/* SPDX-License-Identifier: Apache-2.0 */
/* The requester of an ES2+ function. */
#include "smdpp/es2p_requester.h"

#include "role/check.h"

struct run {
	const struct rspd_operator *caller;
	struct bytes identifier;
};

static enum err allowed(void *context)
{
	const struct run *r = context;
	for (size_t i = 0; i < r->caller->function_requester_identifiers_n; i++)
		if (bytes_eq(r->identifier,
			     bytes_str(r->caller->function_requester_identifiers[i])))
			return OK;
	return ERR_DENIED;
}

static const struct check checks[] = {
	{"es2p_requester.allowed", "1.1", "1.2",
	 "The functionRequesterIdentifier is not one of this client's", .run = allowed},
};

enum err es2p_requester_check(struct role_call *call, const struct esx_request_header *header)
{
	struct run r = {call->caller, header->function_requester_identifier};
	return check_run(call, CHECK_ROWS(checks), &r);
}
