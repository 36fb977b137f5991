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

/* The host of "https://host:port", with the port unless it is the standard one. */
static enum err host_of(struct target *t, const char *url, const char **out)
{
	struct bytes rest = bytes_str(url), scheme = {}, host = {};
	bytes_take_until(&rest, ':', &scheme);
	while (rest.len > 0 && rest.ptr[0] == '/')
		rest = bytes_from(rest.ptr + 1, rest.len - 1);
	bytes_take_until(&rest, '/', &host);
	return arena_str(&t->arena, host, out);
}

/* How a connection is made from a place of the configuration. */
struct way {
	enum target_peer peer;
	const struct target_place *place;
	const char *certificate, *key;
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
		.identity = {.certificate_file = way->certificate, .key_file = way->key},
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
		return failed(t, e, way->certificate ? way->certificate : place->url);
	c->url = place->url;
	c->connect = place->connect;
	c->requester = place->requester;
	c->address = place->address;
	return c->address ? OK : host_of(t, place->url, &c->address);
}

static enum err connect_all(struct target *t)
{
	const struct target_config *c = &t->config;
	const struct target_place *es2p = c->es2p, *es12 = c->es12, *es15 = c->es15;
	const struct way ways[] = {
		{.peer = TARGET_ES9P, .place = c->es9p},
		{.peer = TARGET_ES9P_BRAINPOOL, .place = c->es9p, .brainpool_only = true},
		{TARGET_ES2P, es2p, es2p ? es2p->certificate : NULL, es2p ? es2p->key : NULL,
		 false},
		{TARGET_ES2P_STRANGER, c->stranger_certificate ? es2p : NULL,
		 c->stranger_certificate, c->stranger_key, false},
		{.peer = TARGET_ES2P_ANONYMOUS, .place = es2p},
		{.peer = TARGET_ES11, .place = c->es11},
		{TARGET_ES12, es12, es12 ? es12->certificate : NULL, es12 ? es12->key : NULL,
		 false},
		{TARGET_ES12_STRANGER, c->stranger_certificate ? es12 : NULL,
		 c->stranger_certificate, c->stranger_key, false},
		{.peer = TARGET_ES12_ANONYMOUS, .place = es12},
		{TARGET_ES15, es15, es15 ? es15->certificate : NULL, es15 ? es15->key : NULL,
		 false},
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

enum err target_open(const struct target_config *config, struct target *target)
{
	*target = (struct target){.config = *config, .arena = arena_make(ARENA_MAX)};
	target->entropy = entropy_system();
	TRY(set_clock(target));
	for (size_t i = 0; i < config->issuers_n; i++)
		TRY(load_issuer(target, &config->issuers[i]));
	TRY(connect_all(target));
	if (!config->endpoint)
		return OK;
	int64_t time_ms = config->clock ? clock_now_ms(&target->clock) : 0;
	enum err e = endpoint_start(config->endpoint, time_ms, &target->endpoint);
	return e == OK ? OK : failed(target, e, config->endpoint->address);
}

void target_close(struct target *target)
{
	endpoint_stop(&target->endpoint);
	for (size_t i = 0; i < TARGET_PEERS; i++) {
		http_client_free(&target->connections[i].http);
		tls_client_free(&target->connections[i].tls);
	}
	for (size_t i = 0; i < target->issuers_n; i++) {
		private_key_free(&target->issuers[i].ci_key);
		private_key_free(&target->issuers[i].eum_key);
	}
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
