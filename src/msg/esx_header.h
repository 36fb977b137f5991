/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON header objects of ES2+, ES9+, ES11, ES12 and ES15 (SGP.22 §6.5.1.3, §6.5.1.4), and the
 * bodies around them: what every function has in common. ES9+ and ES11 requests have no header.
 */
#ifndef MSG_ESX_HEADER_H
#define MSG_ESX_HEADER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "codec/json.h"

/* functionExecutionStatus.status */
enum esx_status {
	ESX_EXECUTED_SUCCESS,
	ESX_EXECUTED_WITH_WARNING,
	ESX_FAILED,
	ESX_EXPIRED,
};

/* "Executed-Success", "Executed-WithWarning", "Failed", "Expired". */
const char *esx_status_name(enum esx_status status);

/* statusCodeData. All texts are static, or live as long as the arena they were decoded into. */
struct status_code {
	const char *subject;		/* "8.2.6"; NULL: there is no statusCodeData */
	const char *reason;		/* "3.8"; never NULL beside a subject */
	const char *message;		/* for people; NULL: not written */
	const char *subject_identifier; /* NULL: not written */
};

/* functionExecutionStatus. Zeroed, it is the success without more to say. */
struct esx_execution_status {
	enum esx_status status;
	struct status_code code;
};

/* The functions of ES2+, ES12 and ES15: a struct of a request begins with this as `header`. */
struct esx_request_header {
	struct bytes function_requester_identifier;
	struct bytes function_call_identifier;
	const char *culprit; /* the member that made the decoding fail; NULL: none in particular */
};

/* A struct of a response begins with this as `header`. */
struct esx_response_header {
	struct esx_execution_status execution_status;
};

/* True if the function was executed: the other members of the response are then there. */
static inline bool esx_executed(const struct esx_response_header *header)
{
	return header->execution_status.status <= ESX_EXECUTED_WITH_WARNING;
}

/*
 * Requests of ES2+, ES12 and ES15: the header, and the members of the table. `out` and `source`
 * point to a struct that begins with a struct esx_request_header. Slices live in the arena. Errors
 * as json_decode and json_encode; header.culprit names the member.
 */
enum err esx_request_decode(struct arena *a, struct bytes body, const struct json_table *table,
			    void *out);
enum err esx_request_encode(const struct json_table *table, const void *source, struct buf *out);

/* The header alone, as a member of an open object: for requests that a table cannot tell. Errors as
 * above. */
enum err esx_request_header_take(struct arena *a, const json_t *root,
				 struct esx_request_header *header);
enum err esx_request_header_put(const struct esx_request_header *header, struct buf *out);

/*
 * Responses of all interfaces: the header, and the members of the table if the function was
 * executed; otherwise they are absent, and not written. `out` and `source` point to a struct that
 * begins with a struct esx_response_header. A table of NULL: the header is all there is. Errors as
 * json_decode and json_encode; a refusal by the peer is no error.
 */
enum err esx_response_decode(struct arena *a, struct bytes body, const struct json_table *table,
			     void *out);
enum err esx_response_encode(const struct json_table *table, const void *source, struct buf *out);

/* A response that is its header only: a refusal, or the success of a function without output. */
enum err esx_header_encode(const struct esx_execution_status *status, struct buf *out);

/* The header alone, as a member of an open object: for responses that a table cannot tell. */
enum err esx_response_header_put(const struct esx_response_header *header, struct buf *out);

/*
 * An ExecutionStatus object as a member of an open object: functionExecutionStatus and, in ES2+,
 * notificationPointStatus. ERR_SYNTAX for an unknown status; ERR_MISSING without a status, or
 * without one of the codes in a statusCodeData.
 */
enum err esx_execution_status_put(const char *name, const struct esx_execution_status *status,
				  struct buf *out);
enum err esx_execution_status_take(struct arena *a, const json_t *object, const char *name,
				   struct esx_execution_status *out);

#endif
