/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox's certificates, shaped after SGP.26: for each curve CI → EUM → eUICC, CI → DPauth,
 * DPpb, DPtls and CI → DSauth, DStls; and the operator's own small CA with its client and its
 * endpoint. No test of its own: sandbox_test.c makes a sandbox and checks its chains.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/sandbox.h"
#include "crypto/private_key.h"
#include "http/tls.h"
#include "keyring/keyring.h"
#include "pki/issue.h"
#include "sys/file.h"

enum { FILE_MAX = 16 * 1024, SETS = 3, AN_HOUR_MS = 3600 * 1000 };

static const char *const directories[] = {"keys", "pki", "pki/p256", "pki/brainpool",
					  "pki/operator"};
static const char *const secrets[] = {"keys/wrap-1.key", "keys/lookup.key"};

/* A row for each certificate of a set: `issuer` is a row before it, or itself. */
struct row {
	enum issue_kind kind;
	const char *name;
	size_t issuer;
	const char *common_name; /* instead of the template's */
	bool is_server;		 /* for TLS */
};

enum { ROWS_MAX = 8 };

static const struct row gsma_rows[ROWS_MAX] = {
	{ISSUE_CI, "ci", 0, "rspd sandbox CI", false},
	{ISSUE_EUM, "eum", 0, "rspd sandbox EUM", false},
	{ISSUE_EUICC, "euicc", 1, "rspd sandbox eUICC", false},
	{ISSUE_DPAUTH, "dpauth", 0, "rspd sandbox DPauth", false},
	{ISSUE_DPPB, "dppb", 0, "rspd sandbox DPpb", false},
	{ISSUE_DPTLS, "dptls", 0, NULL, true}, /* its common name is the host */
	{ISSUE_DSAUTH, "dsauth", 0, "rspd sandbox DSauth", false},
	{ISSUE_DSTLS, "dstls", 0, NULL, true},
};

static const struct row operator_rows[] = {
	{ISSUE_OPERATOR_CA, "ca", 0, "rspd sandbox operator CA", false},
	{ISSUE_OPERATOR_CLIENT, "client", 0, "rspd sandbox operator", false},
	{ISSUE_OPERATOR_CLIENT, "endpoint", 0, SANDBOX_ENDPOINT_HOST, true},
};

static const struct set {
	const char *directory;
	enum curve curve;
	const struct row *rows;
	size_t n;
} sets[SETS] = {
	{"pki/p256", CURVE_P256, gsma_rows, ROWS_MAX},
	{"pki/brainpool", CURVE_BRAINPOOLP256R1, gsma_rows, ROWS_MAX},
	{"pki/operator", CURVE_P256, operator_rows, 3},
};

/* A set in the making. */
struct issued {
	struct private_key *keys[ROWS_MAX];
	struct bytes certificates[ROWS_MAX]; /* DER, in the arena */
};

static void issued_free(struct issued *issued)
{
	for (size_t i = 0; i < ROWS_MAX; i++)
		private_key_free(&issued->keys[i]);
}

static enum err write_key(struct sandbox *s, const struct set *set, const struct row *row,
			  const struct private_key *key)
{
	char name[64] = "";
	CLEANUP(buf_free) struct buf pem = buf_make(FILE_MAX);
	(void)snprintf(name, sizeof(name), "%s/%s.key", set->directory, row->name);
	TRY(private_key_pem(key, &pem));
	return sandbox_write(s, name, buf_bytes(&pem), 0600);
}

static enum err write_certificate(struct sandbox *s, const struct set *set, const struct row *row,
				  struct bytes der)
{
	char name[64] = "";
	CLEANUP(buf_free) struct buf pem = buf_make(FILE_MAX);
	(void)snprintf(name, sizeof(name), "%s/%s.pem", set->directory, row->name);
	TRY(issue_pem(der, &pem));
	return sandbox_write(s, name, buf_bytes(&pem), 0644);
}

static enum err make_template(struct sandbox *s, const struct row *row,
			      struct certificate_template *t)
{
	*t = issue_template(row->kind, (s->now_ms - AN_HOUR_MS) / 1000 * 1000);
	const char *name = row->common_name ? row->common_name : s->host;
	TRY(issue_set_name(t, "CN", name));
	if (row->kind == ISSUE_EUICC)
		TRY(issue_set_name(t, "serialNumber", s->eid));
	if (row->is_server) {
		t->dns_name = name;
		t->server_auth = true;
	}
	return OK;
}

static enum err issue_row(struct sandbox *s, const struct set *set, size_t i, struct issued *issued)
{
	const struct row *row = &set->rows[i];
	struct certificate_template template = {};
	CLEANUP(buf_free) struct buf der = buf_make(FILE_MAX);
	TRY(make_template(s, row, &template));
	TRY(private_key_generate(set->curve, &issued->keys[i]));
	const struct issue_issuer issuer = {.key = issued->keys[row->issuer],
					    .certificate = issued->certificates[row->issuer]};
	TRY(issue_certificate(&template, issued->keys[i], &issuer, &s->entropy, &der));
	TRY(arena_dup(&s->arena, buf_bytes(&der), &issued->certificates[i]));
	TRY(write_key(s, set, row, issued->keys[i]));
	return write_certificate(s, set, row, issued->certificates[i]);
}

static enum err issue_set(struct sandbox *s, const struct set *set)
{
	CLEANUP(issued_free) struct issued issued = {};
	for (size_t i = 0; i < set->n; i++) {
		TRY(issue_row(s, set, i, &issued));
		if (strcmp(set->rows[i].name, "client") == 0)
			TRY(tls_certificate_subject(&s->arena, issued.certificates[i],
						    &s->client_subject));
	}
	return OK;
}

/* A random EID in the range of SGP.26's EUM, with its two check digits (ISO 7064, MOD 97-10). */
static enum err make_eid(struct sandbox *s)
{
	unsigned remainder = 0;
	(void)snprintf(s->eid, sizeof(s->eid), "89049032");
	TRY(sandbox_digits(s, s->eid + 8, EID_DIGITS - 10));
	for (size_t i = 0; i < EID_DIGITS - 2; i++)
		remainder = (remainder * 10 + (unsigned)(s->eid[i] - '0')) % 97;
	(void)snprintf(s->eid + EID_DIGITS - 2, 3, "%02u", 98 - remainder * 100 % 97);
	return OK;
}

enum err sandbox_pki(struct sandbox *s)
{
	const char *path = NULL;
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		TRY(sandbox_path(s, directories[i], &path));
		TRY(file_mkdir(path, 0700));
	}
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		TRY(sandbox_path(s, secrets[i], &path));
		TRY(keyring_make_secret(path, &s->entropy));
	}
	TRY(make_eid(s));
	for (size_t i = 0; i < SETS; i++)
		TRY(issue_set(s, &sets[i]));
	return OK;
}
