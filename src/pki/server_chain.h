/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chain CI → server certificate (DPauth, DPpb, DPtls, DSauth, DStls) as the eUICC and the LPA
 * check it (SGP.22 §5.7.13 AuthenticateServer, §5.7.5 PrepareDownload), over the bytes received.
 */
#ifndef PKI_SERVER_CHAIN_H
#define PKI_SERVER_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "pki/certificate.h"

enum server_chain_fault {
	SERVER_CHAIN_NO_FAULT,
	SERVER_CHAIN_CI_UNKNOWN,
	SERVER_CHAIN_INVALID,
	SERVER_CHAIN_EXPIRED,
	SERVER_CHAIN_OID, /* the registered ID is not the one expected */
};

struct server_chain_input {
	struct bytes certificate; /* DER as received */
	enum certificate_role role;
	const struct certificate *cis; /* trusted; found by subject key identifier */
	size_t ci_count;
	int64_t now_ms;	   /* SERVER_CHAIN_NO_CLOCK: a card, which has no time */
	struct bytes oid;  /* registered ID expected (OID value); absent: any */
	struct bytes host; /* for TLS roles: the name contacted; absent: not asked */
};

#define SERVER_CHAIN_NO_CLOCK INT64_MIN

struct server_chain_result {
	enum server_chain_fault fault;
	const char *check;	      /* the row that failed, for logs; NULL without fault */
	const struct certificate *ci; /* the CI of the chain, one of the input's; NULL if unknown */
	struct certificate certificate; /* parsed; slices into the input */
};

/*
 * OK if the chain holds; otherwise the first check's error in the order of the table, with
 * `out->fault` and `out->check` set. If the check could not be made (ERR_CRYPTO, ERR_NOMEM) the
 * fault is SERVER_CHAIN_NO_FAULT: see err_is_refusal().
 */
enum err server_chain_verify(const struct server_chain_input *in, struct server_chain_result *out);

#endif
