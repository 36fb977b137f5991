/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of building units and of decoding rows by a table of columns. */
#include "store/fixture_test.h"
#include "store/unit.h"

struct sample {
	int64_t number;
	bool flag;
	const char *text;
	struct bytes bytes;
	char digits[4];
	enum profile_state state;
	enum device_state device;
};

static const struct column sample_columns[] = {
	COLUMN(struct sample, number, COLUMN_NUMBER), COLUMN(struct sample, flag, COLUMN_FLAG),
	COLUMN(struct sample, text, COLUMN_TEXT),     COLUMN(struct sample, bytes, COLUMN_BYTES),
	COLUMN(struct sample, digits, COLUMN_DIGITS), COLUMN(struct sample, state, COLUMN_STATE),
	COLUMN(struct sample, device, COLUMN_DEVICE),
};

enum { SAMPLE_N = sizeof(sample_columns) / sizeof(sample_columns[0]) };

/* A row that decodes; the tests spoil one cell each. */
static void good_row(struct cell cells[SAMPLE_N])
{
	const struct cell good[SAMPLE_N] = {
		{.number = -7},
		{.number = 1},
		{.bytes = BYTES_LIT("word")},
		{.bytes = BYTES_LIT("\x00\x01")},
		{.bytes = BYTES_LIT("123")},
		{.bytes = BYTES_LIT("Released")},
		{.bytes = BYTES_LIT("Deleted")},
	};
	memcpy(cells, good, sizeof(good));
}

static enum err add(struct sample *out, const struct cell *cells, size_t n, size_t arena_max)
{
	static struct arena a;
	arena_free(&a);
	a = arena_make(arena_max);
	struct rows rows = ROWS(sample_columns, out, 1, &a);
	enum err e = rows_add(&rows, cells, n);
	if (e == OK) {
		assert_string_equal(out->text ? out->text : "none",
				    cells[2].bytes.ptr ? "word" : "none");
		assert_true(bytes_eq(out->bytes, cells[3].bytes));
	}
	arena_free(&a);
	return e;
}

static void decodes_each_kind(void **state)
{
	(void)state;
	struct cell cells[SAMPLE_N] = {};
	struct sample out = {};
	good_row(cells);
	assert_int_equal(add(&out, cells, SAMPLE_N, 1000), OK);
	assert_int_equal(out.number, -7);
	assert_true(out.flag);
	assert_string_equal(out.digits, "123");
	assert_int_equal(out.state, PROFILE_RELEASED);
	assert_int_equal(out.device, DEVICE_DELETED);
}

static void null_is_absent(void **state)
{
	(void)state;
	struct cell cells[SAMPLE_N] = {};
	struct sample out = {.text = "old", .digits = "old", .bytes = BYTES_LIT("old")};
	good_row(cells);
	cells[2].bytes = cells[3].bytes = cells[4].bytes = cells[6].bytes = (struct bytes){};
	assert_int_equal(add(&out, cells, SAMPLE_N, 1000), OK);
	assert_null(out.text);
	assert_false(bytes_present(out.bytes));
	assert_string_equal(out.digits, "");
	assert_int_equal(out.device, DEVICE_NONE);
}

static void another_number_of_columns(void **state)
{
	(void)state;
	struct cell cells[SAMPLE_N] = {};
	struct sample out = {};
	good_row(cells);
	assert_int_equal(add(&out, cells, SAMPLE_N - 1, 1000), ERR_IO);
}

static void digits_too_long(void **state)
{
	(void)state;
	struct cell cells[SAMPLE_N] = {};
	struct sample out = {};
	good_row(cells);
	cells[4].bytes = BYTES_LIT("1234");
	assert_int_equal(add(&out, cells, SAMPLE_N, 1000), ERR_TOO_LONG);
}

static void unknown_states(void **state)
{
	(void)state;
	struct cell cells[SAMPLE_N] = {};
	struct sample out = {};
	good_row(cells);
	cells[5].bytes = BYTES_LIT("released");
	assert_int_equal(add(&out, cells, SAMPLE_N, 1000), ERR_IO);
	good_row(cells);
	cells[6].bytes = BYTES_LIT("Lost");
	assert_int_equal(add(&out, cells, SAMPLE_N, 1000), ERR_IO);
}

static void arena_too_small(void **state)
{
	(void)state;
	struct cell cells[SAMPLE_N] = {};
	struct sample out = {};
	good_row(cells);
	assert_int_equal(add(&out, cells, SAMPLE_N, 1), ERR_TOO_LONG);
}

static void no_room_for_a_row(void **state)
{
	(void)state;
	static const struct column columns[] = {{.kind = COLUMN_NUMBER, .size = sizeof(int64_t)}};
	int64_t out[2] = {};
	struct rows rows = ROWS(columns, out, 2, NULL);
	for (int64_t i = 1; i <= 2; i++)
		assert_int_equal(rows_add(&rows, &(struct cell){.number = i}, 1), OK);
	assert_int_equal(rows_add(&rows, &(struct cell){.number = 3}, 1), ERR_TOO_LONG);
	assert_int_equal(out[0] * 10 + out[1], 12);
}

static void keeps_the_steps(void **state)
{
	(void)state;
	struct step steps[2] = {};
	struct unit unit = UNIT(steps);
	UNIT_ADD(&unit, STATEMENT_EVENT_LIST, 1, NULL, TEXT("x"), NUMBER(2));
	UNIT_ADD(&unit, STATEMENT_OUTBOX_JUDGE, STEP_ANY, NULL, BYTES(BYTES_LIT("y")));
	assert_int_equal(unit.n, 2);
	assert_int_equal(steps[0].params_n, 2);
	assert_string_equal(steps[0].params[0].text, "x");
	assert_int_equal(steps[1].expect, STEP_ANY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_each_kind),
		cmocka_unit_test(null_is_absent),
		cmocka_unit_test(another_number_of_columns),
		cmocka_unit_test(digits_too_long),
		cmocka_unit_test(unknown_states),
		cmocka_unit_test(arena_too_small),
		cmocka_unit_test(no_room_for_a_row),
		cmocka_unit_test(keeps_the_steps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
