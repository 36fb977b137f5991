/* SPDX-License-Identifier: Apache-2.0 */
#include "tls_world.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Fuzzers have it, too, and no cmocka. */
static void must(bool holds)
{
	if (!holds)
		abort();
}

enum { DAYS = 24 * 3600 };

struct row {
	const char *name, *issuer; /* issuer NULL: self-signed */
	const char *group;
	bool ca;
	const char *usage; /* extendedKeyUsage */
	long from, until;  /* seconds from now */
};

static const struct row rows[] = {
	{"ca", NULL, "P-256", true, NULL, -100 * DAYS, 100 * DAYS},
	{"ca_brainpool", NULL, "brainpoolP256r1", true, NULL, -100 * DAYS, 100 * DAYS},
	{"ca_other", NULL, "P-256", true, NULL, -100 * DAYS, 100 * DAYS},
	{"server", "ca", "P-256", false, "serverAuth,clientAuth", -9 * DAYS, 9 * DAYS},
	{"server_brainpool", "ca_brainpool", "brainpoolP256r1", false, "serverAuth,clientAuth",
	 -9 * DAYS, 9 * DAYS},
	{"client", "ca", "P-256", false, "clientAuth", -9 * DAYS, 9 * DAYS},
	{"client_expired", "ca", "P-256", false, "clientAuth", -9 * DAYS, -1 * DAYS},
	{"client_server_only", "ca", "P-256", false, "serverAuth", -9 * DAYS, 9 * DAYS},
	{"client_other", "ca_other", "P-256", false, "clientAuth", -9 * DAYS, 9 * DAYS},
	{"client_self", NULL, "P-256", false, "clientAuth", -9 * DAYS, 9 * DAYS},
};

static const char *path_of(const struct tls_world *world, const char *name, const char *ending)
{
	static char paths[16][128];
	static unsigned next;
	char *path = paths[next++ % 16];
	snprintf(path, sizeof(paths[0]), "%s/%s.%s", world->dir, name, ending);
	return path;
}

const char *tls_world_certificate(const struct tls_world *world, const char *name)
{
	return path_of(world, name, "pem");
}

const char *tls_world_key(const struct tls_world *world, const char *name)
{
	return path_of(world, name, "key");
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
	X509V3_CTX context = {};
	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	must(extension != NULL);
	must(X509_add_ext(certificate, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

static X509 *read_certificate(const struct tls_world *world, const char *name)
{
	FILE *file = fopen(tls_world_certificate(world, name), "r");
	must(file != NULL);
	X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
	must(certificate != NULL);
	fclose(file);
	return certificate;
}

static EVP_PKEY *read_key(const struct tls_world *world, const char *name)
{
	FILE *file = fopen(tls_world_key(world, name), "r");
	must(file != NULL);
	EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	must(key != NULL);
	fclose(file);
	return key;
}

static X509 *fill(const struct row *row, EVP_PKEY *key)
{
	X509 *certificate = X509_new();
	must(certificate != NULL);
	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1 + (long)(row - rows));
	ASN1_TIME_set(X509_getm_notBefore(certificate), TLS_WORLD_NOW_MS / 1000 + row->from);
	ASN1_TIME_set(X509_getm_notAfter(certificate), TLS_WORLD_NOW_MS / 1000 + row->until);
	X509_set_pubkey(certificate, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
				   (const unsigned char *)row->name, -1, -1, 0);
	if (row->ca)
		add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
	add_extension(certificate, NID_key_usage,
		      row->ca ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
	if (row->usage)
		add_extension(certificate, NID_ext_key_usage, row->usage);
	add_extension(certificate, NID_subject_alt_name, "DNS:localhost");
	return certificate;
}

static void write_files(const struct tls_world *world, const char *name, X509 *certificate,
			EVP_PKEY *key)
{
	FILE *file = fopen(tls_world_certificate(world, name), "w");
	must(file != NULL);
	must(PEM_write_X509(file, certificate) == 1);
	must(fclose(file) == 0);
	file = fopen(tls_world_key(world, name), "w");
	must(file != NULL);
	must(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1);
	must(fclose(file) == 0);
}

static void issue(const struct tls_world *world, const struct row *row)
{
	EVP_PKEY *key = EVP_EC_gen(row->group);
	must(key != NULL);
	X509 *certificate = fill(row, key);
	if (row->issuer) {
		X509 *issuer = read_certificate(world, row->issuer);
		EVP_PKEY *issuer_key = read_key(world, row->issuer);
		X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
		must(X509_sign(certificate, issuer_key, EVP_sha256()) > 0);
		X509_free(issuer);
		EVP_PKEY_free(issuer_key);
	} else {
		X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
		must(X509_sign(certificate, key, EVP_sha256()) > 0);
	}
	write_files(world, row->name, certificate, key);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

void tls_world_make(struct tls_world *world)
{
	snprintf(world->dir, sizeof(world->dir), "/tmp/tls-world-XXXXXX");
	must(mkdtemp(world->dir) != NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		issue(world, &rows[i]);
}

void tls_world_der(const struct tls_world *world, const char *name, struct buf *out)
{
	X509 *certificate = read_certificate(world, name);
	unsigned char *der = NULL;
	int len = i2d_X509(certificate, &der);
	must(len > 0);
	must(buf_put(out, bytes_from(der, (size_t)len)) == OK);
	OPENSSL_free(der);
	X509_free(certificate);
}

void tls_world_remove(struct tls_world *world)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unlink(tls_world_certificate(world, rows[i].name));
		unlink(tls_world_key(world, rows[i].name));
	}
	rmdir(world->dir);
}
