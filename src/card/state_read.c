/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state file: reading.
 * No test of its own: state_test.c.
 */
#include "card/state.h"

#include <stdlib.h>

#include "base/limits.h"
#include "codec/json.h"
#include "msg/es10b_load_bound_profile_package.h"
#include "sys/file.h"

/* One JSON file and the memory for what is decoded from it. */
struct reader {
	struct euicc *e;
	struct arena arena;
};

static void reader_free(struct reader *r)
{
	arena_free(&r->arena);
}

/* Copy a decoded value into a buffer that the card keeps. */
static enum err keep(struct bytes from, size_t max, struct buf *to)
{
	buf_free(to);
	*to = buf_make(max);
	return buf_put(to, from);
}

static enum err read_base64(struct reader *r, const json_t *o, const char *name, size_t max,
			    struct buf *out)
{
	struct bytes value = {};
	TRY(json_base64(&r->arena, o, name, &value));
	return keep(value, max, out);
}

static enum err read_hex(struct reader *r, const json_t *o, const char *name, size_t max,
			 struct buf *out)
{
	struct bytes value = {};
	TRY(json_hex(&r->arena, o, name, &value));
	return keep(value, max, out);
}

/* Exactly `len` bytes of hexadecimal. */
static enum err read_fixed(struct reader *r, const json_t *o, const char *name, uint8_t *out,
			   size_t len)
{
	struct bytes value = {};
	TRY(json_hex(&r->arena, o, name, &value));
	if (value.len != len)
		return ERR_SYNTAX;
	memcpy(out, value.ptr, len);
	return OK;
}

/* Text into an array of `size` bytes, NUL included. */
static enum err read_text(const json_t *o, const char *name, char *out, size_t size)
{
	struct bytes value = {};
	TRY(json_text(o, name, &value));
	if (value.len >= size)
		return ERR_TOO_LONG;
	memcpy(out, value.ptr, value.len);
	out[value.len] = '\0';
	return OK;
}

static enum err read_number(const json_t *o, const char *name, uint64_t *out)
{
	int64_t value = 0;
	TRY(json_integer_member(o, name, &value));
	if (value < 0)
		return ERR_RANGE;
	*out = (uint64_t)value;
	return OK;
}

static enum err read_key(const json_t *o, struct private_key **out)
{
	struct bytes pem = {};
	TRY(json_text(o, "key", &pem));
	return private_key_parse(pem, out);
}

/* An item that is base64 and nothing else. */
static enum err read_der(struct reader *r, const json_t *item, struct bytes *out)
{
	if (!json_is_string(item))
		return ERR_SYNTAX;
	struct bytes text = bytes_from(json_string_value(item), json_string_length(item));
	return base64_decode(&r->arena, text, out);
}

static enum err read_ci(struct reader *r, const json_t *item)
{
	struct bytes der = {};
	TRY(read_der(r, item, &der));
	return euicc_add_ci(r->e, der);
}

static enum err read_crl(struct reader *r, const json_t *item)
{
	struct bytes der = {};
	TRY(read_der(r, item, &der));
	return euicc_add_crl(r->e, der);
}

static enum err read_identity(struct reader *r, const json_t *item)
{
	struct bytes certificate = {}, eum = {}, key = {};
	TRY(json_base64(&r->arena, item, "certificate", &certificate));
	TRY(json_base64(&r->arena, item, "eumCertificate", &eum));
	TRY(json_text(item, "key", &key));
	return euicc_add_identity(r->e, certificate, key, eum);
}

static enum err read_rat_row(struct reader *r, const json_t *item)
{
	uint64_t pprs = 0;
	if (r->e->n_rat == EUICC_RAT_MAX)
		return ERR_LIMIT;
	struct euicc_rat_row *row = &r->e->rat[r->e->n_rat];
	TRY(read_number(item, "pprs", &pprs));
	if (pprs > UINT8_MAX)
		return ERR_RANGE;
	row->pprs = (unsigned)pprs;
	TRY(json_flag(item, "consentRequired", &row->consent_required));
	TRY(read_fixed(r, item, "mccMnc", row->mcc_mnc, sizeof(row->mcc_mnc)));
	r->e->n_rat++;
	return OK;
}

static enum err fill_profile(struct reader *r, const json_t *o, struct euicc_profile *p)
{
	struct bytes iccid = {};
	TRY(json_text(o, "iccid", &iccid));
	TRY(iccid_encode(iccid, p->iccid));
	TRY(read_fixed(r, o, "aid", p->aid, EUICC_AID_LEN));
	TRY(json_flag(o, "enabled", &p->enabled));
	TRY(read_text(o, "nickname", p->nickname, sizeof(p->nickname)));
	TRY(read_fixed(r, o, "ci", p->ci_pkid, EUICC_CI_PKID_LEN));
	TRY(read_base64(r, o, "metadata", EUICC_METADATA_MAX, &p->metadata));
	TRY(read_base64(r, o, "proprietary", EUICC_METADATA_MAX, &p->proprietary));
	return read_base64(r, o, "package", LIMIT_PROFILE_PACKAGE, &p->package);
}

static enum err read_profile(struct reader *r, const json_t *item)
{
	struct euicc *e = r->e;
	if (e->n_profiles == EUICC_PROFILES_MAX)
		return ERR_LIMIT;
	struct euicc_profile *p = calloc(1, sizeof(*p));
	if (!p)
		return ERR_NOMEM;
	e->profiles[e->n_profiles++] = p;
	return fill_profile(r, item, p);
}

