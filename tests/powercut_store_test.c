/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The power goes while the database is being made, while many profiles come in one unit, and while
 * many callers share COMMITs: what was answered is there, whole. POWERCUT=all as in
 * powercut_download_test.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "powercut.h"
#include "store/store.h"

enum {
	SEEDS = 4, /* of each loss, when all is tried */
	PACKAGE_LEN = 2000,
	CALLERS = 8,
	ORDERS = 4, /* of each caller */
	STRIDE = 7, /* writes from one cut to the next under many callers */
	NOW = 1000000,
};

static const struct store_options options = {.vfs = POWERCUT_VFS};
static const struct store_cause cause = {.at = NOW, .who = "test", .function = "test"};
static char directory[] = "/tmp/rspd-powercut-XXXXXX";
static char path[sizeof(directory) + 16];

static void remove_files(void)
{
	char command[128] = "";
	(void)snprintf(command, sizeof(command), "rm -f '%s'/*", directory);
	assert_int_equal(system(command), 0);
}

static enum err import_all(struct store *store)
{
	static const uint8_t package[PACKAGE_LEN] = {1};
	static char iccids[PROFILE_IMPORT_MAX][ICCID_DIGITS_MAX + 1];
	struct profile_import rows[PROFILE_IMPORT_MAX] = {};
	for (unsigned i = 0; i < PROFILE_IMPORT_MAX; i++) {
		(void)snprintf(iccids[i], sizeof(iccids[i]), "8900100%012u", i);
		rows[i] = (struct profile_import){.iccid = iccids[i],
						  .operator_name = "acme",
						  .profile_type = "type",
						  .metadata = BYTES_LIT("metadata"),
						  .package = BYTES_OF(package)};
	}
	return profile_import(store, rows, PROFILE_IMPORT_MAX, &cause, NULL);
}

static size_t count_in(struct store *store, enum profile_state state)
{
	struct profile_stock rows[PROFILE_STATES] = {};
	CLEANUP(arena_free) struct arena a = arena_make(64 * 1024);
	size_t n = 0, count = 0;
	assert_int_equal(profile_stock(store, &a, PROFILE_STATES, rows, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (rows[i].state == state)
			count += (size_t)rows[i].count;
	return count;
}

/* --- making the database -------------------------------------------------------------------- */

struct made {
	bool migrated, imported;
};

static struct made make_database(void)
{
	CLEANUP(store_close_at) struct store *store = NULL;
	struct made made = {.migrated = store_migrate(path, &options, NULL, NULL) == OK};
	if (made.migrated && store_open(path, &options, &store) == OK)
		made.imported = import_all(store) == OK;
	return made;
}

static void check_made(struct made before)
{
	CLEANUP(store_close_at) struct store *store = NULL;
	enum err e = store_open(path, &options, &store);
	if (before.migrated)
		assert_int_equal(e, OK);
	if (e != OK) {
		assert_int_equal(store_migrate(path, &options, NULL, NULL), OK);
		assert_int_equal(store_open(path, &options, &store), OK);
	}
	size_t n = count_in(store, PROFILE_AVAILABLE);
	assert_true(n == PROFILE_IMPORT_MAX || n == 0);
	if (before.imported)
		assert_int_equal(n, PROFILE_IMPORT_MAX);
	if (n == 0)
		assert_int_equal(import_all(store), OK);
}

/* True if all was done before the cut. */
static bool cut_making(uint64_t at, enum powercut_loss loss, uint64_t seed)
{
	remove_files();
	powercut_arm(at);
	struct made made = make_database();
	bool whole = !powercut_is_off();
	assert_int_equal(powercut_restore(loss, seed), OK);
	check_made(made);
	return whole;
}

static void cuts_while_it_is_made(void **state)
{
	(void)state;
	unsigned seeds = powercut_all() ? POWERCUT_LOSSES * SEEDS : 1;
	bool whole = false;
	for (uint64_t at = 1; !whole; at++)
		for (unsigned s = 0; s < seeds; s++)
			whole = cut_making(at, (enum powercut_loss)((at + s) % POWERCUT_LOSSES),
					   at + s);
}

/* --- callers that share COMMITs ------------------------------------------------------------- */

struct caller {
	pthread_t thread;
	struct store *store;
	char iccids[ORDERS][ICCID_DIGITS_MAX + 1];
	size_t n; /* answered */
};

static void *order(void *context)
{
	struct caller *caller = context;
	const struct order_reserve what = {
		.operator_name = "acme", .profile_type = "type", .cause = &cause};
	while (caller->n < ORDERS &&
	       order_reserve(caller->store, &what, caller->iccids[caller->n]) == OK)
		caller->n++;
	return NULL;
}

static void order_together(struct caller *callers)
{
	CLEANUP(store_close_at) struct store *store = NULL;
	if (store_open(path, &options, &store) != OK)
		return;
	for (size_t i = 0; i < CALLERS; i++) {
		callers[i].store = store;
		assert_int_equal(pthread_create(&callers[i].thread, NULL, order, &callers[i]), 0);
	}
	for (size_t i = 0; i < CALLERS; i++)
		(void)pthread_join(callers[i].thread, NULL);
}

/* Each caller may have had one more taken than it was told. */
static void check_orders(const struct caller *callers)
{
	CLEANUP(store_close_at) struct store *store = NULL;
	CLEANUP(arena_free) struct arena a = arena_make(1024 * 1024);
	size_t answered = 0;
	assert_int_equal(store_open(path, &options, &store), OK);
	for (size_t i = 0; i < CALLERS; i++) {
		for (size_t k = 0; k < callers[i].n; k++) {
			struct profile_row row = {};
			assert_int_equal(profile_get(store, &a, callers[i].iccids[k], "acme", &row),
					 OK);
			assert_int_equal(row.state, PROFILE_ALLOCATED);
		}
		answered += callers[i].n;
	}
	size_t taken = count_in(store, PROFILE_ALLOCATED);
	assert_in_range(taken, answered, answered + CALLERS);
	assert_int_equal(count_in(store, PROFILE_AVAILABLE), PROFILE_IMPORT_MAX - taken);
}

static void cuts_under_many_callers(void **state)
{
	(void)state;
	bool whole = false;
	for (uint64_t at = 1; !whole; at += powercut_all() ? 1 : STRIDE) {
		struct caller callers[CALLERS] = {};
		remove_files();
		powercut_arm(0);
		assert_true(make_database().imported);
		powercut_arm(at);
		order_together(callers);
		whole = !powercut_is_off();
		assert_int_equal(powercut_restore((enum powercut_loss)(at % POWERCUT_LOSSES), at),
				 OK);
		check_orders(callers);
	}
}

static int make(void **state)
{
	(void)state;
	log_configure(&(struct log_config){.fd = open("/dev/null", O_WRONLY | O_CLOEXEC)});
	if (!mkdtemp(directory) || powercut_register() != OK)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/db", directory);
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	remove_files();
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_while_it_is_made),
		cmocka_unit_test(cuts_under_many_callers),
	};
	return cmocka_run_group_tests_name("powercut_store", tests, make, unmake);
}
