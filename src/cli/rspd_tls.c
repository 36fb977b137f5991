/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From key pairs to TLS contexts.
 * No test of its own: rspd_service_test.c starts rspd with good and bad ones.
 */
#include "cli/rspd_tls.h"

#include "base/limits.h"
#include "base/log.h"
#include "keyring/keyring.h"
#include "pki/certificate.h"

size_t rspd_tls_listeners(const struct rspd_config *config,
			  struct rspd_tls_listener out[static RSPD_LISTENERS])
{
	const struct {
		const char *role;
		struct rspd_tls_listener row;
	} rows[] = {
		{config->smdpp.address,
		 {RSPD_ES9P, &config->listen.es9p, TLS_CLIENT_NONE, "listen.es9p.tls"}},
		{config->smdpp.address,
		 {RSPD_ES2P, &config->listen.es2p, TLS_CLIENT_ANY, "listen.es2p.tls"}},
		{config->smds.address,
		 {RSPD_ES11, &config->listen.es11, TLS_CLIENT_NONE, "listen.es11.tls"}},
		{config->smds.address,
		 {RSPD_ES12, &config->listen.es12, TLS_CLIENT_ANY, "listen.es12.tls"}},
	};
	size_t n = 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].role)
			out[n++] = rows[i].row;
	return n;
}

static bool is_brainpool(const char *path)
{
	struct certificate certificate = {};
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	return certificate_load(path, &der) == OK &&
	       certificate_parse(buf_bytes(&der), &certificate) == OK &&
	       certificate.public_key.curve == CURVE_BRAINPOOLP256R1;
}

static enum err add_pair(const struct rspd_key_pair *pair, struct keyring *keyring,
			 struct tls_server_config *tls)
{
	size_t key = 0;
	enum err e = keyring_load_key(keyring, pair->key, &key);
	if (e != OK) {
		LOG_EVENT(LOG_ERROR, "key file unusable", LOG_TEXT("file", pair->key), LOG_ERR(e));
		return e;
	}
	struct tls_identity *identity =
		is_brainpool(pair->certificate) ? &tls->brainpool : &tls->p256;
	if (identity->certificate_file) {
		LOG_EVENT(LOG_ERROR, "two_certificates_on_one_curve",
			  LOG_TEXT("file", pair->certificate));
		return ERR_CONFLICT;
	}
	*identity = (struct tls_identity){
		.certificate_file = pair->certificate,
		.key = keyring_tls_key(keyring, key),
	};
	return OK;
}

/* The contexts keep the keys that they need. */
enum err rspd_tls_load(const struct rspd_config *config, const struct rspd_tls_listener *listener,
		       struct tls_contexts **out)
{
	CLEANUP(keyring_free) struct keyring *keyring = NULL;
	struct tls_server_config tls = {
		.client_check = listener->client_check,
		.time_ms = config->test_clock ? config->test_clock_ms : 0,
	};
	TRY(keyring_create(NULL, &keyring));
	for (size_t i = 0; i < listener->listener->tls_n; i++)
		TRY(add_pair(&listener->listener->tls[i], keyring, &tls));
	return tls_server_contexts_new(&tls, out);
}
