/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of command lines, with a table of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cli/command.h"
#include "command_world.h"

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

static struct command_world world;

static int run(const char *text)
{
	ran = (struct command_line){};
	return command_world_run(&world, &program, "%s", text);
}

static void options_may_stand_anywhere(void **state)
{
	(void)state;
	assert_int_equal(run("tool --state s do a --name=n --loud b --number 3"), 7);
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
	assert_int_equal(run("tool do --name a --name b --state s x"), 7);
	assert_string_equal(command_value(&ran, "--name"), "b");
	assert_false(command_flag(&ran, "--loud"));
	assert_int_equal(ran_number_error, ERR_MISSING);
}

static void two_dashes_end_the_options(void **state)
{
	(void)state;
	assert_int_equal(run("tool do --name a -- --loud -"), 7);
	assert_int_equal(ran.operands_n, 2);
	assert_string_equal(ran.operands[0], "--loud");
}

static void help_is_about_the_command(void **state)
{
	(void)state;
	assert_int_equal(run("tool --state do do --help --nonsense"), 0);
	command_world_says(&world, "Usage: tool do [OPTIONS] FILE…\n\nDo it.\n\nAt once.\n");
	command_world_says(&world, "--name NAME                name (needed)\n");
	command_world_says(&world, "colour [red]\n");
	command_world_says(&world, "--state FILE");
	assert_int_equal(run("tool --help"), 0);
	command_world_says(&world, "Usage: tool COMMAND");
	command_world_says(&world, "do                         Do it.\n");
	assert_int_equal(run("tool --version"), 0);
	assert_memory_equal(world.output, "tool ", 5);
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
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(run(wrong[i].text), COMMAND_USAGE);
		command_world_says(&world, wrong[i].says);
	}
}

static void numbers_have_bounds(void **state)
{
	(void)state;
	assert_int_equal(run("tool do 1 --name a --number x"), 7);
	assert_int_equal(ran_number_error, ERR_SYNTAX);
	command_world_says(&world, "--number must be a whole number, not \"x\"");
	assert_int_equal(run("tool do 1 --name a --number 11"), 7);
	assert_int_equal(ran_number_error, ERR_RANGE);
	command_world_says(&world, "--number must be 1 to 10");
	assert_int_equal(run("tool do 1 --name a --number 99999999999999999999"), 7);
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
