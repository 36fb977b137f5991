/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CAs, files and URLs of CRLs.
 * No test of its own: crls_test.c loads good and bad ones.
 */
#include "role/crl_sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "sys/file.h"

enum { URL_MAX = 1024, POINTS_MAX = 8, HOUR_MS = 3600 * 1000, NAME_BYTES = 16 };

void crl_sources_free(struct crl_sources **sources)
{
	struct crl_sources *s = *sources;
	if (!s)
		return;
	for (size_t i = 0; i < s->issuers_n; i++)
		ca_list_free(&s->issuers[i]);
	for (size_t i = 0; i < s->urls_n; i++)
		free(s->urls[i].url);
	for (size_t i = 0; i < s->files_n; i++)
		crl_free(&s->files[i]);
	free(s->issuers);
	free(s->urls);
	free(s->files);
	free(s->cache);
	free(s);
	*sources = NULL;
}

enum err crl_sources_verify(const struct crl_sources *sources, const struct crl *crl)
{
	enum err e = ERR_MISMATCH;
	for (size_t i = 0; i < sources->issuers_n; i++) {
		const struct ca_list *list = &sources->issuers[i];
		for (size_t k = 0; k < list->n && e == ERR_MISMATCH; k++)
			e = crl_verify(crl, &list->cas[k]);
	}
	return e;
}

/* --- files ---------------------------------------------------------------------------------- */

static enum err read_file(const struct crl_sources *s, const char *path, struct crl **out)
{
	CLEANUP(buf_free) struct buf content = buf_make(2 * LIMIT_CRL); /* PEM is longer */
	TRY(file_read(path, &content));
	TRY(crl_parse(buf_bytes(&content), out));
	return crl_sources_verify(s, *out);
}

static enum err add_file(void *context, const char *path)
{
	struct crl_sources *s = context;
	if (s->files_n == CRL_SOURCES_FILES_MAX)
		return ERR_LIMIT;
	enum err e = read_file(s, path, &s->files[s->files_n]);
	if (s->files[s->files_n])
		s->files_n++;
	if (e != OK)
		LOG_EVENT(LOG_ERROR, "crl_not_accepted", LOG_TEXT("file", path), LOG_ERR(e));
	return e;
}

static enum err add_files(struct crl_sources *s, const struct rspd_config *config)
{
	if (config->crl.files_n == 0)
		return OK;
	s->files = calloc(CRL_SOURCES_FILES_MAX, sizeof(struct crl *));
	if (!s->files)
		return ERR_NOMEM;
	for (size_t i = 0; i < config->crl.files_n; i++) {
		const char *path = config->crl.files[i];
		TRY(file_is_directory(path) ? file_each(path, add_file, s) : add_file(s, path));
	}
	return OK;
}

/* --- URLs ----------------------------------------------------------------------------------- */

/* Each once; more than fit are passed over. */
static enum err add_url(struct crl_sources *s, const char *url)
{
	for (size_t i = 0; i < s->urls_n; i++)
		if (strcmp(s->urls[i].url, url) == 0)
			return OK;
	if (s->urls_n == CRL_SOURCES_URLS_MAX)
		return OK;
	s->urls[s->urls_n].url = strdup(url);
	return s->urls[s->urls_n].url ? (s->urls_n++, OK) : ERR_NOMEM;
}

static enum err add_points(struct crl_sources *s, const struct certificate *cert)
{
	for (size_t i = 0; i < POINTS_MAX; i++) {
		CLEANUP(buf_free) struct buf url = buf_make(URL_MAX);
		if (crl_point_url(cert, i, &url) == OK)
			TRY(add_url(s, (const char *)url.ptr));
	}
	return OK;
}

static enum err add_points_of_file(struct crl_sources *s, const char *path)
{
	CLEANUP(buf_free) struct buf der = {};
	struct certificate cert = {};
	if (!path)
		return OK;
	TRY(ca_list_load_certificate(path, &der, &cert));
	return add_points(s, &cert);
}

/* The CRLs of the CI say of EUMs what they say of us: those of our certificates, too. */
static enum err add_all_points(struct crl_sources *s, const struct rspd_config *config)
{
	for (size_t i = 0; i < s->issuers_n; i++) {
		const struct rspd_certificate_issuer *issuer = &config->certificate_issuers[i];
		for (size_t k = 0; k < s->issuers[i].n; k++)
			TRY(add_points(s, &s->issuers[i].cas[k]));
		TRY(add_points_of_file(s, issuer->dpauth.certificate));
		TRY(add_points_of_file(s, issuer->dppb.certificate));
		TRY(add_points_of_file(s, issuer->dsauth.certificate));
	}
	return OK;
}

static enum err add_urls(struct crl_sources *s, const struct rspd_config *config)
{
	s->urls = calloc(CRL_SOURCES_URLS_MAX, sizeof(*s->urls));
	if (!s->urls)
		return ERR_NOMEM;
	for (size_t i = 0; i < config->crl.urls_n; i++) {
		struct bytes url = bytes_str(config->crl.urls[i]);
		if (!bytes_has_prefix(url, BYTES_LIT("http://"))) {
			LOG_EVENT(LOG_ERROR, "crl_url_not_http",
				  LOG_TEXT("url", config->crl.urls[i]));
			return ERR_UNSUPPORTED;
		}
		TRY(add_url(s, config->crl.urls[i]));
	}
	return config->crl.fetch_points ? add_all_points(s, config) : OK;
}

/* --- all of it ------------------------------------------------------------------------------ */

static enum err load_issuers(struct crl_sources *s, const struct rspd_config *config,
			     int64_t now_ms)
{
	s->issuers = calloc(config->certificate_issuers_n + 1, sizeof(*s->issuers));
	if (!s->issuers)
		return ERR_NOMEM;
	for (size_t i = 0; i < config->certificate_issuers_n; i++)
		TRY(ca_list_load(&config->certificate_issuers[i], now_ms,
				 &s->issuers[s->issuers_n++]));
	return OK;
}

enum err crl_sources_load(const struct rspd_config *config, int64_t now_ms,
			  struct crl_sources **out)
{
	CLEANUP(crl_sources_free) struct crl_sources *s = calloc(1, sizeof(*s));
	if (!s)
		return ERR_NOMEM;
	s->refresh_ms = config->crl.refresh_h * HOUR_MS;
	s->required = config->crl.without == RSPD_WITHOUT_CRL_REFUSE;
	s->cache = config->crl.cache ? strdup(config->crl.cache) : NULL;
	if (config->crl.cache && !s->cache)
		return ERR_NOMEM;
	TRY(load_issuers(s, config, now_ms));
	TRY(add_files(s, config));
	TRY(add_urls(s, config));
	*out = s;
	s = NULL;
	return OK;
}

enum err crl_sources_cache_file(const struct crl_sources *sources, const char *url,
				char out[static CRL_SOURCES_PATH_MAX])
{
	const struct bytes text = bytes_str(url);
	uint8_t hash[HASH_LEN] = {};
	CLEANUP(buf_free) struct buf name = buf_make(2 * NAME_BYTES + 1);
	if (!sources->cache)
		return ERR_NOT_FOUND;
	TRY(hash_sha256(&text, 1, hash));
	TRY(hex_encode(&name, bytes_from(hash, NAME_BYTES)));
	TRY(buf_put_u8(&name, '\0'));
	int n = snprintf(out, CRL_SOURCES_PATH_MAX, "%s/%s.crl", sources->cache,
			 (const char *)name.ptr);
	return n > 0 && n < CRL_SOURCES_PATH_MAX ? OK : ERR_TOO_LONG;
}
