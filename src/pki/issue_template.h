/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes into a certificate of a test world: a struct to change at will, so that negative tests
 * can be issued, and the values that SGP.26 has for each kind and variant. Signing is in
 * pki/issue.h.
 */
#ifndef PKI_ISSUE_TEMPLATE_H
#define PKI_ISSUE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum issue_kind {
	ISSUE_CI,
	ISSUE_EUM,
	ISSUE_EUICC,
	ISSUE_DPAUTH,
	ISSUE_DPPB,
	ISSUE_DPTLS,
	ISSUE_DSAUTH,
	ISSUE_DSTLS,
	ISSUE_OPERATOR_CA,
	ISSUE_OPERATOR_CLIENT,
	ISSUE_CI_SUB_CA, /* of version 3, as all sub-CAs */
	ISSUE_EUM_SUB_CA,
	ISSUE_DP_SUB_CA,
	ISSUE_DS_SUB_CA,
	ISSUE_KIND_COUNT,
};

/*
 * The chains of SGP.22 v3 §4.5.1, as SGP.26 has them: O is that of version 2; O_V3 has no sub-CAs
 * either, but speaks version 3; A has sub-CAs of the EUM and of servers, B one of the CI, C all.
 */
enum issue_variant {
	ISSUE_VARIANT_O,
	ISSUE_VARIANT_O_V3,
	ISSUE_VARIANT_A,
	ISSUE_VARIANT_B,
	ISSUE_VARIANT_C,
	ISSUE_VARIANT_COUNT,
};

/* One attribute of the subject: "C", "O", "OU", "CN" or "serialNumber". */
struct issue_name {
	const char *type;
	const char *value;
};

enum { ISSUE_NAMES_MAX = 6, ISSUE_CRLS_MAX = 2, ISSUE_EINS_MAX = 4 };

/* What goes into a certificate. NULL and 0 mean that the field or extension is left out. */
struct certificate_template {
	struct issue_name subject[ISSUE_NAMES_MAX]; /* in this order */
	uint64_t serial;			    /* 0: eight random bytes */
	int64_t not_before_ms, not_after_ms;	    /* since 1970, whole seconds */
	const char *policy;			    /* dotted OID */
	bool policy_critical;
	unsigned key_usage;		     /* CERTIFICATE_DIGITAL_SIGNATURE, … */
	bool is_ca;			     /* basicConstraints CA:TRUE, critical */
	int path_len;			     /* with is_ca; CERTIFICATE_PATH_LEN_NONE for none */
	bool server_auth, client_auth;	     /* extended key usage, critical */
	const char *dns_name;		     /* subjectAltName */
	const char *registered_id;	     /* subjectAltName, dotted OID */
	const char *crls[ISSUE_CRLS_MAX];    /* URLs, one DistributionPoint each */
	const char *permitted_organization;  /* nameConstraints, critical */
	const char *permitted_serial_number; /* ditto: the EIDs' prefix */
	const char *permitted_eins[ISSUE_EINS_MAX]; /* version 3, critical */
	const char *unknown_critical;		    /* dotted OID of an extension nobody knows */
};

/*
 * The template of a kind as SGP.26 has it, with the names, policy, usage and validity of that kind.
 * `now_ms` is the start of the validity. The texts are static.
 */
struct certificate_template issue_template(enum issue_kind kind, int64_t now_ms);

/* The same in the words of a variant: from O_V3 on the policies, the constraints of the EUM and its
 * path length are those of version 3. */
struct certificate_template issue_template_of(enum issue_variant variant, enum issue_kind kind,
					      int64_t now_ms);

/* Who issues a kind in a variant; a CI and an operator's CA issue themselves. */
enum issue_kind issue_template_issuer(enum issue_variant variant, enum issue_kind kind);

#endif
