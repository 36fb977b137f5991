/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row per primitive. The handshake runs over memory BIOs, and only the server's share is
 * counted. Nothing here is called by the product.
 */
#include "floor.h"

#include <openssl/ssl.h>
#include <stdlib.h>
#include <time.h>

#include "channel/bsp.h"
#include "crypto/ecdsa.h"
#include "crypto/ecka.h"

enum { RUNS = 5, REPEATS = 400, PACKAGE_LEN = 12 * 1024 };

/* What the primitives work on; made once. */
struct material {
	struct private_key *key;
	struct public_key public_key;
	struct private_key *peer;
	struct public_key peer_public;
	uint8_t signature[ECDSA_SIGNATURE_LEN];
	uint8_t package[PACKAGE_LEN];
	struct bsp bsp;
	struct bsp_keys bsp_keys;
	SSL_CTX *server;
	SSL_CTX *client;
	double handshake_us; /* server's share of the last handshake */
};

static double thread_us(void)
{
	struct timespec t = {};
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static enum err run_sign(void *context)
{
	struct material *m = context;
	struct bytes message = bytes_from(m->package, 300);
	return ecdsa_sign(m->key, &message, 1, m->signature);
}

static enum err run_verify(void *context)
{
	struct material *m = context;
	struct bytes message = bytes_from(m->package, 300);
	return ecdsa_verify(&m->public_key, &message, 1, BYTES_OF(m->signature));
}

static enum err run_one_time_key(void *context)
{
	(void)context;
	struct private_key *key = NULL;
	enum err e = private_key_generate(CURVE_P256, &key);
	private_key_free(&key);
	return e;
}

static enum err run_agreement(void *context)
{
	struct material *m = context;
	CLEANUP(secret_wipe) struct secret shared = {};
	return ecka_shared(m->key, &m->peer_public, &shared);
}

static enum err run_protection(void *context)
{
	struct material *m = context;
	CLEANUP(buf_free) struct buf out = buf_make(2 * PACKAGE_LEN);
	TRY(bsp_start(&m->bsp, &m->bsp_keys));
	return bsp_encrypt(&m->bsp, BSP_TAG_PROFILE, BYTES_OF(m->package), &out);
}

/* Drive both ends until both are done; add up what the server's calls cost. */
static enum err shake_hands(SSL *server, SSL *client, double *server_us)
{
	bool server_done = false;
	bool client_done = false;
	for (int turn = 0; turn < 10 && !(server_done && client_done); turn++) {
		client_done = SSL_do_handshake(client) == 1;
		double before = thread_us();
		server_done = SSL_do_handshake(server) == 1;
		*server_us += thread_us() - before;
	}
	return server_done && client_done ? OK : ERR_CRYPTO;
}

static enum err run_handshake(void *context)
{
	struct material *m = context;
	double before = thread_us();
	SSL *server = SSL_new(m->server);
	m->handshake_us = thread_us() - before;
	SSL *client = SSL_new(m->client);
	BIO *a = NULL;
	BIO *b = NULL;
	if (!server || !client || BIO_new_bio_pair(&a, 0, &b, 0) != 1)
		return ERR_NOMEM;
	SSL_set_bio(server, a, a);
	SSL_set_bio(client, b, b);
	SSL_set_accept_state(server);
	SSL_set_connect_state(client);
	enum err e = shake_hands(server, client, &m->handshake_us);
	SSL_free(client);
	before = thread_us();
	SSL_free(server);
	m->handshake_us += thread_us() - before;
	return e;
}

/*
 * How often one download needs each: serverSignature1, smdpSignature2, smdpSign are made; the
 * eUICC's certificate, euiccSignature1, euiccSignature2 and euiccSignPIR are verified (the EUM's
 * certificate is remembered between downloads).
 */
static struct floor_row rows[] = {
	{"ecdsa_sign", 3, run_sign, 0},
	{"ecdsa_verify", 4, run_verify, 0},
	{"one_time_key", 1, run_one_time_key, 0},
	{"key_agreement", 1, run_agreement, 0},
	{"bpp_protection_12kB", 1, run_protection, 0},
	{"tls13_handshake", 0, run_handshake, 0},
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]), HANDSHAKE = ROWS - 1 };

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x > y) - (x < y);
}

static enum err measure_once(struct floor_row *row, struct material *m, double *us)
{
	double handshakes = 0;
	double before = thread_us();
	for (int i = 0; i < REPEATS; i++) {
		TRY(row->run(m));
		handshakes += m->handshake_us;
	}
	*us = (row == &rows[HANDSHAKE] ? handshakes : thread_us() - before) / REPEATS;
	return OK;
}

static enum err measure_row(struct floor_row *row, struct material *m)
{
	double us[RUNS] = {};
	for (int i = 0; i < RUNS; i++)
		TRY(measure_once(row, m, &us[i]));
	qsort(us, RUNS, sizeof(us[0]), by_value);
	row->us = us[RUNS / 2];
	return OK;
}

/* A self-signed certificate is enough: what the client does is not counted. */
static enum err make_contexts(struct material *m, EVP_PKEY *key)
{
	X509 *certificate = X509_new();
	m->server = SSL_CTX_new(TLS_server_method());
	m->client = SSL_CTX_new(TLS_client_method());
	if (!certificate || !m->server || !m->client)
		return ERR_NOMEM;
	bool ok = X509_set_pubkey(certificate, key) && X509_sign(certificate, key, EVP_sha256()) &&
		  SSL_CTX_use_certificate(m->server, certificate) == 1 &&
		  SSL_CTX_use_PrivateKey(m->server, key) == 1 &&
		  SSL_CTX_set_min_proto_version(m->client, TLS1_3_VERSION) == 1 &&
		  SSL_CTX_set1_groups_list(m->client, "P-256") == 1 &&
		  SSL_CTX_set1_groups_list(m->server, "P-256") == 1 &&
		  SSL_CTX_set_num_tickets(m->server, 0) == 1;
	X509_free(certificate);
	return ok ? OK : ERR_CRYPTO;
}

static enum err make_material(struct material *m)
{
	struct entropy entropy = entropy_system();
	TRY(private_key_generate(CURVE_P256, &m->key));
	TRY(private_key_public(m->key, &m->public_key));
	TRY(private_key_generate(CURVE_P256, &m->peer));
	TRY(private_key_public(m->peer, &m->peer_public));
	TRY(bsp_keys_random(&entropy, &m->bsp_keys));
	TRY(run_sign(m));
	return make_contexts(m, private_key_handle(m->key));
}

static void free_material(struct material *m)
{
	private_key_free(&m->key);
	private_key_free(&m->peer);
	bsp_wipe(&m->bsp);
	bsp_keys_wipe(&m->bsp_keys);
	SSL_CTX_free(m->server);
	SSL_CTX_free(m->client);
}

enum err floor_measure(const struct floor_row **out, size_t *n)
{
	static struct material material;
	struct material *m = &material;
	enum err e = make_material(m);
	for (size_t i = 0; i < ROWS && e == OK; i++)
		e = measure_row(&rows[i], m);
	free_material(m);
	*out = rows;
	*n = ROWS;
	return e;
}

double floor_download_us(const struct floor_row *measured, size_t n, unsigned connections)
{
	double us = measured[HANDSHAKE].us * connections;
	for (size_t i = 0; i < n; i++)
		us += measured[i].us * measured[i].per_download;
	return us;
}
