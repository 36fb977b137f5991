/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A certificate of SGP.22 as slices of the bytes received: parsed, not judged. Chains are checked
 * in pki/euicc_chain.h and pki/server_chain.h. Only ecdsa-with-SHA256 over P-256 and
 * brainpoolP256r1 exists here; TLS certificates of other kinds are OpenSSL's business.
 */
#ifndef PKI_CERTIFICATE_H
#define PKI_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "crypto/curve.h"
#include "crypto/ecdsa.h"

/* Bits of the key usage extension (RFC 5280 §4.2.1.3), bit 0 first. */
enum {
	CERTIFICATE_DIGITAL_SIGNATURE = 1 << 0,
	CERTIFICATE_KEY_CERT_SIGN = 1 << 5,
	CERTIFICATE_CRL_SIGN = 1 << 6,
};

enum { CERTIFICATE_PATH_LEN_NONE = -1 };

/*
 * All slices point into `der`, which must outlive the struct. Absent extensions are absent slices.
 */
struct certificate {
	struct bytes der;			/* the whole certificate */
	struct bytes tbs;			/* TBSCertificate with its tag: what is signed */
	uint8_t signature[ECDSA_SIGNATURE_LEN]; /* r || s */
	struct bytes serial;			/* the INTEGER's value as it stands */
	struct bytes issuer, subject;		/* whole Names with their tags */
	struct bytes organization;		/* of the subject: O (the first, if several) */
	struct bytes serial_number;		/* of the subject: serialNumber (an eUICC's EID) */
	struct bytes common_name;		/* of the subject: CN */
	int64_t not_before_ms, not_after_ms;	/* since 1970; GSMA uses years up to 7496 */
	struct public_key public_key; /* well-formed; on its curve is checked at its use */

	struct bytes subject_key_id, authority_key_id; /* the key identifiers themselves */
	unsigned key_usage;			       /* bits above; 0 if absent */
	bool is_ca;				       /* basicConstraints cA */
	int path_len;			 /* pathLenConstraint or CERTIFICATE_PATH_LEN_NONE */
	struct bytes policies;		 /* PolicyInformation row; see certificate_has_policy */
	struct bytes alt_names;		 /* GeneralName row; see certificate_has_dns_name */
	struct bytes registered_id;	 /* of alt_names: the OID's value (first) */
	struct bytes purposes;		 /* KeyPurposeId row; see certificate_has_purpose */
	struct bytes permitted_subtrees; /* GeneralSubtree row; see certificate_next_permitted */
	struct bytes permitted_eins; /* v3 permittedEins: PrintableString row (2.23.146.1.2.2.0) */
	struct bytes crl_points;     /* DistributionPoint row */
};

/*
 * Parse one DER certificate; the whole of `der` must be it. The struct is plain data. Extensions
 * that are not known are passed over unless critical.
 * ERR_SYNTAX, ERR_TRUNCATED, ERR_TRAILING, ERR_MISSING, ERR_RANGE for what is not a certificate;
 * ERR_UNSUPPORTED for another version, algorithm, curve or an unknown critical extension;
 * ERR_TOO_LONG over LIMIT_CERTIFICATE.
 */
enum err certificate_parse(struct bytes der, struct certificate *out);

/*
 * Append the DER of the first certificate in a file, DER or PEM by content. Errors of file_read;
 * ERR_SYNTAX if there is none.
 */
enum err certificate_load(const char *path, struct buf *out);

/* OK if `cert` is signed by `key`; errors as ecdsa_verify. */
enum err certificate_verify(const struct certificate *cert, const struct public_key *key);

/* OK within the validity (both ends included), ERR_EXPIRED before and after. */
enum err certificate_valid_at(const struct certificate *cert, int64_t now_ms);

/* True if the certificate has this policy. `oid` is an OBJECT IDENTIFIER's value, without tag. */
bool certificate_has_policy(const struct certificate *cert, struct bytes oid);

/* True if extended key usage holds this purpose (value of an OBJECT IDENTIFIER). */
bool certificate_has_purpose(const struct certificate *cert, struct bytes oid);

/* True if a dNSName equals `host` (case ignored, "*." stands for one label). */
bool certificate_has_dns_name(const struct certificate *cert, struct bytes host);

/*
 * Cut one permitted subtree off the front of `*cursor` (at first cert->permitted_subtrees): the O
 * and serialNumber of its directoryName. ERR_MISSING if one of them is absent.
 */
enum err certificate_next_permitted(struct bytes *cursor, struct bytes *organization,
				    struct bytes *serial_number);

/* The one of `n` certificates with this subject key identifier, or NULL: to find a CI. */
const struct certificate *certificate_by_key_id(const struct certificate *certs, size_t n,
						struct bytes key_id);

/*
 * The object identifiers of RSP roles (SGP.22 §4.5.2.1): variant O (version 2), and version 3,
 * which also has the sub-CAs.
 */
enum certificate_role {
	CERTIFICATE_CI,
	CERTIFICATE_EUM,
	CERTIFICATE_EUICC,
	CERTIFICATE_DPTLS,
	CERTIFICATE_DPAUTH,
	CERTIFICATE_DPPB,
	CERTIFICATE_DSTLS,
	CERTIFICATE_DSAUTH,
	CERTIFICATE_CI_SUB_CA,
	CERTIFICATE_EUM_SUB_CA,
	CERTIFICATE_DP_SUB_CA,
	CERTIFICATE_DS_SUB_CA,
	CERTIFICATE_ROLE_COUNT,
};

/* Sub-CAs between a CI and what it vouches for: at most these (SGP.22 v3 §4.5.1, variant C). */
enum { CERTIFICATE_SUB_CAS_MAX = 3 };

/* In which versions' words a certificate names its role: bits. */
enum { CERTIFICATE_VERSION_2 = 1 << 0, CERTIFICATE_VERSION_3 = 1 << 1 };

/* The versions in whose form the certificate's policies name this role; 0: they do not. */
unsigned certificate_role_versions(const struct certificate *cert, enum certificate_role role);

/* True if the certificate's policies name this role, in the form of version 2 or 3. */
bool certificate_has_role(const struct certificate *cert, enum certificate_role role);

#endif
