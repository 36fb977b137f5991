/* SPDX-License-Identifier: Apache-2.0 */
/* Loading a role's certificates, and choosing among them. */
#include "role/credentials.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "pki/server_chain.h"
#include "role/ca_list.h"
#include "role/oid.h"

/* A set with all that it is made of, shared by the credentials that know it. */
struct member {
	atomic_int users;
	const char *auth_file, *pb_file; /* only while loading */
	struct buf auth_der, pb_der;	 /* the certificates' slices point into them */
	struct keyring *keyring;
	struct ca_list cas;
	struct credential_set set;
};

struct entry {
	struct member *member;
	int64_t until_ms; /* kept until then, known by its name only; 0: in service */
};

struct credentials {
	size_t n;
	struct entry *entries; /* those in service first */
	struct certificate *cis;
	struct certificate *sub_cas;
	size_t sub_cas_n;
	char oid[OID_TEXT_MAX];
};

static void member_leave(struct member *m)
{
	if (!m || atomic_fetch_sub(&m->users, 1) > 1)
		return;
	keyring_free(&m->keyring);
	ca_list_free(&m->cas);
	buf_free(&m->auth_der);
	buf_free(&m->pb_der);
	free(m);
}

void credentials_free(struct credentials **credentials)
{
	struct credentials *c = *credentials;
	if (!c)
		return;
	for (size_t i = 0; c->entries && i < c->n; i++)
		member_leave(c->entries[i].member);
	free(c->entries);
	free(c->cis);
	free(c->sub_cas);
	free(c);
	*credentials = NULL;
}

/* Room for so many more sets. */
static enum err grow(struct credentials *c, size_t by)
{
	struct entry *entries = realloc(c->entries, (c->n + by) * sizeof(*entries));
	if (!entries)
		return ERR_NOMEM;
	c->entries = entries;
	struct certificate *cis = realloc(c->cis, (c->n + by) * sizeof(*cis));
	if (!cis)
		return ERR_NOMEM;
	c->cis = cis;
	return OK;
}

static enum err add_sub_cas(struct credentials *c, const struct ca_list *cas)
{
	size_t n = cas->n - 1;
	if (n == 0)
		return OK;
	struct certificate *sub_cas = realloc(c->sub_cas, (c->sub_cas_n + n) * sizeof(*c->sub_cas));
	if (!sub_cas)
		return ERR_NOMEM;
	memcpy(sub_cas + c->sub_cas_n, cas->cas + 1, n * sizeof(*sub_cas));
	c->sub_cas = sub_cas;
	c->sub_cas_n += n;
	return OK;
}

/* Takes a use of `m` over, also on error. */
static enum err add(struct credentials *c, struct member *m, int64_t until_ms)
{
	enum err e = grow(c, 1);
	if (e == OK)
		e = add_sub_cas(c, &m->cas);
	if (e != OK) {
		member_leave(m);
		return e;
	}
	c->cis[c->n] = m->cas.cas[0];
	c->entries[c->n++] = (struct entry){m, until_ms};
	return OK;
}

