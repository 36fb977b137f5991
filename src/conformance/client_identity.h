/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS client identities that the suite makes for itself: of a stranger whom no server knows, and of
 * another SM-DP+ under a test CI. They are held in memory, not in files.
 */
#ifndef CONFORMANCE_CLIENT_IDENTITY_H
#define CONFORMANCE_CLIENT_IDENTITY_H

#include "base/err.h"
#include "crypto/private_key.h"
#include "http/tls.h"
#include "pki/issue.h"

struct client_identity {
	struct private_key *key;
	int fd;	       /* of the certificate in PEM; 0: none */
	char path[32]; /* by which it can be opened */
};

/*
 * A certificate of this kind for a new key on P-256, by `issuer`, or self-signed where that has no
 * key. `registered_id` is a dotted OID, or NULL for the template's. Errors of issue_certificate;
 * ERR_IO without memory for it. Free it in both cases.
 */
struct client_identity_order {
	enum issue_kind kind;
	struct issue_issuer issuer;
	const char *registered_id;
	int64_t now_ms;
};
enum err client_identity_make(const struct client_identity_order *order, struct entropy *entropy,
			      struct client_identity *out);
void client_identity_free(struct client_identity *identity);

/* As a TLS client takes it; lives as long as `identity`. */
struct tls_identity client_identity_tls(const struct client_identity *identity);

#endif
