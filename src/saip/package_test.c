/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the checks of a whole package, on our own recipe and on the vectors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "saip/package.h"
#include "hex.h"
#include "recipe_sample.h"
#include "upp.h"
#define HEADER "A018 800102 810103 830A8949449999999990013F A5028100 A600"
#define END    "AA07 A00580008101 7F"

enum { ELEMENTS_MAX = 32 };

/* A package in pieces, to be put together differently. */
struct pieces {
	struct buf package;
	struct saip_element elements[ELEMENTS_MAX];
	size_t n;
};

static void pieces_free(struct pieces *p)
{
	buf_free(&p->package);
}

static struct pieces sample(void)
{
	struct pieces p = {.package = buf_make(100000)};
	struct saip_recipe recipe = recipe_sample();
	assert_int_equal(saip_recipe_build(&recipe, &p.package), OK);
	struct saip_walk walk = saip_walk(buf_bytes(&p.package));
	while (walk.rest.len > 0)
		assert_int_equal(saip_walk_next(&walk, &p.elements[p.n++]), OK);
	return p;
}

/* Check the elements of `p` in the given order of indices. */
static enum err check_order(const struct pieces *p, const size_t *order, size_t n,
			    struct saip_fault *fault)
{
	CLEANUP(buf_free) struct buf out = buf_make(100000);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(buf_put(&out, p->elements[order[i]].whole), OK);
	return saip_check(buf_bytes(&out), fault);
}

static void assert_fault(const char *package, enum err want, const char *text)
{
	struct saip_fault fault = {};
	char got[SAIP_FAULT_TEXT_MAX] = "";
	assert_int_equal(saip_check(hex(package), &fault), want);
	saip_fault_text(&fault, got);
	assert_string_equal(got, text);
}

static void accepts_the_sample(void **state)
{
	(void)state;
	CLEANUP(pieces_free) struct pieces p = sample();
	assert_int_equal(saip_check(buf_bytes(&p.package), NULL), OK);
	assert_int_equal(saip_check(hex(HEADER END), NULL), OK);
}

static void elements_may_be_reordered(void **state)
{
	(void)state;
	CLEANUP(pieces_free) struct pieces p = sample();
	static const size_t order[] = {0, 2, 1, 3, 4, 6, 5, 8, 7, 9};
	assert_int_equal(p.n, sizeof(order) / sizeof(order[0]));
	assert_int_equal(check_order(&p, order, p.n, NULL), OK);
}

static void header_comes_first_and_once(void **state)
{
	(void)state;
	CLEANUP(pieces_free) struct pieces p = sample();
	struct saip_fault fault = {};
	static const size_t late[] = {1, 0, 9};
	assert_int_equal(check_order(&p, late, 3, &fault), ERR_MISSING);
	assert_string_equal(fault.element, "mf");
	static const size_t twice[] = {0, 1, 0, 9};
	assert_int_equal(check_order(&p, twice, 4, &fault), ERR_CONFLICT);
	assert_string_equal(fault.element, "header");
	assert_string_equal(fault.reason, "is a second header");
}

static void end_comes_last_and_once(void **state)
{
	(void)state;
	CLEANUP(pieces_free) struct pieces p = sample();
	struct saip_fault fault = {};
	static const size_t early[] = {0, 9, 1};
	assert_int_equal(check_order(&p, early, 3, &fault), ERR_TRAILING);
	assert_string_equal(fault.element, "mf");
	static const size_t none[] = {0, 1};
	assert_int_equal(check_order(&p, none, 2, &fault), ERR_MISSING);
	assert_string_equal(fault.element, "package");
	assert_string_equal(fault.reason, "has no end element");
	static const size_t twice[] = {0, 1, 9, 9};
	assert_int_equal(check_order(&p, twice, 4, &fault), ERR_TRAILING);
}

static void identifications_are_unique(void **state)
{
	(void)state;
	CLEANUP(pieces_free) struct pieces p = sample();
	struct saip_fault fault = {};
	static const size_t twice[] = {0, 1, 2, 1, 9};
	assert_int_equal(check_order(&p, twice, 5, &fault), ERR_CONFLICT);
	assert_string_equal(fault.element, "mf");
	assert_int_equal(fault.offset, p.elements[3].offset);
	assert_true(fault.has_identification);
	assert_int_equal(fault.identification, p.elements[1].identification);
}

