/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of batches: neighbours, failed commits, settling, other processes, readers. */
#include "store/fixture_test.h"
#include "store/sqlite/lane.h"
#include "store/sqlite/schema.h"

struct lanes {
	struct fixture f;
	struct sqlite_lane lane;
	struct sqlite_connection other; /* as another process */
};

static struct sqlite_file file_at(const char *path, int busy_timeout_ms)
{
	return (struct sqlite_file){
		.path = path, .create = true, .busy_timeout_ms = busy_timeout_ms};
}

static int setup(void **state)
{
	struct lanes *t = calloc(1, sizeof(*t));
	int numbers[2] = {};
	assert_non_null(t);
	fixture_folder(&t->f);
	struct sqlite_file file = file_at(t->f.path, 60 * 1000);
	assert_int_equal(sqlite_connection_open(&t->other, &file), OK);
	assert_int_equal(sqlite_schema_migrate(&t->other, &numbers[0], &numbers[1]), OK);
	assert_int_equal(sqlite_lane_open(&t->lane, &file), OK);
	*state = t;
	return 0;
}

static int teardown(void **state)
{
	struct lanes *t = *state;
	sqlite_lane_close(&t->lane);
	sqlite_connection_close(&t->other);
	fixture_close(&t->f);
	free(t);
	return 0;
}

/* An outbox message with this id; `copies` of it are `copies - 1` too many. */
static enum err put(struct sqlite_lane *lane, int64_t id, int copies, size_t *failed)
{
	struct step steps[2] = {};
	struct unit unit = UNIT(steps);
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	iccid_of((unsigned)id, iccid);
	for (int i = 0; i < copies; i++)
		UNIT_ADD(&unit, STATEMENT_OUTBOX_INSERT, 1, NULL, NUMBER(id),
			 TEXT(i ? "other" : acme), TEXT(iccid), TEXT("kind"),
			 BYTES(BYTES_LIT("body")), NUMBER(1));
	enum err e = sqlite_lane_run(lane, &unit);
	if (failed)
		*failed = unit.failed;
	return e;
}

/* The same, and settled. */
static enum err put_settled(struct sqlite_lane *lane, int64_t id)
{
	uint64_t mark = sqlite_lane_mark(lane);
	enum err e = put(lane, id, 1, NULL);
	enum err settled = sqlite_lane_settle(lane, mark);
	return e == OK ? settled : e;
}

static int64_t count(struct lanes *t)
{
	int64_t n = -1;
	assert_int_equal(sqlite_connection_number(&t->other, "SELECT count(*) FROM outbox", &n),
			 OK);
	return n;
}

static void a_unit_is_all_or_nothing(void **state)
{
	struct lanes *t = *state;
	size_t failed = 9;
	assert_int_equal(put(&t->lane, 1, 2, &failed), ERR_CONFLICT);
	assert_int_equal(failed, 1);
	assert_int_equal(put_settled(&t->lane, 1), OK);
	assert_int_equal(count(t), 1);
}

static void an_expectation_that_is_not_met(void **state)
{
	struct lanes *t = *state;
	struct step steps[2] = {};
	struct unit unit = UNIT(steps);
	UNIT_ADD(&unit, STATEMENT_OUTBOX_INSERT, 1, NULL, NUMBER(1), TEXT(acme), TEXT("8900"),
		 TEXT("kind"), BYTES(BYTES_LIT("body")), NUMBER(1));
	UNIT_ADD(&unit, STATEMENT_OUTBOX_DELIVERED, 1, NULL, NUMBER(2), NUMBER(0));
	assert_int_equal(sqlite_lane_run(&t->lane, &unit), ERR_MISMATCH);
	assert_int_equal(unit.failed, 1);
	assert_int_equal(put_settled(&t->lane, 2), OK);
	assert_int_equal(count(t), 1);
}

/* How often the writer has committed; the hook's result may forbid it. */
struct commits {
	int n;
	int forbid;
};

static int on_commit(void *arg)
{
	struct commits *commits = arg;
	commits->n++;
	return commits->forbid == commits->n;
}

static void units_share_a_commit(void **state)
{
	struct lanes *t = *state;
	struct commits commits = {};
	uint64_t mark = sqlite_lane_mark(&t->lane);
	sqlite3_commit_hook(t->lane.writer.db, on_commit, &commits);
	for (int64_t i = 1; i <= 9; i++)
		assert_int_equal(put(&t->lane, i, 1, NULL), OK);
	assert_int_equal(count(t), 0);
	assert_int_equal(sqlite_lane_settle(&t->lane, mark), OK);
	assert_int_equal(count(t), 9);
	assert_int_equal(sqlite_lane_settle(&t->lane, mark), OK);
	assert_int_equal(commits.n, 1);
}

static void a_bad_unit_does_not_hurt_its_neighbours(void **state)
{
	struct lanes *t = *state;
	uint64_t mark = sqlite_lane_mark(&t->lane);
	for (int64_t i = 1; i <= 9; i++)
		assert_int_equal(put(&t->lane, i, i % 2 ? 1 : 2, NULL), i % 2 ? OK : ERR_CONFLICT);
	assert_int_equal(sqlite_lane_settle(&t->lane, mark), OK);
	assert_int_equal(count(t), 5);
}

