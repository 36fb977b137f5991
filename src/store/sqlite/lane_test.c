/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of group commit: neighbours, failed commits, full queues, hand-over, readers. */
#include <sched.h>

#include "base/limits.h"
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
		.path = path, .create = true, .durable = true, .busy_timeout_ms = busy_timeout_ms};
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
	assert_int_equal(count(t), 0);
	assert_int_equal(put(&t->lane, 1, 1, NULL), OK);
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
	assert_int_equal(count(t), 0);
}

struct caller {
	struct lanes *t;
	pthread_t thread;
	int64_t id;
	int copies;
	enum err result;
};

static void *put_one(void *arg)
{
	struct caller *c = arg;
	c->result = put(&c->t->lane, c->id, c->copies, NULL);
	return NULL;
}

static size_t waiting(struct lanes *t)
{
	pthread_mutex_lock(&t->lane.lock);
	size_t n = t->lane.waiting;
	bool writing = t->lane.writing;
	pthread_mutex_unlock(&t->lane.lock);
	return writing ? n : SIZE_MAX;
}

/* Start callers while another process holds the file: the first waits for it, the others queue. */
static void start(struct lanes *t, struct caller *callers, size_t n)
{
	assert_int_equal(sqlite_connection_control(&t->other, SQLITE_CONTROL_BEGIN), OK);
	for (size_t i = 0; i < n; i++) {
		callers[i].t = t;
		pthread_create(&callers[i].thread, NULL, put_one, &callers[i]);
		while (waiting(t) != i)
			sched_yield();
	}
}

static void finish(struct lanes *t, struct caller *callers, size_t n)
{
	assert_int_equal(sqlite_connection_control(&t->other, SQLITE_CONTROL_ROLLBACK), OK);
	for (size_t i = 0; i < n; i++)
		pthread_join(callers[i].thread, NULL);
	assert_int_equal(waiting(t), SIZE_MAX);
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

static void waiting_units_share_a_commit(void **state)
{
	struct lanes *t = *state;
	struct commits commits = {};
	struct caller callers[9] = {};
	sqlite3_commit_hook(t->lane.writer.db, on_commit, &commits);
	for (size_t i = 0; i < 9; i++)
		callers[i] = (struct caller){.id = (int64_t)i + 1, .copies = 1};
	start(t, callers, 9);
	finish(t, callers, 9);
	for (size_t i = 0; i < 9; i++)
		assert_int_equal(callers[i].result, OK);
	assert_int_equal(count(t), 9);
	assert_int_equal(commits.n, 2);
}

static void a_bad_unit_does_not_hurt_its_neighbours(void **state)
{
	struct lanes *t = *state;
	struct caller callers[9] = {};
	for (size_t i = 0; i < 9; i++)
		callers[i] = (struct caller){.id = (int64_t)i + 1, .copies = i % 2 ? 2 : 1};
	start(t, callers, 9);
	finish(t, callers, 9);
	for (size_t i = 0; i < 9; i++)
		assert_int_equal(callers[i].result, i % 2 ? ERR_CONFLICT : OK);
	assert_int_equal(count(t), 5);
}

static void a_failed_commit_fails_its_whole_batch(void **state)
{
	struct lanes *t = *state;
	struct commits commits = {.forbid = 2};
	struct caller callers[5] = {};
	sqlite3_commit_hook(t->lane.writer.db, on_commit, &commits);
	for (size_t i = 0; i < 5; i++)
		callers[i] = (struct caller){.id = (int64_t)i + 1, .copies = i == 3 ? 2 : 1};
	start(t, callers, 5);
	finish(t, callers, 5);
	assert_int_equal(callers[0].result, OK);
	for (size_t i = 1; i < 5; i++)
		assert_int_equal(callers[i].result, ERR_RANGE);
	assert_int_equal(count(t), 1);
	assert_int_equal(put(&t->lane, 9, 1, NULL), OK);
}

static void a_lone_commit_fails(void **state)
{
	struct lanes *t = *state;
	struct commits commits = {.forbid = 1};
	sqlite3_commit_hook(t->lane.writer.db, on_commit, &commits);
	assert_int_equal(put(&t->lane, 1, 1, NULL), ERR_RANGE);
	assert_int_equal(put(&t->lane, 1, 1, NULL), OK);
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
	assert_int_equal(put(&t->lane, 1, 1, NULL), OK);
	assert_int_equal(count(t), 1);
}

static void another_process_holds_the_file_too_long(void **state)
{
	struct lanes *t = *state;
	sqlite3_busy_timeout(t->lane.writer.db, 1);
	assert_int_equal(sqlite_connection_control(&t->other, SQLITE_CONTROL_BEGIN), OK);
	assert_int_equal(put(&t->lane, 1, 1, NULL), ERR_BUSY);
	assert_int_equal(sqlite_connection_control(&t->other, SQLITE_CONTROL_ROLLBACK), OK);
	assert_int_equal(put(&t->lane, 1, 1, NULL), OK);
}

static void a_full_queue_is_busy(void **state)
{
	struct lanes *t = *state;
	pthread_mutex_lock(&t->lane.lock);
	t->lane.waiting = LIMIT_STORE_QUEUE;
	pthread_mutex_unlock(&t->lane.lock);
	assert_int_equal(put(&t->lane, 1, 1, NULL), ERR_BUSY);
	t->lane.waiting = 0;
	assert_int_equal(put(&t->lane, 1, 1, NULL), OK);
}

enum { THREADS = 16, EACH = 50 };

static void *put_many(void *arg)
{
	struct caller *c = arg;
	static const struct column columns[] = {{.kind = COLUMN_NUMBER, .size = sizeof(int64_t)}};
	for (int64_t i = 0; i < EACH && c->result == OK; i++) {
		int64_t found = 0;
		struct rows rows = ROWS(columns, &found, 1, NULL);
		struct step step = {.statement = STATEMENT_OUTBOX_JUDGE,
				    .params = {NUMBER(c->id + i)},
				    .params_n = 1,
				    .rows = &rows};
		c->result = put(&c->t->lane, c->id + i, 1, NULL);
		if (c->result == OK)
			c->result = sqlite_lane_read(&c->t->lane, &step);
		if (c->result == OK && rows.n != 1)
			c->result = ERR_NOT_FOUND; /* a caller must see what it has committed */
	}
	return NULL;
}

static void many_callers_see_what_they_wrote(void **state)
{
	struct lanes *t = *state;
	struct caller callers[THREADS] = {};
	for (size_t i = 0; i < THREADS; i++) {
		callers[i] = (struct caller){.t = t, .id = (int64_t)(i * EACH) + 1};
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
		TEST(waiting_units_share_a_commit),
		TEST(a_bad_unit_does_not_hurt_its_neighbours),
		TEST(a_failed_commit_fails_its_whole_batch),
		TEST(a_lone_commit_fails),
		TEST(what_was_left_open_is_undone),
		TEST(another_process_holds_the_file_too_long),
		TEST(a_full_queue_is_busy),
		TEST(many_callers_see_what_they_wrote),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
