/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An SM-DS that we call over ES12 (SGP.22 §5.9): its address on the net, and the TLS by which both
 * sides prove who they are. Who calls what, and when, is in es12_client.h and deliverer.h.
 */
#ifndef NOTIFY_SMDS_PEER_H
#define NOTIFY_SMDS_PEER_H

#include "base/err.h"
#include "config/rspd_config.h"
#include "http/tls.h"
#include "keyring/keyring.h"

enum { SMDS_PEER_URL_MAX = 1280 };

struct smds_peer {
	const struct rspd_smds_peer *config;
	struct tls_client *tls;
};

/*
 * Load the peer's certificates; the key goes into the keyring. `config` must outlive it. Errors of
 * keyring_load_key and tls_client_new; the log names the peer.
 */
enum err smds_peer_open(const struct rspd_config *config, const struct rspd_smds_peer *peer,
			struct keyring *keyring, struct smds_peer *out);

/* Release. Safe on a zeroed one and twice. Fits CLEANUP(). */
void smds_peer_close(struct smds_peer *peer);

/* The URL of an ES12 function: "registerEvent". */
void smds_peer_url(const struct rspd_smds_peer *peer, const char *function,
		   char out[static SMDS_PEER_URL_MAX]);

#endif
