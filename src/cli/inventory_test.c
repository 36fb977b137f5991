/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the way from a package to a row: metadata by hand-made bytes, checks, envelope. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "cli/inventory.h"
#include "msg/es8p_store_metadata.h"
#include "saip/header.h"
#include "saip/recipe.h"
#include "role/envelope.h"

static const uint8_t iccid[ICCID_LEN] = {0x98, 0x00, 0x01, 0x01, 0x10,
					 0x32, 0x54, 0x76, 0x98, 0xF1};

static const struct rspd_notification_configuration notifications[] = {
	{.events = RSPD_EVENT_INSTALL | RSPD_EVENT_DELETE, .address = "a.example"},
	{.events = RSPD_EVENT_ENABLE, .address = "b.example"},
};
static const struct rspd_owner owner = {.mcc_mnc = "00101", .gid1 = "aabb"};
static const struct rspd_owner long_owner = {.mcc_mnc = "310260", .gid2 = "cc"};

static const struct rspd_profile_type type = {
	.name = "t",
	.operator_name = "acme",
	.metadata = {.service_provider_name = "SP", .profile_name = "PN", .profile_class = 2},
};

static void poor_metadata_has_three_members(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(1 << 16);
	struct bytes der = {};
	static const uint8_t expected[] = {0xBF, 0x25, 0x14, 0x5A, 0x0A, 0x98, 0x00, 0x01,
					   0x01, 0x10, 0x32, 0x54, 0x76, 0x98, 0xF1, 0x91,
					   0x02, 'S',  'P',  0x92, 0x02, 'P',  'N'};
	assert_int_equal(inventory_metadata(&a, &type.metadata, iccid, &der), OK);
	assert_int_equal(der.len, sizeof(expected));
	assert_memory_equal(der.ptr, expected, sizeof(expected));
}

static void rich_metadata_has_all(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(1 << 16);
	struct rspd_metadata m = type.metadata;
	struct es8p_store_metadata read = {};
	struct bytes der = {};
	m.profile_class = RSPD_CLASS_TEST;
	m.icon = BYTES_LIT("icon");
	m.icon_type = RSPD_ICON_PNG;
	m.owner = &owner;
	m.policy_rules = RSPD_PPR1;
	m.notification_configuration = notifications;
	m.notification_configuration_n = 2;
	assert_int_equal(inventory_metadata(&a, &m, iccid, &der), OK);
	assert_int_equal(es8p_store_metadata_decode(der, &read), OK);
	assert_int_equal(read.profile_class, RSP_CLASS_TEST);
	assert_int_equal(read.icon_type, RSP_ICON_PNG);
	assert_true(bytes_eq(read.icon, BYTES_LIT("icon")));
	assert_true(bytes_eq(read.profile_owner.mcc_mnc, BYTES_LIT("\x00\xF1\x10")));
	assert_true(bytes_eq(read.profile_owner.gid1, BYTES_LIT("\xAA\xBB")));
	assert_false(bytes_present(read.profile_owner.gid2));
	assert_int_equal(read.profile_policy_rules, RSP_PPR1);

	struct rsp_notification_configuration n = {};
	struct bytes list = read.notification_configuration_info;
	assert_int_equal(rsp_notification_configuration_next(&list, &n), OK);
	assert_int_equal(n.events, RSP_EVENT_INSTALL | RSP_EVENT_DELETE);
	assert_true(bytes_eq(n.address, BYTES_LIT("a.example")));
	assert_int_equal(rsp_notification_configuration_next(&list, &n), OK);
	assert_int_equal(list.len, 0);
}

static void a_long_mnc_has_its_third_digit(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(1 << 16);
	struct rspd_metadata m = type.metadata;
	struct es8p_store_metadata read = {};
	struct bytes der = {};
	m.owner = &long_owner;
	assert_int_equal(inventory_metadata(&a, &m, iccid, &der), OK);
	assert_int_equal(es8p_store_metadata_decode(der, &read), OK);
	assert_true(bytes_eq(read.profile_owner.mcc_mnc, BYTES_LIT("\x13\x00\x62")));
	assert_true(bytes_eq(read.profile_owner.gid2, BYTES_LIT("\xCC")));
}

/* An installation with a keyring only, and a package. */
struct world {
	char directory[32];
	char key[64];
	struct installation installation;
	struct buf package;
	struct arena arena;
};

