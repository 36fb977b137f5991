/* SPDX-License-Identifier: Apache-2.0 */
/* Loading a role's certificates, and choosing among them. */
#include "role/credentials.h"

#include <openssl/objects.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "codec/tlv.h"
#include "crypto/hash.h"
#include "pki/server_chain.h"

enum { OID_TEXT_MAX = 80, TAG_OID = 0x06 };

/* The files, and their content; the certificates' slices point into it. */
struct loaded {
	const char *auth_file, *pb_file;
	struct buf ci, auth, pb;
};

struct credentials {
	size_t n;
	struct credential_set *sets;
	struct certificate *cis;
	struct loaded *files;
	char oid[OID_TEXT_MAX];
};

void credentials_free(struct credentials **credentials)
{
	struct credentials *c = *credentials;
	if (!c)
		return;
	for (size_t i = 0; c->files && i < c->n; i++) {
		buf_free(&c->files[i].ci);
		buf_free(&c->files[i].auth);
		buf_free(&c->files[i].pb);
	}
	free(c->files);
	free(c->cis);
	free(c->sets);
	free(c);
	*credentials = NULL;
}

static enum err complain(enum err e, const char *what, const char *path)
{
	LOG_EVENT(LOG_ERROR, what, LOG_TEXT("file", path), LOG_ERR(e));
	return e;
}

static enum err load_certificate(const char *path, struct buf *file, struct certificate *out)
{
	*file = buf_make(LIMIT_CERTIFICATE);
	enum err e = certificate_load(path, file);
	if (e == OK)
		e = certificate_parse(buf_bytes(file), out);
	return e == OK ? OK : complain(e, "certificate_not_loaded", path);
}

/* Outside its validity a certificate is of no use now, but perhaps the clock is wrong. */
static enum err check_chain(const struct credential *credential, const struct certificate *ci,
			    enum certificate_role role, int64_t now_ms, const char *path)
{
	struct server_chain_result result = {};
	const struct server_chain_input in = {
		.certificate = credential->certificate.der,
		.role = role,
		.cis = ci,
		.ci_count = 1,
		.now_ms = now_ms,
	};
	enum err e = server_chain_verify(&in, &result);
	if (e == ERR_EXPIRED) {
		LOG_EVENT(LOG_WARN, "certificate_expired", LOG_TEXT("file", path));
		return OK;
	}
	if (e != OK)
		LOG_EVENT(LOG_ERROR, "certificate_not_accepted", LOG_TEXT("file", path),
			  LOG_TEXT("check", result.check), LOG_ERR(e));
	return e;
}

struct source {
	struct keyring *keyring;
	int64_t now_ms;
	const struct rspd_key_pair *pair;
	enum certificate_role role;
};

static enum err load_credential(const struct source *from, const struct certificate *ci,
				struct buf *file, struct credential *out)
{
	struct public_key public = {};
	TRY(load_certificate(from->pair->certificate, file, &out->certificate));
	enum err e = keyring_load_key(from->keyring, from->pair->key, &out->key);
	if (e == OK)
		e = keyring_public(from->keyring, out->key, &public);
	if (e == OK && !curve_key_eq(&public, &out->certificate.public_key))
		e = ERR_MISMATCH;
	if (e != OK)
		return complain(e, "key_not_accepted", from->pair->key);
	return check_chain(out, ci, from->role, from->now_ms, from->pair->certificate);
}

/* Named by the certificate that it alone has, which sessions must be able to find again. */
static enum err name_set(struct credential_set *set, const struct certificate *certificate)
{
	uint8_t hash[HASH_LEN] = {};
	CLEANUP(buf_free) struct buf text = buf_make(CREDENTIAL_NAME_LEN);
	TRY(hash_sha256(&certificate->der, 1, hash));
	TRY(hex_encode(&text, bytes_from(hash, CREDENTIAL_NAME_LEN / 2)));
	memcpy(set->name, text.ptr, CREDENTIAL_NAME_LEN);
	return OK;
}

/* What the certificates of a kind of server are, and where the configuration has them. */
static const struct {
	enum certificate_role auth, pb;
	size_t auth_offset;
	size_t pb_offset; /* 0: it has none */
} kinds[] = {
	[CREDENTIALS_SMDPP] = {CERTIFICATE_DPAUTH, CERTIFICATE_DPPB,
			       offsetof(struct rspd_certificate_issuer, dpauth),
			       offsetof(struct rspd_certificate_issuer, dppb)},
	[CREDENTIALS_SMDS] = {.auth = CERTIFICATE_DSAUTH,
			      .auth_offset = offsetof(struct rspd_certificate_issuer, dsauth)},
};

static const struct rspd_key_pair *pair_at(const struct rspd_certificate_issuer *issuer,
					   size_t offset)
{
	return (const struct rspd_key_pair *)(const void *)((const char *)issuer + offset);
}

