/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chain CI → EUM → eUICC, checked as GSMA means it (SGP.22 §5.6.3), over the bytes received;
 * in the variants of version 3 with sub-CAs: CI [→ CI sub-CA] → EUM [→ EUM sub-CA] → eUICC.
 * openssl verify refuses genuine eUICC certificates, since their name constraint is meant as a
 * prefix of the EID. What a fault is called on ES9+ or ES11 is the caller's table.
 */
#ifndef PKI_EUICC_CHAIN_H
#define PKI_EUICC_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"
#include "pki/certificate.h"
#include "pki/chain_cache.h"
#include "pki/crl.h"

enum euicc_chain_fault {
	EUICC_CHAIN_NO_FAULT,
	EUICC_CHAIN_CI_UNKNOWN,	   /* 8.11.1/3.9 */
	EUICC_CHAIN_EUM_INVALID,   /* 8.1.2/6.1; also for a sub-CA, and for revoked ones */
	EUICC_CHAIN_EUM_EXPIRED,   /* 8.1.2/6.3 */
	EUICC_CHAIN_EUICC_INVALID, /* 8.1.3/6.1; also if it is revoked */
	EUICC_CHAIN_EUICC_EXPIRED, /* 8.1.3/6.3 */
};

/*
 * Issuers are found by key identifier: first among the CIs, then in the certificates that the eUICC
 * has sent along (which say nothing that is not verified), then among the CI sub-CAs known here.
 */
struct euicc_chain_input {
	struct bytes euicc, eum; /* DER as received; `eum` is the one that certifies `euicc` */
	struct bytes others;	 /* value of otherCertsInChain (version 3) as received, or absent */
	const struct certificate *cis; /* trusted; found by subject key identifier */
	size_t ci_count;
	const struct certificate *sub_cas; /* CI sub-CAs, verified like all others */
	size_t sub_ca_count;
	int64_t now_ms;
	const struct crl_list *crls; /* NULL: nothing is known of revocations */
	struct chain_cache *cache;   /* remembers the CAs' signatures; NULL for none */
};

struct euicc_chain_result {
	enum euicc_chain_fault fault;
	const char *check;	      /* the row that failed, for logs; NULL without fault */
	const struct certificate *ci; /* the CI of the chain, one of the input's; NULL if unknown */
	char eid[EID_DIGITS + 1];     /* without fault only */
	struct public_key public_key; /* the eUICC's; without fault only */
};

/*
 * OK if the chain holds; otherwise the first check's error in the order of the table, with
 * `out->fault` and `out->check` set. If the check could not be made (ERR_CRYPTO, ERR_NOMEM) the
 * fault is EUICC_CHAIN_NO_FAULT: see err_is_refusal().
 */
enum err euicc_chain_verify(const struct euicc_chain_input *in, struct euicc_chain_result *out);

#endif
