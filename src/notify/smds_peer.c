/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS and URLs of SM-DS peers.
 * No test of its own: es12_client_test.c calls one.
 */
#include "notify/smds_peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static void free_files(const char ***files)
{
	free(*files);
}

/* The peer's own CA, or the CIs under which we have certificates (SGP.22 §6.1). */
static enum err make_tls(const struct rspd_config *config, const struct rspd_smds_peer *peer,
			 const struct tls_client_config *identity, struct tls_client **out)
{
	CLEANUP(free_files)
	const char **files = calloc(config->certificate_issuers_n + 1, sizeof(*files));
	struct tls_client_config tls = *identity;
	if (!files)
		return ERR_NOMEM;
	for (size_t i = 0; i < config->certificate_issuers_n; i++)
		files[i] = config->certificate_issuers[i].certificate;
	tls.trust.files = peer->ca ? &peer->ca : files;
	tls.trust.file_count = peer->ca ? 1 : config->certificate_issuers_n;
	return tls_client_new(&tls, out);
}

static enum err open_peer(const struct rspd_config *config, struct keyring *keyring,
			  struct smds_peer *peer)
{
	size_t key = 0;
	TRY(keyring_load_key(keyring, peer->config->identity.key, &key));
	const struct tls_client_config tls = {
		.identity = {.certificate_file = peer->config->identity.certificate,
			     .key = keyring_tls_key(keyring, key)},
		.time_ms = config->test_clock ? config->test_clock_ms : 0,
	};
	return make_tls(config, peer->config, &tls, &peer->tls);
}

enum err smds_peer_open(const struct rspd_config *config, const struct rspd_smds_peer *peer,
			struct keyring *keyring, struct smds_peer *out)
{
	*out = (struct smds_peer){.config = peer};
	enum err e = open_peer(config, keyring, out);
	if (e != OK)
		LOG_EVENT(LOG_ERROR, "smds_peer_not_opened", LOG_TEXT("smds", peer->address),
			  LOG_ERR(e));
	return e;
}

void smds_peer_close(struct smds_peer *peer)
{
	tls_client_free(&peer->tls);
}

void smds_peer_url(const struct rspd_smds_peer *peer, const char *function,
		   char out[static SMDS_PEER_URL_MAX])
{
	size_t len = strlen(peer->url);
	while (len > 0 && peer->url[len - 1] == '/')
		len--;
	(void)snprintf(out, SMDS_PEER_URL_MAX, "%.*s/gsma/rsp2/es12/%s", (int)len, peer->url,
		       function);
}
