/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a client's TLS context is given: identity, trust, curves, time.
 */
#include <openssl/err.h>
#include <stdlib.h>

#include "http/tls_load.h"

static const char groups_all[] = "P-256:X25519:P-384:brainpoolP256r1";
static const char groups_brainpool[] = "brainpoolP256r1";

struct tls_client {
	struct tls_pair pair;
	X509_STORE *store; /* NULL: the system's authorities */
	int64_t time_ms;
	bool brainpool_only;
};

static enum err fill(struct tls_client *client, const struct tls_client_config *config)
{
	client->time_ms = config->time_ms;
	client->brainpool_only = config->brainpool_only;
	TRY(tls_load_pair(&config->identity, &client->pair));
	if (config->trust.file_count + config->trust.certificate_count > 0)
		TRY(tls_load_store(&config->trust, &client->store));
	return OK;
}

enum err tls_client_new(const struct tls_client_config *config, struct tls_client **out)
{
	struct tls_client *client = calloc(1, sizeof(*client));
	if (!client)
		return ERR_NOMEM;
	enum err result = fill(client, config);
	if (result != OK) {
		tls_client_free(&client);
		return result;
	}
	*out = client;
	return OK;
}

static bool set_curves(const struct tls_client *client, SSL_CTX *context)
{
	if (!client->brainpool_only)
		return SSL_CTX_set1_groups_list(context, groups_all);
	return SSL_CTX_set1_groups_list(context, groups_brainpool) &&
	       SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
}

enum err tls_client_apply(const struct tls_client *client, SSL_CTX *context)
{
	bool good = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) &&
		    set_curves(client, context);
	if (good && client->store)
		SSL_CTX_set1_cert_store(context, client->store);
	if (good && client->time_ms != 0)
		X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context), client->time_ms / 1000);
	if (good && client->pair.leaf)
		return tls_load_use(&client->pair, context);
	ERR_clear_error();
	return good ? OK : ERR_CRYPTO;
}

bool tls_client_trusts_system(const struct tls_client *client)
{
	return !client->store;
}

void tls_client_free(struct tls_client **client)
{
	if (!*client)
		return;
	tls_load_pair_free(&(*client)->pair);
	X509_STORE_free((*client)->store);
	free(*client);
	*client = NULL;
}
