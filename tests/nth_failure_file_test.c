/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The N-th failure where there is no request: files that are replaced, the state of a card, the
 * import of a profile, and texts of JSON. What was there is there, or what should be; nothing is
 * called damaged or malformed that could only not be read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "card/state.h"
#include "card_world.h"
#include "cli/profile.h"
#include "cli/sandbox.h"
#include "codec/json.h"
#include "command_world.h"
#include "fault.h"
#include "recipe_sample.h"
#include "sys/file.h"

enum {
	ALL_KINDS = FAULT_ALLOCATION | FAULT_STORE | FAULT_FILE,
	CONTENT_MAX = 4 * 1024 * 1024,
	TEXT_MAX = LIMIT_HTTP_BODY,
};

static struct command_world w;

static struct buf content_of(const char *name)
{
	struct buf content = buf_make(CONTENT_MAX);
	assert_int_equal(file_read(command_world_path(&w, name), &content), OK);
	return content;
}

static bool holds(const char *name, struct bytes content)
{
	CLEANUP(buf_free) struct buf found = content_of(name);
	return bytes_eq(buf_bytes(&found), content);
}

static bool is_there(const char *name)
{
	return access(command_world_path(&w, name), F_OK) == 0;
}

/* --- files ---------------------------------------------------------------------------------- */

static void a_file_is_old_or_new(void **state)
{
	(void)state;
	static const struct bytes before = BYTES_LIT("before"), after = BYTES_LIT("after");
	char path[2 * COMMAND_WORLD_PATH] = "";
	(void)snprintf(path, sizeof(path), "%s", command_world_path(&w, "file"));
	uint64_t operations = 0;
	for (uint64_t nth = 1; nth == 1 || operations >= nth - 1; nth++) {
		assert_int_equal(file_write(path, before, 0600), OK);
		fault_arm(ALL_KINDS, nth);
		enum err e = file_write(path, after, 0600);
		operations = fault_disarm();
		assert_true(holds("file", after) || (e != OK && holds("file", before)));
		assert_false(err_is_refusal(e));
		assert_false(is_there("file.new"));
	}
	assert_true(operations > 4);
}

/* --- the state of a card -------------------------------------------------------------------- */

static void write_old_state(struct euicc *card, const char *path)
{
	card->profiles[0]->enabled = false;
	assert_int_equal(state_write(card, path), OK);
	card->profiles[0]->enabled = true;
}

static void check_state_file(const char *path, bool must_be_new)
{
	struct entropy entropy = entropy_counted(1);
	CLEANUP(euicc_free) struct euicc card = {};
	euicc_init(&card, &entropy);
	assert_int_equal(state_read(&card, path), OK);
	assert_int_equal(card.n_profiles, 1);
	assert_true(card.profiles[0]->enabled || !must_be_new);
}

static void a_state_is_old_or_new(void **state)
{
	(void)state;
	struct card_world cards = {};
	card_world_make(&cards, CURVE_P256);
	card_world_install(&cards, 0, (struct bytes){}, 0);
	char path[2 * COMMAND_WORLD_PATH] = "";
	(void)snprintf(path, sizeof(path), "%s", command_world_path(&w, "card"));
	uint64_t operations = 0;
	for (uint64_t nth = 1; nth == 1 || operations >= nth - 1; nth++) {
		write_old_state(&cards.card, path);
		fault_arm(ALL_KINDS, nth);
		enum err e = state_write(&cards.card, path);
		operations = fault_disarm();
		assert_false(err_is_refusal(e));
		check_state_file(path, e == OK);
	}
	assert_true(operations > 4);
	card_world_free(&cards);
}

static void a_state_that_cannot_be_read_is_not_damaged(void **state)
{
	(void)state;
	struct entropy entropy = entropy_counted(1);
	uint64_t operations = 0;
	for (uint64_t nth = 1; nth == 1 || operations >= nth - 1; nth++) {
		CLEANUP(euicc_free) struct euicc card = {};
		euicc_init(&card, &entropy);
		fault_arm(ALL_KINDS, nth);
		enum err e = state_read(&card, command_world_path(&w, "card"));
		operations = fault_disarm();
		assert_false(err_is_refusal(e));
	}
	assert_true(operations > 10);
}

/* --- the import of a profile ---------------------------------------------------------------- */

static const struct command sandbox = {.name = "sandbox",
				       .operands = "DIR",
				       .operands_min = 1,
				       .operands_max = 1,
				       .options = sandbox_options,
				       .run = sandbox_run};
static const struct command profile = {.name = "profile", .commands = profile_commands};

static int import(uint64_t nth)
{
	fault_arm(ALL_KINDS, nth);
	return command_world_run(&w, &profile,
				 "profile import --config @/sb/rspd.conf --type prepaid @/package");
}

