/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A CI and the CAs below it that the configuration names, read from their files and checked.
 */
#ifndef ROLE_CA_LIST_H
#define ROLE_CA_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "config/rspd_config.h"
#include "pki/certificate.h"

enum { CA_LIST_MAX = 1 + 16 };

struct ca_list {
	struct certificate cas[CA_LIST_MAX]; /* the CI first; slices of `der` */
	struct buf der[CA_LIST_MAX];
	size_t n;
};

/*
 * Load those of an issuer into a zeroed list; the caller frees it, also on error. One outside its
 * validity is only warned of. Errors of certificate_load, certificate_parse and sub_ca_verify; the
 * log names the file.
 */
enum err ca_list_load(const struct rspd_certificate_issuer *issuer, int64_t now_ms,
		      struct ca_list *out);

/* Safe on a zeroed list and twice. Fits CLEANUP(). */
void ca_list_free(struct ca_list *list);

/* Load and parse one certificate; `file` gets its content. Errors and log as above. */
enum err ca_list_load_certificate(const char *path, struct buf *file, struct certificate *out);

#endif