static int set_up(void **state)
{
	static const uint8_t zeros[48] = {};
	struct world *w = calloc(1, sizeof(*w));
	*state = w;
	if (!w)
		return -1;
	strcpy(w->directory, "/tmp/rspd-inventory-XXXXXX");
	if (!mkdtemp(w->directory))
		return -1;
	(void)snprintf(w->key, sizeof(w->key), "%s/wrap", w->directory);
	w->arena = arena_make(LIMIT_REQUEST_ARENA);
	w->package = buf_make(1 << 16);
	w->installation.entropy = entropy_counted(1);
	const struct saip_recipe recipe = {.profile_type = "test",
					   .iccid = "8900101000000000017",
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
	bool made = keyring_create(&w->installation.entropy, &w->installation.keyring) == OK &&
		    keyring_make_secret(w->key, &w->installation.entropy) == OK &&
		    keyring_load_wrap_key(w->installation.keyring, w->key) == OK &&
		    saip_recipe_build(&recipe, &w->package) == OK;
	return made ? 0 : -1;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	keyring_free(&w->installation.keyring);
	buf_free(&w->package);
	arena_free(&w->arena);
	(void)unlink(w->key);
	(void)rmdir(w->directory);
	free(w);
	return 0;
}

static enum err prepare(struct world *w, struct profile_import *out, char *why)
{
	return inventory_prepare(&w->arena, &w->installation, &type, buf_bytes(&w->package), out,
				 why);
}

static void the_row_opens_to_the_package(void **state)
{
	struct world *w = *state;
	struct profile_import row = {};
	char why[INVENTORY_WHY_MAX] = "";
	CLEANUP(buf_free) struct buf opened = buf_make(1 << 16);
	assert_int_equal(prepare(w, &row, why), OK);
	assert_string_equal(row.iccid, "8900101000000000017");
	assert_string_equal(row.operator_name, "acme");
	assert_string_equal(row.profile_type, "t");
	assert_int_equal(envelope_open(w->installation.keyring, ENVELOPE_PACKAGE, row.iccid,
				       row.package, &opened),
			 OK);
	assert_true(bytes_eq(buf_bytes(&opened), buf_bytes(&w->package)));
}

static void the_metadata_has_the_iccid_of_the_package(void **state)
{
	struct world *w = *state;
	struct profile_import row = {};
	struct saip_header header = {};
	struct es8p_store_metadata metadata = {};
	char why[INVENTORY_WHY_MAX] = "";
	assert_int_equal(prepare(w, &row, why), OK);
	assert_int_equal(saip_header_of(buf_bytes(&w->package), &header), OK);
	assert_int_equal(es8p_store_metadata_decode(row.metadata, &metadata), OK);
	assert_true(bytes_eq(metadata.iccid, BYTES_OF(header.iccid)));
}

static void what_is_no_package_is_refused_in_words(void **state)
{
	struct world *w = *state;
	struct profile_import row = {};
	char why[INVENTORY_WHY_MAX] = "";
	w->package.len--;
	assert_true(err_is_refusal(prepare(w, &row, why)));
	assert_non_null(strstr(why, "not a profile package: "));
}

/* The last digit of EF.ICCID is changed; the header keeps its own. */
static void two_iccids_in_one_package_are_refused(void **state)
{
	struct world *w = *state;
	struct profile_import row = {};
	char why[INVENTORY_WHY_MAX] = "";
	static const uint8_t swapped[ICCID_LEN] = {0x98, 0x00, 0x01, 0x01, 0x00,
						   0x00, 0x00, 0x00, 0x10, 0xF7};
	size_t at = w->package.len;
	for (size_t i = 0; i + ICCID_LEN <= w->package.len; i++)
		if (memcmp(w->package.ptr + i, swapped, ICCID_LEN) == 0)
			at = i;
	assert_in_range(at, 20, w->package.len - 1);
	w->package.ptr[at + 8] ^= 0x10;
	assert_int_equal(prepare(w, &row, why), ERR_MISMATCH);
	assert_non_null(strstr(why, "differ"));
}

int main(void)
{
#define WITH(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(poor_metadata_has_three_members),
		cmocka_unit_test(rich_metadata_has_all),
		cmocka_unit_test(a_long_mnc_has_its_third_digit),
		WITH(the_row_opens_to_the_package),
		WITH(the_metadata_has_the_iccid_of_the_package),
		WITH(what_is_no_package_is_refused_in_words),
		WITH(two_iccids_in_one_package_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
