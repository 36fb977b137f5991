/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Issues certificates for test worlds, shaped like SGP.26 variant O, and plain ones for operators'
 * TLS clients. Every field can be overridden, so that negative tests can be issued. Not for
 * production keys: the issuer's key is in memory.
 */
#ifndef PKI_ISSUE_H
#define PKI_ISSUE_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "crypto/private_key.h"
#include "pki/issue_template.h"
#include "sys/entropy.h"

/* Replace the value of an attribute of the subject. ERR_NOT_FOUND if the template has none. */
enum err issue_set_name(struct certificate_template *t, const char *type, const char *value);

/* Who signs. */
struct issue_issuer {
	const struct private_key *key;
	struct bytes certificate; /* DER; absent: self-signed */
};

/*
 * Append the DER of a certificate for `subject`. ERR_SYNTAX if a template's OID, time or name
 * cannot be written or the issuer's certificate cannot be read; ERR_CRYPTO, ERR_NOMEM, errors of
 * buf_put, ERR_IO without randomness.
 */
enum err issue_certificate(const struct certificate_template *t, const struct private_key *subject,
			   const struct issue_issuer *issuer, struct entropy *entropy,
			   struct buf *out);

/* Append a certificate's DER as PEM. Errors as buf_put. */
enum err issue_pem(struct bytes der, struct buf *out);

#endif
