/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two verbs of the store as commands.
 * No test of its own: profile_test.c runs them on a sandbox.
 */
#include "cli/database.h"

#include <stdio.h>

#include "cli/installation.h"

static int run_migrate(const struct command_line *line)
{
	CLEANUP(arena_free) struct arena a = arena_make(1024 * 1024);
	struct rspd_config config = {};
	struct config_error why = {};
	int from = 0, to = 0;
	if (rspd_config_read(&a, command_value(line, "--config"), &config, &why) != OK)
		return command_failed(line, "%s", why.text);
	enum err e = store_migrate(config.store.path, NULL, &from, &to);
	if (e != OK)
		return command_failed(line, "%s: %s", config.store.path, err_name(e));
	return printf("%s: schema %d, was %d\n", config.store.path, to, from) < 0;
}

static int run_backup(const struct command_line *line)
{
	CLEANUP(installation_close) struct installation installation = {};
	int code = installation_of(line, &installation);
	if (code != COMMAND_OK)
		return code;
	const char *path = line->operands[0];
	enum err e = store_backup(installation.store, path);
	if (e == ERR_CONFLICT)
		return command_failed(line, "%s is there already", path);
	if (e != OK)
		return command_failed(line, "%s: %s", path, err_name(e));
	return printf("Copied to %s. Keep the files of keyring.wrap_keys too: without them it is "
		      "worth "
		      "nothing.\n",
		      path) < 0;
}

static const struct command_option options[] = {INSTALLATION_OPTION, {}};

const struct command database_commands[] = {
	{.name = "migrate",
	 .summary = "Make the database, or bring it to this version's schema.",
	 .options = options,
	 .run = run_migrate},
	{.name = "backup",
	 .summary = "Copy the database while rspd runs.",
	 .operands = "FILE",
	 .operands_min = 1,
	 .operands_max = 1,
	 .options = options,
	 .run = run_backup},
	{},
};