static enum err complain(enum err e, const char *what, const char *path)
{
	LOG_EVENT(LOG_ERROR, what, LOG_TEXT("file", path), LOG_ERR(e));
	return e;
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
	TRY(ca_list_load_certificate(from->pair->certificate, file, &out->certificate));
	out->keyring = from->keyring;
	enum err e = keyring_load_key(from->keyring, from->pair->key, &out->key);
	if (e == OK)
		e = keyring_public(from->keyring, out->key, &public);
	if (e == OK && !curve_key_eq(&public, &out->certificate.public_key))
		e = ERR_MISMATCH;
	if (e != OK)
		return complain(e, "key_not_accepted", from->pair->key);
	TRY(check_chain(out, ci, from->role, from->now_ms, from->pair->certificate));
	/* eUICCs take those of version 3 from servers that announce version 3, which we are not
	 * (SGP.22 v3 §4.5.2.1). */
	if (!(certificate_role_versions(&out->certificate, from->role) & CERTIFICATE_VERSION_2))
		return complain(ERR_UNSUPPORTED, "certificate_of_version_3",
				from->pair->certificate);
	return OK;
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

static enum err load_set(const struct rspd_certificate_issuer *issuer, enum credentials_kind kind,
			 int64_t now_ms, struct member *m)
{
	TRY(keyring_create(NULL, &m->keyring));
	TRY(ca_list_load(issuer, now_ms, &m->cas));
	const struct certificate *ci = &m->cas.cas[0];
	m->set.ci = ci;
	struct source from = {.keyring = m->keyring,
			      .now_ms = now_ms,
			      .pair = pair_at(issuer, kinds[kind].auth_offset),
			      .role = kinds[kind].auth};
	m->auth_file = from.pair->certificate;
	TRY(load_credential(&from, ci, &m->auth_der, &m->set.auth));
	if (kinds[kind].pb_offset == 0)
		return name_set(&m->set, &m->set.auth.certificate);
	from.pair = pair_at(issuer, kinds[kind].pb_offset);
	from.role = kinds[kind].pb;
	m->pb_file = from.pair->certificate;
	TRY(load_credential(&from, ci, &m->pb_der, &m->set.pb));
	return name_set(&m->set, &m->set.pb.certificate);
}

static void member_drop(struct member **m)
{
	member_leave(*m);
}

static enum err load_member(const struct rspd_certificate_issuer *issuer,
			    enum credentials_kind kind, int64_t now_ms, struct credentials *c)
{
	CLEANUP(member_drop) struct member *m = calloc(1, sizeof(*m));
	if (!m)
		return ERR_NOMEM;
	atomic_init(&m->users, 1);
	TRY(load_set(issuer, kind, now_ms, m));
	struct member *loaded = m;
	m = NULL;
	return add(c, loaded, 0);
}

/* All certificates name one server (§4.5.2.1: the same OID in DPauth, DPpb and DPtls). */
static enum err check_oids(const struct credentials *c)
{
	struct bytes oid = credentials_oid(c);
	for (size_t i = 0; i < c->n; i++) {
		struct member *m = c->entries[i].member;
		if (!bytes_eq(m->set.auth.certificate.registered_id, oid))
			return complain(ERR_MISMATCH, "other_server_oid", m->auth_file);
		if (m->pb_file && !bytes_eq(m->set.pb.certificate.registered_id, oid))
			return complain(ERR_MISMATCH, "other_server_oid", m->pb_file);
	}
	return OK;
}

enum err credentials_load(const struct rspd_config *config, enum credentials_kind kind,
			  int64_t now_ms, struct credentials **out)
{
	CLEANUP(credentials_free) struct credentials *c = calloc(1, sizeof(*c));
	if (!c)
		return ERR_NOMEM;
	for (size_t i = 0; i < config->certificate_issuers_n; i++) {
		const struct rspd_certificate_issuer *issuer = &config->certificate_issuers[i];
		if (pair_at(issuer, kinds[kind].auth_offset)->certificate)
			TRY(load_member(issuer, kind, now_ms, c));
	}
	if (c->n == 0)
		return ERR_MISSING;
	TRY(check_oids(c));
	TRY(role_oid_text(credentials_oid(c), c->oid));
	for (size_t i = 0; i < c->n; i++)
		c->entries[i].member->auth_file = c->entries[i].member->pb_file = NULL;
	*out = c;
	c = NULL;
	return OK;
}

static bool knows(const struct credentials *c, const char *name)
{
	const struct credential_set *set = NULL;
	return credentials_by_name(c, name, &set) == OK;
}

static enum err share(struct credentials *c, const struct entry *entry, int64_t until_ms)
{
	atomic_fetch_add(&entry->member->users, 1);
	return add(c, entry->member, until_ms);
}

enum err credentials_keep(struct credentials *fresh, const struct credentials *before,
			  int64_t now_ms, int64_t until_ms)
{
	for (size_t i = 0; i < before->n; i++) {
		const struct entry *entry = &before->entries[i];
		int64_t until = entry->until_ms == 0 ? until_ms : entry->until_ms;
		if (until > now_ms && !knows(fresh, entry->member->set.name))
			TRY(share(fresh, entry, until));
	}
	return OK;
}

static bool is_stale(const struct entry *entry, int64_t now_ms)
{
	return entry->until_ms != 0 && entry->until_ms <= now_ms;
}

bool credentials_stale(const struct credentials *credentials, int64_t now_ms)
{
	for (size_t i = 0; i < credentials->n; i++)
		if (is_stale(&credentials->entries[i], now_ms))
			return true;
	return false;
}

enum err credentials_fresh(const struct credentials *credentials, int64_t now_ms,
			   struct credentials **out)
{
	CLEANUP(credentials_free) struct credentials *c = calloc(1, sizeof(*c));
	if (!c)
		return ERR_NOMEM;
	memcpy(c->oid, credentials->oid, sizeof(c->oid));
	for (size_t i = 0; i < credentials->n; i++)
		if (!is_stale(&credentials->entries[i], now_ms))
			TRY(share(c, &credentials->entries[i], credentials->entries[i].until_ms));
	*out = c;
	c = NULL;
	return OK;
}

enum err credentials_sign(const struct credential *credential, const struct bytes *parts, size_t n,
			  uint8_t out[static ECDSA_SIGNATURE_LEN])
{
	return keyring_sign(credential->keyring, credential->key, parts, n, out);
}

const struct certificate *credentials_cis(const struct credentials *credentials, size_t *n)
{
	*n = credentials->n;
	return credentials->cis;
}

const struct certificate *credentials_sub_cas(const struct credentials *credentials, size_t *n)
{
	*n = credentials->sub_cas_n;
	return credentials->sub_cas;
}

/* When the last of a set's certificates begins to be valid. */
static int64_t begin_of(const struct credential_set *set)
{
	int64_t auth = set->auth.certificate.not_before_ms;
	int64_t pb = set->pb.certificate.not_before_ms;
	return set->pb.keyring && pb > auth ? pb : auth;
}

static bool is_valid(const struct credential_set *set, int64_t now_ms)
{
	return certificate_valid_at(&set->auth.certificate, now_ms) == OK &&
	       (!set->pb.keyring || certificate_valid_at(&set->pb.certificate, now_ms) == OK);
}

/* Valid ones before others, then by age. */
static bool is_better(const struct credential_set *a, const struct credential_set *b,
		      int64_t now_ms)
{
	if (!b || is_valid(a, now_ms) != is_valid(b, now_ms))
		return !b || is_valid(a, now_ms);
	return begin_of(a) > begin_of(b);
}

static const struct credential_set *set_of_ci(const struct credentials *c, struct bytes ci_pk_id,
					      int64_t now_ms)
{
	const struct credential_set *best = NULL;
	for (size_t i = 0; i < c->n; i++) {
		const struct credential_set *set = &c->entries[i].member->set;
		if (c->entries[i].until_ms == 0 && bytes_eq(set->ci->subject_key_id, ci_pk_id) &&
		    is_better(set, best, now_ms))
			best = set;
	}
	return best;
}

static bool listed(const struct bytes *list, size_t n, struct bytes ci_pk_id)
{
	for (size_t i = 0; i < n; i++)
		if (bytes_eq(list[i], ci_pk_id))
			return true;
	return false;
}

enum err credentials_choose(const struct credentials *credentials,
			    const struct credential_offer *offer, int64_t now_ms,
			    const struct credential_set **out)
{
	enum err e = ERR_NOT_FOUND;
	for (size_t i = 0; i < offer->signing_n; i++) {
		struct bytes ci_pk_id = offer->signing[i];
		const struct credential_set *set = set_of_ci(credentials, ci_pk_id, now_ms);
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
		const struct credential_set *set = &credentials->entries[i].member->set;
		if (strcmp(set->name, name) == 0) {
			*out = set;
			return OK;
		}
	}
	return ERR_NOT_FOUND;
}

struct bytes credentials_oid(const struct credentials *credentials)
{
	return credentials->entries[0].member->set.auth.certificate.registered_id;
}

const char *credentials_oid_text(const struct credentials *credentials)
{
	return credentials->oid;
}
