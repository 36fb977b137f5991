/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two bindings of ES9+ and ES11: JSON (SGP.22 §6.5) and ASN.1 (§6.6). A function is told once,
 * by its members in each; who decodes and encodes by it need not know which one is in use. The
 * members stand in the files of the functions, what they mean in the data objects' own.
 */
#ifndef MSG_ES9P_BINDING_H
#define MSG_ES9P_BINDING_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "codec/json.h"
#include "codec/tlv.h"
#include "msg/esx_header.h"

enum es9p_binding { ES9P_JSON, ES9P_ASN1, ES9P_BINDINGS };

/* The path of all functions in ASN.1, and the media type of both directions (§6.6). */
#define ES9P_ASN1_PATH "/gsma/rsp2/asn1"
#define ES9P_ASN1_TYPE "application/x-gsma-rsp-asn1"

/* In place of a table, where that cannot tell the message. In JSON, of the whole body; in ASN.1, of
 * the value of the message's tag, or of its Ok. */
typedef enum err es9p_decode(struct arena *a, struct bytes part, void *out);
typedef enum err es9p_encode(const void *source, struct buf *out);

/* A request or a response. */
struct es9p_message {
	uint32_t tag; /* in RemoteProfileProvisioningRequest or -Response; 0: it has none */
	size_t size;  /* of its struct */
	struct json_table json;		  /* empty: a response that is its header only */
	const struct tlv_member *members; /* of the SEQUENCE in `tag`, or in its Ok */
	size_t members_n;
	es9p_decode *decode_json, *decode_asn1; /* NULL: by `json`, by `members` */
	es9p_encode *encode_json, *encode_asn1;
};

/* Which value of xxxError stands for a status code. */
struct es9p_error {
	const char *subject, *reason;
	uint64_t value;
};

/* What is not in a function's table, in either direction. */
enum { ES9P_UNDEFINED_ERROR = 127 };

struct es9p_function {
	const char *name; /* "authenticateClient": the end of its path in JSON */
	const struct es9p_message *request;
	const struct es9p_message *response; /* its struct begins with esx_response_header */
	const struct es9p_error *errors;
	size_t errors_n;
};

/* A function's rows `errors` and `errors_n`. */
#define ES9P_ERRORS(rows) .errors = (rows), .errors_n = sizeof(rows) / sizeof(*(rows))

/* A message's `members` and `members_n`. */
#define ES9P_MEMBERS(rows) .members = (rows), .members_n = sizeof(rows) / sizeof(*(rows))

/*
 * Which function a body in ASN.1 asks for, or answers: the tag in its RemoteProfileProvisioning-
 * Request or -Response. ERR_MISSING if it is none, ERR_TRAILING with more behind it or in it.
 */
enum err es9p_asn1_tag(struct bytes body, uint32_t *tag);

/* The innermost of data objects that have the same tag and are around one another; mostly `t`. */
struct tlv es9p_asn1_innermost(struct tlv t);

/*
 * Decode into the struct of the message, which is zeroed before. In JSON, errors as json_decode and
 * esx_response_decode; in ASN.1, as es9p_asn1_tag and tlv_decode. Slices live in the arena, or in
 * `body`. A refusal by the peer is no error: the header says so, without a code where ASN.1 has
 * none (undefinedError, or a value that is not in the table). Where a tag before a tagged CHOICE
 * is to replace its own (X.680 §31.2.7), both tags are read as well, since some encoders write
 * them; however often: what is encoded again is decoded as the same.
 */
enum err es9p_request_decode(const struct es9p_function *f, enum es9p_binding binding,
			     struct arena *a, struct bytes body, void *out);
enum err es9p_response_decode(const struct es9p_function *f, enum es9p_binding binding,
			      struct arena *a, struct bytes body, void *out);

/* Append the body. Errors as json_encode and tlv_encode. Of a function without a response, that in
 * ASN.1 is nothing. */
enum err es9p_request_encode(const struct es9p_function *f, enum es9p_binding binding,
			     const void *request, struct buf *out);
enum err es9p_response_encode(const struct es9p_function *f, enum es9p_binding binding,
			      const void *response, struct buf *out);

#endif
