/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Command lines by tables: commands within commands, their options and their help. What a command
 * does is in the file of its name.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Exit codes of the programs. */
enum {
	COMMAND_OK = 0,
	COMMAND_FAILED = 1, /* it was tried, and the answer is no, or it could not be asked */
	COMMAND_USAGE = 2,  /* the command line is wrong; nothing was tried */
};

/* One option. Rows end with one without a name. */
struct command_option {
	const char *name;     /* "--type" */
	const char *value;    /* what it takes: "NAME"; NULL: nothing, it is a flag */
	const char *standard; /* when it is not given; NULL: nothing */
	bool mandatory;
	const char *help; /* one line */
};

struct command_line;

/*
 * One command. It either has `commands` of its own or `run`. Options of a command may stand
 * anywhere behind its name, also behind the names of the commands in it.
 */
struct command {
	const char *name;
	const char *summary;  /* one line */
	const char *help;     /* further lines for --help, each with its line feed; or NULL */
	const char *operands; /* "FILE…", for --help; NULL: it takes none */
	size_t operands_min, operands_max;
	const struct command_option *options; /* or NULL */
	const struct command *commands;	      /* up to one without a name; or NULL */
	int (*run)(const struct command_line *line);
};

enum { COMMAND_DEPTH_MAX = 4, COMMAND_OPTIONS_MAX = 24 };

/* What was typed. The texts are those of argv. */
struct command_line {
	const struct command *path[COMMAND_DEPTH_MAX]; /* the program, the command, … */
	size_t depth;
	struct {
		const struct command_option *option;
		const char *value; /* "" for a flag */
	} given[COMMAND_OPTIONS_MAX];
	size_t given_n;
	char *const *operands;
	size_t operands_n;
};

/*
 * Parse the command line by the table and run what it names: the program's exit code. `--help`,
 * about the command before it, and `--version` are understood everywhere. Options may be written
 * "--name value" or "--name=value";
 * "--" ends them. `argv` is put in order on the way: operands last.
 */
int command_run(const struct command *program, int argc, char **argv);

/* The option's value as given, its standard, or NULL. `name` must be in the tables. */
const char *command_value(const struct command_line *line, const char *name);

/* True if the flag was given. */
bool command_flag(const struct command_line *line, const char *name);

/*
 * The option's value as a whole number from min to max. ERR_MISSING if there is none, ERR_SYNTAX
 * and ERR_RANGE after a message on standard error.
 */
enum err command_number(const struct command_line *line, const char *name, int64_t min, int64_t max,
			int64_t *out);

/* "rspctl profile import: …" on standard error, for a command line that is wrong. COMMAND_USAGE. */
int command_usage(const struct command_line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same for what went wrong in doing it. COMMAND_FAILED. */
int command_failed(const struct command_line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
