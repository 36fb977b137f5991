/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server under test, opened: connections to its interfaces with the right and with wrong
 * identities, the test CIs, and the operator's endpoint. What is said there is not known here.
 */
#ifndef CONFORMANCE_TARGET_H
#define CONFORMANCE_TARGET_H

#include "conformance/client_identity.h"
#include "conformance/endpoint.h"
#include "conformance/root_smds.h"
#include "conformance/target_config.h"
#include "crypto/private_key.h"
#include "http/client.h"
#include "pki/certificate.h"
#include "sys/clock.h"
#include "sys/entropy.h"

enum { TARGET_ISSUERS_MAX = 4, TARGET_WHY_MAX = 320 };

/* Whom we can call, and as whom. */
enum target_peer {
	TARGET_ES9P,
	TARGET_ES9P_BRAINPOOL, /* offering nothing but brainpoolP256r1 for TLS */
	TARGET_ES2P,
	TARGET_ES2P_STRANGER,  /* with a certificate that no operator has */
	TARGET_ES2P_ANONYMOUS, /* without any */
	TARGET_ES11,
	TARGET_ES12,
	TARGET_ES12_STRANGER,
	TARGET_ES12_OTHER, /* another SM-DP+ under the CI */
	TARGET_ES12_ANONYMOUS,
	TARGET_ES15,
	TARGET_PEERS,
};

struct target_connection {
	const char *url;       /* NULL: the target has no such interface */
	const char *host;      /* of the URL */
	const char *host_port; /* to connect to: of the URL, or `connect` of the place */
	const char *requester;
	const char *address; /* what devices call it */
	struct http_client *http;
	struct tls_client *tls;
};

struct target_issuer {
	enum curve curve;
	struct certificate ci, eum;
	struct private_key *ci_key; /* or NULL */
	struct private_key *eum_key;
	const char *organization; /* of the EUM, and of its eUICCs */
	const char *eid_prefix;	  /* what their EIDs begin with */
};

struct target {
	struct target_config config;
	struct arena arena;
	struct clock clock;
	struct entropy entropy;
	struct target_connection connections[TARGET_PEERS];
	struct target_issuer issuers[TARGET_ISSUERS_MAX];
	struct certificate cis[TARGET_ISSUERS_MAX]; /* the same CIs, for chains */
	size_t issuers_n;
	struct client_identity stranger, other; /* a nobody, and another SM-DP+ */
	struct endpoint *endpoint;		/* NULL: none */
	struct root_smds *root;			/* NULL: none */
	char why[TARGET_WHY_MAX + 1];		/* what is wrong with the configuration */
};

/*
 * Read the files, make the connections ready, and serve the endpoint. On error `target->why` says
 * what it was. Close it in both cases.
 */
enum err target_open(const struct target_config *config, struct target *target);
void target_close(struct target *target);

/* The first issuer on this curve; NULL if there is none. */
const struct target_issuer *target_issuer_on(const struct target *target, enum curve curve);

/* The server's name of the profile type with this role; NULL if there is none. */
const char *target_profile_type_of(const struct target *target, const char *role);

#endif