static enum err read_notification(struct reader *r, const json_t *item)
{
	struct euicc *e = r->e;
	if (e->n_notifications == EUICC_NOTIFICATIONS_MAX)
		return ERR_LIMIT;
	struct euicc_notification *n = calloc(1, sizeof(*n));
	if (!n)
		return ERR_NOMEM;
	e->notifications[e->n_notifications++] = n;
	TRY(read_number(item, "sequence", &n->sequence));
	return read_base64(r, item, "pending", EUICC_PENDING_MAX, &n->pending);
}

static enum err read_one_time_key(struct reader *r, const json_t *item)
{
	struct euicc *e = r->e;
	if (e->next_one_time_key == EUICC_ONE_TIME_KEYS_MAX)
		return ERR_LIMIT;
	struct euicc_one_time_key *k = &e->one_time_keys[e->next_one_time_key++];
	TRY(read_hex(r, item, "smdpOid", CARD_SESSION_OID_MAX, &k->smdp_oid));
	return read_key(item, &k->key);
}

static enum err read_installing(struct reader *r, const json_t *root)
{
	const json_t *o = NULL;
	struct bpp_installation *i = &r->e->installation;
	uint64_t command = 0;
	if (json_object_member(root, "installing", &o) == ERR_MISSING)
		return OK;
	TRY(json_object_member(root, "installing", &o));
	TRY(read_number(o, "command", &command));
	if (command > ES10B_BPP_LOAD_PROFILE_ELEMENTS)
		return ERR_RANGE;
	i->command = command;
	TRY(read_hex(r, o, "transactionId", RSP_TRANSACTION_ID_MAX, &i->transaction_id));
	TRY(read_hex(r, o, "smdpOid", CARD_SESSION_OID_MAX, &i->smdp_oid));
	TRY(read_hex(r, o, "iccid", ICCID_LEN, &i->iccid));
	TRY(read_fixed(r, o, "ci", i->ci_pkid, EUICC_CI_PKID_LEN));
	struct bytes address = {};
	TRY(json_text(o, "serverAddress", &address));
	TRY(keep(address, CARD_SESSION_ADDRESS_MAX, &i->server_address));
	i->open = true;
	return OK;
}

/* The lists of the file. Identities need the CIs, so the order counts. */
static const struct {
	const char *name;
	enum err (*read_item)(struct reader *r, const json_t *item);
	bool optional;
} lists[] = {
	{.name = "cis", .read_item = read_ci},
	{.name = "identities", .read_item = read_identity},
	{.name = "rat", .read_item = read_rat_row},
	{.name = "profiles", .read_item = read_profile},
	{.name = "notifications", .read_item = read_notification},
	{.name = "oneTimeKeys", .read_item = read_one_time_key},
	{.name = "crls", .read_item = read_crl, .optional = true},
};

static enum err read_list(struct reader *r, const json_t *root, size_t which)
{
	const json_t *list = json_object_get(root, lists[which].name);
	size_t n = 0;
	json_t *item = NULL;
	if (!list)
		return lists[which].optional ? OK : ERR_MISSING;
	if (!json_is_array(list))
		return ERR_SYNTAX;
	json_array_foreach((json_t *)list, n, item)
	{
		TRY(lists[which].read_item(r, item));
	}
	return OK;
}

static enum err check_format(const json_t *root)
{
	struct bytes format = {};
	int64_t version = 0;
	TRY(json_text(root, "format", &format));
	if (!bytes_eq(format, bytes_str(STATE_FORMAT)))
		return ERR_SYNTAX;
	TRY(json_integer_member(root, "version", &version));
	return version == STATE_VERSION ? OK : ERR_UNSUPPORTED;
}

static enum err check_eid(struct reader *r, const json_t *root)
{
	uint8_t eid[EID_LEN] = {};
	struct bytes digits = {};
	TRY(json_text(root, "eid", &digits));
	TRY(eid_encode(digits, eid));
	return bytes_eq(BYTES_OF(eid), BYTES_OF(r->e->eid)) ? OK : ERR_MISMATCH;
}

static enum err read_state(struct reader *r, const json_t *root)
{
	struct euicc *e = r->e;
	const json_t *settings = NULL;
	TRY(check_format(root));
	TRY(json_object_member(root, "settings", &settings));
	TRY(settings_read(&e->settings, settings));
	TRY(read_text(root, "defaultSmdpAddress", e->default_smdp_address,
		      sizeof(e->default_smdp_address)));
	TRY(read_text(root, "rootSmdsAddress", e->root_smds_address, sizeof(e->root_smds_address)));
	e->n_rat = 0;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		TRY(read_list(r, root, i));
	e->next_one_time_key %= EUICC_ONE_TIME_KEYS_MAX;
	TRY(read_number(root, "nextIsdp", &e->next_isdp));
	TRY(read_number(root, "nextSequence", &e->next_sequence));
	TRY(read_installing(r, root));
	e->changed = false;
	return check_eid(r, root);
}

enum err state_read_text(struct euicc *e, struct bytes text)
{
	CLEANUP(reader_free) struct reader r = {.e = e, .arena = arena_make(STATE_FILE_MAX)};
	CLEANUP(json_release) json_t *root = NULL;
	TRY(json_parse(text, &root));
	return read_state(&r, root);
}

enum err state_read(struct euicc *e, const char *path)
{
	CLEANUP(buf_free) struct buf text = buf_make(STATE_FILE_MAX);
	TRY(file_read(path, &text));
	return state_read_text(e, buf_bytes(&text));
}
