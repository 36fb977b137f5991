/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox's configuration files, commented for those who read them as an example.
 * No test of its own: sandbox_test.c makes a sandbox and reads them.
 */
#include <stdio.h>

#include "cli/sandbox.h"

enum { CONF_MAX = 16 * 1024 };

/* A listener with a certificate on each curve: for devices, which may have either. */
static enum err put_listener(const struct sandbox *s, const char *name, int64_t port,
			     const char *certificate, struct buf *out)
{
	return buf_put_fmt(out,
			   "  %1$s = {\n"
			   "    address = \"%2$s:%3$d\";\n"
			   "    tls = (\n"
			   "      { certificate = \"pki/p256/%4$s.pem\"; "
			   "key = \"pki/p256/%4$s.key\"; },\n"
			   "      { certificate = \"pki/brainpool/%4$s.pem\"; "
			   "key = \"pki/brainpool/%4$s.key\"; }\n"
			   "    );\n"
			   "  };\n",
			   name, s->listen, (int)port, certificate);
}

/* For operators and servers. */
static enum err put_mutual_listener(const struct sandbox *s, const char *name, int64_t port,
				    const char *certificate, struct buf *out)
{
	return buf_put_fmt(out,
			   "  %1$s = {\n"
			   "    address = \"%2$s:%3$d\";\n"
			   "    tls = ({ certificate = \"pki/p256/%4$s.pem\"; "
			   "key = \"pki/p256/%4$s.key\"; });\n"
			   "  };\n",
			   name, s->listen, (int)port, certificate);
}

/* An event may be passed on to a root SM-DS, which rspctl conformance is while it runs. */
static enum err put_servers(const struct sandbox *s, const char *address, struct buf *out)
{
	char root[64] = "";
	if (sandbox_conformance_root_port(s) != 0)
		(void)snprintf(root, sizeof(root), " root = \"" SANDBOX_ENDPOINT_HOST ":%d\";",
			       (int)sandbox_conformance_root_port(s));
	TRY(buf_put_fmt(out,
			"# A test world made by rspctl. docs/configuration.md has all keys.\n"
			"smdpp = { address = \"%s\"; };\n"
			"smds = { address = \"%s\";%s\n"
			"  registrars = ({ ca = \"pki/p256/ci.pem\"; }, "
			"{ ca = \"pki/brainpool/ci.pem\"; }); };\n"
			"\n"
			"listen = {\n",
			address, s->smds_address, root));
	TRY(put_listener(s, "es9p", s->es9p_port, "dptls", out));
	TRY(put_mutual_listener(s, "es2p", s->es2p_port, "dptls", out));
	TRY(put_listener(s, "es11", s->es11_port, "dstls", out));
	TRY(put_mutual_listener(s, "es12", s->es12_port, "dstls", out));
	return buf_put_str(out, "};\n"
				"\n"
				"store = { path = \"rspd.db\"; };\n"
				"keyring = { wrap_keys = [ \"keys/wrap-1.key\" ]; "
				"lookup_key = \"keys/lookup.key\"; };\n"
				"\n");
}

/* The SM-DP+ calls the SM-DS beside it as it would call any other. */
static enum err put_smds_peers(const struct sandbox *s, struct buf *out)
{
	int root = (int)sandbox_conformance_root_port(s);
	TRY(buf_put_fmt(out,
			"smds_peers = (\n"
			"  { address = \"%s\"; url = \"https://%s:%d\"; default = true; }",
			s->smds_address, s->host, (int)s->es12_port));
	if (root != 0)
		TRY(buf_put_fmt(out,
				",\n"
				"  { address = \"" SANDBOX_ENDPOINT_HOST
				":%d\"; url = \"https://" SANDBOX_ENDPOINT_HOST ":%d\";\n"
				"    ca = \"pki/operator/ca.pem\"; }",
				root, root));
	return buf_put_str(out, "\n);\n\n");
}

static enum err put_issuer(const char *directory, const char *separator, struct buf *out)
{
	return buf_put_fmt(out,
			   "  { certificate = \"%1$s/ci.pem\";\n"
			   "    dpauth = { certificate = \"%1$s/dpauth.pem\"; "
			   "key = \"%1$s/dpauth.key\"; };\n"
			   "    dppb = { certificate = \"%1$s/dppb.pem\"; "
			   "key = \"%1$s/dppb.key\"; };\n"
			   "    dsauth = { certificate = \"%1$s/dsauth.pem\"; "
			   "key = \"%1$s/dsauth.key\"; }; }%2$s\n",
			   directory, separator);
}

