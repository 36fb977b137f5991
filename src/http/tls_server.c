/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS contexts of the server: one with the P-256 certificate, one with the brainpool one, and the
 * choice between them by the ClientHello. There is no resumption: no tickets, whose keys would
 * undo forward secrecy, and no session cache, which would grow.
 */
#include <openssl/err.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/log.h"
#include "http/tls_load.h"

/* SGP.22 §2.6.6 asks for the first and the last; AEAD is preferred. */
static const char suites_1_2[] = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
				 "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-SHA256";
static const char suites_1_3[] =
	"TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
static const char groups_p256[] = "P-256:X25519:P-384";
static const char groups_brainpool[] = "brainpoolP256r1:P-256:X25519";

/* IANA's numbers in supported_groups. */
enum { GROUP_P256 = 23, GROUP_BRAINPOOL_P256 = 26 };

/* The longest client certificate chain. */
enum { CLIENT_CHAIN_MAX = 32 * 1024 };

struct tls_contexts {
	SSL_CTX *p256;	    /* NULL: there is none; but one of the two there is */
	SSL_CTX *brainpool; /* likewise */
};

struct tls_server {
	pthread_mutex_t mutex;
	struct tls_contexts contexts;
};

static void release(struct tls_contexts *contexts)
{
	SSL_CTX_free(contexts->p256);
	SSL_CTX_free(contexts->brainpool);
	*contexts = (struct tls_contexts){};
}

static void free_context(SSL_CTX **context)
{
	SSL_CTX_free(*context);
}

static enum err basics(SSL_CTX *context, const char *groups)
{
	/* Who hangs up without a word is sent none either: HTTP says where a message ends. */
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
					     SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE |
					     SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
					  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	/* One system call for a record, not one for its head and one for the rest. */
	SSL_CTX_set_read_ahead(context, 1);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_max_cert_list(context, CLIENT_CHAIN_MAX);
	if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) &&
	    SSL_CTX_set_num_tickets(context, 0) && SSL_CTX_set_cipher_list(context, suites_1_2) &&
	    SSL_CTX_set_ciphersuites(context, suites_1_3) &&
	    SSL_CTX_set1_groups_list(context, groups))
		return OK;
	return ERR_CRYPTO;
}

/* The handshake proves that the peer has the key; who it is, is the role's question. */
static int accept_any(X509_STORE_CTX *store_context, void *argument)
{
	(void)argument;
	X509_STORE_CTX_set_error(store_context, X509_V_OK);
	return 1;
}

static enum err trust_clients(SSL_CTX *context, const struct tls_server_config *config)
{
	CLEANUP(tls_load_stack_free) tls_stack *stack = NULL;
	X509_STORE *store = NULL;
	TRY(tls_load_trust(&config->client_trust, &stack));
	if (sk_X509_num(stack) == 0)
		return ERR_MISSING;
	TRY(tls_load_store(&config->client_trust, &store));
	SSL_CTX_set_cert_store(context, store);
	for (int i = 0; i < sk_X509_num(stack); i++)
		if (!SSL_CTX_add_client_CA(context, sk_X509_value(stack, i)))
			return ERR_CRYPTO;
	if (config->time_ms != 0)
		X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context), config->time_ms / 1000);
	return OK;
}

static enum err check_clients(SSL_CTX *context, const struct tls_server_config *config)
{
	if (config->client_check == TLS_CLIENT_NONE)
		return OK;
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	if (config->client_check == TLS_CLIENT_TRUSTED)
		return trust_clients(context, config);
	SSL_CTX_set_cert_verify_callback(context, accept_any, NULL);
	return OK;
}

static enum err make_context(const struct tls_server_config *config,
			     const struct tls_identity *identity, const char *groups, SSL_CTX **out)
{
	CLEANUP(tls_load_pair_free) struct tls_pair pair = {};
	TRY(tls_load_pair(identity, &pair));
	if (!pair.leaf)
		return ERR_MISSING;
	CLEANUP(free_context) SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	if (!context)
		return ERR_CRYPTO;
	TRY(basics(context, groups));
	TRY(tls_load_use(&pair, context));
	TRY(check_clients(context, config));
	*out = context;
	context = NULL;
	return OK;
}

/* RFC 8422 §5.1.1: a vector of 16-bit numbers behind its own length. */
static bool offers(struct bytes groups, uint16_t wanted)
{
	struct bytes item = {};
	uint64_t group = 0;
	if (bytes_take(&groups, 2, &item) != OK)
		return false;
	while (bytes_take(&groups, 2, &item) == OK)
		if (bytes_be(item, &group) == OK && group == wanted)
			return true;
	return false;
}

