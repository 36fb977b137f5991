/* SPDX-License-Identifier: Apache-2.0 */
/* The header objects, and the bodies around them. */
#include "msg/esx_header.h"

static const char *const status_names[] = {
	[ESX_EXECUTED_SUCCESS] = "Executed-Success",
	[ESX_EXECUTED_WITH_WARNING] = "Executed-WithWarning",
	[ESX_FAILED] = "Failed",
	[ESX_EXPIRED] = "Expired",
};

const char *esx_status_name(enum esx_status status)
{
	return status_names[status];
}

static enum err status_of_name(struct bytes name, enum esx_status *out)
{
	for (enum esx_status s = ESX_EXECUTED_SUCCESS; s <= ESX_EXPIRED; s++) {
		if (bytes_eq(name, bytes_str(status_names[s]))) {
			*out = s;
			return OK;
		}
	}
	return ERR_SYNTAX;
}

static const struct json_member request_header_members[] = {
	JSON_MEMBER(struct esx_request_header, function_requester_identifier,
		    "functionRequesterIdentifier", JSON_AS_TEXT),
	JSON_MEMBER(struct esx_request_header, function_call_identifier, "functionCallIdentifier",
		    JSON_AS_TEXT),
};
static const struct json_table request_header = JSON_TABLE(request_header_members);

enum err esx_request_header_take(struct arena *a, const json_t *root,
				 struct esx_request_header *header)
{
	const json_t *object = NULL;
	*header = (struct esx_request_header){.culprit = "header"};
	TRY(json_object_member(root, "header", &object));
	header->culprit = NULL;
	return json_decode_members(a, object, &request_header, header, &header->culprit);
}

enum err esx_request_decode(struct arena *a, struct bytes body, const struct json_table *table,
			    void *out)
{
	CLEANUP(json_release) json_t *root = NULL;
	struct esx_request_header *header = out;
	TRY(json_parse(body, &root));
	TRY(esx_request_header_take(a, root, header));
	return json_decode_members(a, root, table, out, &header->culprit);
}

enum err esx_request_header_put(const struct esx_request_header *header, struct buf *out)
{
	TRY(json_open(out, "header", '{'));
	TRY(json_encode_members(&request_header, header, out));
	return json_close(out, '}');
}

enum err esx_request_encode(const struct json_table *table, const void *source, struct buf *out)
{
	TRY(json_open(out, NULL, '{'));
	TRY(esx_request_header_put(source, out));
	TRY(json_encode_members(table, source, out));
	return json_close(out, '}');
}

struct status_texts {
	struct bytes subject, reason, message, subject_identifier;
};

static const struct json_member status_members[] = {
	JSON_MEMBER(struct status_texts, subject, "subjectCode", JSON_AS_TEXT),
	JSON_MEMBER(struct status_texts, reason, "reasonCode", JSON_AS_TEXT),
	JSON_MEMBER(struct status_texts, subject_identifier, "subjectIdentifier", JSON_AS_TEXT,
		    .optional = true),
	JSON_MEMBER(struct status_texts, message, "message", JSON_AS_TEXT, .optional = true),
};
static const struct json_table status_table = JSON_TABLE(status_members);

static enum err take_code(struct arena *a, const json_t *status, struct status_code *out)
{
	const json_t *object = NULL;
	struct status_texts texts = {};
	enum err found = json_object_member(status, "statusCodeData", &object);
	if (found != OK)
		return json_optional(found);
	TRY(json_decode_members(a, object, &status_table, &texts, NULL));
	*out = (struct status_code){
		.subject = (const char *)texts.subject.ptr,
		.reason = (const char *)texts.reason.ptr,
		.message = (const char *)texts.message.ptr,
		.subject_identifier = (const char *)texts.subject_identifier.ptr,
	};
	return OK;
}

enum err esx_execution_status_take(struct arena *a, const json_t *object, const char *name,
				   struct esx_execution_status *out)
{
	const json_t *status = NULL;
	struct bytes word = {};
	*out = (struct esx_execution_status){};
	TRY(json_object_member(object, name, &status));
	TRY(json_text(status, "status", &word));
	TRY(status_of_name(word, &out->status));
	return take_code(a, status, &out->code);
}

static enum err put_code(const struct status_code *code, struct buf *out)
{
	const struct status_texts texts = {
		.subject = bytes_str(code->subject),
		.reason = bytes_str(code->reason),
		.message = bytes_str(code->message),
		.subject_identifier = bytes_str(code->subject_identifier),
	};
	TRY(json_open(out, "statusCodeData", '{'));
	TRY(json_encode_members(&status_table, &texts, out));
	return json_close(out, '}');
}

enum err esx_execution_status_put(const char *name, const struct esx_execution_status *status,
				  struct buf *out)
{
	TRY(json_open(out, name, '{'));
	TRY(json_put_str(out, "status", esx_status_name(status->status)));
	if (status->code.subject)
		TRY(put_code(&status->code, out));
	return json_close(out, '}');
}

enum err esx_response_decode(struct arena *a, struct bytes body, const struct json_table *table,
			     void *out)
{
	CLEANUP(json_release) json_t *root = NULL;
	struct esx_response_header *header = out;
	const json_t *object = NULL;
	TRY(json_parse(body, &root));
	TRY(json_object_member(root, "header", &object));
	TRY(esx_execution_status_take(a, object, "functionExecutionStatus",
				      &header->execution_status));
	if (!table || !esx_executed(header))
		return OK;
	return json_decode_members(a, root, table, out, NULL);
}

enum err esx_response_header_put(const struct esx_response_header *header, struct buf *out)
{
	TRY(json_open(out, "header", '{'));
	TRY(esx_execution_status_put("functionExecutionStatus", &header->execution_status, out));
	return json_close(out, '}');
}

enum err esx_response_encode(const struct json_table *table, const void *source, struct buf *out)
{
	const struct esx_response_header *header = source;
	TRY(json_open(out, NULL, '{'));
	TRY(esx_response_header_put(header, out));
	if (table && esx_executed(header))
		TRY(json_encode_members(table, source, out));
	return json_close(out, '}');
}

enum err esx_header_encode(const struct esx_execution_status *status, struct buf *out)
{
	const struct esx_response_header header = {.execution_status = *status};
	return esx_response_encode(NULL, &header, out);
}
