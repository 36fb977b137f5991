/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of a log's file: what is held, when it is written, and who learns that it could not be. */
#include "store/fixture_test.h"

#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "store/sqlite/wal_file.h"

enum { FRAME = 4120, FRAMES_HELD = 31 };

struct scene {
	struct fixture f;
	char path[128];
	sqlite3_file *file;
};

static int open_as(struct scene *s, const char *path, int kind)
{
	const char *name = NULL;
	assert_int_equal(sqlite_wal_vfs(NULL, &name), OK);
	sqlite3_vfs *vfs = sqlite3_vfs_find(name);
	assert_non_null(vfs);
	s->file = calloc(1, (size_t)vfs->szOsFile);
	assert_non_null(s->file);
	return vfs->xOpen(vfs, path, s->file, kind | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
			  NULL);
}

static int setup(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	assert_non_null(s);
	fixture_folder(&s->f);
	/* A log is opened with the permissions of its database. */
	FILE *database = fopen(s->f.path, "we");
	assert_non_null(database);
	assert_int_equal(fclose(database), 0);
	(void)snprintf(s->path, sizeof(s->path), "%s-wal", s->f.path);
	*state = s;
	return open_as(s, s->path, SQLITE_OPEN_WAL);
}

static void close_file(struct scene *s)
{
	if (s->file && s->file->pMethods)
		(void)s->file->pMethods->xClose(s->file);
	free(s->file);
	s->file = NULL;
}

static int teardown(void **state)
{
	struct scene *s = *state;
	close_file(s);
	fixture_close(&s->f);
	free(s);
	return 0;
}

static int write_at(struct scene *s, char fill, int len, sqlite3_int64 offset)
{
	static char data[256 * 1024];
	memset(data, fill, (size_t)len);
	return s->file->pMethods->xWrite(s->file, data, len, offset);
}

/* What the disk has of it. */
static long long size_of(const struct scene *s)
{
	struct stat status = {};
	assert_int_equal(stat(s->path, &status), 0);
	return (long long)status.st_size;
}

static char byte_at(struct scene *s, sqlite3_int64 offset)
{
	char byte = '\0';
	assert_int_equal(s->file->pMethods->xRead(s->file, &byte, 1, offset), SQLITE_OK);
	return byte;
}

static void frames_are_held_until_the_sync(void **state)
{
	struct scene *s = *state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(write_at(s, 'h', 24, i * FRAME), SQLITE_OK);
		assert_int_equal(write_at(s, (char)('a' + i), FRAME - 24, i * FRAME + 24),
				 SQLITE_OK);
	}
	assert_int_equal(size_of(s), 0);
	assert_int_equal(s->file->pMethods->xSync(s->file, SQLITE_SYNC_NORMAL), SQLITE_OK);
	assert_int_equal(size_of(s), 3 * FRAME);
	assert_int_equal(byte_at(s, 2 * FRAME), 'h');
	assert_int_equal(byte_at(s, 3 * FRAME - 1), 'c');
}

/* SQLite begins the log anew, or corrects a frame. */
static void a_write_elsewhere_comes_after_what_is_held(void **state)
{
	struct scene *s = *state;
	assert_int_equal(write_at(s, 'a', FRAME, 0), SQLITE_OK);
	assert_int_equal(write_at(s, 'b', 100, 50), SQLITE_OK);
	assert_int_equal(size_of(s), FRAME);
	assert_int_equal(byte_at(s, 49), 'a');
	assert_int_equal(byte_at(s, 50), 'b');
	assert_int_equal(byte_at(s, 150), 'a');
}

static void whoever_asks_sees_what_is_held(void **state)
{
	struct scene *s = *state;
	sqlite3_int64 size = 0;
	assert_int_equal(write_at(s, 'a', FRAME, 0), SQLITE_OK);
	assert_int_equal(s->file->pMethods->xFileSize(s->file, &size), SQLITE_OK);
	assert_int_equal(size, FRAME);
	assert_int_equal(write_at(s, 'b', FRAME, FRAME), SQLITE_OK);
	assert_int_equal(byte_at(s, FRAME), 'b');
	assert_int_equal(write_at(s, 'c', FRAME, 2 * FRAME), SQLITE_OK);
	assert_int_equal(s->file->pMethods->xTruncate(s->file, FRAME), SQLITE_OK);
	assert_int_equal(size_of(s), FRAME);
	assert_int_equal(write_at(s, 'd', FRAME, FRAME), SQLITE_OK);
	close_file(s);
	assert_int_equal(size_of(s), 2 * FRAME);
}

