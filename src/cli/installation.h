/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An rspd installation as rspctl works on it: configuration, keyring and database of one rspd.conf.
 */
#ifndef CLI_INSTALLATION_H
#define CLI_INSTALLATION_H

#include "base/arena.h"
#include "cli/command.h"
#include "config/rspd_config.h"
#include "keyring/keyring.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/entropy.h"

struct installation {
	struct arena arena; /* of the configuration */
	struct rspd_config config;
	struct clock clock;
	struct entropy entropy;
	struct keyring *keyring; /* with the wrapping and look-up keys only */
	struct store *store;
};

/* The option that all commands on an installation have: --config FILE. */
#define INSTALLATION_OPTION                                                                        \
	{                                                                                          \
		.name = "--config", .value = "FILE", .standard = "rspd.conf",                      \
		.help = "configuration of rspd"                                                    \
	}

/*
 * Read `path` and load its keys. On an error, `why` says in words what is wrong; nothing needs to
 * be freed then. `out` must not move afterwards.
 */
enum err installation_load(const char *path, struct installation *out, struct config_error *why);

/* The same, and open the database, which is made or brought to our schema if need be. */
enum err installation_open(const char *path, struct installation *out, struct config_error *why);

/* The installation of the line's --config. COMMAND_OK, or COMMAND_FAILED after a message. */
int installation_of(const struct command_line *line, struct installation *out);

/* Release all of it. Safe on a zeroed struct and twice. Fits CLEANUP(). */
void installation_close(struct installation *installation);

/* "rspctl:NAME", the user that runs us: the `who` of store_cause. Lives in the arena. */
const char *installation_user(struct installation *installation);

#endif
