/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading rspd.conf, and the checks that concern more than one key. The table is in
 * rspd_config_keys.c.
 */
#include "config/rspd_config.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "sys/clock.h"
#include "sys/file.h"

enum { ICON_MAX = 1024 };

struct checker {
	struct arena *arena;
	const char *path;
	struct rspd_config *config;
	struct config_error *error;
};

__attribute__((format(printf, 3, 4))) static enum err fail(const struct checker *c, enum err e,
							   const char *format, ...)
{
	int n = snprintf(c->error->text, sizeof(c->error->text), "%s: ", c->path);
	if (n < 0 || (size_t)n >= sizeof(c->error->text))
		return e;
	va_list args = {};
	va_start(args, format);
	(void)vsnprintf(c->error->text + n, sizeof(c->error->text) - (size_t)n, format, args);
	va_end(args);
	return e;
}

static bool only(const char *text, int (*is_allowed)(int))
{
	for (; *text; text++)
		if (!is_allowed((unsigned char)*text))
			return false;
	return true;
}

static enum err check_client(const struct checker *c, const struct rspd_operator *o,
			     const struct rspd_client *client)
{
	bool by_ca = client->ca && client->subject;
	if ((client->ca == NULL) != (client->subject == NULL))
		return fail(c, ERR_MISMATCH,
			    "operator \"%s\": a client's ca and subject go together", o->name);
	if (by_ca + (client->certificate != NULL) + (client->fingerprint != NULL) != 1)
		return fail(c, ERR_MISMATCH,
			    "operator \"%s\": a client has either ca and subject, or certificate, "
			    "or fingerprint",
			    o->name);
	if (client->fingerprint && !only(client->fingerprint, isxdigit))
		return fail(c, ERR_SYNTAX, "operator \"%s\": fingerprint \"%s\" is not hexadecimal",
			    o->name, client->fingerprint);
	return OK;
}

/* By CA and what it names, or pinned. */
static enum err check_registrar(const struct checker *c, const struct rspd_client *client)
{
	bool pinned = client->certificate || client->fingerprint;
	if ((client->ca != NULL) + (client->certificate != NULL) + (client->fingerprint != NULL) !=
	    1)
		return fail(c, ERR_MISMATCH,
			    "smds: a registrar has either ca, or certificate, or fingerprint");
	if (pinned && client->subject)
		return fail(c, ERR_MISMATCH, "smds: a registrar's subject goes with ca");
	if (client->fingerprint && !only(client->fingerprint, isxdigit))
		return fail(c, ERR_SYNTAX, "smds: fingerprint \"%s\" is not hexadecimal",
			    client->fingerprint);
	return OK;
}

static enum err check_root(const struct checker *c)
{
	const char *root = c->config->smds.root;
	if (root && !rspd_config_smds_peer(c->config, root))
		return fail(c, ERR_NOT_FOUND, "smds.root: there is no \"%s\" in smds_peers", root);
	if (root && bytes_eq_nocase(bytes_str(root), bytes_str(c->config->smds.address)))
		return fail(c, ERR_CONFLICT, "smds.root: an SM-DS is not above itself");
	return OK;
}

static enum err check_registrars(const struct checker *c)
{
	for (size_t i = 0; i < c->config->smds.registrars_n; i++)
		TRY(check_registrar(c, &c->config->smds.registrars[i]));
	return OK;
}

/* --- roles ---------------------------------------------------------------------------------- */

static bool has_dpauth(const struct rspd_config *config)
{
	for (size_t i = 0; i < config->certificate_issuers_n; i++)
		if (config->certificate_issuers[i].dpauth.certificate)
			return true;
	return false;
}

static bool has_dsauth(const struct rspd_config *config)
{
	for (size_t i = 0; i < config->certificate_issuers_n; i++)
		if (config->certificate_issuers[i].dsauth.certificate)
			return true;
	return false;
}

static bool has_es9p(const struct rspd_config *config)
{
	return config->listen.es9p.address;
}

static bool has_es2p(const struct rspd_config *config)
{
	return config->listen.es2p.address;
}

static bool has_es11(const struct rspd_config *config)
{
	return config->listen.es11.address;
}

static bool has_es12(const struct rspd_config *config)
{
	return config->listen.es12.address;
}

static bool has_operators(const struct rspd_config *config)
{
	return config->operators_n > 0;
}

static bool has_profile_types(const struct rspd_config *config)
{
	return config->profile_types_n > 0;
}

static bool is_smdpp(const struct rspd_config *config)
{
	return config->smdpp.address;
}

static bool is_smds(const struct rspd_config *config)
{
	return config->smds.address;
}

static const struct {
	const char *role, *key;
	bool (*is)(const struct rspd_config *config);
	bool (*has)(const struct rspd_config *config);
} needs[] = {
	{"smdpp", "listen.es9p", is_smdpp, has_es9p},
	{"smdpp", "listen.es2p", is_smdpp, has_es2p},
	{"smdpp", "operators", is_smdpp, has_operators},
	{"smdpp", "profile_types", is_smdpp, has_profile_types},
	{"smdpp", "a certificate issuer with dpauth and dppb", is_smdpp, has_dpauth},
	{"smds", "listen.es11", is_smds, has_es11},
	{"smds", "listen.es12", is_smds, has_es12},
	{"smds", "a certificate issuer with dsauth", is_smds, has_dsauth},
};