static bool wants_brainpool(SSL *ssl)
{
	const unsigned char *data = NULL;
	size_t len = 0;
	if (!SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_supported_groups, &data, &len))
		return false;
	struct bytes groups = bytes_from(data, len);
	return !offers(groups, GROUP_P256) && offers(groups, GROUP_BRAINPOOL_P256);
}

/*
 * Runs before version and certificate are chosen. TLS 1.3 has no place for a brainpool certificate
 * in OpenSSL 3.0, and a swap of contexts does not bring the groups with it.
 */
static int on_client_hello(SSL *ssl, int *alert, void *argument)
{
	struct tls_server *server = argument;
	int result = SSL_CLIENT_HELLO_SUCCESS;
	if (!wants_brainpool(ssl))
		return result;
	pthread_mutex_lock(&server->mutex);
	SSL_CTX *brainpool = server->contexts.brainpool;
	if (brainpool &&
	    (!SSL_set_SSL_CTX(ssl, brainpool) || !SSL_set_max_proto_version(ssl, TLS1_2_VERSION) ||
	     !SSL_set1_groups_list(ssl, groups_brainpool))) {
		*alert = SSL_AD_INTERNAL_ERROR;
		result = SSL_CLIENT_HELLO_ERROR;
	}
	pthread_mutex_unlock(&server->mutex);
	return result;
}

static enum err make_contexts(const struct tls_server_config *config, struct tls_contexts *out)
{
	CLEANUP(release) struct tls_contexts made = {};
	if (config->p256.certificate_file)
		TRY(make_context(config, &config->p256, groups_p256, &made.p256));
	if (config->brainpool.certificate_file) {
		TRY(make_context(config, &config->brainpool, groups_brainpool, &made.brainpool));
		if (!SSL_CTX_set_max_proto_version(made.brainpool, TLS1_2_VERSION))
			return ERR_CRYPTO;
	}
	if (!made.p256 && !made.brainpool)
		return ERR_MISSING;
	*out = made;
	made = (struct tls_contexts){};
	return OK;
}

enum err tls_server_contexts_new(const struct tls_server_config *config, struct tls_contexts **out)
{
	struct tls_contexts *made = calloc(1, sizeof(*made));
	if (!made)
		return ERR_NOMEM;
	enum err result = make_contexts(config, made);
	ERR_clear_error();
	if (result == OK)
		*out = made;
	else
		free(made);
	return result;
}

void tls_server_contexts_free(struct tls_contexts **contexts)
{
	if (!*contexts)
		return;
	release(*contexts);
	free(*contexts);
	*contexts = NULL;
}

void tls_server_exchange(struct tls_server *server, struct tls_contexts *contexts)
{
	if (contexts->p256)
		SSL_CTX_set_client_hello_cb(contexts->p256, on_client_hello, server);
	pthread_mutex_lock(&server->mutex);
	struct tls_contexts before = server->contexts;
	server->contexts = *contexts;
	*contexts = before;
	pthread_mutex_unlock(&server->mutex);
}

enum err tls_server_of(struct tls_contexts **contexts, struct tls_server **out)
{
	struct tls_server *server = calloc(1, sizeof(*server));
	if (!server)
		return ERR_NOMEM;
	pthread_mutex_init(&server->mutex, NULL);
	tls_server_exchange(server, *contexts);
	tls_server_contexts_free(contexts);
	*out = server;
	return OK;
}

enum err tls_server_new(const struct tls_server_config *config, struct tls_server **out)
{
	CLEANUP(tls_server_contexts_free) struct tls_contexts *contexts = NULL;
	TRY(tls_server_contexts_new(config, &contexts));
	return tls_server_of(&contexts, out);
}

enum err tls_server_accept(struct tls_server *server, SSL **out)
{
	pthread_mutex_lock(&server->mutex);
	const struct tls_contexts *contexts = &server->contexts;
	SSL *ssl = SSL_new(contexts->p256 ? contexts->p256 : contexts->brainpool);
	pthread_mutex_unlock(&server->mutex);
	if (!ssl) {
		ERR_clear_error();
		return ERR_CRYPTO;
	}
	SSL_set_accept_state(ssl);
	*out = ssl;
	return OK;
}

void tls_server_free(struct tls_server **server)
{
	if (!*server)
		return;
	release(&(*server)->contexts);
	pthread_mutex_destroy(&(*server)->mutex);
	free(*server);
	*server = NULL;
}
