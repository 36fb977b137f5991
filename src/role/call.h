/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request, as the functions of a role see it. What the roles share is in this folder: the rows
 * of checks, the routes, the certificates, the proof of an eUICC. What an SM-DP+ or an SM-DS
 * decides is in theirs.
 */
#ifndef ROLE_CALL_H
#define ROLE_CALL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "msg/es9p_binding.h"
#include "msg/esx_header.h"

struct credentials;
struct crl_list;
struct role;
struct smdpp;
struct smds;
struct rspd_operator;

/*
 * A function appends its answer to `reply` and says OK; or it fills `refusal` and says why not; or
 * says that it could not be asked (store, memory), and the peer gets 503. A refusal with an empty
 * `refusal` means that the request itself is malformed.
 */
struct role_call {
	const struct role *role;
	const struct smdpp *smdpp;	       /* in functions of the SM-DP+ */
	const struct smds *smds;	       /* in functions of the SM-DS */
	const struct credentials *credentials; /* those of its beginning, until its end */
	const struct crl_list *crls;	       /* likewise; NULL: none */
	struct arena *arena;
	bool may_wait; /* for other servers; or else ERR_WAITS, before anything has changed */
	struct bytes body;
	struct buf *reply;
	int64_t now;
	const char *function;		     /* "ES9+.AuthenticateClient" */
	const struct es9p_function *message; /* ES9+ and ES11: what body and reply are made of */
	enum es9p_binding binding;
	const char *who;		    /* "operator:acme", "euicc": who causes what changes */
	const struct rspd_operator *caller; /* ES2+ only */
	const char *owner;		    /* ES12 only: the OID of the caller, in dots */
	struct status_code refusal;
	const char *check;   /* name of the row that refused; for the log */
	const char *culprit; /* member that made the decoding fail, or NULL */
	const char *iccid;   /* for the log; NULL until known */
};

typedef enum err role_function(struct role_call *call);

/*
 * Functions of ES9+ and ES11: decode the body into the request of call->message, append a response
 * to the reply, in whichever binding the call came. Errors as es9p_request_decode and
 * es9p_response_encode.
 */
enum err role_decode(const struct role_call *call, void *request);
enum err role_answer(const struct role_call *call, const void *response);

#endif