static enum err check_roles(const struct checker *c)
{
	if (!is_smdpp(c->config) && !is_smds(c->config))
		return fail(c, ERR_MISSING, "neither smdpp nor smds is there: what shall it be?");
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (needs[i].is(c->config) && !needs[i].has(c->config))
			return fail(c, ERR_MISSING, "%s needs %s", needs[i].role, needs[i].key);
	for (size_t i = 0; i < c->config->certificate_issuers_n; i++) {
		const struct rspd_certificate_issuer *issuer = &c->config->certificate_issuers[i];
		if (!issuer->dpauth.certificate != !issuer->dppb.certificate)
			return fail(c, ERR_MISMATCH,
				    "certificate issuer %s: dpauth and dppb go together",
				    issuer->certificate);
	}
	return OK;
}

static enum err check_notify(const struct checker *c, const struct rspd_operator *o)
{
	if (o->notify && strncmp(o->notify->url, "https://", 8) != 0)
		return fail(c, ERR_SYNTAX, "operator \"%s\": notify.url must begin with https://",
			    o->name);
	return OK;
}

/* Do both name the same certificate? What the files hold is compared where they are loaded. */
static bool same_client(const struct rspd_client *a, const struct rspd_client *b)
{
	bool same_subject = a->subject && b->subject && strcmp(a->subject, b->subject) == 0 &&
			    strcmp(a->ca, b->ca) == 0;
	bool same_file =
		a->certificate && b->certificate && strcmp(a->certificate, b->certificate) == 0;
	bool same_print =
		a->fingerprint && b->fingerprint && strcasecmp(a->fingerprint, b->fingerprint) == 0;
	return same_subject || same_file || same_print;
}

static bool has_client(const struct rspd_operator *o, const struct rspd_client *client)
{
	for (size_t k = 0; k < o->clients_n; k++)
		if (same_client(&o->clients[k], client))
			return true;
	return false;
}

/* A certificate says which of the operators is calling: it must be one operator's. */
static enum err check_client_is_its_own(const struct checker *c, const struct rspd_operator *o,
					const struct rspd_client *client)
{
	for (const struct rspd_operator *other = c->config->operators; other < o; other++)
		if (has_client(other, client))
			return fail(c, ERR_CONFLICT,
				    "operators \"%s\" and \"%s\" have the same client certificate",
				    other->name, o->name);
	return OK;
}

static enum err check_operators(const struct checker *c)
{
	for (size_t i = 0; i < c->config->operators_n; i++) {
		const struct rspd_operator *o = &c->config->operators[i];
		if (rspd_config_operator(c->config, o->name) != o)
			return fail(c, ERR_CONFLICT, "there are two operators \"%s\"", o->name);
		if (bytes_has_prefix(bytes_str(o->name), BYTES_LIT(RSPD_SMDS_QUEUE)))
			return fail(c, ERR_SYNTAX, "operator \"%s\": no name begins with \"%s\"",
				    o->name, RSPD_SMDS_QUEUE);
		for (size_t k = 0; k < o->clients_n; k++) {
			TRY(check_client(c, o, &o->clients[k]));
			TRY(check_client_is_its_own(c, o, &o->clients[k]));
		}
		TRY(check_notify(c, o));
	}
	return OK;
}

static enum err check_owner(const struct checker *c, const struct rspd_profile_type *t)
{
	const struct rspd_owner *owner = t->metadata.owner;
	if (!owner && t->metadata.policy_rules)
		return fail(c, ERR_MISSING, "profile type \"%s\": policy rules need an owner",
			    t->name);
	if (!owner)
		return OK;
	if (!only(owner->mcc_mnc, isdigit))
		return fail(c, ERR_SYNTAX, "profile type \"%s\": owner.mcc_mnc must be digits",
			    t->name);
	const char *gids[] = {owner->gid1, owner->gid2};
	for (size_t i = 0; i < 2; i++)
		if (gids[i] && (strlen(gids[i]) % 2 != 0 || !only(gids[i], isxdigit)))
			return fail(c, ERR_SYNTAX,
				    "profile type \"%s\": owner.gid%zu must be hexadecimal bytes",
				    t->name, i + 1);
	return OK;
}

