/* SPDX-License-Identifier: Apache-2.0 */
/* ES11.AuthenticateClient in both bindings: the members of the clause, and the list of events. */
#include "msg/es11_authenticate_client.h"

#include "msg/es9p_authenticate_client.h"
#include "msg/rsp_type.h"

typedef struct es11_authenticate_client_response response_t;

static const struct json_member response_json[] = {
	JSON_MEMBER(response_t, transaction_id, "transactionId", JSON_AS_HEX, .len_min = 1,
		    .len_max = RSP_TRANSACTION_ID_MAX),
};
static const struct json_table response_table = JSON_TABLE(response_json);

static const struct json_member entry_json[] = {
	JSON_MEMBER(struct es11_event_entry, event_id, "eventId", JSON_AS_TEXT, .len_min = 1),
	JSON_MEMBER(struct es11_event_entry, rsp_server_address, "rspServerAddress", JSON_AS_TEXT,
		    .len_min = 1),
};
static const struct json_table entry_table = JSON_TABLE(entry_json);

static enum err take_entries(struct arena *a, const json_t *array, response_t *out)
{
	struct es11_event_entry *entries = NULL;
	size_t n = json_array_size(array);
	if (!array || json_is_null(array))
		return ERR_MISSING;
	if (!json_is_array(array))
		return ERR_SYNTAX;
	TRY(arena_alloc(a, n * sizeof(*entries), (void **)&entries));
	for (size_t i = 0; i < n; i++) {
		const json_t *entry = json_array_get(array, i);
		if (!json_is_object(entry))
			return ERR_SYNTAX;
		TRY(json_decode_members(a, entry, &entry_table, &entries[i], NULL));
	}
	out->event_entries = entries;
	out->event_entry_count = n;
	return OK;
}

static enum err decode_json(struct arena *a, struct bytes body, void *out)
{
	CLEANUP(json_release) json_t *root = NULL;
	response_t *r = out;
	TRY(esx_response_decode(a, body, &response_table, r));
	if (!esx_executed(&r->header))
		return OK;
	TRY(json_parse(body, &root));
	return take_entries(a, json_object_get(root, "eventEntries"), r);
}

static enum err put_entries(const response_t *r, struct buf *out)
{
	TRY(json_open(out, "eventEntries", '['));
	for (size_t i = 0; i < r->event_entry_count; i++)
		TRY(json_encode(&entry_table, &r->event_entries[i], out));
	return json_close(out, ']');
}

static enum err encode_json(const void *source, struct buf *out)
{
	const response_t *r = source;
	if (!esx_executed(&r->header))
		return esx_header_encode(&r->header.execution_status, out);
	TRY(json_open(out, NULL, '{'));
	TRY(esx_response_header_put(&r->header, out));
	TRY(json_encode_members(&response_table, r, out));
	TRY(put_entries(r, out));
	return json_close(out, '}');
}

/* --- ASN.1: AuthenticateClientOkEs11, all of its tags automatic ------------------------------ */

enum { TAG_ENTRIES = 0xA1, TAG_ENTRY = 0x30 };

struct ok {
	struct bytes transaction_id, entries;
};

static const struct tlv_member ok_members[] = {
	TLV_MEMBER(struct ok, transaction_id, 0x80, .len_min = 1,
		   .len_max = RSP_TRANSACTION_ID_MAX),
	TLV_MEMBER(struct ok, entries, TAG_ENTRIES),
};

static const struct tlv_member entry_members[] = {
	TLV_MEMBER(struct es11_event_entry, event_id, 0x80, .len_min = 1),
	TLV_MEMBER(struct es11_event_entry, rsp_server_address, 0x81, .len_min = 1),
};

static enum err count(struct bytes entries, size_t *n)
{
	struct tlv t = {};
	for (*n = 0; entries.len > 0; ++*n)
		TRY(tlv_take_tag(&entries, TAG_ENTRY, &t));
	return OK;
}

static enum err decode_asn1(struct arena *a, struct bytes value, void *out)
{
	response_t *r = out;
	struct ok ok = {};
	struct es11_event_entry *entries = NULL;
	TRY(tlv_decode(value, TLV_ROWS(ok_members), &ok));
	TRY(count(ok.entries, &r->event_entry_count));
	TRY(arena_alloc(a, r->event_entry_count * sizeof(*entries), (void **)&entries));
	for (size_t i = 0; i < r->event_entry_count; i++) {
		struct tlv t = {};
		TRY(tlv_take(&ok.entries, &t));
		TRY(tlv_decode(t.value, TLV_ROWS(entry_members), &entries[i]));
	}
	r->transaction_id = ok.transaction_id;
	r->event_entries = entries;
	return OK;
}

static enum err encode_asn1(const void *source, struct buf *out)
{
	const response_t *r = source;
	const struct ok ok = {r->transaction_id, {}};
	size_t mark = 0;
	TRY(tlv_encode(out, ok_members, 1, &ok));
	TRY(tlv_open(out, TAG_ENTRIES, &mark));
	for (size_t i = 0; i < r->event_entry_count; i++)
		TRY(tlv_encode_in(out, TAG_ENTRY, TLV_ROWS(entry_members), &r->event_entries[i]));
	return tlv_close(out, mark);
}

static const struct es9p_message response_message = {
	.tag = 0xBF40,
	.size = sizeof(response_t),
	.decode_json = decode_json,
	.encode_json = encode_json,
	.decode_asn1 = decode_asn1,
	.encode_asn1 = encode_asn1,
};

/* 8.11.1/3.9 has no value of its own. */
static const struct es9p_error errors[] = {
	{"8.1.2", "6.1", 1},  /* eumCertificateInvalid */
	{"8.1.2", "6.3", 2},  /* eumCertificateExpired */
	{"8.1.3", "6.1", 3},  /* euiccCertificateInvalid */
	{"8.1.3", "6.3", 4},  /* euiccCertificateExpired */
	{"8.1", "6.1", 5},    /* euiccSignatureInvalid */
	{"8.9.5", "3.9", 6},  /* eventIdUnknown */
	{"8.10.1", "3.9", 7}, /* invalidTransactionId */
};

const struct es9p_function es11_authenticate_client = {
	.name = "authenticateClient",
	.request = &es9p_authenticate_client_request,
	.response = &response_message,
	ES9P_ERRORS(errors),
};

enum err es11_authenticate_client_response_decode(struct arena *a, struct bytes body,
						  response_t *out)
{
	return es9p_response_decode(&es11_authenticate_client, ES9P_JSON, a, body, out);
}

enum err es11_authenticate_client_response_encode(const response_t *response, struct buf *out)
{
	return es9p_response_encode(&es11_authenticate_client, ES9P_JSON, response, out);
}
