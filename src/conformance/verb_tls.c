/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS as a step: a handshake, and the checks of the server's certificate that an LPA makes (SGP.22
 * §2.6.6, §4.5.2.2, §6.1).
 * No test of its own: the cases of TLS in tests/conformance.sh.
 */
#include <string.h>

#include "conformance/tls_probe.h"
#include "conformance/verb.h"
#include "pki/server_chain.h"

/* The certificate of the interface, under a CI of the test, for this host. */
static enum err check_certificate(struct scene *scene, const struct tls_probe *probe,
				  const struct tls_probe_result *result)
{
	struct server_chain_result chain = {};
	const struct server_chain_input in = {
		.certificate = result->certificate,
		.role = CERTIFICATE_DPTLS,
		.cis = scene->target->cis,
		.ci_count = scene->target->issuers_n,
		.now_ms = clock_now_ms(&scene->target->clock),
		.host = bytes_str(probe->host),
	};
	enum err e = server_chain_verify(&in, &chain);
	if (e != OK)
		return scene_fault(scene, e, "the server's certificate is no valid CERT.DPtls: %s",
				   chain.check ? chain.check : err_name(e));
	scene->tls_oid = chain.certificate.registered_id;
	return OK;
}

enum err verb_tls(struct scene *scene, const struct wishes *w)
{
	bool es2p = wish_is(w, WISH_AT, "es2p");
	const struct target_connection *c =
		&scene->target->connections[es2p ? TARGET_ES2P : TARGET_ES9P];
	struct tls_probe probe = {.host_port = c->host_port,
				  .host = c->host,
				  .version = w->value[WISH_TLS_VERSION],
				  .suite = w->value[WISH_TLS_SUITE],
				  .group = w->value[WISH_TLS_GROUP]};
	struct tls_probe_result result = {};
	if (!c->url)
		return scene_fault(scene, ERR_UNSUPPORTED, "the target names no %s",
				   es2p ? "ES2+" : "ES9+");
	enum err e = tls_probe(&probe, &scene->arena, &result);
	scene->reply = (struct scene_reply){
		.transport = e,
		.reason = e == OK ? "" : "the TLS handshake failed",
		.status = e == OK ? 200 : 0,
		.has_execution = e == OK,
	};
	if (e != OK)
		return OK;
	scene->tls_version = result.version;
	scene->tls_suite = result.suite;
	return es2p ? OK : check_certificate(scene, &probe, &result);
}
