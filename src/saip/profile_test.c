/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the facts of a package, on our own recipe and on the vectors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/text.h"
#include "codec/tlv.h"
#include "saip/profile.h"
#include "recipe_sample.h"
#include "upp.h"
/* Replace `old` by `new` of the same length at its first place in the package. */
static void patch(struct buf *package, struct bytes old, struct bytes new)
{
	assert_int_equal(old.len, new.len);
	for (size_t at = 0; at + old.len <= package->len; at++) {
		if (memcmp(package->ptr + at, old.ptr, old.len) == 0) {
			memcpy(package->ptr + at, new.ptr, new.len);
			return;
		}
	}
	fail_msg("nothing to replace");
}

static void sample(struct buf *package)
{
	struct saip_recipe recipe = recipe_sample();
	assert_int_equal(saip_recipe_build(&recipe, package), OK);
}

static void reads_the_sample(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf package = buf_make(100000);
	struct saip_profile profile = {};
	sample(&package);
	assert_int_equal(saip_profile_read(buf_bytes(&package), &profile, NULL), OK);
	assert_string_equal(profile.header.iccid_digits, recipe_sample().iccid);
	assert_true(profile.has_ef_iccid);
	assert_memory_equal(profile.ef_iccid, profile.header.iccid, ICCID_LEN);
	assert_string_equal(profile.imsi, recipe_sample().imsi);
	assert_true(profile.has_algorithm);
	assert_int_equal(profile.algorithm, SAIP_ALGORITHM_MILENAGE);
	assert_int_equal(profile.elements, 10);
}

static void the_two_iccids_must_agree(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf package = buf_make(100000);
	struct saip_profile profile = {};
	struct saip_fault fault = {};
	sample(&package);
	patch(&package, BYTES_LIT("\x83\x0A\x98\x94"), BYTES_LIT("\x83\x0A\x98\x95"));
	assert_int_equal(saip_profile_read(buf_bytes(&package), &profile, &fault), ERR_MISMATCH);
	assert_string_equal(fault.element, "mf");
	assert_int_equal(fault.status, SAIP_PE_BAD_VALUES);
	assert_int_equal(saip_profile_read(buf_bytes(&package), &profile, NULL), ERR_MISMATCH);
}

static void an_unfilled_ef_iccid_is_no_fault(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf package = buf_make(100000);
	struct saip_profile profile = {};
	sample(&package);
	/* The content becomes an empty descriptor with an unknown member. */
	patch(&package, BYTES_LIT("\x83\x0A\x98\x94"), BYTES_LIT("\xA1\x0A\x8F\x08"));
	assert_int_equal(saip_profile_read(buf_bytes(&package), &profile, NULL), OK);
	assert_false(profile.has_ef_iccid);
}

static void an_odd_imsi_is_no_fault(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf package = buf_make(100000);
	struct saip_profile profile = {};
	sample(&package);
	patch(&package, BYTES_LIT("\x83\x09\x08\x09"), BYTES_LIT("\x83\x09\x08\x0F"));
	assert_int_equal(saip_profile_read(buf_bytes(&package), &profile, NULL), OK);
	assert_string_equal(profile.imsi, "");
}

/* A second USIM, of another subscription, stands before the end. */
static void the_first_usim_counts(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf package = buf_make(100000);
	CLEANUP(buf_free) struct buf second = buf_make(100000);
	struct saip_profile profile = {};
	struct saip_element usim = {}, end = {};
	sample(&package);
	assert_int_equal(saip_find(buf_bytes(&package), SAIP_USIM, &usim), OK);
	assert_int_equal(saip_find(buf_bytes(&package), SAIP_END, &end), OK);
	assert_int_equal(buf_put(&second, usim.whole), OK);
	patch(&second, BYTES_LIT("\x80\x00\x81\x01\x04"), BYTES_LIT("\x80\x00\x81\x01\x7F"));
	patch(&second, BYTES_LIT("\x83\x09\x08\x09"), BYTES_LIT("\x83\x09\x08\x19"));
	assert_int_equal(buf_insert(&package, end.offset, buf_bytes(&second)), OK);
	assert_int_equal(saip_profile_read(buf_bytes(&package), &profile, NULL), OK);
	assert_int_equal(profile.elements, 11);
	assert_string_equal(profile.imsi, recipe_sample().imsi);
}

static void a_broken_package_is_refused(void **state)
{
	(void)state;
	struct saip_profile profile = {};
	struct saip_fault fault = {};
	assert_int_equal(saip_profile_read((struct bytes){}, &profile, &fault), ERR_MISSING);
	assert_string_equal(fault.element, "package");
}

static void look(const char *path, struct bytes package, void *context)
{
	struct saip_profile profile = {};
	struct saip_fault fault = {};
	char text[SAIP_FAULT_TEXT_MAX] = "";
	size_t *iccids = context;
	enum err e = saip_profile_read(package, &profile, &fault);
	if (e != OK) {
		saip_fault_text(&fault, text);
		fail_msg("%s: %s: %s", path, err_name(e), text);
	}
	assert_true(strncmp(profile.header.iccid_digits, "894944", 6) == 0);
	assert_true(profile.has_ef_iccid);
	assert_string_equal(profile.imsi, "001010123456063");
	assert_int_equal(profile.algorithm, SAIP_ALGORITHM_USIM_TEST);
	assert_true(profile.elements > 20);
	++*iccids;
}

static void reads_the_vectors(void **state)
{
	(void)state;
	size_t iccids = 0;
	size_t n = upp_each(look, &iccids);
	if (n == 0)
		skip();
	assert_int_equal(iccids, n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_sample),
		cmocka_unit_test(the_two_iccids_must_agree),
		cmocka_unit_test(an_unfilled_ef_iccid_is_no_fault),
		cmocka_unit_test(an_odd_imsi_is_no_fault),
		cmocka_unit_test(the_first_usim_counts),
		cmocka_unit_test(a_broken_package_is_refused),
		cmocka_unit_test(reads_the_vectors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
