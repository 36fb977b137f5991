/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the table-driven reader, with a table of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"
#include "sys/file.h"

struct inner {
	const char *label;
	int64_t weight;
};

struct outer {
	const char *name;
	const char *file;
	const char *bind;
	int64_t number;
	int64_t version;
	bool flag;
	int colour;
	unsigned colours;
	const char **words;
	size_t words_n;
	int64_t *numbers;
	size_t numbers_n;
	struct inner embedded;
	struct inner *optional;
	struct inner *list;
	size_t list_n;
};

static const char *const colours[] = {"red", "green", "blue", NULL};

static const struct config_key inner_keys[] = {
	{.name = "label",
	 .kind = CONFIG_TEXT,
	 .mandatory = true,
	 .offset = offsetof(struct inner, label)},
	{.name = "weight",
	 .kind = CONFIG_NUMBER,
	 .standard = 7,
	 .offset = offsetof(struct inner, weight)},
	{},
};

#define ROW(name_, kind_, ...)                                                                     \
	{                                                                                          \
		.name = #name_, .kind = (kind_), .offset = offsetof(struct outer, name_),          \
		__VA_ARGS__                                                                        \
	}
#define COUNT(name_) .count_offset = offsetof(struct outer, name_##_n)
#define INNER	     .members = inner_keys, .size = sizeof(struct inner)

static const struct config_key keys[] = {
	ROW(name, CONFIG_TEXT, .mandatory = true, .min = 2, .max = 5),
	ROW(file, CONFIG_PATH),
	ROW(bind, CONFIG_ADDRESS),
	ROW(version, CONFIG_VERSION, .standard = 0x010203),
	ROW(number, CONFIG_NUMBER, .min = -5, .max = 5, .standard = 3),
	ROW(flag, CONFIG_FLAG, .standard = 1),
	ROW(colour, CONFIG_CHOICE, .choices = colours, .standard = 2),
	ROW(colours, CONFIG_SET, .choices = colours, .max = 3),
	ROW(words, CONFIG_TEXTS, .max = 2, COUNT(words)),
	ROW(numbers, CONFIG_NUMBERS, .max = 2, COUNT(numbers)),
	ROW(embedded, CONFIG_GROUP, INNER),
	ROW(optional, CONFIG_OPTIONAL, INNER),
	ROW(list, CONFIG_GROUPS, .max = 2, INNER, COUNT(list)),
	{},
};

/* A directory with one file in it, an arena, and what was read. */
struct world {
	char directory[32];
	char path[64];
	struct arena arena;
	struct outer read;
	struct config_error error;
};

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	*state = w;
	if (!w)
		return -1;
	strcpy(w->directory, "/tmp/rspd-config-XXXXXX");
	w->arena = arena_make(1 << 16);
	if (!mkdtemp(w->directory))
		return -1;
	(void)snprintf(w->path, sizeof(w->path), "%s/test.conf", w->directory);
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	(void)unlink(w->path);
	(void)rmdir(w->directory);
	arena_free(&w->arena);
	free(w);
	return 0;
}

static enum err load(struct world *w, const char *text)
{
	assert_int_equal(file_write(w->path, bytes_str(text), 0600), OK);
	return config_load(&w->arena, w->path, keys, &w->read, &w->error);
}

static void assert_says(const struct world *w, const char *part)
{
	if (!strstr(w->error.text, part))
		fail_msg("\"%s\" is not in \"%s\"", part, w->error.text);
}