static void faults_name_element_and_offset(void **state)
{
	(void)state;
	assert_fault("", ERR_MISSING, "package at offset 0: is empty");
	assert_fault(END, ERR_MISSING, "end at offset 0: the package does not begin with a header");
	assert_fault(HEADER "BF2F05A003810101" END, ERR_UNSUPPORTED,
		     "unknown at offset 26: is an element that we do not know");
	assert_fault(HEADER "AB00" END, ERR_UNSUPPORTED,
		     "unknown at offset 26: is an element that we do not know");
	assert_fault(HEADER "A909A003810101 30023001" END, ERR_TRUNCATED,
		     "nonStandard at offset 26: is not well-formed inside");
	assert_fault(HEADER "A903810101" END, ERR_MISSING,
		     "nonStandard at offset 26: has no readable PEHeader");
	assert_fault(HEADER END "00", ERR_TRUNCATED,
		     "package at offset 35: is cut off or not made of TLVs");
	assert_fault(HEADER END "0000", ERR_TRAILING,
		     "unknown at offset 35: stands behind the end");
	assert_fault(HEADER "B080" END, ERR_SYNTAX,
		     "package at offset 26: is cut off or not made of TLVs");
}

static void content_is_looked_into(void **state)
{
	(void)state;
	assert_fault("A009 800102 A500 A600 8700" END, ERR_MISSING,
		     "header at offset 0: lacks a mandatory member");
	assert_fault("A018 800102 810103 830A8949449999999990A13F A5028100 A600" END, ERR_SYNTAX,
		     "header at offset 0: breaks its syntax");
	assert_fault(HEADER "B005A003810101" END, ERR_MISSING,
		     "mf at offset 26: lacks a mandatory member");
	assert_fault(HEADER "B305A003810101" END, ERR_MISSING,
		     "usim at offset 26: lacks a mandatory member");
	assert_fault(HEADER "A207A003810101A100" END, ERR_TRUNCATED,
		     "pinCodes at offset 26: breaks its syntax");
	assert_fault(HEADER "A307A003810101A100" END, ERR_RANGE,
		     "pukCodes at offset 26: has a member outside its bounds");
	assert_fault(HEADER "A325A003810101A11E"
			    "300D800101 81083131313131313131 300D800101 81083131313131313131" END,
		     ERR_CONFLICT, "pukCodes at offset 26: has a key reference twice");
	assert_fault(HEADER "A415A003810101A10EA10C 800109 810101 8201AA 8301AA" END,
		     ERR_UNSUPPORTED,
		     "akaParameter at offset 26: has a choice that we do not know");
}

static void version_is_known(void **state)
{
	(void)state;
	struct saip_fault fault = {};
	static const struct {
		const char *major;
		enum err want;
	} rows[] = {{"00", ERR_UNSUPPORTED}, {"01", OK}, {"03", OK}, {"04", ERR_UNSUPPORTED}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t package[35] = {};
		memcpy(package, hex(HEADER END).ptr, sizeof(package));
		package[4] = hex(rows[i].major).ptr[0];
		assert_int_equal(saip_check(BYTES_OF(package), &fault), rows[i].want);
	}
	assert_int_equal(fault.status, SAIP_PE_UNSUPPORTED_PROFILE_VERSION);
}

static void length_is_bounded(void **state)
{
	(void)state;
	static uint8_t package[LIMIT_PROFILE_PACKAGE + 1];
	assert_int_equal(saip_check(BYTES_OF(package), NULL), ERR_TOO_LONG);
}

/* No prefix is a package; the copy lets the sanitizer see a read past its end. */
static void every_cut_is_noticed(void **state)
{
	(void)state;
	CLEANUP(pieces_free) struct pieces p = sample();
	for (size_t cut = 0; cut < p.package.len; cut++) {
		CLEANUP(buf_free) struct buf part = buf_make(cut);
		assert_int_equal(buf_put(&part, bytes_from(p.package.ptr, cut)), OK);
		enum err e = saip_check(buf_bytes(&part), NULL);
		assert_true(e == ERR_TRUNCATED || e == ERR_MISSING);
	}
}

static void look_at_cuts(const char *path, struct bytes package, void *context)
{
	(void)path;
	(void)context;
	for (size_t cut = 0; cut < package.len; cut += 7)
		assert_int_not_equal(saip_check(bytes_from(package.ptr, cut), NULL), OK);
}

static void every_cut_of_the_vectors_is_noticed(void **state)
{
	(void)state;
	if (upp_each(look_at_cuts, NULL) == 0)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_the_sample),
		cmocka_unit_test(elements_may_be_reordered),
		cmocka_unit_test(header_comes_first_and_once),
		cmocka_unit_test(end_comes_last_and_once),
		cmocka_unit_test(identifications_are_unique),
		cmocka_unit_test(faults_name_element_and_offset),
		cmocka_unit_test(content_is_looked_into),
		cmocka_unit_test(version_is_known),
		cmocka_unit_test(length_is_bounded),
		cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(every_cut_of_the_vectors_is_noticed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
