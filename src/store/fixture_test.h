/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the tests of store/: an empty store in a folder of its own, profiles to put into it, and
 * causes to give.
 */
#ifndef STORE_FIXTURE_TEST_H
#define STORE_FIXTURE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/store.h"

#define FIXTURE_UNUSED __attribute__((unused)) static

enum { NOW = 1000 * 1000 };

static const char acme[] = "acme";
static const char eid_a[] = "89049032123451234512345678901235";
static const char eid_b[] = "89049032123451234512345678901236";

struct fixture {
	char dir[64];
	char path[96];
	struct store *s;
	struct arena a;
};

FIXTURE_UNUSED struct store_cause cause_at(int64_t at)
{
	return (struct store_cause){.at = at, .who = "operator:acme", .function = "test"};
}

FIXTURE_UNUSED void fixture_folder(struct fixture *f)
{
	*f = (struct fixture){.dir = "/tmp/rspd-store-XXXXXX", .a = arena_make(1024 * 1024)};
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof(f->path), "%s/db", f->dir);
}

FIXTURE_UNUSED void fixture_open(struct fixture *f, const struct store_options *options)
{
	fixture_folder(f);
	assert_int_equal(store_migrate(f->path, options, NULL, NULL), OK);
	assert_int_equal(store_open(f->path, options, &f->s), OK);
}

FIXTURE_UNUSED void fixture_reopen(struct fixture *f)
{
	store_close_at(&f->s);
	assert_int_equal(store_open(f->path, NULL, &f->s), OK);
}

FIXTURE_UNUSED void fixture_close(struct fixture *f)
{
	char command[128] = {};
	store_close_at(&f->s);
	arena_free(&f->a);
	snprintf(command, sizeof(command), "rm -rf '%s'", f->dir);
	assert_int_equal(system(command), 0);
}

/* A store for each test. */
FIXTURE_UNUSED int fixture_setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	fixture_open(f, NULL);
	*state = f;
	return 0;
}

FIXTURE_UNUSED int fixture_teardown(void **state)
{
	fixture_close(*state);
	free(*state);
	return 0;
}

/* The ICCID with this number. */
FIXTURE_UNUSED const char *iccid_of(unsigned number, char out[static ICCID_DIGITS_MAX + 1])
{
	snprintf(out, ICCID_DIGITS_MAX + 1, "89000%014u", number);
	return out;
}

/* Import profiles number `first`…`first + n - 1` of a type. */
FIXTURE_UNUSED void fixture_import(struct fixture *f, const char *type, unsigned first, unsigned n)
{
	struct store_cause cause = cause_at(NOW);
	for (unsigned i = first; i < first + n; i++) {
		char iccid[ICCID_DIGITS_MAX + 1] = {};
		struct profile_import profile = {
			.iccid = iccid_of(i, iccid),
			.operator_name = acme,
			.profile_type = type,
			.metadata = BYTES_LIT("\xBF\x25\x00"),
			.package = BYTES_LIT("sealed package"),
		};
		assert_int_equal(profile_import(f->s, &profile, 1, &cause, NULL), OK);
	}
}

FIXTURE_UNUSED struct profile_row fixture_get(struct fixture *f, unsigned number)
{
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	struct profile_row row = {};
	assert_int_equal(profile_get(f->s, &f->a, iccid_of(number, iccid), NULL, &row), OK);
	return row;
}

/* Reserve profile `number`; with an EID unless NULL. */
FIXTURE_UNUSED enum err fixture_reserve(struct fixture *f, unsigned number, const char *eid)
{
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	char got[ICCID_DIGITS_MAX + 1] = {};
	struct store_cause cause = cause_at(NOW + 1);
	return order_reserve(f->s,
			     &(struct order_reserve){.operator_name = acme,
						     .iccid = iccid_of(number, iccid),
						     .eid = eid,
						     .cause = &cause},
			     got);
}

/* Confirm and release profile `number` with a MatchingID whose HMAC is 32 times `mark`. */
FIXTURE_UNUSED enum err fixture_confirm(struct fixture *f, unsigned number, uint8_t mark)
{
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	uint8_t hmac[MATCHING_ID_HMAC_LEN] = {};
	struct store_cause cause = cause_at(NOW + 2);
	memset(hmac, mark, sizeof(hmac));
	return order_confirm(f->s, &(struct order_confirm){
					   .iccid = iccid_of(number, iccid),
					   .operator_name = acme,
					   .matching_id_hmac = BYTES_OF(hmac),
					   .order_secrets = BYTES_LIT("sealed secrets"),
					   .release = true,
					   .cause = &cause,
				   });
}

#endif