static void every_kind_is_read(void **state)
{
	struct world *w = *state;
	assert_int_equal(
		load(w, "name = \"abc\"; file = \"/etc/x\"; bind = \"127.0.0.1:0\";\n"
			"number = -5; version = \"2.2.255\"; flag = false; colour = \"green\";\n"
			"colours = [\"red\", \"blue\"]; words = [\"a\", \"b\"];\n"
			"numbers = (1, 9000000000L);\n"
			"embedded = {label = \"e\"; weight = 1;};\n"
			"optional = {label = \"o\";};\n"
			"list = ({label = \"l0\";}, {label = \"l1\"; weight = 9;});\n"),
		OK);
	const struct outer *r = &w->read;
	assert_string_equal(r->name, "abc");
	assert_string_equal(r->file, "/etc/x");
	assert_string_equal(r->bind, "127.0.0.1:0");
	assert_int_equal(r->number, -5);
	assert_int_equal(r->version, 0x0202FF);
	assert_false(r->flag);
	assert_int_equal(r->colour, 1);
	assert_int_equal(r->colours, 5);
	assert_int_equal(r->words_n, 2);
	assert_string_equal(r->words[1], "b");
	assert_int_equal(r->numbers_n, 2);
	assert_int_equal(r->numbers[1], 9000000000);
	assert_int_equal(r->embedded.weight, 1);
	assert_int_equal(r->optional->weight, 7);
	assert_int_equal(r->list_n, 2);
	assert_string_equal(r->list[0].label, "l0");
	assert_int_equal(r->list[1].weight, 9);
}

static void what_is_absent_has_its_standard(void **state)
{
	struct world *w = *state;
	assert_int_equal(load(w, "name = \"abc\";"), OK);
	assert_int_equal(w->read.number, 3);
	assert_int_equal(w->read.version, 0x010203);
	assert_true(w->read.flag);
	assert_int_equal(w->read.colour, 2);
	assert_int_equal(w->read.embedded.weight, 7);
	assert_null(w->read.file);
	assert_null(w->read.bind);
	assert_null(w->read.optional);
	assert_int_equal(w->read.list_n, 0);
}

static void short_versions_end_in_zeros(void **state)
{
	struct world *w = *state;
	assert_int_equal(load(w, "name = \"abc\"; version = \"15\";"), OK);
	assert_int_equal(w->read.version, 0x0F0000);
	assert_int_equal(load(w, "name = \"abc\"; version = \"2.3\";"), OK);
	assert_int_equal(w->read.version, 0x020300);
}

static void relative_paths_are_relative_to_the_file(void **state)
{
	struct world *w = *state;
	char expected[64] = "";
	assert_int_equal(load(w, "name = \"abc\"; file = \"keys/x\";"), OK);
	(void)snprintf(expected, sizeof(expected), "%s/keys/x", w->directory);
	assert_string_equal(w->read.file, expected);
}

