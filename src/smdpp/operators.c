/* SPDX-License-Identifier: Apache-2.0 */
/* Client certificates to operators. */
#include "smdpp/operators.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mutant.h"
#include "base/text.h"
#include "http/tls.h"
#include "pki/certificate.h"

struct client {
	const struct rspd_operator *owner;
	const struct rspd_client *rule;
	uint8_t fingerprint[TLS_FINGERPRINT_LEN]; /* of a pinned one */
	bool pinned;
};

struct operators {
	struct client *clients;
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

static enum err load_client(const struct rspd_operator *owner, const struct rspd_client *rule,
			    struct client *out)
{
	*out = (struct client){.owner = owner, .rule = rule};
	out->pinned = rule->certificate || rule->fingerprint;
	enum err e = out->pinned ? read_fingerprint(rule, out) : OK;
	if (e != OK)
		LOG_EVENT(LOG_ERROR, "client_not_loaded", LOG_TEXT("operator", owner->name),
			  LOG_TEXT("file", rule->certificate), LOG_ERR(e));
	return e;
}

enum err operators_load(const struct rspd_config *config, struct operators **out)
{
	CLEANUP(operators_free) struct operators *o = calloc(1, sizeof(*o));
	if (!o)
		return ERR_NOMEM;
	size_t n = 0;
	for (size_t i = 0; i < config->operators_n; i++)
		n += config->operators[i].clients_n;
	o->clients = calloc(n + 1, sizeof(*o->clients));
	if (!o->clients)
		return ERR_NOMEM;
	for (size_t i = 0; i < config->operators_n; i++) {
		const struct rspd_operator *owner = &config->operators[i];
		for (size_t j = 0; j < owner->clients_n; j++)
			TRY(load_client(owner, &owner->clients[j], &o->clients[o->n++]));
	}
	*out = o;
	o = NULL;
	return OK;
}

void operators_free(struct operators **operators)
{
	struct operators *o = *operators;
	if (!o)
		return;
	free(o->clients);
	free(o);
	*operators = NULL;
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
	TRY(tls_certificate_subject(c->arena, c->certificate, &subject));
	return strcmp(subject, c->client->rule->subject) == 0 ? OK : ERR_DENIED;
}

static enum err issued_by_ca(const struct candidate *c)
{
	const struct tls_trust trust = {.files = &c->client->rule->ca, .file_count = 1};
	return tls_certificate_issued_by(c->certificate, &trust, c->now_ms);
}

/* A pinned certificate is trusted as it is; one of a CA must be valid, and have the subject. */
static const struct {
	const char *name;
	bool pinned; /* which of the two it is for */
	enum err (*check)(const struct candidate *candidate);
} checks[] = {
	{"operators.fingerprint", true, same_fingerprint},
	{"operators.subject", false, same_subject},
	{"operators.issued_by_ca", false, issued_by_ca},
};

static enum err run_checks(const struct candidate *c)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (checks[i].pinned == c->client->pinned && !mutant_off(checks[i].name))
			TRY(checks[i].check(c));
	}
	return OK;
}

enum err operators_identify(const struct operators *operators, struct arena *arena,
			    struct bytes certificate, int64_t now_ms,
			    const struct rspd_operator **out)
{
	uint8_t fingerprint[TLS_FINGERPRINT_LEN] = {};
	if (certificate.len == 0)
		return ERR_DENIED;
	TRY(tls_certificate_fingerprint(certificate, fingerprint));
	for (size_t i = 0; i < operators->n; i++) {
		const struct candidate candidate = {&operators->clients[i], arena, certificate,
						    fingerprint, now_ms};
		enum err e = run_checks(&candidate);
		if (e != OK && !err_is_refusal(e))
			return e;
		if (e != OK)
			continue;
		*out = candidate.client->owner;
		return OK;
	}
	return ERR_DENIED;
}
