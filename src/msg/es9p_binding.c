/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One message in JSON, or as the TLV in RemoteProfileProvisioningRequest or -Response. The types of
 * §6.6 have automatic tags: the arms of a response are [0] and [1].
 */
#include "msg/es9p_binding.h"

#include <string.h>

enum {
	TAG_MESSAGE = 0xA2, /* RemoteProfileProvisioningRequest and -Response */
	TAG_OK = 0xA0,
	TAG_ERROR = 0x81,
	TAGS_OF_OBJECTS = 0xBF00, /* from here on, tags name data objects of their own */
};

/* --- ASN.1 ---------------------------------------------------------------------------------- */

struct tlv es9p_asn1_innermost(struct tlv t)
{
	struct tlv inner = {};
	while (t.tag > TAGS_OF_OBJECTS && tlv_only(t.value, t.tag, &inner) == OK)
		t = inner;
	return t;
}

enum err es9p_asn1_tag(struct bytes body, uint32_t *tag)
{
	struct tlv t = {};
	TRY(tlv_choice(body, TAG_MESSAGE, &t));
	*tag = t.tag;
	return OK;
}

static enum err take_message(const struct es9p_message *m, struct bytes body, struct bytes *value)
{
	struct tlv t = {};
	TRY(tlv_choice(body, TAG_MESSAGE, &t));
	if (t.tag != m->tag)
		return ERR_MISSING;
	*value = es9p_asn1_innermost(t).value;
	return OK;
}

static enum err decode_members(const struct es9p_message *m, struct bytes value, void *out)
{
	TRY(tlv_decode(value, m->members, m->members_n, out));
	for (size_t i = 0; i < m->members_n; i++) {
		struct bytes *slice = (void *)((uint8_t *)out + m->members[i].offset);
		struct tlv t = {};
		if (m->members[i].whole && tlv_only(*slice, m->members[i].tag, &t) == OK)
			*slice = es9p_asn1_innermost(t).whole;
	}
	return OK;
}

static enum err decode_value(const struct es9p_message *m, struct arena *a, struct bytes value,
			     void *out)
{
	return m->decode_asn1 ? m->decode_asn1(a, value, out) : decode_members(m, value, out);
}

static enum err encode_value(const struct es9p_message *m, const void *source, struct buf *out)
{
	return m->encode_asn1 ? m->encode_asn1(source, out)
			      : tlv_encode(out, m->members, m->members_n, source);
}

static enum err asn1_request_decode(const struct es9p_function *f, struct arena *a,
				    struct bytes body, void *out)
{
	struct bytes value = {};
	TRY(take_message(f->request, body, &value));
	return decode_value(f->request, a, value, out);
}

static enum err asn1_request_encode(const struct es9p_function *f, const void *request,
				    struct buf *out)
{
	size_t message = 0, mark = 0;
	TRY(tlv_open(out, TAG_MESSAGE, &message));
	TRY(tlv_open(out, f->request->tag, &mark));
	TRY(encode_value(f->request, request, out));
	TRY(tlv_close(out, mark));
	return tlv_close(out, message);
}

/* Of codes with the same value, the first row has the more general one. */
static enum err take_error(const struct es9p_function *f, struct bytes value,
			   struct esx_execution_status *out)
{
	uint64_t number = 0;
	TRY(tlv_uint(value, &number));
	*out = (struct esx_execution_status){.status = ESX_FAILED};
	for (size_t i = 0; i < f->errors_n; i++) {
		if (f->errors[i].value != number)
			continue;
		out->code.subject = f->errors[i].subject;
		out->code.reason = f->errors[i].reason;
		break;
	}
	return OK;
}

static enum err asn1_response_decode(const struct es9p_function *f, struct arena *a,
				     struct bytes body, void *out)
{
	struct esx_response_header *header = out;
	struct bytes value = {};
	struct tlv arm = {};
	TRY(take_message(f->response, body, &value));
	TRY(tlv_take(&value, &arm));
	if (value.len > 0)
		return ERR_TRAILING;
	if (arm.tag == TAG_OK)
		return decode_value(f->response, a, arm.value, out);
	return arm.tag == TAG_ERROR ? take_error(f, arm.value, &header->execution_status)
				    : ERR_MISSING;
}

