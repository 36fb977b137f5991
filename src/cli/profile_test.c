/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the commands over the inventory of a sandbox, and of what opening one may say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/database.h"
#include "cli/profile.h"
#include "cli/sandbox.h"
#include "command_world.h"
#include "saip/recipe.h"
#include "sys/file.h"

#define ICCID "8999900000000000016"

static const struct command sandbox = {.name = "sandbox",
				       .operands = "DIR",
				       .operands_min = 1,
				       .operands_max = 1,
				       .options = sandbox_options,
				       .run = sandbox_run};
static const struct command profile = {.name = "profile", .commands = profile_commands};
static const struct command database = {.name = "database", .commands = database_commands};

static int set_up(void **state)
{
	struct command_world *w = calloc(1, sizeof(*w));
	*state = w;
	if (!w)
		return -1;
	command_world_make(w);
	return command_world_run(w, &sandbox, "sandbox @/sb --plain --profiles 110");
}

static int tear_down(void **state)
{
	command_world_remove(*state);
	free(*state);
	return 0;
}

static void write_package(const struct command_world *w, const char *name, const char *iccid)
{
	static const uint8_t zeros[48] = {};
	CLEANUP(buf_free) struct buf package = buf_make(1 << 16);
	const struct saip_recipe recipe = {.profile_type = "test",
					   .iccid = iccid,
					   .imsi = "001010000000001",
					   .mnc_digits = 2,
					   .spn = "Test",
					   .ki = bytes_from(zeros, 16),
					   .opc = bytes_from(zeros, 16),
					   .pin1 = "0000",
					   .puk1 = "00000000",
					   .pin2 = "0000",
					   .puk2 = "00000000",
					   .adm1 = "00000000",
					   .ota_keys = bytes_from(zeros, 48)};
	assert_int_equal(saip_recipe_build(&recipe, &package), OK);
	assert_int_equal(file_write(command_world_path(w, name), buf_bytes(&package), 0600), OK);
}

static int run(struct command_world *w, const char *command)
{
	return command_world_run(w, &profile, "profile %s --config @/sb/rspd.conf", command);
}

