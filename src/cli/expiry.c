/* SPDX-License-Identifier: Apache-2.0 */
/* Ends of validity. TLS certificates may be of any kind, so libcrypto reads them. */
#include "cli/expiry.h"

#include <inttypes.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "base/log.h"
#include "cli/rspd_tls.h"
#include "pki/certificate.h"

enum { SECOND = 1000, USE_MAX = 16, FILE_MAX = 256 };
#define DAY_MS INT64_C(86400000)

struct row {
	char use[USE_MAX];
	char file[FILE_MAX];
	int64_t not_after_ms;
};

struct expiry {
	struct row *rows;
	size_t n;
};

void expiry_free(struct expiry **expiry)
{
	if (!*expiry)
		return;
	free((*expiry)->rows);
	free(*expiry);
	*expiry = NULL;
}

static void free_x509(X509 **x)
{
	X509_free(*x);
}

static bool end_of(const char *path, int64_t *out_ms)
{
	CLEANUP(buf_free) struct buf der = buf_make(LIMIT_CERTIFICATE);
	struct tm tm = {};
	if (certificate_load(path, &der) != OK)
		return false;
	const uint8_t *at = der.ptr;
	CLEANUP(free_x509) X509 *x = d2i_X509(NULL, &at, (long)der.len);
	bool good = x && ASN1_TIME_to_tm(X509_get0_notAfter(x), &tm) == 1;
	ERR_clear_error();
	*out_ms = (int64_t)timegm(&tm) * SECOND;
	return good;
}

/* Labels of metrics are between quotation marks. */
static void copy_plain(const char *text, char *out, size_t size)
{
	(void)snprintf(out, size, "%s", text);
	for (; *out; out++)
		if (*out == '"' || *out == '\\' || *out == '\n')
			*out = '_';
}

/* Each file once. */
static enum err add(struct expiry *e, const char *use, const char *path)
{
	struct row row = {};
	if (!path || !end_of(path, &row.not_after_ms))
		return OK;
	copy_plain(use, row.use, sizeof(row.use));
	copy_plain(path, row.file, sizeof(row.file));
	for (size_t i = 0; i < e->n; i++)
		if (strcmp(e->rows[i].file, row.file) == 0)
			return OK;
	struct row *rows = realloc(e->rows, (e->n + 1) * sizeof(*rows));
	if (!rows)
		return ERR_NOMEM;
	e->rows = rows;
	e->rows[e->n++] = row;
	return OK;
}

static enum err add_issuer(struct expiry *e, const struct rspd_certificate_issuer *issuer)
{
	TRY(add(e, "ci", issuer->certificate));
	for (size_t i = 0; i < issuer->sub_cas_n; i++)
		TRY(add(e, "sub_ca", issuer->sub_cas[i]));
	TRY(add(e, "dpauth", issuer->dpauth.certificate));
	TRY(add(e, "dppb", issuer->dppb.certificate));
	return add(e, "dsauth", issuer->dsauth.certificate);
}

static enum err add_listeners(struct expiry *e, const struct rspd_config *config)
{
	struct rspd_tls_listener listeners[RSPD_LISTENERS] = {};
	size_t n = rspd_tls_listeners(config, listeners);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < listeners[i].listener->tls_n; k++)
			TRY(add(e, "tls", listeners[i].listener->tls[k].certificate));
	return OK;
}

enum err expiry_load(const struct rspd_config *config, struct expiry **out)
{
	CLEANUP(expiry_free) struct expiry *e = calloc(1, sizeof(*e));
	if (!e)
		return ERR_NOMEM;
	for (size_t i = 0; i < config->certificate_issuers_n; i++)
		TRY(add_issuer(e, &config->certificate_issuers[i]));
	TRY(add_listeners(e, config));
	for (size_t i = 0; i < config->operators_n; i++)
		if (config->operators[i].notify)
			TRY(add(e, "notify", config->operators[i].notify->identity.certificate));
	for (size_t i = 0; i < config->smds_peers_n; i++)
		TRY(add(e, "es12", config->smds_peers[i].identity.certificate));
	*out = e;
	e = NULL;
	return OK;
}

size_t expiry_warn(const struct expiry *expiry, int64_t now_ms)
{
	size_t n = 0;
	for (size_t i = 0; i < expiry->n; i++) {
		const struct row *row = &expiry->rows[i];
		if (row->not_after_ms - now_ms >= EXPIRY_WARN_DAYS * DAY_MS)
			continue;
		LOG_EVENT(LOG_WARN, "certificate_runs_out", LOG_TEXT("use", row->use),
			  LOG_TEXT("file", row->file),
			  LOG_NUM("days", (row->not_after_ms - now_ms) / DAY_MS));
		n++;
	}
	return n;
}

enum err expiry_metrics(const struct expiry *expiry, int64_t now_ms, struct buf *out)
{
	TRY(buf_put_str(out, "# TYPE rspd_certificate_expiry_seconds gauge\n"));
	for (size_t i = 0; i < expiry->n; i++) {
		const struct row *row = &expiry->rows[i];
		TRY(buf_put_fmt(out,
				"rspd_certificate_expiry_seconds{use=\"%s\",file=\"%s\"} %" PRId64
				"\n",
				row->use, row->file, (row->not_after_ms - now_ms) / SECOND));
	}
	return OK;
}