/* A message with this id, twice if `twice`: of a unit whose first step alone may be refused. */
static enum err put_decided(struct sqlite_lane *lane, int64_t id, bool twice)
{
	static const char *const queues[] = {"decided", "other"};
	struct step steps[2] = {};
	struct unit unit = UNIT(steps);
	unit.first_decides = true;
	for (int i = 0; i < 1 + twice; i++)
		UNIT_ADD(&unit, STATEMENT_OUTBOX_INSERT, 1, NULL, NUMBER(id), TEXT(queues[i]),
			 TEXT("8900"), TEXT("kind"), BYTES(BYTES_LIT("body")), NUMBER(1));
	return sqlite_lane_run(lane, &unit);
}

static void a_refusal_by_the_first_step_is_the_unit_s_own(void **state)
{
	struct lanes *t = *state;
	uint64_t mark = sqlite_lane_mark(&t->lane);
	assert_int_equal(put(&t->lane, 1, 1, NULL), OK);
	assert_int_equal(put_decided(&t->lane, 1, false), ERR_CONFLICT);
	assert_int_equal(put(&t->lane, 2, 1, NULL), OK);
	assert_int_equal(sqlite_lane_settle(&t->lane, mark), OK);
	assert_int_equal(count(t), 2);
}

/* Half of it must not be there, so none of what shares its COMMIT is. */
static void a_failure_after_the_deciding_step_takes_the_batch(void **state)
{
	struct lanes *t = *state;
	uint64_t mark = sqlite_lane_mark(&t->lane);
	assert_int_equal(put(&t->lane, 1, 1, NULL), OK);
	assert_int_equal(put_decided(&t->lane, 2, true), ERR_CONFLICT);
	assert_int_equal(put(&t->lane, 3, 1, NULL), OK);
	assert_int_equal(sqlite_lane_settle(&t->lane, mark), ERR_CONFLICT);
	assert_int_equal(count(t), 1);
	assert_int_equal(put_settled(&t->lane, 4), OK);
	assert_int_equal(count(t), 2);
}

/* Whoever has done or seen something of the batch is told, however late he settles. */
static void a_failed_commit_fails_its_whole_batch(void **state)
{
	struct lanes *t = *state;
	struct commits commits = {.forbid = 1};
	sqlite3_commit_hook(t->lane.writer.db, on_commit, &commits);
	uint64_t one = sqlite_lane_mark(&t->lane), other = sqlite_lane_mark(&t->lane);
	assert_int_equal(put(&t->lane, 1, 1, NULL), OK);
	assert_int_equal(put(&t->lane, 2, 2, NULL), ERR_CONFLICT);
	assert_int_equal(put(&t->lane, 3, 1, NULL), OK);
	assert_int_equal(sqlite_lane_settle(&t->lane, one), ERR_RANGE);
	uint64_t third = sqlite_lane_mark(&t->lane);
	assert_int_equal(put(&t->lane, 9, 1, NULL), OK);
	assert_int_equal(sqlite_lane_settle(&t->lane, third), OK);
	assert_int_equal(sqlite_lane_settle(&t->lane, other), ERR_RANGE);
	assert_int_equal(count(t), 1);
}

/* A disk that is full, e.g.: SQLite undoes all of the transaction. */
static void a_batch_that_sqlite_gives_up(void **state)
{
	struct lanes *t = *state;
	int64_t pages = 0;
	uint64_t mark = sqlite_lane_mark(&t->lane);
	enum err e = OK;
	assert_int_equal(put(&t->lane, 1, 1, NULL), OK);
	assert_int_equal(
		sqlite_connection_number(&t->lane.writer, "PRAGMA max_page_count = 1", &pages), OK);
	for (int64_t i = 2; i < 10000 && e == OK; i++)
		e = put(&t->lane, i, 1, NULL);
	assert_int_equal(e, ERR_IO);
	(void)sqlite_lane_settle(&t->lane, mark);
	assert_int_equal(sqlite_connection_number(&t->lane.writer,
						  "PRAGMA max_page_count = 1000000", &pages),
			 OK);
	mark = sqlite_lane_mark(&t->lane);
	assert_int_equal(put(&t->lane, 20000, 1, NULL), OK);
	assert_int_equal(sqlite_lane_settle(&t->lane, mark), OK);
}

static enum err find(struct sqlite_lane *lane,
		     enum err (*read)(struct sqlite_lane *, struct step *), int64_t id)
{
	static const struct column columns[] = {{.kind = COLUMN_NUMBER, .size = sizeof(int64_t)}};
	int64_t found = 0;
	struct rows rows = ROWS(columns, &found, 1, NULL);
	struct step step = {.statement = STATEMENT_OUTBOX_JUDGE,
			    .params = {NUMBER(id)},
			    .params_n = 1,
			    .rows = &rows};
	TRY(read(lane, &step));
	return rows.n == 1 ? OK : ERR_NOT_FOUND;
}

