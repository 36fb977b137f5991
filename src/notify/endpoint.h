/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the messages of one queue of the outbox go: the endpoint of an operator for ES2+, or an
 * SM-DS for ES12. When they go is the deliverer's.
 */
#ifndef NOTIFY_ENDPOINT_H
#define NOTIFY_ENDPOINT_H

#include "base/err.h"
#include "config/rspd_config.h"
#include "http/tls.h"
#include "keyring/keyring.h"
#include "notify/kind.h"

enum { ENDPOINT_URL_MAX = 1280 };

struct deliverer;

struct endpoint {
	const char *queue; /* outbox_row.operator_name */
	const struct message_kind *kind;
	const struct es2p_dialect *dialect; /* of an operator; the standard one of an SM-DS */
	char url[ENDPOINT_URL_MAX];	    /* of the function */
	int64_t timeout_ms;
	struct tls_client *tls;
	struct deliverer *deliverer; /* whose it is */
	size_t in_flight;
};

/* That of an operator who has one, and that of an SM-DS. Errors of keyring_load_key and
 * tls_client_new; the log names the queue. The configuration must outlive it. */
enum err endpoint_of_operator(const struct rspd_config *config, const struct rspd_operator *owner,
			      struct keyring *keyring, struct endpoint *out);
enum err endpoint_of_smds(const struct rspd_config *config, const struct rspd_smds_peer *peer,
			  struct keyring *keyring, struct endpoint *out);

/* Release. Safe on a zeroed one. */
void endpoint_close(struct endpoint *endpoint);

#endif
