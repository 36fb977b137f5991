/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing of command lines, and the help, both from the same tables. */
#include "cli/command.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION "0.1.0"

/* Not an exit code: --help or --version has been answered, and nothing else is to be done. */
enum { ANSWERED = -1 };

static const struct command *leaf(const struct command_line *line)
{
	return line->path[line->depth - 1];
}

static void say_path(FILE *out, const struct command_line *line)
{
	for (size_t i = 0; i < line->depth; i++)
		(void)fprintf(out, "%s%s", i ? " " : "", line->path[i]->name);
}

__attribute__((format(printf, 2, 0))) static void complain(const struct command_line *line,
							   const char *format, va_list args)
{
	say_path(stderr, line);
	(void)fputs(": ", stderr);
	(void)vfprintf(stderr, format, args);
	(void)fputc('\n', stderr);
}

int command_failed(const struct command_line *line, const char *format, ...)
{
	va_list args = {};
	va_start(args, format);
	complain(line, format, args);
	va_end(args);
	return COMMAND_FAILED;
}

int command_usage(const struct command_line *line, const char *format, ...)
{
	va_list args = {};
	va_start(args, format);
	complain(line, format, args);
	va_end(args);
	(void)fputs("Try: ", stderr);
	say_path(stderr, line);
	(void)fputs(" --help\n", stderr);
	return COMMAND_USAGE;
}

static void say_option(const struct command_option *o)
{
	char name[64] = "";
	(void)snprintf(name, sizeof(name), "%s%s%s", o->name, o->value ? " " : "",
		       o->value ? o->value : "");
	(void)printf("  %-26s %s", name, o->help);
	if (o->mandatory)
		(void)printf(" (needed)");
	else if (o->standard)
		(void)printf(" [%s]", o->standard);
	(void)putchar('\n');
}

static void say_options(const struct command_line *line)
{
	(void)puts("\nOptions:");
	for (size_t i = line->depth; i > 0; i--) {
		const struct command_option *o = line->path[i - 1]->options;
		for (; o && o->name; o++)
			say_option(o);
	}
	(void)printf("  %-26s %s\n", "--help", "this");
}

static int say_version(const struct command_line *line)
{
	(void)printf("%s " VERSION "\n", line->path[0]->name);
	return ANSWERED;
}

static int say_help(const struct command_line *line)
{
	const struct command *c = leaf(line);
	(void)fputs("Usage: ", stdout);
	say_path(stdout, line);
	(void)printf("%s%s%s\n\n%s\n", c->commands ? " COMMAND" : " [OPTIONS]",
		     c->operands ? " " : "", c->operands ? c->operands : "", c->summary);
	if (c->help)
		(void)printf("\n%s", c->help);
	if (c->commands)
		(void)puts("\nCommands:");
	for (const struct command *sub = c->commands; sub && sub->name; sub++)
		(void)printf("  %-26s %s\n", sub->name, sub->summary);
	say_options(line);
	return ANSWERED;
}

static const struct command_option *find_option(const struct command_line *line, const char *name,
						size_t len)
{
	for (size_t i = 0; i < line->depth; i++) {
		const struct command_option *o = line->path[i]->options;
		for (; o && o->name; o++)
			if (strlen(o->name) == len && strncmp(o->name, name, len) == 0)
				return o;
	}
	return NULL;
}

/* Take the option at argv[*i], and its value, which may be the next argument. */
static int take_option(struct command_line *line, int argc, char **argv, int *i)
{
	const char *text = argv[*i];
	const char *equals = strchr(text, '=');
	size_t len = equals ? (size_t)(equals - text) : strlen(text);
	const struct command_option *o = find_option(line, text, len);
	if (!o)
		return command_usage(line, "there is no option %.*s", (int)len, text);
	if (!o->value && equals)
		return command_usage(line, "%s takes no value", o->name);
	if (line->given_n == COMMAND_OPTIONS_MAX)
		return command_usage(line, "too many options");
	const char *value = o->value ? equals ? equals + 1 : *i + 1 < argc ? argv[++*i] : NULL : "";
	if (!value)
		return command_usage(line, "%s needs a value: %s", o->name, o->value);
	line->given[line->given_n].option = o;
	line->given[line->given_n++].value = value;
	return COMMAND_OK;
}