static int interrupt_it(void *arg)
{
	(void)arg;
	return 1;
}

/* … also under a read: what the batch did is undone, and who did it is told. */
static void a_read_that_fails_in_a_batch(void **state)
{
	struct lanes *t = *state;
	uint64_t mark = sqlite_lane_mark(&t->lane);
	assert_int_equal(put(&t->lane, 1, 1, NULL), OK);
	sqlite3_progress_handler(t->lane.writer.db, 1, interrupt_it, NULL);
	assert_int_not_equal(find(&t->lane, sqlite_lane_read_present, 1), OK);
	sqlite3_progress_handler(t->lane.writer.db, 0, NULL, NULL);
	bool undone = sqlite3_get_autocommit(t->lane.writer.db);
	assert_int_equal(sqlite_lane_settle(&t->lane, mark) == OK, !undone);
	assert_int_equal(count(t), undone ? 0 : 1);
	mark = sqlite_lane_mark(&t->lane);
	assert_int_equal(put(&t->lane, 2, 1, NULL), OK);
	assert_int_equal(sqlite_lane_settle(&t->lane, mark), OK);
}

static void what_is_not_settled_is_seen_at_present_only(void **state)
{
	struct lanes *t = *state;
	uint64_t mark = sqlite_lane_mark(&t->lane);
	assert_int_equal(put(&t->lane, 1, 1, NULL), OK);
	assert_int_equal(find(&t->lane, sqlite_lane_read, 1), ERR_NOT_FOUND);
	assert_int_equal(find(&t->lane, sqlite_lane_read_present, 1), OK);
	assert_int_equal(sqlite_lane_settle(&t->lane, mark), OK);
	assert_int_equal(find(&t->lane, sqlite_lane_read, 1), OK);
	assert_int_equal(find(&t->lane, sqlite_lane_read_present, 1), OK);
}

/* A transaction that was left open (its ROLLBACK failed) is undone by the next batch. */
static void what_was_left_open_is_undone(void **state)
{
	struct lanes *t = *state;
	assert_int_equal(sqlite_connection_control(&t->lane.writer, SQLITE_CONTROL_BEGIN), OK);
	assert_int_equal(sqlite_connection_exec(&t->lane.writer,
						"INSERT INTO outbox (id, operator_name, iccid, "
						"kind, body, created_at) "
						"VALUES (7, 'x', 'x', 'x', x'00', 1)"),
			 OK);
	assert_int_equal(put_settled(&t->lane, 1), OK);
	assert_int_equal(count(t), 1);
}

static void another_process_holds_the_file_too_long(void **state)
{
	struct lanes *t = *state;
	sqlite3_busy_timeout(t->lane.writer.db, 1);
	assert_int_equal(sqlite_connection_control(&t->other, SQLITE_CONTROL_BEGIN), OK);
	assert_int_equal(put(&t->lane, 1, 1, NULL), ERR_BUSY);
	assert_int_equal(sqlite_connection_control(&t->other, SQLITE_CONTROL_ROLLBACK), OK);
	assert_int_equal(put_settled(&t->lane, 1), OK);
}

enum { THREADS = 16, EACH = 50 };

struct caller {
	struct sqlite_lane *lane;
	pthread_t thread;
	int64_t id;
	enum err result;
};

/* A caller must see what it has committed. */
static enum err put_and_see(struct sqlite_lane *lane, int64_t id)
{
	uint64_t mark = sqlite_lane_mark(lane);
	TRY(put(lane, id, 1, NULL));
	TRY(sqlite_lane_settle(lane, mark));
	return find(lane, sqlite_lane_read, id);
}

static void *put_many(void *arg)
{
	struct caller *c = arg;
	for (int64_t i = 0; i < EACH && c->result == OK; i++)
		c->result = put_and_see(c->lane, c->id + i);
	return NULL;
}

static void many_callers_see_what_they_wrote(void **state)
{
	struct lanes *t = *state;
	struct caller callers[THREADS] = {};
	for (size_t i = 0; i < THREADS; i++) {
		callers[i] = (struct caller){.lane = &t->lane, .id = (int64_t)(i * EACH) + 1};
		pthread_create(&callers[i].thread, NULL, put_many, &callers[i]);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(callers[i].thread, NULL);
		assert_int_equal(callers[i].result, OK);
	}
	assert_int_equal(count(t), THREADS * EACH);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_unit_is_all_or_nothing),
		TEST(an_expectation_that_is_not_met),
		TEST(units_share_a_commit),
		TEST(a_bad_unit_does_not_hurt_its_neighbours),
		TEST(a_refusal_by_the_first_step_is_the_unit_s_own),
		TEST(a_failure_after_the_deciding_step_takes_the_batch),
		TEST(a_failed_commit_fails_its_whole_batch),
		TEST(a_batch_that_sqlite_gives_up),
		TEST(a_read_that_fails_in_a_batch),
		TEST(what_is_not_settled_is_seen_at_present_only),
		TEST(what_was_left_open_is_undone),
		TEST(another_process_holds_the_file_too_long),
		TEST(many_callers_see_what_they_wrote),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
