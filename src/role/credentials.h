/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The certificates with which a role shows itself to eUICCs: for each CI a set of CERT.DPauth and
 * CERT.DPpb, or of CERT.DSauth (SGP.22 §4.5.2), and the choice among the sets by what an eUICC
 * offers (§5.6.1, §5.8.1).
 */
#ifndef ROLE_CREDENTIALS_H
#define ROLE_CREDENTIALS_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "config/rspd_config.h"
#include "keyring/keyring.h"
#include "pki/certificate.h"

enum { CREDENTIAL_NAME_LEN = 16 };

/* A certificate of ours, and its key. */
struct credential {
	struct certificate certificate;
	const struct keyring *keyring;
	size_t key;
};

struct credential_set {
	char name[CREDENTIAL_NAME_LEN + 1]; /* the same after each start; sessions refer to it */
	const struct certificate *ci;
	struct credential auth;
	struct credential pb; /* the SM-DP+'s only */
};

enum credentials_kind { CREDENTIALS_SMDPP, CREDENTIALS_SMDS };

/* Constant after its making; exchanged as a whole (base/current.h). */
struct credentials;

/*
 * Load the sets that the configuration has for a role: chains, role, common OID, and that each key
 * is its certificate's. A CI may have several sets. Certificates outside their validity are only
 * warned of. ERR_MISSING: it has none; ERR_MISMATCH, errors of the files, of keyring_load_key and
 * server_chain_verify; the log names the file. The caller frees.
 */
enum err credentials_load(const struct rspd_config *config, enum credentials_kind kind,
			  int64_t now_ms, struct credentials **out);

/*
 * Have `fresh` know the sets of `before`, too, by their names only: those that are in service there
 * and not here until `until_ms`, those that were kept there already as long as they were to be, if
 * that is behind `now_ms`. ERR_NOMEM.
 */
enum err credentials_keep(struct credentials *fresh, const struct credentials *before,
			  int64_t now_ms, int64_t until_ms);

/* True if it has sets that are to be kept no longer than `now_ms`. */
bool credentials_stale(const struct credentials *credentials, int64_t now_ms);

/* The same without what is stale. The caller frees. ERR_NOMEM. */
enum err credentials_fresh(const struct credentials *credentials, int64_t now_ms,
			   struct credentials **out);

/* Release, and set to NULL. Safe on NULL. Fits CLEANUP(). */
void credentials_free(struct credentials **credentials);

/* ECDSA by the certificate's key over `n` parts: r || s. Errors as keyring_sign. */
enum err credentials_sign(const struct credential *credential, const struct bytes *parts, size_t n,
			  uint8_t out[static ECDSA_SIGNATURE_LEN]);

/* The CIs, for euicc_chain_verify. */
const struct certificate *credentials_cis(const struct credentials *credentials, size_t *n);

/* The CAs below them that the configuration names, for euicc_chain_verify. */
const struct certificate *credentials_sub_cas(const struct credentials *credentials, size_t *n);

/* Key identifiers of CIs as an eUICC lists them, by priority. */
struct credential_offer {
	const struct bytes *signing; /* euiccCiPKIdListForSigning */
	size_t signing_n;
	const struct bytes *verification; /* euiccCiPKIdListForVerification */
	size_t verification_n;
};

/*
 * The newest set of the first CI, in the order of the signing list, that is also in the
 * verification list: of those that are valid at `now_ms` the one whose validity has begun last (of
 * two alike the first), or else of all. ERR_NOT_FOUND: no CI of the signing list is ours;
 * ERR_MISMATCH: some are, but none of these is in the verification list.
 */
enum err credentials_choose(const struct credentials *credentials,
			    const struct credential_offer *offer, int64_t now_ms,
			    const struct credential_set **out);

/* The set of that name, in service or kept. ERR_NOT_FOUND: it is neither. */
enum err credentials_by_name(const struct credentials *credentials, const char *name,
			     const struct credential_set **out);

/* The OID of the server, as an OBJECT IDENTIFIER's value and in dots; the same in all certificates.
 */
struct bytes credentials_oid(const struct credentials *credentials);
const char *credentials_oid_text(const struct credentials *credentials);

#endif
