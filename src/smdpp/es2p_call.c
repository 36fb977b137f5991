/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Repeated calls. A lost profile costs its operator a number, the same profile for two subscribers
 * costs one of them the service: what may be a new call is one.
 */
#include "smdpp/es2p_call.h"

#include "base/log.h"
#include "base/mutant.h"

enum { PARAMETERS_MAX = 8, LENGTH_LEN = 4 };

/* A hash that no other list of texts has: before each its length, all ones if it is absent. */
static enum err hash_list(const struct bytes *texts, size_t n, uint8_t out[static HASH_LEN])
{
	uint8_t lengths[PARAMETERS_MAX][LENGTH_LEN] = {};
	struct bytes parts[2 * PARAMETERS_MAX] = {};
	if (n > PARAMETERS_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		uint32_t len = bytes_present(texts[i]) ? (uint32_t)texts[i].len : UINT32_MAX;
		memcpy(lengths[i], &len, sizeof(len));
		parts[2 * i] = BYTES_OF(lengths[i]);
		parts[2 * i + 1] = texts[i];
	}
	return hash_sha256(parts, 2 * n, out);
}

enum err es2p_call_name(const struct role_call *call, const struct esx_request_header *header,
			const struct bytes *parameters, size_t n, struct es2p_call *out)
{
	const struct bytes names[] = {
		bytes_str(call->caller->name),
		bytes_str(call->function),
		header->function_requester_identifier,
		header->function_call_identifier,
	};
	*out = (struct es2p_call){};
	if (call->caller->call_identifiers_reused)
		return OK;
	TRY(hash_list(names, sizeof(names) / sizeof(names[0]), out->key));
	TRY(hash_list(parameters, n, out->digest));
	out->stored.key = bytes_from(out->key, CALL_KEY_LEN);
	out->stored.digest = bytes_from(out->digest, CALL_KEY_LEN);
	out->kept = &out->stored;
	return OK;
}

static bool same_parameters(const struct es2p_call *named, const struct call_row *row)
{
	return bytes_eq(named->stored.digest, row->digest);
}

static bool untouched(const struct es2p_call *named, const struct call_row *row)
{
	(void)named;
	return row->untouched;
}

static bool not_reused(const struct es2p_call *named, const struct call_row *row)
{
	(void)named;
	return !row->reused;
}

/* What makes a repetition of a call with an identifier that has been there. */
static const struct {
	const char *name;
	bool (*holds)(const struct es2p_call *named, const struct call_row *row);
} signs[] = {
	{"es2p_call.same_parameters", same_parameters},
	{"es2p_call.untouched", untouched},
	{"es2p_call.not_reused", not_reused},
};

static bool is_repetition(const struct es2p_call *named, const struct call_row *row)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (!mutant_off(signs[i].name) && !signs[i].holds(named, row))
			return false;
	return true;
}

/* What is known to tell nothing is written once. */
static void learn_reuse(const struct role_call *call, struct es2p_call *named, bool known)
{
	named->stored.place = CALL_REUSES;
	if (known) {
		named->kept = NULL;
		return;
	}
	LOG_EVENT(LOG_WARN, "call_identifier_reused", LOG_TEXT("operator", call->caller->name),
		  LOG_TEXT("function", call->function));
}

enum err es2p_call_look(const struct role_call *call, struct es2p_call *named,
			char iccid[static ICCID_DIGITS_MAX + 1], bool *repeated)
{
	struct call_row row = {};
	*repeated = false;
	if (!named->kept)
		return OK;
	enum err e = call_get(call->smdpp->with.store, call->arena, named->stored.key, &row);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	*repeated = is_repetition(named, &row);
	if (*repeated)
		memcpy(iccid, row.iccid, sizeof(row.iccid));
	else
		learn_reuse(call, named, row.reused);
	return OK;
}
