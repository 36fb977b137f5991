/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command: where the target comes from, and where the matrix goes. What is tested is in
 * conformance/. No test of its own: tests/conformance.sh.
 */
#include "cli/conformance.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "conformance/report.h"
#include "conformance/run.h"
#include "sys/file.h"

enum { ARENA_MAX = 16 * 1024 * 1024 };

const struct command_option conformance_options[] = {
	{.name = "--list", .help = "say which cases there are, and run none"},
	{.name = "--only", .value = "PATTERN", .help = "cases whose id has this, or matches it"},
	{.name = "--junit", .value = "FILE", .help = "write the results as JUnit XML"},
	{.name = "--markdown", .value = "FILE", .help = "write the matrix as Markdown"},
	{.name = "--failed", .help = "print only what failed or was not run, and the sum"},
	{.name = "--url", .value = "URL", .help = "ES9+ of the server: https://host:port"},
	{.name = "--es2p", .value = "URL", .help = "its ES2+"},
	{.name = "--es11", .value = "URL", .help = "ES11 of an SM-DS"},
	{.name = "--es12", .value = "URL", .help = "its ES12"},
	{.name = "--es15", .value = "URL", .help = "its ES15"},
	{.name = "--cert", .value = "FILE", .help = "our TLS client certificate at ES2+ and ES12"},
	{.name = "--key", .value = "FILE", .help = "its private key"},
	{.name = "--requester", .value = "ID", .help = "functionRequesterIdentifier"},
	{.name = "--smdp-address", .value = "HOST", .help = "what devices call the SM-DP+"},
	{.name = "--ci", .value = "FILE", .help = "certificate of a test CI that it trusts"},
	{.name = "--ci-key", .value = "FILE", .help = "its private key"},
	{.name = "--eum", .value = "FILE", .help = "certificate of an EUM under it"},
	{.name = "--eum-key", .value = "FILE", .help = "its private key"},
	{.name = "--type", .value = "NAME", .help = "a profile type that it has in stock"},
	{},
};

/* What the command line says, in place of a file. */
struct given {
	struct target_place es9p, es2p, es11, es12, es15;
	struct target_issuer_files issuer;
	struct target_profile_type type;
};

/* Which option gives a place its URL. */
static void give_places(const struct command_line *line, struct given *given,
			struct target_config *config)
{
	const struct {
		const char *option;
		struct target_place *place, **of;
	} rows[] = {
		{"--url", &given->es9p, &config->es9p},	 {"--es2p", &given->es2p, &config->es2p},
		{"--es11", &given->es11, &config->es11}, {"--es12", &given->es12, &config->es12},
		{"--es15", &given->es15, &config->es15},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *url = command_value(line, rows[i].option);
		if (!url)
			continue;
		if (*rows[i].of)
			*rows[i].place = **rows[i].of;
		rows[i].place->url = url;
		*rows[i].of = rows[i].place;
	}
}

static void give_identity(const struct command_line *line, struct target_place *place)
{
	const struct {
		const char *option;
		const char **member;
	} rows[] = {
		{"--cert", &place->certificate},
		{"--key", &place->key},
		{"--requester", &place->requester},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (command_value(line, rows[i].option))
			*rows[i].member = command_value(line, rows[i].option);
}

static void give_issuer(const struct command_line *line, struct given *given,
			struct target_config *config)
{
	given->issuer = (struct target_issuer_files){
		.ci = command_value(line, "--ci"),
		.ci_key = command_value(line, "--ci-key"),
		.eum = command_value(line, "--eum"),
		.eum_key = command_value(line, "--eum-key"),
	};
	given->type = (struct target_profile_type){"session-keys", command_value(line, "--type")};
	if (given->issuer.ci) {
		config->issuers = &given->issuer;
		config->issuers_n = 1;
	}
	if (given->type.name) {
		config->profile_types = &given->type;
		config->profile_types_n = 1;
	}
}

/* Options win over the file. */
static void give(const struct command_line *line, struct given *given, struct target_config *config)
{
	give_places(line, given, config);
	if (config->es2p)
		give_identity(line, config->es2p);
	if (config->es12)
		give_identity(line, config->es12);
	if (config->es9p && command_value(line, "--smdp-address"))
		config->es9p->address = command_value(line, "--smdp-address");
	give_issuer(line, given, config);
}

/* The operand is a file, or a directory with a conformance.conf in it. */
static int read_file(const struct command_line *line, struct arena *a, struct target_config *config)
{
	struct stat status = {};
	struct config_error error = {};
	const char *path = line->operands_n > 0 ? line->operands[0] : NULL;
	if (!path)
		return COMMAND_OK;
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode) &&
	    arena_fmt(a, &path, "%s/conformance.conf", path) != OK)
		return command_failed(line, "out of memory");
	if (target_config_read(a, path, config, &error) != OK)
		return command_failed(line, "%s", error.text);
	return COMMAND_OK;
}

