/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row per primitive. The handshake runs over a pair of BIOs in memory; what its client costs is
 * measured and taken off.
 */
#include "floor.h"

#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "figure.h"
#include "proc.h"

enum {
	REPEATS = 400,
	NEIGHBOURS_MAX = 63,
	PACKAGE_LEN = 12 * 1024,
	HASH_LEN = 32,
	SIGNATURE_MAX = 72,
	POINT_LEN = 65,
	SECRET_LEN = 32,
	BLOCK_LEN = 16,
	TURNS_MAX = 10, /* flights of a handshake, and some */
	YEAR_S = 365 * 24 * 3600,
};

/* A neighbour that is idle does nearly nothing: nanosleep takes less than a second. */
static const double BUSY_MIN = 0.01;

/* What the primitives work on; made once. */
struct material {
	EVP_PKEY *key;
	EVP_PKEY_CTX *signer, *verifier, *generator;
	uint8_t hash[HASH_LEN];
	uint8_t signature[SIGNATURE_MAX];
	size_t signature_len;
	uint8_t point[POINT_LEN]; /* of the peer */
	EVP_CIPHER_CTX *cipher;
	EVP_MAC_CTX *mac;
	uint8_t package[PACKAGE_LEN], protected[PACKAGE_LEN];
	SSL_CTX *server, *client;
	double client_us; /* of the last handshake */
};

static enum err run_sign(void *context)
{
	struct material *m = context;
	m->signature_len = sizeof(m->signature);
	int done = EVP_PKEY_sign(m->signer, m->signature, &m->signature_len, m->hash, HASH_LEN);
	return done == 1 ? OK : ERR_CRYPTO;
}

static enum err run_verify(void *context)
{
	struct material *m = context;
	int answer =
		EVP_PKEY_verify(m->verifier, m->signature, m->signature_len, m->hash, HASH_LEN);
	return answer == 1 ? OK : ERR_CRYPTO;
}

static enum err run_one_time_key(void *context)
{
	struct material *m = context;
	EVP_PKEY *key = NULL;
	int done = EVP_PKEY_generate(m->generator, &key);
	EVP_PKEY_free(key);
	return done == 1 ? OK : ERR_CRYPTO;
}

/* Both keys are one download's, so nothing can be prepared. */
static enum err run_agreement(void *context)
{
	struct material *m = context;
	uint8_t secret[SECRET_LEN] = {};
	size_t len = sizeof(secret);
	EVP_PKEY *peer = EVP_PKEY_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, m->key, NULL);
	bool ok = peer && ctx && EVP_PKEY_copy_parameters(peer, m->key) == 1 &&
		  EVP_PKEY_set1_encoded_public_key(peer, m->point, POINT_LEN) == 1 &&
		  EVP_PKEY_derive_init(ctx) == 1 &&
		  EVP_PKEY_derive_set_peer_ex(ctx, peer, 0) == 1 &&
		  EVP_PKEY_derive(ctx, secret, &len) == 1;
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(peer);
	return ok ? OK : ERR_CRYPTO;
}

/* AES-CBC and CMAC over the package, as if it were one segment. */
static enum err run_protection(void *context)
{
	struct material *m = context;
	const uint8_t key[BLOCK_LEN] = {1}, iv[BLOCK_LEN] = {2};
	uint8_t mac[BLOCK_LEN] = {};
	int len = 0;
	size_t mac_len = 0;
	bool ok = EVP_EncryptInit_ex2(m->cipher, NULL, key, iv, NULL) == 1 &&
		  EVP_EncryptUpdate(m->cipher, m->protected, &len, m->package, PACKAGE_LEN) == 1 &&
		  EVP_MAC_init(m->mac, key, sizeof(key), NULL) == 1 &&
		  EVP_MAC_update(m->mac, m->protected, PACKAGE_LEN) == 1 &&
		  EVP_MAC_final(m->mac, mac, &mac_len, sizeof(mac)) == 1;
	return ok ? OK : ERR_CRYPTO;
}

/* Drive both ends until both are done. */
static enum err shake_hands(SSL *server, SSL *client, double *client_us)
{
	bool server_done = false, client_done = false;
	for (int turn = 0; turn < TURNS_MAX && !(server_done && client_done); turn++) {
		double before = figure_thread_us();
		client_done = SSL_do_handshake(client) == 1;
		*client_us += figure_thread_us() - before;
		server_done = SSL_do_handshake(server) == 1;
	}
	return server_done && client_done ? OK : ERR_CRYPTO;
}

