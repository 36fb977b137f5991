/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening the server under test: files, connections, endpoint.
 * No test of its own: tests/conformance.sh opens two servers and some that are not there.
 */
#include "conformance/target.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/tlv.h"
#include "sys/file.h"

enum { ARENA_MAX = 4 * 1024 * 1024, FILE_MAX = 64 * 1024 };

static enum err failed(struct target *t, enum err e, const char *what)
{
	(void)snprintf(t->why, sizeof(t->why), "%s: %s", what, err_name(e));
	return e;
}

static enum err load_key(struct target *t, const char *path, struct private_key **out)
{
	CLEANUP(buf_free) struct buf file = buf_make(FILE_MAX);
	if (!path)
		return OK;
	enum err e = file_read(path, &file);
	if (e == OK)
		e = private_key_parse(buf_bytes(&file), out);
	return e == OK ? OK : failed(t, e, path);
}

static enum err load_certificate(struct target *t, const char *path, struct certificate *out)
{
	CLEANUP(buf_free) struct buf der = buf_make(FILE_MAX);
	struct bytes kept = {};
	enum err e = certificate_load(path, &der);
	if (e == OK)
		e = arena_dup(&t->arena, buf_bytes(&der), &kept);
	if (e == OK)
		e = certificate_parse(kept, out);
	return e == OK ? OK : failed(t, e, path);
}

/* Which EIDs may the EUM give? By the prefix of version 2, or the EINs of version 3. */
static enum err learn_eids(struct target *t, struct target_issuer *issuer)
{
	struct bytes subtrees = issuer->eum.permitted_subtrees, prefix = {};
	struct bytes organization = issuer->eum.organization, eins = issuer->eum.permitted_eins;
	struct tlv ein = {};
	if (bytes_present(subtrees))
		TRY(certificate_next_permitted(&subtrees, &organization, &prefix));
	else if (tlv_take(&eins, &ein) == OK)
		prefix = ein.value;
	TRY(arena_str(&t->arena, organization, &issuer->organization));
	return arena_str(&t->arena, prefix, &issuer->eid_prefix);
}

static enum err load_issuer(struct target *t, const struct target_issuer_files *files)
{
	struct target_issuer *issuer = &t->issuers[t->issuers_n];
	TRY(load_certificate(t, files->ci, &issuer->ci));
	TRY(load_certificate(t, files->eum, &issuer->eum));
	TRY(load_key(t, files->ci_key, &issuer->ci_key));
	TRY(load_key(t, files->eum_key, &issuer->eum_key));
	issuer->curve = issuer->ci.public_key.curve;
	t->cis[t->issuers_n++] = issuer->ci;
	enum err e = learn_eids(t, issuer);
	return e == OK ? OK : failed(t, e, files->eum);
}

/* Host and port of "https://host:port/…". */
static enum err read_url(struct target *t, struct target_connection *c, const char *connect)
{
	struct bytes rest = bytes_str(c->url), part = {}, host = {};
	bytes_take_until(&rest, ':', &part);
	while (rest.len > 0 && rest.ptr[0] == '/')
		rest = bytes_from(rest.ptr + 1, rest.len - 1);
	bytes_take_until(&rest, '/', &part);
	struct bytes port = part;
	bytes_take_until(&port, ':', &host);
	TRY(arena_str(&t->arena, host, &c->host));
	if (!c->address)
		TRY(arena_str(&t->arena, part, &c->address));
	c->host_port = connect;
	if (connect)
		return OK;
	return arena_fmt(&t->arena, &c->host_port, "%.*s%s", BYTES_FMT(part),
			 host.len == part.len ? ":443" : "");
}

/* How a connection is made from a place of the configuration. */
struct way {
	enum target_peer peer;
	const struct target_place *place;
	struct tls_identity identity;
	bool brainpool_only;
};

static enum err connect_way(struct target *t, const struct way *way)
{
	struct target_connection *c = &t->connections[way->peer];
	const struct target_place *place = way->place;
	const char *files[TARGET_ISSUERS_MAX] = {};
	for (size_t i = 0; i < t->config.issuers_n; i++)
		files[i] = t->config.issuers[i].ci;
	const struct tls_client_config tls = {
		.identity = way->identity,
		.trust = {.files = place->ca ? &place->ca : files,
			  .file_count = place->ca ? 1 : t->config.issuers_n},
		.time_ms = t->config.clock ? clock_now_ms(&t->clock) : 0,
		.brainpool_only = way->brainpool_only,
	};
	const struct http_client_config http = {.connect = place->connect};
	enum err e = tls_client_new(&tls, &c->tls);
	if (e == OK)
		e = http_client_new(&http, &c->http);
	if (e != OK)
		return failed(t, e, place->certificate ? place->certificate : place->url);
	c->url = place->url;
	c->requester = place->requester;
	c->address = place->address;
	return read_url(t, c, place->connect);
}