/* More is written in between, and what is longer than there is room goes straight there. */
static void no_more_is_held_than_there_is_room_for(void **state)
{
	struct scene *s = *state;
	for (int i = 0; i < FRAMES_HELD; i++)
		assert_int_equal(write_at(s, 'a', FRAME, i * FRAME), SQLITE_OK);
	assert_int_equal(size_of(s), 0);
	assert_int_equal(write_at(s, 'b', FRAME, FRAMES_HELD * FRAME), SQLITE_OK);
	assert_int_equal(size_of(s), FRAMES_HELD * FRAME);
	assert_int_equal(write_at(s, 'c', 128 * 1024 - 1, (FRAMES_HELD + 1) * FRAME), SQLITE_OK);
	assert_int_equal(size_of(s), (FRAMES_HELD + 1) * FRAME + 128 * 1024 - 1);
	assert_int_equal(byte_at(s, FRAMES_HELD * FRAME), 'b');
}

static void a_full_disk_fails_the_sync(void **state)
{
	struct scene *s = *state;
	close_file(s);
	assert_int_equal(open_as(s, "/dev/full", SQLITE_OPEN_WAL), SQLITE_OK);
	assert_int_equal(write_at(s, 'a', FRAME, 0), SQLITE_OK);
	assert_int_equal(s->file->pMethods->xSync(s->file, SQLITE_SYNC_NORMAL), SQLITE_FULL);
	assert_int_equal(write_at(s, 'a', FRAME, 0), SQLITE_OK);
	assert_int_equal(write_at(s, 'a', FRAME, 0), SQLITE_FULL);
}

/* Then SQLite writes on behind the sync, for others to read. */
static void nothing_is_held_where_a_write_may_spoil_more(void **state)
{
	struct scene *s = *state;
	const char *parameters[] = {"psow", "0"};
	sqlite3_filename name = sqlite3_create_filename(s->path, "", "", 1, parameters);
	assert_non_null(name);
	close_file(s);
	assert_int_equal(open_as(s, name, SQLITE_OPEN_WAL | SQLITE_OPEN_URI), SQLITE_OK);
	assert_int_equal(write_at(s, 'a', FRAME, 0), SQLITE_OK);
	assert_int_equal(size_of(s), FRAME);
	close_file(s);
	sqlite3_free_filename(name);
}

static void other_files_are_the_system_s(void **state)
{
	struct scene *s = *state;
	close_file(s);
	assert_int_equal(open_as(s, s->path, SQLITE_OPEN_MAIN_DB), SQLITE_OK);
	assert_true(s->file->pMethods->iVersion >= 2);
	assert_int_equal(write_at(s, 'a', FRAME, 0), SQLITE_OK);
	assert_int_equal(size_of(s), FRAME);
}

static void what_cannot_be_opened(void **state)
{
	struct scene *s = *state;
	const char *name = NULL;
	close_file(s);
	assert_int_equal(open_as(s, "/nowhere/log", SQLITE_OPEN_WAL) & 0xFF, SQLITE_CANTOPEN);
	assert_null(s->file->pMethods);
	assert_int_equal(sqlite_wal_vfs("no such", &name), ERR_IO);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_are_held_until_the_sync),
		TEST(a_write_elsewhere_comes_after_what_is_held),
		TEST(whoever_asks_sees_what_is_held),
		TEST(no_more_is_held_than_there_is_room_for),
		TEST(a_full_disk_fails_the_sync),
		TEST(nothing_is_held_where_a_write_may_spoil_more),
		TEST(other_files_are_the_system_s),
		TEST(what_cannot_be_opened),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
