/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening and closing of what one rspd.conf names.
 * No test of its own: profile_test.c opens right and wrong ones.
 */
#include "cli/installation.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

enum { ARENA_MAX = 64 * 1024 * 1024 };

static enum err because(struct config_error *why, enum err e, const char *what, const char *path)
{
	(void)snprintf(why->text, sizeof(why->text), "%s %s: %s", what, path, err_name(e));
	return e;
}

static enum err load_keys(struct installation *i, struct config_error *why)
{
	TRY(keyring_create(&i->entropy, &i->keyring));
	for (size_t k = 0; k < i->config.keyring.wrap_keys_n; k++) {
		enum err e = keyring_load_wrap_key(i->keyring, i->config.keyring.wrap_keys[k]);
		if (e != OK)
			return because(why, e, "wrapping key", i->config.keyring.wrap_keys[k]);
	}
	enum err e = keyring_load_lookup_key(i->keyring, i->config.keyring.lookup_key);
	return e == OK ? OK : because(why, e, "look-up key", i->config.keyring.lookup_key);
}

static enum err open_store(struct installation *i, struct config_error *why)
{
	const char *path = i->config.store.path;
	enum err e = store_migrate(path, NULL, NULL, NULL);
	if (e == OK)
		e = store_open(path, NULL, &i->store);
	return e == OK ? OK : because(why, e, "database", path);
}

static enum err load_all(const char *path, struct installation *i, struct config_error *why)
{
	TRY(rspd_config_read(&i->arena, path, &i->config, why));
	i->clock = i->config.test_clock ? clock_fixed(i->config.test_clock_ms) : clock_system();
	return load_keys(i, why);
}

enum err installation_load(const char *path, struct installation *out, struct config_error *why)
{
	*out = (struct installation){.arena = arena_make(ARENA_MAX), .entropy = entropy_system()};
	(void)snprintf(why->text, sizeof(why->text), "out of memory");
	enum err e = load_all(path, out, why);
	if (e != OK)
		installation_close(out);
	return e;
}

enum err installation_open(const char *path, struct installation *out, struct config_error *why)
{
	TRY(installation_load(path, out, why));
	enum err e = open_store(out, why);
	if (e != OK)
		installation_close(out);
	return e;
}

int installation_of(const struct command_line *line, struct installation *out)
{
	struct config_error why = {};
	if (installation_open(command_value(line, "--config"), out, &why) != OK)
		return command_failed(line, "%s", why.text);
	return COMMAND_OK;
}

void installation_close(struct installation *installation)
{
	store_close_at(&installation->store);
	keyring_free(&installation->keyring);
	arena_free(&installation->arena);
}

const char *installation_user(struct installation *installation)
{
	const char *user = NULL;
	const struct passwd *entry = getpwuid(getuid());
	if (arena_fmt(&installation->arena, &user, "rspctl:%s", entry ? entry->pw_name : "?") != OK)
		return "rspctl";
	return user;
}
