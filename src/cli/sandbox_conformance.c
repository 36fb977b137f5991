/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `rspctl conformance` needs of a sandbox: profile types with certain properties, a stock of
 * each, and conformance.conf, which says where everything is.
 * No test of its own: sandbox_test.c reads the types, tests/conformance.sh the rest.
 */
#include <stdio.h>
#include <string.h>

#include "cli/sandbox.h"

enum { CONF_MAX = 16 * 1024 };

/* A type for each role (docs/conformance.md); a run of the suite uses up some of its stock. */
static const struct conformance_type {
	const char *role;
	int64_t stock;
	const char *protection;
	const char *keys;     /* of the type */
	const char *metadata; /* members behind the names */
} types[] = {
	{"session-keys", 400, "session-keys", "", ""},
	{"ppk", 100, "ppk", "", ""},
	{"long", 40, "session-keys", "", "icon = \"icon.png\"; "},
	{"long-ppk", 40, "ppk", "", "icon = \"icon.png\"; "},
	{"demanding", 40, "session-keys",
	 "requires = { svn = \"2.1.0\"; profile_version = \"2.3.0\"; free_memory = 100000; "
	 "device = { eutran_epc = \"15.0.0\"; }; }; ",
	 ""},
	{"ppr", 40, "session-keys", "",
	 "owner = { mcc_mnc = \"00101\"; }; policy_rules = [ \"ppr1\" ]; "},
	{"out-of-stock", 0, "session-keys", "", ""},
	{"expiring", 10, "session-keys", "order_ttl_h = 1; ", ""},
	{"few-attempts", 60, "session-keys",
	 "max_download_attempts = 2; max_confirmation_code_attempts = 2; ", ""},
};

int64_t sandbox_conformance_stock(const struct sandbox *s, const char *type)
{
	static const char prefix[] = "conformance-";
	if (strncmp(type, prefix, strlen(prefix)) != 0)
		return s->profiles;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].role, type + strlen(prefix)) == 0)
			return types[i].stock;
	return s->profiles;
}

bool sandbox_conformance_is_long(const char *type)
{
	static const char prefix[] = "conformance-long";
	return strncmp(type, prefix, strlen(prefix)) == 0;
}

int64_t sandbox_conformance_root_port(const struct sandbox *s)
{
	return s->plain || s->es12_port == 0 ? 0 : s->es12_port + 1;
}

enum err sandbox_conformance_types(struct buf *out)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		TRY(buf_put_fmt(out,
				",\n  { name = \"conformance-%s\"; operator = \"example\"; "
				"protection = \"%s\"; %s\n"
				"    metadata = { service_provider_name = \"Example\"; "
				"profile_name = \"Conformance %s\"; %s}; }",
				types[i].role, types[i].protection, types[i].keys, types[i].role,
				types[i].metadata));
	return OK;
}

static enum err put_places(const struct sandbox *s, const char *address, struct buf *out)
{
	return buf_put_fmt(
		out,
		"# The server under test, for rspctl conformance. docs/conformance.md has "
		"all keys.\n"
		"es9p = { url = \"https://%s:%d\"; address = \"%s\"; };\n"
		"es2p = {\n"
		"  url = \"https://%s:%d\";\n"
		"  certificate = \"pki/operator/client.pem\";\n"
		"  key = \"pki/operator/client.key\";\n"
		"  requester = \"2.999.20\";\n"
		"};\n"
		"endpoint = {\n"
		"  address = \"%s:%d\";\n"
		"  certificate = \"pki/operator/endpoint.pem\";\n"
		"  key = \"pki/operator/endpoint.key\";\n"
		"  ca = \"pki/p256/ci.pem\";\n"
		"};\n",
		s->host, (int)s->es9p_port, address, s->host, (int)s->es2p_port, s->listen,
		(int)s->notify_port);
}

/* Servers show CERT.DPtls and CERT.DStls, as rspd does. */
static enum err put_smds(const struct sandbox *s, struct buf *out)
{
	static const struct {
		const char *interface, *certificate, *requester;
	} rows[] = {{"es12", "dptls", "2.999.10"}, {"es15", "dstls", "2.999.15"}};
	TRY(buf_put_fmt(out, "es11 = { url = \"https://%s:%d\"; address = \"%s\"; };\n", s->host,
			(int)s->es11_port, s->smds_address));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		TRY(buf_put_fmt(
			out,
			"%1$s = { url = \"https://%2$s:%3$d\"; requester = \"%5$s\";\n"
			"  certificate = \"pki/p256/%4$s.pem\"; key = \"pki/p256/%4$s.key\"; };\n",
			rows[i].interface, s->host, (int)s->es12_port, rows[i].certificate,
			rows[i].requester));
	return OK;
}

/* The suite is the root SM-DS; nobody is there otherwise. */
static enum err put_root(const struct sandbox *s, struct buf *out)
{
	int64_t port = sandbox_conformance_root_port(s);
	if (port == 0)
		return OK;
	return buf_put_fmt(out,
			   "root = {\n"
			   "  address = \"%s:%d\";\n"
			   "  certificate = \"pki/operator/endpoint.pem\";\n"
			   "  key = \"pki/operator/endpoint.key\";\n"
			   "  ca = \"pki/p256/ci.pem\";\n"
			   "};\n",
			   s->listen, (int)port);
}

static enum err put_issuer(const char *directory, const char *separator, struct buf *out)
{
	return buf_put_fmt(out,
			   "  { ci = \"%1$s/ci.pem\"; ci_key = \"%1$s/ci.key\";\n"
			   "    eum = \"%1$s/eum.pem\"; eum_key = \"%1$s/eum.key\"; }%2$s\n",
			   directory, separator);
}

static enum err put_types(struct buf *out)
{
	TRY(buf_put_str(out, "profile_types = (\n"));
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		TRY(buf_put_fmt(out, "%s  { role = \"%s\"; name = \"conformance-%s\"; }",
				i > 0 ? ",\n" : "", types[i].role, types[i].role));
	return buf_put_str(out, "\n);\n");
}

enum err sandbox_conformance(struct sandbox *s, const char *address)
{
	CLEANUP(buf_free) struct buf text = buf_make(CONF_MAX);
	TRY(put_places(s, address, &text));
	TRY(put_smds(s, &text));
	TRY(put_root(s, &text));
	TRY(buf_put_str(&text, "issuers = (\n"));
	TRY(put_issuer("pki/p256", ",", &text));
	TRY(put_issuer("pki/brainpool", "", &text));
	TRY(buf_put_str(&text, ");\n"));
	TRY(put_types(&text));
	if (s->clock)
		TRY(buf_put_fmt(&text, "clock = \"%s\";\n", s->clock));
	return sandbox_write(s, "conformance.conf", buf_bytes(&text), 0600);
}