static int check(const struct command_line *line, const struct target_config *config)
{
	if (!config->es9p && !config->es11 && !config->es2p && !config->es12)
		return command_usage(line, "a directory, a file or --url is needed");
	if (config->issuers_n == 0)
		return command_usage(line, "--ci is needed: a test CI that the server trusts");
	for (size_t i = 0; i < config->issuers_n; i++)
		if (!config->issuers[i].eum || !config->issuers[i].eum_key)
			return command_usage(line, "--eum and --eum-key are needed with --ci");
	return COMMAND_OK;
}

static enum err print(const struct buf *text)
{
	return fwrite(text->ptr, 1, text->len, stdout) == text->len ? OK : ERR_IO;
}

static enum err list(const struct run *run)
{
	CLEANUP(buf_free) struct buf out = buf_make(REPORT_MAX);
	for (size_t i = 0; i < run->n; i++)
		TRY(report_row(&run->results[i], &out));
	return print(&out);
}

static enum err run_all(const struct command_line *line, struct target *target, struct arena *a,
			struct run *run)
{
	CLEANUP(buf_free) struct buf out = buf_make(REPORT_MAX);
	for (size_t i = 0; i < run->n; i++) {
		TRY(run_one(target, a, run, i));
		if (command_flag(line, "--failed") && run->results[i].outcome == RUN_PASSED)
			continue;
		buf_reset(&out);
		TRY(report_line(&run->results[i], &out));
		TRY(print(&out));
	}
	buf_reset(&out);
	TRY(report_sum(run, &out));
	TRY(buf_put_str(&out, "\n"));
	return print(&out);
}

static enum err write_report(const struct command_line *line, const char *option,
			     enum err (*make)(const struct run *run, struct buf *out),
			     const struct run *run)
{
	CLEANUP(buf_free) struct buf out = buf_make(REPORT_MAX);
	const char *path = command_value(line, option);
	if (!path)
		return OK;
	TRY(make(run, &out));
	return file_write(path, buf_bytes(&out), 0644);
}

static int run_against(const struct command_line *line, const struct target_config *config,
		       struct arena *a, struct run *run)
{
	CLEANUP(target_close) struct target target = {};
	if (target_open(config, &target) != OK)
		return command_failed(line, "%s", target.why);
	enum err e = run_all(line, &target, a, run);
	if (e == OK)
		e = write_report(line, "--junit", report_junit, run);
	if (e == OK)
		e = write_report(line, "--markdown", report_markdown, run);
	if (e != OK)
		return command_failed(line, "%s", err_name(e));
	return run->counts[RUN_FAILED] == 0 ? COMMAND_OK : COMMAND_FAILED;
}

int conformance_run(const struct command_line *line)
{
	CLEANUP(arena_free) struct arena a = arena_make(ARENA_MAX);
	struct target_config config = {};
	struct given given = {};
	struct run run = {};
	if (run_plan(command_value(line, "--only"), &a, &run) != OK)
		return command_failed(line, "out of memory");
	if (run.n == 0)
		return command_usage(line, "no case has \"%s\" in its id",
				     command_value(line, "--only"));
	if (command_flag(line, "--list"))
		return list(&run) == OK ? COMMAND_OK : COMMAND_FAILED;
	int code = read_file(line, &a, &config);
	if (code != COMMAND_OK)
		return code;
	give(line, &given, &config);
	code = check(line, &config);
	return code == COMMAND_OK ? run_against(line, &config, &a, &run) : code;
}