static int enter(struct command_line *line, const char *name)
{
	const struct command *c = leaf(line)->commands;
	while (c->name && strcmp(c->name, name) != 0)
		c++;
	if (!c->name)
		return command_usage(line, "there is no command \"%s\"", name);
	assert(line->depth < COMMAND_DEPTH_MAX);
	line->path[line->depth++] = c;
	return COMMAND_OK;
}

/* Sort the arguments into commands, options and operands. The latter move to argv[0 … *n[. */
static int take_all(struct command_line *line, int argc, char **argv)
{
	int n = 0;
	bool options_end = false;
	for (int i = 1; i < argc; i++) {
		int code = COMMAND_OK;
		if (!options_end && strcmp(argv[i], "--") == 0)
			options_end = true;
		else if (!options_end && strcmp(argv[i], "--help") == 0)
			return say_help(line);
		else if (!options_end && strcmp(argv[i], "--version") == 0)
			return say_version(line);
		else if (!options_end && argv[i][0] == '-' && argv[i][1] != '\0')
			code = take_option(line, argc, argv, &i);
		else if (leaf(line)->commands)
			code = enter(line, argv[i]);
		else
			argv[n++] = argv[i];
		if (code != COMMAND_OK)
			return code;
	}
	line->operands = argv;
	line->operands_n = (size_t)n;
	return COMMAND_OK;
}

static int check_mandatory(const struct command_line *line)
{
	for (size_t i = 0; i < line->depth; i++) {
		const struct command_option *o = line->path[i]->options;
		for (; o && o->name; o++)
			if (o->mandatory && !command_value(line, o->name))
				return command_usage(line, "%s is needed: %s", o->name, o->help);
	}
	return COMMAND_OK;
}

static int check(const struct command_line *line)
{
	const struct command *c = leaf(line);
	if (c->commands)
		return command_usage(line, "a command is needed");
	if (line->operands_n < c->operands_min)
		return command_usage(line, "needed: %s", c->operands);
	if (line->operands_n > c->operands_max)
		return command_usage(line, "\"%s\" is too much", line->operands[c->operands_max]);
	return check_mandatory(line);
}

int command_run(const struct command *program, int argc, char **argv)
{
	struct command_line line = {.path = {program}, .depth = 1};
	int code = take_all(&line, argc, argv);
	if (code == ANSWERED)
		return COMMAND_OK;
	if (code == COMMAND_OK)
		code = check(&line);
	return code == COMMAND_OK ? leaf(&line)->run(&line) : code;
}

const char *command_value(const struct command_line *line, const char *name)
{
	const struct command_option *o = find_option(line, name, strlen(name));
	assert(o);
	for (size_t i = line->given_n; i > 0; i--)
		if (line->given[i - 1].option == o)
			return line->given[i - 1].value;
	return o->standard;
}

bool command_flag(const struct command_line *line, const char *name)
{
	return command_value(line, name) != NULL;
}

enum err command_number(const struct command_line *line, const char *name, int64_t min, int64_t max,
			int64_t *out)
{
	const char *text = command_value(line, name);
	if (!text)
		return ERR_MISSING;
	char *end = NULL;
	errno = 0;
	long long number = strtoll(text, &end, 10);
	if (end == text || *end != '\0') {
		(void)command_usage(line, "%s must be a whole number, not \"%s\"", name, text);
		return ERR_SYNTAX;
	}
	if (errno != 0 || number < min || number > max) {
		(void)command_usage(line, "%s must be %lld to %lld", name, (long long)min,
				    (long long)max);
		return ERR_RANGE;
	}
	*out = number;
	return OK;
}
