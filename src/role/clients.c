/* SPDX-License-Identifier: Apache-2.0 */
/* Client certificates to their owners. */
#include "role/clients.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mutant.h"
#include "base/text.h"
#include "http/tls.h"
#include "pki/certificate.h"
#include "role/oid.h"

struct client {
	const void *owner;
	const struct rspd_client *rule;
	uint8_t fingerprint[TLS_FINGERPRINT_LEN]; /* of a pinned one */
	bool pinned;
};

struct clients {
	struct client *rows;
	size_t n;
};

static enum err read_fingerprint(const struct rspd_client *rule, struct client *client)
{
	if (rule->certificate) {
		CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
		TRY(certificate_load(rule->certificate, &der));
		return tls_certificate_fingerprint(buf_bytes(&der), client->fingerprint);
	}
	CLEANUP(arena_free) struct arena a = arena_make(4096);
	struct bytes given = {};
	TRY(hex_decode(&a, bytes_str(rule->fingerprint), &given));
	if (given.len != TLS_FINGERPRINT_LEN)
		return ERR_RANGE;
	memcpy(client->fingerprint, given.ptr, given.len);
	return OK;
}

static enum err load_client(const void *owner, const struct rspd_client *rule, struct client *out)
{
	*out = (struct client){.owner = owner, .rule = rule};
	out->pinned = rule->certificate || rule->fingerprint;
	enum err e = out->pinned ? read_fingerprint(rule, out) : OK;
	if (e != OK)
		LOG_EVENT(LOG_ERROR, "client_not_loaded", LOG_TEXT("file", rule->certificate),
			  LOG_ERR(e));
	return e;
}

enum err clients_new(struct clients **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? OK : ERR_NOMEM;
}

enum err clients_add(struct clients *clients, const struct rspd_client *rules, size_t n,
		     const void *owner)
{
	struct client *rows = realloc(clients->rows, (clients->n + n + 1) * sizeof(*rows));
	if (!rows)
		return ERR_NOMEM;
	clients->rows = rows;
	for (size_t i = 0; i < n; i++) {
		TRY(load_client(owner, &rules[i], &rows[clients->n]));
		clients->n++;
	}
	return OK;
}

void clients_free(struct clients **clients)
{
	struct clients *c = *clients;
	if (!c)
		return;
	free(c->rows);
	free(c);
	*clients = NULL;
}

/* A certificate that may be this client's. */
struct candidate {
	const struct client *client;
	struct arena *arena;
	struct bytes certificate;
	const uint8_t *fingerprint;
	int64_t now_ms;
};

static enum err same_fingerprint(const struct candidate *c)
{
	bool same = memcmp(c->client->fingerprint, c->fingerprint, TLS_FINGERPRINT_LEN) == 0;
	return same ? OK : ERR_DENIED;
}

static enum err same_subject(const struct candidate *c)
{
	const char *subject = NULL;
	if (!c->client->rule->subject)
		return OK;
	TRY(tls_certificate_subject(c->arena, c->certificate, &subject));
	return strcmp(subject, c->client->rule->subject) == 0 ? OK : ERR_DENIED;
}

static enum err issued_by_ca(const struct candidate *c)
{
	const struct tls_trust trust = {.files = &c->client->rule->ca, .file_count = 1};
	return tls_certificate_issued_by(c->certificate, &trust, c->now_ms);
}

static enum err same_oid(const struct candidate *c)
{
	struct certificate parsed = {};
	char oid[OID_TEXT_MAX] = "";
	if (!c->client->rule->oid)
		return OK;
	TRY(certificate_parse(c->certificate, &parsed));
	TRY(role_oid_text(parsed.registered_id, oid));
	return strcmp(oid, c->client->rule->oid) == 0 ? OK : ERR_DENIED;
}

/* A pinned certificate is trusted as it is; one of a CA must be valid, and have the subject
 * and the OID that are given. */
static const struct {
	const char *name;
	bool pinned; /* which of the two it is for */
	enum err (*check)(const struct candidate *candidate);
} checks[] = {
	{"clients.fingerprint", true, same_fingerprint},
	{"clients.subject", false, same_subject},
	{"clients.oid", false, same_oid},
	{"clients.issued_by_ca", false, issued_by_ca},
};

static enum err run_checks(const struct candidate *c)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (checks[i].pinned == c->client->pinned && !mutant_off(checks[i].name))
			TRY(checks[i].check(c));
	}
	return OK;
}

enum err clients_identify(const struct clients *clients, struct arena *arena,
			  struct bytes certificate, int64_t now_ms, const void **owner)
{
	uint8_t fingerprint[TLS_FINGERPRINT_LEN] = {};
	if (certificate.len == 0)
		return ERR_DENIED;
	TRY(tls_certificate_fingerprint(certificate, fingerprint));
	for (size_t i = 0; i < clients->n; i++) {
		const struct candidate candidate = {&clients->rows[i], arena, certificate,
						    fingerprint, now_ms};
		enum err e = run_checks(&candidate);
		if (e != OK && !err_is_refusal(e))
			return e;
		if (e != OK)
			continue;
		*owner = candidate.client->owner;
		return OK;
	}
	return ERR_DENIED;
}

/* A certificate, and its subject for each of the rows. */
enum { CHECK_ARENA = 4 * 1024 * 1024 };

/* The certificate that a row pins; absent if only its fingerprint is known. */
static enum err pinned_certificate(const struct client *client, struct arena *arena,
				   struct bytes *out)
{
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	if (!client->rule->certificate)
		return OK;
	TRY(certificate_load(client->rule->certificate, &der));
	return arena_dup(arena, buf_bytes(&der), out);
}

/* Would a certificate that is pinned for another be taken for this candidate's client? */
static enum err is_taken_for(const struct candidate *c, bool *taken)
{
	*taken = false;
	if (!c->client->pinned && !bytes_present(c->certificate))
		return OK;
	enum err e = run_checks(c);
	*taken = e == OK;
	return err_is_refusal(e) ? OK : e;
}

static enum err check_pinned(const struct clients *clients, const struct client *pinned,
			     int64_t now_ms, struct clients_conflict *out)
{
	CLEANUP(arena_free) struct arena arena = arena_make(CHECK_ARENA);
	struct candidate candidate = {
		.arena = &arena, .fingerprint = pinned->fingerprint, .now_ms = now_ms};
	TRY(pinned_certificate(pinned, &arena, &candidate.certificate));
	for (size_t i = 0; i < clients->n; i++) {
		bool taken = false;
		candidate.client = &clients->rows[i];
		if (candidate.client->owner == pinned->owner)
			continue;
		TRY(is_taken_for(&candidate, &taken));
		if (!taken)
			continue;
		*out = (struct clients_conflict){pinned->owner, candidate.client->owner};
		return ERR_CONFLICT;
	}
	return OK;
}

enum err clients_check(const struct clients *clients, int64_t now_ms, struct clients_conflict *out)
{
	for (size_t i = 0; i < clients->n; i++)
		if (clients->rows[i].pinned)
			TRY(check_pinned(clients, &clients->rows[i], now_ms, out));
	return OK;
}
