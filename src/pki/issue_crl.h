/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Issues CRLs for test worlds and the sandbox, shaped like those of GSMA's CIs (SGP.22 §4.5.2.1.3);
 * every field can be overridden. Certificates are in pki/issue.h.
 */
#ifndef PKI_ISSUE_CRL_H
#define PKI_ISSUE_CRL_H

#include "pki/certificate.h"
#include "pki/issue.h"

/* What goes into a CRL. NULL and absent mean that the extension is left out. */
struct crl_template {
	int64_t this_update_ms, next_update_ms; /* since 1970; 0 for next: none */
	const char *number;			/* cRLNumber, decimal */
	const char *point;			/* a URL: one distribution point's list, critical */
	bool only_user, only_ca, only_attributes, indirect; /* with or without `point` */
	bool some_reasons;				    /* onlySomeReasons: keyCompromise */
	const char *delta;	      /* deltaCRLIndicator, decimal: critical */
	const char *unknown_critical; /* dotted OID of an extension nobody knows */
	const char *entry_critical;   /* the same in each entry */
	bool version_1, sha384;
	const struct certificate *const *revoked;
	size_t revoked_n;
};

/*
 * Append the DER of a CRL. `issuer->certificate` must be there. Errors as issue_certificate.
 */
enum err issue_crl(const struct crl_template *t, const struct issue_issuer *issuer,
		   struct buf *out);

#endif
