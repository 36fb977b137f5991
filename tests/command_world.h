/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running commands in a test: a command line as text, both outputs caught; and a directory of its
 * own, removed with all that is in it.
 */
#ifndef TESTS_COMMAND_WORLD_H
#define TESTS_COMMAND_WORLD_H

#include "cli/command.h"

enum { COMMAND_WORLD_PATH = 256, COMMAND_WORLD_OUTPUT = 64 * 1024 };

struct command_world {
	char directory[COMMAND_WORLD_PATH];
	char output[COMMAND_WORLD_OUTPUT]; /* of the last command_world_run */
};

/* A new directory. Fails the test if there is none to be had. */
void command_world_make(struct command_world *w);

/* Remove it. */
void command_world_remove(struct command_world *w);

/*
 * Run a command line whose words are parted by spaces; '@' stands for the directory. The exit code;
 * standard output and error are in w->output.
 */
int command_world_run(struct command_world *w, const struct command *program, const char *format,
		      ...) __attribute__((format(printf, 3, 4)));

/* Fail the test unless the output holds `part`. */
void command_world_says(const struct command_world *w, const char *part);

/* DIRECTORY/name, until the fourth call after it. */
const char *command_world_path(const struct command_world *w, const char *name);

#endif
