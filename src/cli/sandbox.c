/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command: options, an empty directory, the parts in their order, and what to do next.
 * Everything secret is made anew for each sandbox.
 */
#include "cli/sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sys/clock.h"
#include "sys/file.h"

enum { ARENA_MAX = 4 * 1024 * 1024, PROFILES_MAX = 1000000, ES11_PORT = 8446, ES12_PORT = 8447 };

const struct command_option sandbox_options[] = {
	{.name = "--host",
	 .value = "NAME",
	 .standard = "localhost",
	 .help = "the SM-DP+'s name in certificates and activation codes"},
	{.name = "--listen",
	 .value = "ADDRESS",
	 .standard = "127.0.0.1",
	 .help = "where rspd's sockets bind"},
	{.name = "--es9p-port",
	 .value = "N",
	 .standard = "8443",
	 .help = "port for devices; 0: any, and none in activation codes"},
	{.name = "--es2p-port", .value = "N", .standard = "8444", .help = "port for operators"},
	{.name = "--notify-port",
	 .value = "N",
	 .standard = "8445",
	 .help = "port of the operator's endpoint"},
	{.name = "--es11-port",
	 .value = "N",
	 .help = "port of the SM-DS for devices [8446, or any if --es9p-port is 0]"},
	{.name = "--es12-port",
	 .value = "N",
	 .help = "port of the SM-DS for SM-DP+s [8447, or any if --es9p-port is 0]"},
	{.name = "--clock",
	 .value = "TIME",
	 .help = "for tests: time stands at 2026-11-23T12:00:00Z in this world"},
	{.name = "--profiles", .value = "N", .standard = "10", .help = "profiles of each type"},
	{.name = "--plain", .help = "without the profiles that rspctl conformance needs"},
	{},
};

enum err sandbox_path(struct sandbox *s, const char *name, const char **out)
{
	return arena_fmt(&s->arena, out, "%s/%s", s->directory, name);
}

enum err sandbox_write(struct sandbox *s, const char *name, struct bytes content, mode_t mode)
{
	const char *path = NULL;
	TRY(sandbox_path(s, name, &path));
	enum err e = file_write(path, content, mode);
	if (e != OK)
		(void)snprintf(s->why, sizeof(s->why), "%s cannot be written: %s", path,
			       strerror(errno));
	return e;
}

enum err sandbox_digits(struct sandbox *s, char *out, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint8_t byte = 0;
		TRY(entropy_fill(&s->entropy, &byte, 1));
		if (byte < 250)
			out[i++] = (char)('0' + byte % 10);
	}
	out[n] = '\0';
	return OK;
}

static void close_directory(DIR **directory)
{
	if (*directory)
		(void)closedir(*directory);
}

/* Make the directory; one that is there must be empty, so that nothing is overwritten. */
static enum err claim_directory(struct sandbox *s)
{
	(void)snprintf(s->why, sizeof(s->why), "%s cannot be made", s->directory);
	TRY(file_mkdir(s->directory, 0700));
	CLEANUP(close_directory) DIR *directory = opendir(s->directory);
	if (!directory)
		return ERR_IO;
	for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		(void)snprintf(s->why, sizeof(s->why),
			       "%s is not empty; a sandbox needs a directory of its own",
			       s->directory);
		return ERR_CONFLICT;
	}
	return OK;
}

static enum err fill_database(struct sandbox *s)
{
	const char *path = NULL;
	struct config_error why = {};
	CLEANUP(installation_close) struct installation installation = {};
	TRY(sandbox_path(s, "rspd.conf", &path));
	enum err e = installation_open(path, &installation, &why);
	if (e != OK) {
		(void)snprintf(s->why, sizeof(s->why), "%s", why.text);
		return e;
	}
	return sandbox_profiles(s, &installation);
}

static enum err make_all(struct sandbox *s)
{
	TRY(claim_directory(s));
	(void)snprintf(s->why, sizeof(s->why), "the keys and certificates cannot be made");
	TRY(sandbox_pki(s));
	TRY(sandbox_conf(s));
	return fill_database(s);
}

static int say_next(const struct sandbox *s)
{
	const char *d = s->directory;
	int n = printf("Made a sandbox in %s, with %lld Available profiles of type prepaid and as "
		       "many of type contract.\n\n"
		       "  rspd --config %s/rspd.conf\n"
		       "  rspctl es2p download-order --config %s/es2p.conf --type prepaid\n"
		       "  veuicc --state %s/card init --cert %s/pki/p256/euicc.pem "
		       "--key %s/pki/p256/euicc.key \\\n"
		       "         --eum %s/pki/p256/eum.pem --ci %s/pki/p256/ci.pem "
		       "--root-smds %s\n",
		       d, (long long)s->profiles, d, d, d, d, d, d, d, s->smds_address);
	return n < 0 ? COMMAND_FAILED : COMMAND_OK;
}

/* One that was not asked for must not be in the way of another sandbox: `port`, or 0. */
static enum err read_smds_port(const struct command_line *line, const char *name, int64_t port,
			       int64_t *out)
{
	const char *es9p = command_value(line, "--es9p-port");
	*out = strcmp(es9p, "0") == 0 ? 0 : port;
	if (!command_value(line, name))
		return OK;
	return command_number(line, name, 0, UINT16_MAX, out);
}

int sandbox_run(const struct command_line *line)
{
	struct clock clock = clock_system();
	struct sandbox s = {
		.directory = line->operands[0],
		.host = command_value(line, "--host"),
		.listen = command_value(line, "--listen"),
		.clock = command_value(line, "--clock"),
		.plain = command_flag(line, "--plain"),
		.arena = arena_make(ARENA_MAX),
		.entropy = entropy_system(),
		.now_ms = clock_now_ms(&clock),
	};
	if (command_number(line, "--es9p-port", 0, UINT16_MAX, &s.es9p_port) != OK ||
	    command_number(line, "--es2p-port", 0, UINT16_MAX, &s.es2p_port) != OK ||
	    command_number(line, "--notify-port", 0, UINT16_MAX, &s.notify_port) != OK ||
	    command_number(line, "--profiles", 0, PROFILES_MAX, &s.profiles) != OK ||
	    read_smds_port(line, "--es11-port", ES11_PORT, &s.es11_port) != OK ||
	    read_smds_port(line, "--es12-port", ES12_PORT, &s.es12_port) != OK)
		return COMMAND_USAGE;
	if (s.clock && clock_parse(s.clock, &s.now_ms) != OK)
		return command_usage(line, "--clock must look like 2026-11-23T12:00:00Z");
	enum err e = make_all(&s);
	int code = e == OK ? say_next(&s) : command_failed(line, "%s (%s)", s.why, err_name(e));
	arena_free(&s.arena);
	return code;
}
