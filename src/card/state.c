/* SPDX-License-Identifier: Apache-2.0 */
/* The state file: writing. Reading is in card/state_read.c. */
#include "card/state.h"

#include "base/limits.h"
#include "codec/json.h"
#include "sys/file.h"

enum { KEY_PEM_MAX = 1024, STATE_MODE = 0600 };

static enum err put_key(struct buf *out, const char *name, const struct private_key *key)
{
	CLEANUP(buf_free) struct buf pem = buf_make(KEY_PEM_MAX);
	TRY(private_key_pem(key, &pem));
	return json_put_text(out, name, buf_bytes(&pem));
}

static enum err put_cis(const struct euicc *e, struct buf *out)
{
	TRY(json_open(out, "cis", '['));
	for (size_t i = 0; i < e->n_cis; i++)
		TRY(json_put_base64(out, NULL, buf_bytes(&e->ci_der[i])));
	return json_close(out, ']');
}

static enum err put_identities(const struct euicc *e, struct buf *out)
{
	TRY(json_open(out, "identities", '['));
	for (size_t i = 0; i < e->n_identities; i++) {
		const struct euicc_identity *id = &e->identities[i];
		TRY(json_open(out, NULL, '{'));
		TRY(json_put_base64(out, "certificate", buf_bytes(&id->certificate)));
		TRY(json_put_base64(out, "eumCertificate", buf_bytes(&id->eum_certificate)));
		TRY(put_key(out, "key", id->key));
		TRY(json_close(out, '}'));
	}
	return json_close(out, ']');
}

static enum err put_rat(const struct euicc *e, struct buf *out)
{
	TRY(json_open(out, "rat", '['));
	for (size_t i = 0; i < e->n_rat; i++) {
		const struct euicc_rat_row *row = &e->rat[i];
		TRY(json_open(out, NULL, '{'));
		TRY(json_put_integer(out, "pprs", row->pprs));
		TRY(json_put_flag(out, "consentRequired", row->consent_required));
		TRY(json_put_hex(out, "mccMnc", BYTES_OF(row->mcc_mnc)));
		TRY(json_close(out, '}'));
	}
	return json_close(out, ']');
}

static enum err put_profiles(const struct euicc *e, struct buf *out)
{
	TRY(json_open(out, "profiles", '['));
	for (size_t i = 0; i < e->n_profiles; i++) {
		const struct euicc_profile *p = e->profiles[i];
		char iccid[ICCID_DIGITS_MAX + 1] = "";
		TRY(iccid_decode(BYTES_OF(p->iccid), iccid));
		TRY(json_open(out, NULL, '{'));
		TRY(json_put_str(out, "iccid", iccid));
		TRY(json_put_hex(out, "aid", BYTES_OF(p->aid)));
		TRY(json_put_flag(out, "enabled", p->enabled));
		TRY(json_put_str(out, "nickname", p->nickname));
		TRY(json_put_hex(out, "ci", BYTES_OF(p->ci_pkid)));
		TRY(json_put_base64(out, "metadata", buf_bytes(&p->metadata)));
		TRY(json_put_base64(out, "proprietary", buf_bytes(&p->proprietary)));
		TRY(json_put_base64(out, "package", buf_bytes(&p->package)));
		TRY(json_close(out, '}'));
	}
	return json_close(out, ']');
}

static enum err put_notifications(const struct euicc *e, struct buf *out)
{
	TRY(json_put_integer(out, "nextSequence", (int64_t)e->next_sequence));
	TRY(json_open(out, "notifications", '['));
	for (size_t i = 0; i < e->n_notifications; i++) {
		const struct euicc_notification *n = e->notifications[i];
		TRY(json_open(out, NULL, '{'));
		TRY(json_put_integer(out, "sequence", (int64_t)n->sequence));
		TRY(json_put_base64(out, "pending", buf_bytes(&n->pending)));
		TRY(json_close(out, '}'));
	}
	return json_close(out, ']');
}

static enum err put_one_time_keys(const struct euicc *e, struct buf *out)
{
	TRY(json_open(out, "oneTimeKeys", '['));
	for (size_t i = 0; i < EUICC_ONE_TIME_KEYS_MAX; i++) {
		const struct euicc_one_time_key *k = &e->one_time_keys[i];
		if (!k->key)
			continue;
		TRY(json_open(out, NULL, '{'));
		TRY(json_put_hex(out, "smdpOid", buf_bytes(&k->smdp_oid)));
		TRY(put_key(out, "key", k->key));
		TRY(json_close(out, '}'));
	}
	return json_close(out, ']');
}

static enum err put_crls(const struct euicc *e, struct buf *out)
{
	TRY(json_open(out, "crls", '['));
	for (size_t i = 0; i < e->n_crls; i++)
		TRY(json_put_base64(out, NULL, crl_der(e->crls[i])));
	return json_close(out, ']');
}

static enum err put_installation(const struct bpp_installation *i, struct buf *out)
{
	if (!i->open)
		return OK;
	TRY(json_open(out, "installing", '{'));
	TRY(json_put_integer(out, "command", (int64_t)i->command));
	TRY(json_put_hex(out, "transactionId", buf_bytes(&i->transaction_id)));
	TRY(json_put_hex(out, "smdpOid", buf_bytes(&i->smdp_oid)));
	TRY(json_put_text(out, "serverAddress", buf_bytes(&i->server_address)));
	TRY(json_put_hex(out, "iccid", buf_bytes(&i->iccid)));
	TRY(json_put_hex(out, "ci", BYTES_OF(i->ci_pkid)));
	return json_close(out, '}');
}

static enum err put_settings(const struct euicc *e, struct buf *out)
{
	TRY(json_open(out, "settings", '{'));
	TRY(settings_write(&e->settings, out));
	TRY(json_close(out, '}'));
	TRY(json_put_str(out, "defaultSmdpAddress", e->default_smdp_address));
	return json_put_str(out, "rootSmdsAddress", e->root_smds_address);
}

static enum err put_state(const struct euicc *e, struct buf *out)
{
	char eid[EID_DIGITS + 1] = "";
	TRY(eid_decode(BYTES_OF(e->eid), eid));
	TRY(json_open(out, NULL, '{'));
	TRY(json_put_str(out, "format", STATE_FORMAT));
	TRY(json_put_integer(out, "version", STATE_VERSION));
	TRY(json_put_str(out, "eid", eid));
	TRY(put_settings(e, out));
	TRY(put_cis(e, out));
	TRY(put_identities(e, out));
	TRY(put_rat(e, out));
	TRY(put_profiles(e, out));
	TRY(json_put_integer(out, "nextIsdp", (int64_t)e->next_isdp));
	TRY(put_notifications(e, out));
	TRY(put_one_time_keys(e, out));
	TRY(put_crls(e, out));
	TRY(put_installation(&e->installation, out));
	TRY(json_close(out, '}'));
	return buf_put_u8(out, '\n');
}

enum err state_write(const struct euicc *e, const char *path)
{
	CLEANUP(buf_free) struct buf out = buf_make(STATE_FILE_MAX);
	TRY(put_state(e, &out));
	return file_write(path, buf_bytes(&out), STATE_MODE);
}

enum err state_save(const struct euicc *e, void *path)
{
	return state_write(e, path);
}