static size_t lines(const char *text)
{
	size_t n = 0;
	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void an_imported_profile_is_available(void **state)
{
	struct command_world *w = *state;
	write_package(w, "a.der", ICCID);
	assert_int_equal(run(w, "import --type contract @/a.der"), COMMAND_OK);
	command_world_says(w, "a.der: ICCID " ICCID ", type contract\n1 imported, 0 failed\n");
	assert_int_equal(run(w, "show " ICCID "F"), COMMAND_OK);
	command_world_says(w, "Available");
	command_world_says(w, "  import   ");
	command_world_says(w, "by rspctl:");
}

static void a_bad_file_does_not_stop_the_others(void **state)
{
	struct command_world *w = *state;
	write_package(w, "a.der", ICCID);
	assert_int_equal(file_write(command_world_path(w, "bad.der"), BYTES_LIT("bad"), 0600), OK);
	assert_int_equal(run(w, "import --type prepaid @/bad.der @/nowhere.der @/a.der"),
			 COMMAND_FAILED);
	command_world_says(w, "bad.der: not a profile package: ");
	command_world_says(w, "nowhere.der: not found");
	command_world_says(w, "a.der: ICCID " ICCID);
	command_world_says(w, "1 imported, 2 failed");
}

static void an_iccid_is_imported_once(void **state)
{
	struct command_world *w = *state;
	write_package(w, "a.der", ICCID);
	assert_int_equal(run(w, "import --type prepaid @/a.der @/a.der"), COMMAND_FAILED);
	command_world_says(w, "is in the inventory already");
	command_world_says(w, "1 imported, 1 failed");
}

static void an_unknown_type_is_refused(void **state)
{
	struct command_world *w = *state;
	assert_int_equal(run(w, "import --type gold @/a.der"), COMMAND_FAILED);
	command_world_says(w, "there is no profile type \"gold\"");
}

static void a_list_goes_over_its_pages(void **state)
{
	struct command_world *w = *state;
	assert_int_equal(run(w, "list --max 1000"), COMMAND_OK);
	assert_int_equal(lines(w->output), 220);
	assert_int_equal(run(w, "list"), COMMAND_OK);
	assert_int_equal(lines(w->output), 100);
	assert_int_equal(run(w, "list --max 105"), COMMAND_OK);
	assert_int_equal(lines(w->output), 105);
	assert_int_equal(run(w, "list --type prepaid --state Available --max 1000"), COMMAND_OK);
	assert_int_equal(lines(w->output), 110);
	assert_int_equal(run(w, "list --operator nobody"), COMMAND_OK);
	assert_string_equal(w->output, "");
	assert_int_equal(run(w, "list --max 0"), COMMAND_USAGE);
}

static void profiles_can_be_made(void **state)
{
	struct command_world *w = *state;
	assert_int_equal(run(w, "make --type prepaid --count 3"), COMMAND_OK);
	command_world_says(w, "3 made");
	assert_int_equal(run(w, "make --type contract --count 2 --long"), COMMAND_OK);
	assert_int_equal(run(w, "stock"), COMMAND_OK);
	command_world_says(w, "prepaid          Available         113\n");
	command_world_says(w, "contract         Available         112\n");
	assert_int_equal(run(w, "make --type gold"), COMMAND_FAILED);
	command_world_says(w, "there is no profile type \"gold\"");
	assert_int_equal(run(w, "make --type prepaid --count 0"), COMMAND_USAGE);
}

static void stock_counts_by_type_and_state(void **state)
{
	struct command_world *w = *state;
	assert_int_equal(run(w, "stock"), COMMAND_OK);
	command_world_says(w, "example      prepaid          Available         110\n");
	assert_int_equal(lines(w->output), 2);
}

static void show_wants_an_iccid_that_is_there(void **state)
{
	struct command_world *w = *state;
	assert_int_equal(run(w, "show 123"), COMMAND_USAGE);
	command_world_says(w, "is not an ICCID");
	assert_int_equal(run(w, "show " ICCID), COMMAND_FAILED);
	command_world_says(w, "there is no profile " ICCID);
}

static void a_wrong_installation_is_named(void **state)
{
	struct command_world *w = *state;
	assert_int_equal(command_world_run(w, &profile, "profile stock --config @/nowhere.conf"),
			 COMMAND_FAILED);
	command_world_says(w, "nowhere.conf: cannot be read");
	assert_int_equal(unlink(command_world_path(w, "sb/keys/lookup.key")), 0);
	assert_int_equal(run(w, "stock"), COMMAND_FAILED);
	command_world_says(w, "look-up key ");
	assert_int_equal(unlink(command_world_path(w, "sb/keys/wrap-1.key")), 0);
	assert_int_equal(run(w, "stock"), COMMAND_FAILED);
	command_world_says(w, "wrapping key ");
}

static void a_database_of_another_kind_is_named(void **state)
{
	struct command_world *w = *state;
	assert_int_equal(
		file_write(command_world_path(w, "sb/rspd.db"), BYTES_LIT("no database"), 0600),
		OK);
	assert_int_equal(run(w, "stock"), COMMAND_FAILED);
	command_world_says(w, "database ");
}

static void a_backup_is_made_once(void **state)
{
	struct command_world *w = *state;
	assert_int_equal(
		command_world_run(w, &database, "database backup @/copy --config @/sb/rspd.conf"),
		COMMAND_OK);
	command_world_says(w, "Copied to ");
	assert_int_equal(
		command_world_run(w, &database, "database backup @/copy --config @/sb/rspd.conf"),
		COMMAND_FAILED);
	command_world_says(w, "is there already");
}

static void migrating_says_the_schemas(void **state)
{
	struct command_world *w = *state;
	assert_int_equal(
		command_world_run(w, &database, "database migrate --config @/sb/rspd.conf"),
		COMMAND_OK);
	command_world_says(w, "rspd.db: schema ");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(an_imported_profile_is_available),
		TEST(a_bad_file_does_not_stop_the_others),
		TEST(an_iccid_is_imported_once),
		TEST(an_unknown_type_is_refused),
		TEST(a_list_goes_over_its_pages),
		TEST(profiles_can_be_made),
		TEST(stock_counts_by_type_and_state),
		TEST(show_wants_an_iccid_that_is_there),
		TEST(a_wrong_installation_is_named),
		TEST(a_database_of_another_kind_is_named),
		TEST(a_backup_is_made_once),
		TEST(migrating_says_the_schemas),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