static struct tls_identity identity_of(const struct target_place *place)
{
	if (!place || !place->certificate)
		return (struct tls_identity){};
	return (struct tls_identity){.certificate_file = place->certificate,
				     .key_file = place->key};
}

/* Servers under test know neither; the other SM-DP+ needs the key of a CI on P-256. */
static enum err make_identities(struct target *t)
{
	const struct target_issuer *issuer = target_issuer_on(t, CURVE_P256);
	struct client_identity_order order = {.kind = ISSUE_OPERATOR_CLIENT,
					      .now_ms = clock_now_ms(&t->clock)};
	TRY(client_identity_make(&order, &t->entropy, &t->stranger));
	if (!issuer || !issuer->ci_key)
		return OK;
	order.kind = ISSUE_DPTLS;
	order.issuer = (struct issue_issuer){issuer->ci_key, issuer->ci.der};
	order.registered_id = "2.999.77";
	return client_identity_make(&order, &t->entropy, &t->other);
}

static enum err connect_all(struct target *t)
{
	const struct target_config *c = &t->config;
	const struct tls_identity stranger = client_identity_tls(&t->stranger), nobody = {};
	const struct tls_identity other = t->other.key ? client_identity_tls(&t->other) : nobody;
	const struct way ways[] = {
		{TARGET_ES9P, c->es9p, nobody, false},
		{TARGET_ES9P_BRAINPOOL, c->es9p, nobody, true},
		{TARGET_ES2P, c->es2p, identity_of(c->es2p), false},
		{TARGET_ES2P_STRANGER, c->es2p, stranger, false},
		{TARGET_ES2P_ANONYMOUS, c->es2p, nobody, false},
		{TARGET_ES11, c->es11, nobody, false},
		{TARGET_ES12, c->es12, identity_of(c->es12), false},
		{TARGET_ES12_STRANGER, c->es12, stranger, false},
		{TARGET_ES12_OTHER, t->other.key ? c->es12 : NULL, other, false},
		{TARGET_ES12_ANONYMOUS, c->es12, nobody, false},
		{TARGET_ES15, c->es15, identity_of(c->es15), false},
	};
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (ways[i].place)
			TRY(connect_way(t, &ways[i]));
	return OK;
}

static enum err set_clock(struct target *t)
{
	int64_t now = 0;
	t->clock = clock_system();
	if (!t->config.clock)
		return OK;
	enum err e = clock_parse(t->config.clock, &now);
	t->clock = clock_fixed(now);
	return e == OK ? OK : failed(t, e, "clock");
}

/* Where the server under test calls us. */
static enum err serve(struct target *t)
{
	const struct target_config *c = &t->config;
	int64_t time_ms = c->clock ? clock_now_ms(&t->clock) : 0;
	enum err e = OK;
	if (c->endpoint)
		e = endpoint_start(c->endpoint, time_ms, &t->endpoint);
	if (e != OK)
		return failed(t, e, c->endpoint->address);
	if (c->root)
		e = root_smds_start(c->root, time_ms, &t->root);
	return e == OK ? OK : failed(t, e, c->root->address);
}

enum err target_open(const struct target_config *config, struct target *target)
{
	*target = (struct target){.config = *config, .arena = arena_make(ARENA_MAX)};
	target->entropy = entropy_system();
	TRY(set_clock(target));
	for (size_t i = 0; i < config->issuers_n; i++)
		TRY(load_issuer(target, &config->issuers[i]));
	enum err made = make_identities(target);
	if (made != OK)
		return failed(target, made, "the suite's own certificates");
	TRY(connect_all(target));
	return serve(target);
}

void target_close(struct target *target)
{
	endpoint_stop(&target->endpoint);
	root_smds_stop(&target->root);
	for (size_t i = 0; i < TARGET_PEERS; i++) {
		http_client_free(&target->connections[i].http);
		tls_client_free(&target->connections[i].tls);
	}
	for (size_t i = 0; i < target->issuers_n; i++) {
		private_key_free(&target->issuers[i].ci_key);
		private_key_free(&target->issuers[i].eum_key);
	}
	client_identity_free(&target->stranger);
	client_identity_free(&target->other);
	arena_free(&target->arena);
}

const struct target_issuer *target_issuer_on(const struct target *target, enum curve curve)
{
	for (size_t i = 0; i < target->issuers_n; i++)
		if (target->issuers[i].curve == curve)
			return &target->issuers[i];
	return NULL;
}

const char *target_profile_type_of(const struct target *target, const char *role)
{
	for (size_t i = 0; i < target->config.profile_types_n; i++)
		if (strcmp(target->config.profile_types[i].role, role) == 0)
			return target->config.profile_types[i].name;
	return NULL;
}