static enum err run_handshake(void *context)
{
	struct material *m = context;
	BIO *a = NULL, *b = NULL;
	double before = figure_thread_us();
	SSL *client = SSL_new(m->client);
	m->client_us = figure_thread_us() - before;
	SSL *server = SSL_new(m->server);
	enum err e = ERR_NOMEM;
	if (server && client && BIO_new_bio_pair(&a, 0, &b, 0) == 1) {
		SSL_set_bio(server, a, a);
		SSL_set_bio(client, b, b);
		SSL_set_accept_state(server);
		SSL_set_connect_state(client);
		e = shake_hands(server, client, &m->client_us);
	}
	SSL_free(server);
	before = figure_thread_us();
	SSL_free(client);
	m->client_us += figure_thread_us() - before;
	return e;
}

/*
 * serverSignature1, smdpSignature2 and smdpSign are made; the eUICC's certificate, euiccSignature1,
 * euiccSignature2 and euiccSignPIR are verified. The EUM's certificate and our own need not be
 * verified anew for each download.
 */
const struct floor_row floor_rows[FLOOR_ROWS] = {
	{"ecdsa_sign", 3, 0, run_sign},
	{"ecdsa_verify", 4, 0, run_verify},
	{"one_time_key", 1, 0, run_one_time_key},
	{"key_agreement", 1, 0, run_agreement},
	{"bpp_protection_12kB", 1, 0, run_protection},
	{"tls13_handshake", 0, 1, run_handshake},
};

static enum err measure(const struct floor_row *row, struct material *m, double *us)
{
	double client_us = 0, before = figure_thread_us();
	for (int i = 0; i < REPEATS; i++) {
		TRY(row->run(m));
		client_us += row->per_connection ? m->client_us : 0;
	}
	*us = (figure_thread_us() - before - client_us) / REPEATS;
	return OK;
}

/* A self-signed certificate is enough: what the client does is not counted. */
static X509 *make_certificate(EVP_PKEY *key)
{
	X509 *certificate = X509_new();
	if (certificate && X509_set_version(certificate, X509_VERSION_3) == 1 &&
	    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1 &&
	    X509_gmtime_adj(X509_getm_notBefore(certificate), 0) &&
	    X509_gmtime_adj(X509_getm_notAfter(certificate), YEAR_S) &&
	    X509_set_pubkey(certificate, key) == 1 && X509_sign(certificate, key, EVP_sha256()) > 0)
		return certificate;
	X509_free(certificate);
	return NULL;
}

static enum err make_contexts(struct material *m)
{
	X509 *certificate = make_certificate(m->key);
	m->server = SSL_CTX_new(TLS_server_method());
	m->client = SSL_CTX_new(TLS_client_method());
	bool ok = certificate && m->server && m->client &&
		  SSL_CTX_use_certificate(m->server, certificate) == 1 &&
		  SSL_CTX_use_PrivateKey(m->server, m->key) == 1 &&
		  SSL_CTX_set_min_proto_version(m->client, TLS1_3_VERSION) == 1 &&
		  SSL_CTX_set1_groups_list(m->client, "P-256") == 1 &&
		  SSL_CTX_set1_groups_list(m->server, "P-256") == 1 &&
		  SSL_CTX_set_num_tickets(m->server, 0) == 1;
	if (ok)
		(void)SSL_CTX_set_session_cache_mode(m->server, SSL_SESS_CACHE_OFF);
	X509_free(certificate);
	return ok ? OK : ERR_CRYPTO;
}

static enum err make_keys(struct material *m)
{
	size_t len = 0;
	EVP_PKEY *peer = EVP_EC_gen("P-256");
	m->key = EVP_EC_gen("P-256");
	m->signer = EVP_PKEY_CTX_new(m->key, NULL);
	m->verifier = EVP_PKEY_CTX_new(m->key, NULL);
	m->generator = EVP_PKEY_CTX_new(m->key, NULL);
	bool ok = peer && m->signer && m->verifier && m->generator &&
		  EVP_PKEY_sign_init(m->signer) == 1 && EVP_PKEY_verify_init(m->verifier) == 1 &&
		  EVP_PKEY_keygen_init(m->generator) == 1 &&
		  EVP_PKEY_get_octet_string_param(peer, "pub", m->point, POINT_LEN, &len) == 1;
	EVP_PKEY_free(peer);
	return ok && len == POINT_LEN ? OK : ERR_CRYPTO;
}

