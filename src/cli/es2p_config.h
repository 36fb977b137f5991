/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An operator's side of ES2+, for `rspctl es2p`: where the SM-DP+ is, who we are, and where its
 * notifications come in. From a file by the table of keys, or from options.
 */
#ifndef CLI_ES2P_CONFIG_H
#define CLI_ES2P_CONFIG_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/command.h"
#include "config/config.h"

/* The endpoint for ES2+ handleDownloadProgressInfo. */
struct es2p_listen_config {
	const char *address; /* "127.0.0.1:8445" */
	const char *certificate;
	const char *key;
	const char *ca; /* of the SM-DP+'s client certificate */
};

struct es2p_config {
	const char *url; /* "https://host:port", without a path */
	const char *certificate;
	const char *key;
	const char *ca;		  /* of the SM-DP+'s TLS certificate; NULL: the system's */
	const char *requester;	  /* functionRequesterIdentifier */
	const char *smdp_address; /* for activation codes; NULL: the host of the URL */
	const char *connect;	  /* "HOST:PORT" to connect to whatever the URL says, or NULL */
	const char *clock;	  /* certificates are checked at this time; NULL: now */
	int64_t clock_ms;	  /* the same since 1970, or 0 */
	struct es2p_listen_config *listen; /* NULL: none */
};

/* The options of all ES2+ commands. */
extern const struct command_option es2p_config_options[];

/*
 * The file of --config, unless --url is given, and the options over it. COMMAND_OK, or another exit
 * code after a message. Everything lives in the arena.
 */
int es2p_config_of(const struct command_line *line, struct arena *a, struct es2p_config *out);

#endif