static enum err put_operator(const struct sandbox *s, struct buf *out)
{
	return buf_put_fmt(out,
			   "operators = (\n"
			   "  { name = \"example\";\n"
			   "    function_requester_identifiers = [ \"2.999.20\" ];\n"
			   "    clients = ({ ca = \"pki/operator/ca.pem\"; subject = \"%s\"; });\n"
			   "    notify = { url = \"https://" SANDBOX_ENDPOINT_HOST
			   ":%d\"; ca = \"pki/operator/ca.pem\";\n"
			   "      certificate = \"pki/p256/dptls.pem\"; "
			   "key = \"pki/p256/dptls.key\"; }; }\n"
			   ");\n"
			   "\n",
			   s->client_subject, (int)s->notify_port);
}

/* Both ways to protect a package, and both shapes of metadata: rich and poor. */
static enum err put_types(const char *address, bool plain, struct buf *out)
{
	TRY(buf_put_fmt(
		out,
		"profile_types = (\n"
		"  { name = \"prepaid\"; operator = \"example\"; protection = \"session-keys\";\n"
		"    metadata = { service_provider_name = \"Example\"; "
		"profile_name = \"Example Prepaid\";\n"
		"      icon = \"icon.png\"; owner = { mcc_mnc = \"00101\"; };\n"
		"      notification_configuration = ({ address = \"%s\";\n"
		"        events = [ \"install\", \"enable\", \"disable\", \"delete\" ]; }); }; },\n"
		"  { name = \"contract\"; operator = \"example\"; protection = \"ppk\";\n"
		"    metadata = { service_provider_name = \"Example\"; "
		"profile_name = \"Example Contract\"; }; }",
		address));
	if (!plain)
		TRY(sandbox_conformance_types(out));
	return buf_put_str(out, "\n);\n");
}

static enum err put_clock(const struct sandbox *s, const char *key, struct buf *out)
{
	return s->clock ? buf_put_fmt(out, "%s = \"%s\";\n", key, s->clock) : OK;
}

static enum err write_rspd_conf(struct sandbox *s, const char *address)
{
	CLEANUP(buf_free) struct buf text = buf_make(CONF_MAX);
	TRY(put_servers(s, address, &text));
	TRY(buf_put_str(&text, "certificate_issuers = (\n"));
	TRY(put_issuer("pki/p256", ",", &text));
	TRY(put_issuer("pki/brainpool", "", &text));
	TRY(buf_put_str(&text, ");\n\n"));
	TRY(put_smds_peers(s, &text));
	TRY(put_operator(s, &text));
	TRY(put_types(address, s->plain, &text));
	TRY(put_clock(s, "test_clock", &text));
	return sandbox_write(s, "rspd.conf", buf_bytes(&text), 0600);
}

static enum err write_es2p_conf(struct sandbox *s, const char *address)
{
	CLEANUP(buf_free) struct buf text = buf_make(CONF_MAX);
	TRY(buf_put_fmt(&text,
			"# The operator's side of ES2+, for rspctl es2p.\n"
			"url = \"https://%s:%d\";\n"
			"ca = \"pki/p256/ci.pem\";\n"
			"certificate = \"pki/operator/client.pem\";\n"
			"key = \"pki/operator/client.key\";\n"
			"requester = \"2.999.20\";\n"
			"smdp_address = \"%s\";\n"
			"listen = {\n"
			"  address = \"%s:%d\";\n"
			"  certificate = \"pki/operator/endpoint.pem\";\n"
			"  key = \"pki/operator/endpoint.key\";\n"
			"  ca = \"pki/p256/ci.pem\";\n"
			"};\n",
			s->host, (int)s->es2p_port, address, s->listen, (int)s->notify_port));
	TRY(put_clock(s, "clock", &text));
	return sandbox_write(s, "es2p.conf", buf_bytes(&text), 0600);
}

/* What devices call a server: the host, and the port if it is known. */
static enum err name_server(struct sandbox *s, int64_t port, const char **out)
{
	if (port == 0)
		return arena_fmt(&s->arena, out, "%s", s->host);
	return arena_fmt(&s->arena, out, "%s:%d", s->host, (int)port);
}

enum err sandbox_conf(struct sandbox *s)
{
	const char *address = NULL;
	TRY(name_server(s, s->es9p_port, &address));
	TRY(name_server(s, s->es11_port, &s->smds_address));
	TRY(sandbox_write(s, "icon.png", sandbox_icon, 0644));
	TRY(write_rspd_conf(s, address));
	TRY(write_es2p_conf(s, address));
	return s->plain ? OK : sandbox_conformance(s, address);
}
