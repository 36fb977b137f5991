/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of command lines, with a table of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

/* What the last command that ran was given. */
static struct command_line ran;
static int64_t ran_number;
static enum err ran_number_error;

static int remember(const struct command_line *line)
{
	ran = *line;
	ran_number_error = command_number(line, "--number", 1, 10, &ran_number);
	return 7;
}

static const struct command_option program_options[] = {
	{.name = "--state", .value = "FILE", .help = "state"},
	{},
};
static const struct command_option options[] = {
	{.name = "--name", .value = "NAME", .mandatory = true, .help = "name"},
	{.name = "--colour", .value = "COLOUR", .standard = "red", .help = "colour"},
	{.name = "--number", .value = "N", .help = "number"},
	{.name = "--loud", .help = "loud"},
	{},
};
static const struct command commands[] = {
	{.name = "do",
	 .summary = "Do it.",
	 .help = "At once.\n",
	 .operands = "FILE…",
	 .operands_min = 1,
	 .operands_max = 2,
	 .options = options,
	 .run = remember},
	{},
};
static const struct command program = {
	.name = "tool", .summary = "A tool.", .options = program_options, .commands = commands};

/* Run `text`, split at spaces, with both outputs going to `out`. */
static int run(const char *text, char *out, size_t max)
{
	static char copy[256];
	static char *argv[32];
	int argc = 0;
	(void)snprintf(copy, sizeof(copy), "%s", text);
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;

	(void)fflush(NULL);
	int saved[] = {dup(1), dup(2)}, ends[2] = {-1, -1};
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	(void)dup2(ends[1], 1);
	(void)dup2(ends[1], 2);
	ran = (struct command_line){};
	int code = command_run(&program, argc, argv);
	(void)fflush(NULL);
	(void)dup2(saved[0], 1);
	(void)dup2(saved[1], 2);
	ssize_t n = read(ends[0], out, max - 1);
	out[n > 0 ? n : 0] = '\0';
	for (int i = 0; i < 2; i++)
		assert_int_equal(close(ends[i]) + close(saved[i]), 0);
	return code;
}

static void options_may_stand_anywhere(void **state)
{
	(void)state;
	char out[2048] = "";
	assert_int_equal(run("tool --state s do a --name=n --loud b --number 3", out, sizeof(out)),
			 7);
	assert_string_equal(command_value(&ran, "--state"), "s");
	assert_string_equal(command_value(&ran, "--name"), "n");
	assert_string_equal(command_value(&ran, "--colour"), "red");
	assert_true(command_flag(&ran, "--loud"));
	assert_int_equal(ran_number_error, OK);
	assert_int_equal(ran_number, 3);
	assert_int_equal(ran.operands_n, 2);
	assert_string_equal(ran.operands[1], "b");
}

static void the_last_one_counts(void **state)
{
	(void)state;
	char out[2048] = "";
	assert_int_equal(run("tool do --name a --name b --state s x", out, sizeof(out)), 7);
	assert_string_equal(command_value(&ran, "--name"), "b");
	assert_false(command_flag(&ran, "--loud"));
	assert_int_equal(ran_number_error, ERR_MISSING);
}

static void two_dashes_end_the_options(void **state)
{
	(void)state;
	char out[2048] = "";
	assert_int_equal(run("tool do --name a -- --loud -", out, sizeof(out)), 7);
	assert_int_equal(ran.operands_n, 2);
	assert_string_equal(ran.operands[0], "--loud");
}

static void help_is_about_the_command(void **state)
{
	(void)state;
	char out[2048] = "";
	assert_int_equal(run("tool --state do do --help --nonsense", out, sizeof(out)), 0);
	assert_non_null(strstr(out, "Usage: tool do [OPTIONS] FILE…\n\nDo it.\n\nAt once.\n"));
	assert_non_null(strstr(out, "--name NAME                name (needed)\n"));
	assert_non_null(strstr(out, "colour [red]\n"));
	assert_non_null(strstr(out, "--state FILE"));
	assert_int_equal(run("tool --help", out, sizeof(out)), 0);
	assert_non_null(strstr(out, "Usage: tool COMMAND"));
	assert_non_null(strstr(out, "do                         Do it.\n"));
	assert_int_equal(run("tool --version", out, sizeof(out)), 0);
	assert_memory_equal(out, "tool ", 5);
}

/* Each row: a command line that is wrong, and what the message must say. */
static const struct {
	const char *text;
	const char *says;
} wrong[] = {
	{"tool", "tool: a command is needed\nTry: tool --help\n"},
	{"tool undo", "tool: there is no command \"undo\""},
	{"tool do --name a", "tool do: needed: FILE…"},
	{"tool do --name a 1 2 3", "tool do: \"3\" is too much"},
	{"tool do 1", "tool do: --name is needed: name\nTry: tool do --help\n"},
	{"tool do 1 --size 3", "there is no option --size"},
	{"tool --name a do 1", "tool: there is no option --name"},
	{"tool do 1 --name", "--name needs a value: NAME"},
	{"tool do 1 --name a --loud=yes", "--loud takes no value"},
};

static void what_is_wrong_is_named(void **state)
{
	(void)state;
	char out[2048] = "";
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(run(wrong[i].text, out, sizeof(out)), COMMAND_USAGE);
		if (!strstr(out, wrong[i].says))
			fail_msg("\"%s\" is not in \"%s\"", wrong[i].says, out);
	}
}

static void numbers_have_bounds(void **state)
{
	(void)state;
	char out[2048] = "";
	assert_int_equal(run("tool do 1 --name a --number x", out, sizeof(out)), 7);
	assert_int_equal(ran_number_error, ERR_SYNTAX);
	assert_non_null(strstr(out, "--number must be a whole number, not \"x\""));
	assert_int_equal(run("tool do 1 --name a --number 11", out, sizeof(out)), 7);
	assert_int_equal(ran_number_error, ERR_RANGE);
	assert_non_null(strstr(out, "--number must be 1 to 10"));
	assert_int_equal(run("tool do 1 --name a --number 99999999999999999999", out, sizeof(out)),
			 7);
	assert_int_equal(ran_number_error, ERR_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_may_stand_anywhere),
		cmocka_unit_test(the_last_one_counts),
		cmocka_unit_test(two_dashes_end_the_options),
		cmocka_unit_test(help_is_about_the_command),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(numbers_have_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
