/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificate revocation lists (RFC 5280 §5, SGP.22 §4.5.2.1.3): parsed by libcrypto, verified
 * against the CA that issued them, and asked about certificates. Where they come from, and which
 * are in use, is role/crls.h.
 */
#ifndef PKI_CRL_H
#define PKI_CRL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "pki/certificate.h"

struct crl;

/*
 * Parse a CRL, DER or PEM by content, all of it; the caller frees it. ERR_SYNTAX for what is none;
 * ERR_UNSUPPORTED for version 1, another algorithm, one without cRLNumber or nextUpdate, a delta
 * CRL, an indirect one, or one with a critical extension that is not known; ERR_TOO_LONG over
 * LIMIT_CRL; ERR_NOMEM.
 */
enum err crl_parse(struct bytes content, struct crl **out);

/* Release, and set to NULL. Safe on NULL. Fits CLEANUP(). */
void crl_free(struct crl **crl);

/*
 * OK if `issuer` has issued the CRL: by its name, key identifier (where both have one), its
 * right to sign CRLs, and the signature. ERR_MISMATCH, ERR_DENIED, ERR_SIGNATURE; errors of
 * ecdsa_verify.
 */
enum err crl_verify(const struct crl *crl, const struct certificate *issuer);

/* The CRL's bytes, valid as long as it; times since 1970. */
struct bytes crl_der(const struct crl *crl);
int64_t crl_this_update_ms(const struct crl *crl);
int64_t crl_next_update_ms(const struct crl *crl);

/* The entries of the list. */
size_t crl_count(const struct crl *crl);

/*
 * True if both say the same thing at different times: of one issuer and of one scope (issuing
 * distribution point); then the one with the higher cRLNumber holds.
 */
bool crl_same_scope(const struct crl *a, const struct crl *b);

/* Below, equal to or above 0 as the cRLNumber of `a` is below, equal to or above that of `b`. */
int crl_compare_number(const struct crl *a, const struct crl *b);

/* Verified CRLs, and what is to happen without one. Nothing here changes while it is in use. */
struct crl_list {
	const struct crl *const *crls;
	size_t n;
	bool required; /* refuse a certificate that names a CRL, if none is current */
};

/*
 * Is `cert`, issued by `issuer`, good? OK: no CRL of the issuer lists it. ERR_DENIED: one does,
 * whether current or not. ERR_EXPIRED: one is required, and there is none that is current at
 * `now_ms` and covers it. `list` may be NULL: OK.
 */
enum err crl_list_ask(const struct crl_list *list, const struct certificate *cert,
		      const struct certificate *issuer, int64_t now_ms);

/* Append the first http: URL of the n-th distribution point of `cert`, with its NUL. ERR_NOT_FOUND
 * if there is no such point or it has none. Errors of buf_put. */
enum err crl_point_url(const struct certificate *cert, size_t n, struct buf *out);

#endif
