/* SPDX-License-Identifier: Apache-2.0 */
/* The SQLite driver: one file, one lane. */
#include "store/sqlite/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/sqlite/lane.h"
#include "store/sqlite/schema.h"

struct store_backend {
	struct sqlite_lane lane;
	struct buf path; /* with NUL */
	const struct store_options *options;
};

/* Bytes of a path with its NUL; as the system's PATH_MAX. */
enum { PATH_LEN_MAX = 4096, BUSY_TIMEOUT_DEFAULT_MS = 10 * 1000 };

static struct sqlite_file file_of(const char *path, const struct store_options *options)
{
	int timeout_ms = options->busy_timeout_ms;
	return (struct sqlite_file){
		.path = path,
		.vfs = options->vfs,
		.busy_timeout_ms = timeout_ms ? timeout_ms : BUSY_TIMEOUT_DEFAULT_MS,
	};
}

static const char *text_of(const struct buf *b)
{
	return (const char *)buf_bytes(b).ptr;
}

static enum err name_file(struct store_backend *b, const char *path)
{
	b->path = buf_make(PATH_LEN_MAX);
	TRY(buf_put_str(&b->path, path));
	return buf_put_u8(&b->path, 0);
}

static enum err open_lane(struct store_backend *b)
{
	const struct sqlite_file file = file_of(text_of(&b->path), b->options);
	TRY(sqlite_lane_open(&b->lane, &file));
	int number = 0;
	enum err e = sqlite_schema_number(&b->lane.writer, &number);
	if (e == OK && number < sqlite_schema_newest())
		e = ERR_WRONG_STATE;
	if (e != OK)
		sqlite_lane_close(&b->lane);
	return e;
}

static void release(struct store_backend *b)
{
	buf_free(&b->path);
	free(b);
}

static enum err driver_open(const char *path, const struct store_options *options,
			    struct store_backend **out)
{
	struct store_backend *b = calloc(1, sizeof(*b));
	if (!b)
		return ERR_NOMEM;
	b->options = options;
	enum err e = name_file(b, path);
	if (e == OK)
		e = open_lane(b);
	if (e != OK) {
		release(b);
		return e;
	}
	*out = b;
	return OK;
}

static void driver_close(struct store_backend *b)
{
	sqlite_lane_close(&b->lane);
	release(b);
}

/* SQLite would make the file readable to all: make it first, for the owner only. */
static enum err make_private(const char *path, const struct store_options *options)
{
	if (options->vfs)
		return OK;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno == EEXIST ? ERR_CONFLICT : ERR_IO;
	close(fd);
	return OK;
}

static enum err driver_run(struct store_backend *b, struct unit *unit)
{
	return sqlite_lane_run(&b->lane, unit);
}

static enum err driver_read(struct store_backend *b, struct step *step)
{
	return sqlite_lane_read(&b->lane, step);
}

static enum err driver_read_present(struct store_backend *b, struct step *step)
{
	if (statement_row(step->statement)->slow)
		return sqlite_lane_read(&b->lane, step);
	return sqlite_lane_read_present(&b->lane, step);
}

static uint64_t driver_mark(struct store_backend *b)
{
	return sqlite_lane_mark(&b->lane);
}

static enum err driver_settle(struct store_backend *b, uint64_t mark)
{
	return sqlite_lane_settle(&b->lane, mark);
}

static enum err driver_migrate(const char *path, const struct store_options *options, int *from,
			       int *to)
{
	enum err e = make_private(path, options);
	if (e != OK && e != ERR_CONFLICT)
		return e;
	struct sqlite_file file = file_of(path, options);
	file.create = true;
	struct sqlite_connection c = {};
	TRY(sqlite_connection_open(&c, &file));
	e = sqlite_schema_migrate(&c, from, to);
	sqlite_connection_close(&c);
	return e;
}

static enum err copy_into(sqlite3 *to, sqlite3 *from)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	if (!backup)
		return sqlite_connection_error(to, sqlite3_errcode(to), "backup");
	int rc = sqlite3_backup_step(backup, -1);
	int finished = sqlite3_backup_finish(backup);
	if (rc != SQLITE_DONE)
		return sqlite_connection_error(to, rc, "backup");
	return finished == SQLITE_OK ? OK : sqlite_connection_error(to, finished, "backup");
}

static enum err driver_backup(struct store_backend *b, const char *path)
{
	TRY(make_private(path, b->options));
	struct sqlite_file file = file_of(text_of(&b->path), b->options);
	struct sqlite_connection from = {};
	struct sqlite_connection to = {};
	file.reader = true;
	TRY(sqlite_connection_open(&from, &file));
	file.path = path;
	file.reader = false;
	file.create = true;
	enum err e = sqlite_connection_open(&to, &file);
	if (e == OK)
		e = copy_into(to.db, from.db);
	sqlite_connection_close(&to);
	sqlite_connection_close(&from);
	return e;
}

const struct store_driver sqlite_driver = {
	.open = driver_open,
	.close = driver_close,
	.migrate = driver_migrate,
	.backup = driver_backup,
	.run = driver_run,
	.read = driver_read,
	.read_present = driver_read_present,
	.mark = driver_mark,
	.settle = driver_settle,
};