static bool is_imported(void)
{
	assert_int_equal(command_world_run(&w, &profile, "profile list --config @/sb/rspd.conf"),
			 COMMAND_OK);
	return strstr(w.output, recipe_sample().iccid) != NULL;
}

static void put_database(struct bytes content)
{
	(void)unlink(command_world_path(&w, "sb/rspd.db-wal"));
	(void)unlink(command_world_path(&w, "sb/rspd.db-shm"));
	assert_int_equal(file_write(command_world_path(&w, "sb/rspd.db"), content, 0600), OK);
}

static void a_profile_is_imported_or_not(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf package = buf_make(CONTENT_MAX);
	const struct saip_recipe recipe = recipe_sample();
	assert_int_equal(command_world_run(&w, &sandbox, "sandbox @/sb --plain --profiles 0"), 0);
	assert_int_equal(saip_recipe_build(&recipe, &package), OK);
	assert_int_equal(file_write(command_world_path(&w, "package"), buf_bytes(&package), 0600),
			 OK);
	CLEANUP(buf_free) struct buf database = content_of("sb/rspd.db");
	uint64_t operations = 0;
	for (uint64_t nth = 1; nth == 1 || operations >= nth - 1; nth++) {
		put_database(buf_bytes(&database));
		int code = import(nth);
		operations = fault_disarm();
		assert_int_equal(code == COMMAND_OK, is_imported());
		if (code != COMMAND_OK)
			assert_int_equal(import(0), COMMAND_OK);
		(void)fault_disarm();
	}
	assert_true(operations > 20);
}

/* --- JSON ----------------------------------------------------------------------------------- */

/* The beginning, what is repeated as long as there is room, and the end of a text. */
static const struct {
	const char *begin, *repeat, *end;
} texts[] = {
	{"{\"a\":\"", "x", "\"}"},
	{"{\"a\":\"", "\\u00e9", "\"}"},
	{"{\"", "x", "\":1}"},
	{"{\"a\":[[]", ",[]", "]}"},
	{"{\"a\":[{}", ",{}", "]}"},
	{"{\"a\":[1", ",1", "]}"},
	{"{\"a\":[1.5", ",1.5e1", "]}"},
	{"{\"a\":[\"\"", ",\"\"", "]}"},
	{"{\"a\":[{\"a\":1}", ",{\"a\":1}", "]}"},
	{"{\"a\":[\"xxxxxxxx\"", ",\"xxxxxxxx\"", "]}"},
	{"{\"a\":\"", "x", "\\ud800\"}"},
	{"{\"a\":[1", ",1", ""},
	{"{\"a\":\"", "x", ""},
};

static void make_text(size_t which, size_t len, struct buf *out)
{
	assert_int_equal(buf_put_str(out, texts[which].begin), OK);
	while (out->len + strlen(texts[which].repeat) + strlen(texts[which].end) <= len)
		assert_int_equal(buf_put_str(out, texts[which].repeat), OK);
	assert_int_equal(buf_put_str(out, texts[which].end), OK);
}

static enum err parse(struct bytes text, uint64_t nth, uint64_t *operations)
{
	CLEANUP(json_release) json_t *value = NULL;
	fault_arm(ALL_KINDS, nth);
	enum err e = json_parse(text, &value);
	*operations = fault_disarm();
	return e;
}

/* All that a parse may need is there before it begins, or it does not begin. */
static void a_text_needs_one_allocation(void **state)
{
	static const size_t lengths[] = {20, 200, 2000, 20 * 1000, TEXT_MAX};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		for (size_t k = 0; k < sizeof(lengths) / sizeof(lengths[0]); k++) {
			CLEANUP(buf_free) struct buf text = buf_make(TEXT_MAX);
			uint64_t operations = 0;
			make_text(i, lengths[k], &text);
			(void)parse(buf_bytes(&text), 0, &operations);
			if (operations > 1)
				fail_msg("%llu: text %zu of %zu", (unsigned long long)operations, i,
					 lengths[k]);
			assert_int_equal(parse(buf_bytes(&text), 1, &operations),
					 operations == 1 ? ERR_NOMEM : ERR_SYNTAX);
		}
	}
}

static int make(void **state)
{
	(void)state;
	if (fault_install_libcrypto() != OK)
		return -1;
	command_world_make(&w);
	log_configure(&(struct log_config){.fd = open("/dev/null", O_WRONLY | O_CLOEXEC)});
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	command_world_remove(&w);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_old_or_new),
		cmocka_unit_test(a_state_is_old_or_new),
		cmocka_unit_test(a_state_that_cannot_be_read_is_not_damaged),
		cmocka_unit_test(a_profile_is_imported_or_not),
		cmocka_unit_test(a_text_needs_one_allocation),
	};
	return cmocka_run_group_tests_name("nth_failure_file", tests, make, unmake);
}