static enum err read_icon(const struct checker *c, struct rspd_profile_type *t)
{
	struct rspd_metadata *m = &t->metadata;
	if (!m->icon_path)
		return OK;
	CLEANUP(buf_free) struct buf file = buf_make(ICON_MAX);
	enum err e = file_read(m->icon_path, &file);
	if (e == ERR_TOO_LONG)
		return fail(c, e, "profile type \"%s\": icon %s is over %d bytes", t->name,
			    m->icon_path, ICON_MAX);
	if (e != OK)
		return fail(c, e, "profile type \"%s\": icon %s: %s", t->name, m->icon_path,
			    err_name(e));
	if (bytes_has_prefix(buf_bytes(&file), BYTES_LIT("\x89PNG")))
		m->icon_type = RSPD_ICON_PNG;
	else if (bytes_has_prefix(buf_bytes(&file), BYTES_LIT("\xff\xd8\xff")))
		m->icon_type = RSPD_ICON_JPG;
	else
		return fail(c, ERR_UNSUPPORTED,
			    "profile type \"%s\": icon %s is neither PNG nor JPEG", t->name,
			    m->icon_path);
	return arena_dup(c->arena, buf_bytes(&file), &m->icon);
}

static enum err check_profile_types(const struct checker *c)
{
	for (size_t i = 0; i < c->config->profile_types_n; i++) {
		struct rspd_profile_type *t = &c->config->profile_types[i];
		if (rspd_config_profile_type(c->config, t->name) != t)
			return fail(c, ERR_CONFLICT, "there are two profile types \"%s\"", t->name);
		t->op = rspd_config_operator(c->config, t->operator_name);
		if (!t->op)
			return fail(c, ERR_NOT_FOUND,
				    "profile type \"%s\": there is no operator \"%s\"", t->name,
				    t->operator_name);
		TRY(check_owner(c, t));
		TRY(read_icon(c, t));
	}
	return OK;
}

static enum err complete_peer(const struct checker *c, struct rspd_smds_peer *peer)
{
	const struct rspd_config *config = c->config;
	const struct rspd_listener *own =
		is_smdpp(config) ? &config->listen.es9p : &config->listen.es12;
	if (!peer->identity.certificate)
		peer->identity = own->tls[0];
	if (!peer->url)
		TRY(arena_fmt(c->arena, &peer->url, "https://%s", peer->address));
	return arena_fmt(c->arena, &peer->queue, RSPD_SMDS_QUEUE "%s", peer->address);
}

static enum err check_peer(const struct checker *c, struct rspd_smds_peer *peer)
{
	if (*peer->address == '.')
		return fail(c, ERR_SYNTAX, "SM-DS \"%s\": an address begins with no full stop",
			    peer->address);
	if (rspd_config_smds_peer(c->config, peer->address) != peer)
		return fail(c, ERR_CONFLICT, "there are two SM-DSs \"%s\"", peer->address);
	if ((peer->identity.certificate == NULL) != (peer->identity.key == NULL))
		return fail(c, ERR_MISMATCH, "SM-DS \"%s\": certificate and key go together",
			    peer->address);
	if (peer->url && strncmp(peer->url, "https://", 8) != 0)
		return fail(c, ERR_SYNTAX, "SM-DS \"%s\": url must begin with https://",
			    peer->address);
	return complete_peer(c, peer);
}

static enum err check_smds_peers(const struct checker *c)
{
	size_t standards = 0;
	for (size_t i = 0; i < c->config->smds_peers_n; i++) {
		TRY(check_peer(c, &c->config->smds_peers[i]));
		standards += c->config->smds_peers[i].standard;
	}
	return standards > 1 ? fail(c, ERR_CONFLICT, "more than one SM-DS is the default") : OK;
}

static enum err check_clock(const struct checker *c)
{
	struct rspd_config *config = c->config;
	if (!config->test_clock)
		return OK;
	if (clock_parse(config->test_clock, &config->test_clock_ms) != OK)
		return fail(c, ERR_SYNTAX, "test_clock must look like \"2026-11-23T12:00:00Z\"");
	return OK;
}

static enum err (*const checks[])(const struct checker *) = {
	check_roles,	  check_registrars, check_operators, check_profile_types,
	check_smds_peers, check_root,	    check_clock,
};

enum err rspd_config_read(struct arena *a, const char *path, struct rspd_config *config,
			  struct config_error *error)
{
	const struct checker c = {.arena = a, .path = path, .config = config, .error = error};
	*config = (struct rspd_config){};
	TRY(config_load(a, path, rspd_config_keys(), config, error));
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		TRY(checks[i](&c));
	return OK;
}

const struct rspd_operator *rspd_config_operator(const struct rspd_config *c, const char *name)
{
	for (size_t i = 0; i < c->operators_n; i++)
		if (strcmp(c->operators[i].name, name) == 0)
			return &c->operators[i];
	return NULL;
}

const struct rspd_profile_type *rspd_config_profile_type(const struct rspd_config *c,
							 const char *name)
{
	for (size_t i = 0; i < c->profile_types_n; i++)
		if (strcmp(c->profile_types[i].name, name) == 0)
			return &c->profile_types[i];
	return NULL;
}

const struct rspd_smds_peer *rspd_config_smds_peer(const struct rspd_config *c, const char *address)
{
	for (size_t i = 0; i < c->smds_peers_n; i++) {
		const struct rspd_smds_peer *peer = &c->smds_peers[i];
		bool named = bytes_eq_nocase(bytes_str(peer->address), bytes_str(address));
		if (named || (*address == '.' && peer->standard))
			return peer;
	}
	return NULL;
}