static enum err make_ciphers(struct material *m)
{
	char cbc[] = "AES-128-CBC";
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, cbc, NULL);
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("cipher", cbc, 0),
				     OSSL_PARAM_construct_end()};
	m->cipher = EVP_CIPHER_CTX_new();
	m->mac = EVP_MAC_CTX_new(mac);
	bool ok = m->cipher && m->mac &&
		  EVP_EncryptInit_ex2(m->cipher, cipher, NULL, NULL, NULL) == 1 &&
		  EVP_MAC_CTX_set_params(m->mac, params) == 1;
	EVP_MAC_free(mac);
	EVP_CIPHER_free(cipher);
	return ok ? OK : ERR_CRYPTO;
}

static enum err make_material(struct material *m)
{
	TRY(make_keys(m));
	TRY(make_ciphers(m));
	TRY(run_sign(m));
	return make_contexts(m);
}

static void free_material(struct material *m)
{
	EVP_PKEY_CTX_free(m->signer);
	EVP_PKEY_CTX_free(m->verifier);
	EVP_PKEY_CTX_free(m->generator);
	EVP_PKEY_free(m->key);
	EVP_CIPHER_CTX_free(m->cipher);
	EVP_MAC_CTX_free(m->mac);
	SSL_CTX_free(m->server);
	SSL_CTX_free(m->client);
}

/* Does on another CPU what is measured on the first. */
struct neighbour {
	pthread_t thread;
	struct material material;
	double busy; /* share of the time */
	atomic_bool stop;
};

/* Once all primitives, then the rest of the time nothing. */
static void take_turn(struct neighbour *self)
{
	double before = figure_now_us();
	for (size_t i = 0; i < FLOOR_ROWS; i++)
		(void)floor_rows[i].run(&self->material);
	double idle_us = (figure_now_us() - before) * (1 - self->busy) / self->busy;
	const struct timespec idle = {.tv_nsec = (long)(idle_us * 1000)};
	if (idle_us >= 1)
		(void)nanosleep(&idle, NULL);
}

static void *keep_busy(void *argument)
{
	struct neighbour *self = argument;
	while (!atomic_load(&self->stop))
		take_turn(self);
	return NULL;
}

struct neighbourhood {
	struct neighbour all[NEIGHBOURS_MAX];
	size_t n;
};

static void leave(struct neighbourhood *neighbours)
{
	for (size_t i = 0; i < neighbours->n; i++) {
		atomic_store(&neighbours->all[i].stop, true);
		(void)pthread_join(neighbours->all[i].thread, NULL);
		free_material(&neighbours->all[i].material);
	}
	free(neighbours);
}

static enum err add_neighbour(struct neighbourhood *neighbours, double busy)
{
	struct neighbour *next = &neighbours->all[neighbours->n];
	next->busy = busy < BUSY_MIN ? BUSY_MIN : busy < 1 ? busy : 1;
	enum err e = make_material(&next->material);
	if (e == OK && pthread_create(&next->thread, NULL, keep_busy, next) != 0)
		e = ERR_NOMEM;
	if (e == OK)
		neighbours->n++;
	else
		free_material(&next->material);
	return e;
}

/* One on each CPU but the first. */
static enum err settle_in(double busy, struct neighbourhood **out)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	enum err e = OK;
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return ERR_NOMEM;
	proc_use_other_cpus();
	for (long i = 1; i < cpus && i <= NEIGHBOURS_MAX && e == OK; i++)
		e = add_neighbour(*out, busy);
	return e;
}

static enum err measure_all(struct floor *out)
{
	struct material material = {};
	enum err e = make_material(&material);
	for (size_t i = 0; i < FLOOR_ROWS && e == OK; i++)
		e = measure(&floor_rows[i], &material, &out->us[i]);
	free_material(&material);
	return e;
}

enum err floor_take(double busy, struct floor *out)
{
	struct neighbourhood *neighbours = NULL;
	enum err e = settle_in(busy, &neighbours);
	proc_use_first_cpu();
	if (e == OK)
		e = measure_all(out);
	if (neighbours)
		leave(neighbours);
	proc_use_other_cpus();
	return e;
}

double floor_download_us(const struct floor *floor, unsigned connections)
{
	double us = 0;
	for (size_t i = 0; i < FLOOR_ROWS; i++)
		us += floor->us[i] *
		      (floor_rows[i].per_download + floor_rows[i].per_connection * connections);
	return us;
}