/* Each row: a file that is wrong in one way, the error, and what the message must say. */
static const struct {
	const char *text;
	enum err e;
	const char *says;
} wrong[] = {
	{"name = \"abc\";\n\nnmae = 1;", ERR_UNSUPPORTED,
	 "test.conf:3: nmae: there is no such key"},
	{"name = \"abc\"; embedded = {lable = 1;};", ERR_UNSUPPORTED,
	 "embedded.lable: there is no"},
	{"name = \"abc\";\nlist = ({label = \"a\";},\n{weight = 2;});", ERR_MISSING,
	 "list[1]: the key \"label\" is missing"},
	{"number = 1;", ERR_MISSING, "the key \"name\" is missing"},
	{"name = \"a\";", ERR_RANGE, "name: must be 2 to 5 bytes long"},
	{"name = \"abcdef\";", ERR_RANGE, "name: must be 2 to 5 bytes long"},
	{"name = 5;", ERR_SYNTAX, "name: must be a text in quotes"},
	{"name = \"abc\"; file = \"\";", ERR_RANGE, "file: must name a file"},
	{"name = \"abc\"; bind = \"8443\";", ERR_SYNTAX, "bind: must be \"address:port\""},
	{"name = \"abc\"; number = 6;", ERR_RANGE, "number: must be -5 to 5"},
	{"name = \"abc\"; number = -6;", ERR_RANGE, "number: must be -5 to 5"},
	{"name = \"abc\"; number = \"1\";", ERR_SYNTAX, "number: must be a whole number"},
	{"name = \"abc\"; number = 1.5;", ERR_SYNTAX, "number: must be a whole number"},
	{"name = \"abc\"; version = 2;", ERR_SYNTAX, "version: must be a text in quotes"},
	{"name = \"abc\"; version = \"\";", ERR_SYNTAX, "version: must be a version"},
	{"name = \"abc\"; version = \"2.\";", ERR_SYNTAX, "version: must be a version"},
	{"name = \"abc\"; version = \".2\";", ERR_SYNTAX, "version: must be a version"},
	{"name = \"abc\"; version = \"-2\";", ERR_SYNTAX, "version: must be a version"},
	{"name = \"abc\"; version = \"2..2\";", ERR_SYNTAX, "version: must be a version"},
	{"name = \"abc\"; version = \"2.2.256\";", ERR_SYNTAX, "version: must be a version"},
	{"name = \"abc\"; version = \"2.2.2.2\";", ERR_SYNTAX, "version: must be a version"},
	{"name = \"abc\"; version = \"2.2.2.\";", ERR_SYNTAX, "version: must be a version"},
	{"name = \"abc\"; version = \"2.2 \";", ERR_SYNTAX, "version: must be a version"},
	{"name = \"abc\"; flag = 1;", ERR_SYNTAX, "flag: must be true or false"},
	{"name = \"abc\"; colour = \"pink\";", ERR_UNSUPPORTED,
	 "colour: must be one of: red, green, blue"},
	{"name = \"abc\"; colours = [\"pink\"];", ERR_UNSUPPORTED, "colours[0]: must be one of"},
	{"name = \"abc\"; words = \"a\";", ERR_SYNTAX, "words: must be a list"},
	{"name = \"abc\"; words = [\"a\",\"b\",\"c\"];", ERR_RANGE,
	 "words: must be 0 to 2 members"},
	{"name = \"abc\"; words = [1];", ERR_SYNTAX, "words[0]: must be a text"},
	{"name = \"abc\"; numbers = [\"1\"];", ERR_SYNTAX, "numbers[0]: must be a whole number"},
	{"name = \"abc\"; embedded = 5;", ERR_SYNTAX, "embedded: must be a group"},
	{"name = \"abc\"; list = (5);", ERR_SYNTAX, "list[0]: must be a group"},
	{"name = \"abc\";\nname = \"abc\";", ERR_SYNTAX, "test.conf:2: duplicate setting name"},
	{"name = ", ERR_SYNTAX, "test.conf:1: syntax error"},
};

static void what_is_wrong_is_named(void **state)
{
	struct world *w = *state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		enum err e = load(w, wrong[i].text);
		if (e != wrong[i].e || !strstr(w->error.text, wrong[i].says))
			fail_msg("row %zu: %s: \"%s\"", i, err_name(e), w->error.text);
	}
}

static void a_file_that_is_not_there_is_an_error(void **state)
{
	struct world *w = *state;
	assert_int_equal(config_load(&w->arena, "/nonexistent/x", keys, &w->read, &w->error),
			 ERR_NOT_FOUND);
	assert_says(w, "/nonexistent/x: cannot be read: not found");
}

static void a_directory_is_an_error(void **state)
{
	struct world *w = *state;
	assert_int_equal(config_load(&w->arena, w->directory, keys, &w->read, &w->error), ERR_IO);
	assert_says(w, "cannot be read");
}

static void a_nul_byte_is_an_error(void **state)
{
	struct world *w = *state;
	assert_int_equal(file_write(w->path, BYTES_LIT("name = \"abc\";\0x = 1;"), 0600), OK);
	assert_int_equal(config_load(&w->arena, w->path, keys, &w->read, &w->error), ERR_SYNTAX);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(every_kind_is_read),	   TEST(what_is_absent_has_its_standard),
		TEST(short_versions_end_in_zeros), TEST(relative_paths_are_relative_to_the_file),
		TEST(what_is_wrong_is_named),	   TEST(a_file_that_is_not_there_is_an_error),
		TEST(a_directory_is_an_error),	   TEST(a_nul_byte_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
