/* SPDX-License-Identifier: Apache-2.0 */
/* ES11.AuthenticateClient: the members of the clause, and the array of events. */
#include "msg/es11_authenticate_client.h"

#include "msg/rsp_type.h"

static const struct json_member response_members[] = {
	JSON_MEMBER(struct es11_authenticate_client_response, transaction_id, "transactionId",
		    JSON_AS_HEX, .len_min = 1, .len_max = RSP_TRANSACTION_ID_MAX),
};
static const struct json_table response_table = JSON_TABLE(response_members);

static const struct json_member entry_members[] = {
	JSON_MEMBER(struct es11_event_entry, event_id, "eventId", JSON_AS_TEXT, .len_min = 1),
	JSON_MEMBER(struct es11_event_entry, rsp_server_address, "rspServerAddress", JSON_AS_TEXT,
		    .len_min = 1),
};
static const struct json_table entry_table = JSON_TABLE(entry_members);

static enum err take_entries(struct arena *a, const json_t *array,
			     struct es11_authenticate_client_response *out)
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

enum err es11_authenticate_client_response_decode(struct arena *a, struct bytes body,
						  struct es11_authenticate_client_response *out)
{
	CLEANUP(json_release) json_t *root = NULL;
	*out = (struct es11_authenticate_client_response){};
	TRY(esx_response_decode(a, body, &response_table, out));
	if (!esx_executed(&out->header))
		return OK;
	TRY(json_parse(body, &root));
	return take_entries(a, json_object_get(root, "eventEntries"), out);
}

static enum err put_entries(const struct es11_authenticate_client_response *r, struct buf *out)
{
	TRY(json_open(out, "eventEntries", '['));
	for (size_t i = 0; i < r->event_entry_count; i++)
		TRY(json_encode(&entry_table, &r->event_entries[i], out));
	return json_close(out, ']');
}

enum err es11_authenticate_client_response_encode(const struct es11_authenticate_client_response *r,
						  struct buf *out)
{
	if (!esx_executed(&r->header))
		return esx_header_encode(&r->header.execution_status, out);
	TRY(json_open(out, NULL, '{'));
	TRY(esx_response_header_put(&r->header, out));
	TRY(json_encode_members(&response_table, r, out));
	TRY(put_entries(r, out));
	return json_close(out, '}');
}
