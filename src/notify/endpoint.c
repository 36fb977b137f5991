/* SPDX-License-Identifier: Apache-2.0 */
/*
 * URLs and TLS of endpoints.
 * No test of its own: deliverer_test.c and es12_client_test.c call both sorts.
 */
#include "notify/endpoint.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "notify/smds_peer.h"

/* The path of the function is appended to a URL that has none. */
static void make_url(const char *configured, struct endpoint *out)
{
	const char *host = strstr(configured, "://");
	const char *path = strchr(host ? host + 3 : configured, '/');
	bool bare = !path || strcmp(path, "/") == 0;
	int len = (int)(path && bare ? path - configured : (ptrdiff_t)strlen(configured));
	(void)snprintf(out->url, sizeof(out->url), "%.*s%s", len, configured,
		       bare ? out->kind->path : "");
}

static enum err make_tls(const struct rspd_config *config, const struct rspd_notify *notify,
			 struct keyring *keyring, struct endpoint *out)
{
	size_t key = 0;
	TRY(keyring_load_key(keyring, notify->identity.key, &key));
	struct tls_client_config tls = {
		.identity = {.certificate_file = notify->identity.certificate,
			     .key = keyring_tls_key(keyring, key)},
		.time_ms = config->test_clock ? config->test_clock_ms : 0,
	};
	if (notify->ca) {
		tls.trust.files = &notify->ca;
		tls.trust.file_count = 1;
	}
	return tls_client_new(&tls, &out->tls);
}

enum err endpoint_of_operator(const struct rspd_config *config, const struct rspd_operator *owner,
			      struct keyring *keyring, struct endpoint *out)
{
	*out = (struct endpoint){
		.queue = owner->name,
		.kind = kind_of(KIND_DOWNLOAD_PROGRESS),
		.dialect = &owner->dialect,
		.timeout_ms = owner->notify->timeout_ms,
	};
	make_url(owner->notify->url, out);
	enum err e = make_tls(config, owner->notify, keyring, out);
	if (e != OK)
		LOG_EVENT(LOG_ERROR, "endpoint_not_opened", LOG_TEXT("operator", owner->name),
			  LOG_ERR(e));
	return e;
}

enum err endpoint_of_smds(const struct rspd_config *config, const struct rspd_smds_peer *peer,
			  struct keyring *keyring, struct endpoint *out)
{
	static const struct es2p_dialect standard = {};
	struct smds_peer opened = {};
	*out = (struct endpoint){
		.queue = peer->queue,
		.kind = kind_of(KIND_DELETE_EVENT),
		.dialect = &standard,
		.timeout_ms = peer->timeout_ms,
	};
	smds_peer_url(peer, "deleteEvent", out->url);
	TRY(smds_peer_open(config, peer, keyring, &opened));
	out->tls = opened.tls;
	return OK;
}

void endpoint_close(struct endpoint *endpoint)
{
	tls_client_free(&endpoint->tls);
}