/* The place in `c` is taken first, so that what was read is released. */
static enum err load_set(const struct rspd_certificate_issuer *issuer, enum credentials_kind kind,
			 struct source from, struct credentials *c)
{
	struct credential_set *set = &c->sets[c->n];
	struct loaded *files = &c->files[c->n];
	struct certificate *ci = &c->cis[c->n];
	c->n++;
	TRY(load_certificate(issuer->certificate, &files->ci, ci));
	set->ci = ci;
	from.pair = pair_at(issuer, kinds[kind].auth_offset);
	from.role = kinds[kind].auth;
	files->auth_file = from.pair->certificate;
	TRY(load_credential(&from, ci, &files->auth, &set->auth));
	if (kinds[kind].pb_offset == 0)
		return name_set(set, &set->auth.certificate);
	from.pair = pair_at(issuer, kinds[kind].pb_offset);
	from.role = kinds[kind].pb;
	files->pb_file = from.pair->certificate;
	TRY(load_credential(&from, ci, &files->pb, &set->pb));
	return name_set(set, &set->pb.certificate);
}

/* All certificates name one server (§4.5.2.1: the same OID in DPauth, DPpb and DPtls). */
static enum err check_oids(const struct credentials *c)
{
	struct bytes oid = credentials_oid(c);
	for (size_t i = 0; i < c->n; i++) {
		const struct loaded *files = &c->files[i];
		if (!bytes_eq(c->sets[i].auth.certificate.registered_id, oid))
			return complain(ERR_MISMATCH, "other_server_oid", files->auth_file);
		if (files->pb_file && !bytes_eq(c->sets[i].pb.certificate.registered_id, oid))
			return complain(ERR_MISMATCH, "other_server_oid", files->pb_file);
	}
	return OK;
}

static enum err write_oid(struct credentials *c)
{
	CLEANUP(buf_free) struct buf der = buf_make(OID_TEXT_MAX);
	TRY(tlv_put(&der, TAG_OID, credentials_oid(c)));
	const uint8_t *cursor = der.ptr;
	ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &cursor, (long)der.len);
	if (!object)
		return ERR_SYNTAX;
	int len = OBJ_obj2txt(c->oid, sizeof(c->oid), object, 1);
	ASN1_OBJECT_free(object);
	return len > 0 && len < OID_TEXT_MAX ? OK : ERR_SYNTAX;
}

enum err credentials_load(const struct rspd_config *config, enum credentials_kind kind,
			  struct keyring *keyring, int64_t now_ms, struct credentials **out)
{
	size_t n = config->certificate_issuers_n + 1;
	const struct source from = {.keyring = keyring, .now_ms = now_ms};
	CLEANUP(credentials_free) struct credentials *c = calloc(1, sizeof(*c));
	if (!c)
		return ERR_NOMEM;
	c->sets = calloc(n, sizeof(*c->sets));
	c->cis = calloc(n, sizeof(*c->cis));
	c->files = calloc(n, sizeof(*c->files));
	if (!c->sets || !c->cis || !c->files)
		return ERR_NOMEM;
	for (size_t i = 0; i < config->certificate_issuers_n; i++) {
		const struct rspd_certificate_issuer *issuer = &config->certificate_issuers[i];
		if (pair_at(issuer, kinds[kind].auth_offset)->certificate)
			TRY(load_set(issuer, kind, from, c));
	}
	if (c->n == 0)
		return ERR_MISSING;
	TRY(check_oids(c));
	TRY(write_oid(c));
	*out = c;
	c = NULL;
	return OK;
}

const struct certificate *credentials_cis(const struct credentials *credentials, size_t *n)
{
	*n = credentials->n;
	return credentials->cis;
}

static const struct credential_set *set_of_ci(const struct credentials *c, struct bytes ci_pk_id)
{
	for (size_t i = 0; i < c->n; i++)
		if (bytes_eq(c->cis[i].subject_key_id, ci_pk_id))
			return &c->sets[i];
	return NULL;
}

static bool listed(const struct bytes *list, size_t n, struct bytes ci_pk_id)
{
	for (size_t i = 0; i < n; i++)
		if (bytes_eq(list[i], ci_pk_id))
			return true;
	return false;
}

enum err credentials_choose(const struct credentials *credentials,
			    const struct credential_offer *offer, const struct credential_set **out)
{
	enum err e = ERR_NOT_FOUND;
	for (size_t i = 0; i < offer->signing_n; i++) {
		struct bytes ci_pk_id = offer->signing[i];
		const struct credential_set *set = set_of_ci(credentials, ci_pk_id);
		if (!set)
			continue;
		e = ERR_MISMATCH;
		if (listed(offer->verification, offer->verification_n, ci_pk_id)) {
			*out = set;
			return OK;
		}
	}
	return e;
}

enum err credentials_by_name(const struct credentials *credentials, const char *name,
			     const struct credential_set **out)
{
	for (size_t i = 0; i < credentials->n; i++) {
		if (strcmp(credentials->sets[i].name, name) == 0) {
			*out = &credentials->sets[i];
			return OK;
		}
	}
	return ERR_NOT_FOUND;
}

struct bytes credentials_oid(const struct credentials *credentials)
{
	return credentials->sets[0].auth.certificate.registered_id;
}

const char *credentials_oid_text(const struct credentials *credentials)
{
	return credentials->oid;
}
