/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where CRLs come from, as one configuration says: the CAs that may issue them, files, URLs, the
 * directory of those that were fetched. Which are in use is in role/crls.h.
 */
#ifndef ROLE_CRL_SOURCES_H
#define ROLE_CRL_SOURCES_H

#include <stdbool.h>

#include "config/rspd_config.h"
#include "pki/crl.h"
#include "role/ca_list.h"

enum { CRL_SOURCES_URLS_MAX = 256, CRL_SOURCES_FILES_MAX = 1024 };

struct crl_source {
	char *url;
	int64_t due_ms; /* when it is to be fetched next */
};

struct crl_sources {
	struct ca_list *issuers; /* one for each CI */
	size_t issuers_n;
	struct crl_source *urls;
	size_t urls_n;
	struct crl **files; /* what was in them, verified */
	size_t files_n;
	char *cache; /* NULL: none */
	int64_t refresh_ms;
	bool required;
};

/*
 * Load CAs and files, collect the URLs. Errors of ca_list_load, file_read, crl_parse and
 * crl_sources_verify for a file; the log names it. ERR_UNSUPPORTED: a URL that is not http:.
 */
enum err crl_sources_load(const struct rspd_config *config, int64_t now_ms,
			  struct crl_sources **out);

/* Release, and set to NULL. Safe on NULL. Fits CLEANUP(). */
void crl_sources_free(struct crl_sources **sources);

/* OK if one of the CAs has issued the CRL. ERR_MISMATCH: none has its name or key; else as
 * crl_verify. */
enum err crl_sources_verify(const struct crl_sources *sources, const struct crl *crl);

/* The file of the cache for a URL. ERR_NOT_FOUND without a cache; ERR_TOO_LONG, ERR_CRYPTO. */
enum { CRL_SOURCES_PATH_MAX = 1024 };
enum err crl_sources_cache_file(const struct crl_sources *sources, const char *url,
				char out[static CRL_SOURCES_PATH_MAX]);

#endif
