/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TLS contexts of rspd's listeners, made from what the configuration says of them.
 */
#ifndef CLI_RSPD_TLS_H
#define CLI_RSPD_TLS_H

#include "config/rspd_config.h"
#include "http/tls.h"

/* What rspd listens for. */
enum { RSPD_ES9P, RSPD_ES2P, RSPD_ES11, RSPD_ES12, RSPD_METRICS, RSPD_LISTENERS };

/* The listeners with TLS. */
struct rspd_tls_listener {
	size_t number; /* RSPD_ES9P… */
	const struct rspd_listener *listener;
	enum tls_client_check client_check;
	const char *key; /* in rspd.conf, for messages */
};

/* Those of the roles in a configuration; how many there are. */
size_t rspd_tls_listeners(const struct rspd_config *config,
			  struct rspd_tls_listener out[static RSPD_LISTENERS]);

/*
 * Load a listener's certificates and keys. Of two pairs, each is shown to the clients with its
 * curve, a lone one to everybody. ERR_CONFLICT: two are on one curve (the log names the second);
 * errors of keyring_load_key and tls_server_contexts_new. The caller frees.
 */
enum err rspd_tls_load(const struct rspd_config *config, const struct rspd_tls_listener *listener,
		       struct tls_contexts **out);

#endif