static uint64_t error_of(const struct es9p_function *f, const struct status_code *code)
{
	for (size_t i = 0; i < f->errors_n && code->subject; i++) {
		if (strcmp(f->errors[i].subject, code->subject) == 0 &&
		    strcmp(f->errors[i].reason, code->reason) == 0)
			return f->errors[i].value;
	}
	return ES9P_UNDEFINED_ERROR;
}

static enum err put_ok(const struct es9p_message *m, const void *response, struct buf *out)
{
	size_t mark = 0;
	TRY(tlv_open(out, TAG_OK, &mark));
	TRY(encode_value(m, response, out));
	return tlv_close(out, mark);
}

static enum err asn1_response_encode(const struct es9p_function *f, const void *response,
				     struct buf *out)
{
	const struct esx_response_header *header = response;
	size_t message = 0, mark = 0;
	if (f->response->tag == 0)
		return OK;
	TRY(tlv_open(out, TAG_MESSAGE, &message));
	TRY(tlv_open(out, f->response->tag, &mark));
	if (esx_executed(header))
		TRY(put_ok(f->response, response, out));
	else
		TRY(tlv_put_uint(out, TAG_ERROR, error_of(f, &header->execution_status.code)));
	TRY(tlv_close(out, mark));
	return tlv_close(out, message);
}

/* --- JSON ----------------------------------------------------------------------------------- */

static enum err json_request_decode(const struct es9p_function *f, struct arena *a,
				    struct bytes body, void *out)
{
	if (f->request->decode_json)
		return f->request->decode_json(a, body, out);
	return json_decode(a, body, &f->request->json, out, NULL);
}

static enum err json_request_encode(const struct es9p_function *f, const void *request,
				    struct buf *out)
{
	if (f->request->encode_json)
		return f->request->encode_json(request, out);
	return json_encode(&f->request->json, request, out);
}

static enum err json_response_decode(const struct es9p_function *f, struct arena *a,
				     struct bytes body, void *out)
{
	if (f->response->decode_json)
		return f->response->decode_json(a, body, out);
	return esx_response_decode(a, body, &f->response->json, out);
}

static enum err json_response_encode(const struct es9p_function *f, const void *response,
				     struct buf *out)
{
	if (f->response->encode_json)
		return f->response->encode_json(response, out);
	return esx_response_encode(&f->response->json, response, out);
}

/* --- either --------------------------------------------------------------------------------- */

typedef enum err decode(const struct es9p_function *f, struct arena *a, struct bytes body,
			void *out);
typedef enum err encode(const struct es9p_function *f, const void *source, struct buf *out);

static const struct {
	decode *request_decode, *response_decode;
	encode *request_encode, *response_encode;
} bindings[ES9P_BINDINGS] = {
	[ES9P_JSON] = {json_request_decode, json_response_decode, json_request_encode,
		       json_response_encode},
	[ES9P_ASN1] = {asn1_request_decode, asn1_response_decode, asn1_request_encode,
		       asn1_response_encode},
};

enum err es9p_request_decode(const struct es9p_function *f, enum es9p_binding binding,
			     struct arena *a, struct bytes body, void *out)
{
	memset(out, 0, f->request->size);
	return bindings[binding].request_decode(f, a, body, out);
}

enum err es9p_response_decode(const struct es9p_function *f, enum es9p_binding binding,
			      struct arena *a, struct bytes body, void *out)
{
	memset(out, 0, f->response->size);
	return bindings[binding].response_decode(f, a, body, out);
}

enum err es9p_request_encode(const struct es9p_function *f, enum es9p_binding binding,
			     const void *request, struct buf *out)
{
	return bindings[binding].request_encode(f, request, out);
}

enum err es9p_response_encode(const struct es9p_function *f, enum es9p_binding binding,
			      const void *response, struct buf *out)
{
	return bindings[binding].response_encode(f, response, out);
}
