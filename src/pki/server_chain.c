/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of CI → server certificate as rows. */
#include "pki/server_chain.h"

#include "base/mutant.h"

static const struct bytes oid_server_auth = BYTES_LIT("\x2B\x06\x01\x05\x05\x07\x03\x01");

struct chain {
	const struct server_chain_input *in;
	const struct certificate *ci; /* no_ci if unknown */
	const struct certificate *server;
};

static const struct certificate no_ci;

static enum err answer(bool yes, enum err no)
{
	return yes ? OK : no;
}

static bool is_tls(const struct chain *c)
{
	return c->in->role == CERTIFICATE_DPTLS || c->in->role == CERTIFICATE_DSTLS;
}

static enum err ci_known(const struct chain *c)
{
	return answer(c->ci != &no_ci, ERR_NOT_FOUND);
}

static enum err validity(const struct chain *c)
{
	if (c->in->now_ms == SERVER_CHAIN_NO_CLOCK)
		return OK;
	return certificate_valid_at(c->server, c->in->now_ms);
}

/* A TLS certificate need not name its role; if it names one, it must be this. */
static enum err policy(const struct chain *c)
{
	bool may_be_absent = is_tls(c) && c->server->policies.len == 0;
	return answer(may_be_absent || certificate_has_role(c->server, c->in->role), ERR_MISMATCH);
}

static enum err key_usage(const struct chain *c)
{
	return answer(c->server->key_usage & CERTIFICATE_DIGITAL_SIGNATURE, ERR_MISMATCH);
}

static enum err purpose(const struct chain *c)
{
	return answer(!is_tls(c) || certificate_has_purpose(c->server, oid_server_auth),
		      ERR_MISMATCH);
}

static enum err host(const struct chain *c)
{
	bool asked = is_tls(c) && bytes_present(c->in->host);
	return answer(!asked || certificate_has_dns_name(c->server, c->in->host), ERR_MISMATCH);
}

static enum err oid(const struct chain *c)
{
	struct bytes own = c->server->registered_id;
	if (!bytes_present(c->in->oid))
		return answer(is_tls(c) || bytes_present(own), ERR_MISSING);
	return answer(bytes_eq(own, c->in->oid), ERR_MISMATCH);
}

static enum err issuer(const struct chain *c)
{
	return answer(bytes_eq(c->server->issuer, c->ci->subject), ERR_MISMATCH);
}

static enum err signature(const struct chain *c)
{
	return certificate_verify(c->server, &c->ci->public_key);
}

static const struct check {
	const char *name;
	enum err (*check)(const struct chain *chain);
	enum server_chain_fault fault;
} checks[] = {
	{"server_chain.ci_known", ci_known, SERVER_CHAIN_CI_UNKNOWN},
	{"server_chain.validity", validity, SERVER_CHAIN_EXPIRED},
	{"server_chain.policy", policy, SERVER_CHAIN_INVALID},
	{"server_chain.key_usage", key_usage, SERVER_CHAIN_INVALID},
	{"server_chain.purpose", purpose, SERVER_CHAIN_INVALID},
	{"server_chain.host", host, SERVER_CHAIN_INVALID},
	{"server_chain.issuer", issuer, SERVER_CHAIN_INVALID},
	{"server_chain.signature", signature, SERVER_CHAIN_INVALID},
	{"server_chain.oid", oid, SERVER_CHAIN_OID},
};

static enum err fail(struct server_chain_result *out, enum err e, const char *check,
		     enum server_chain_fault fault)
{
	out->check = check;
	out->fault = err_is_refusal(e) ? fault : SERVER_CHAIN_NO_FAULT;
	return e;
}

enum err server_chain_verify(const struct server_chain_input *in, struct server_chain_result *out)
{
	*out = (struct server_chain_result){};
	enum err e = certificate_parse(in->certificate, &out->certificate);
	if (e != OK)
		return fail(out, e, "server_chain.form", SERVER_CHAIN_INVALID);
	out->ci = certificate_by_key_id(in->cis, in->ci_count, out->certificate.authority_key_id);
	const struct chain chain = {in, out->ci ? out->ci : &no_ci, &out->certificate};
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		e = mutant_off(checks[i].name) ? OK : checks[i].check(&chain);
		if (e != OK)
			return fail(out, e, checks[i].name, checks[i].fault);
	}
	return OK;
}
