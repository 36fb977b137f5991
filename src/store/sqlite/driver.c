/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SQLite driver: two lanes, the durable one and that of the sessions, which is a file of its
 * own without fsync. The session lane is opened with its first use: a tool that only imports
 * leaves no such file behind.
 */
#include "store/sqlite/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "store/sqlite/lane.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sessions_file.h"

struct store_backend {
	struct sqlite_lane durable;
	struct sqlite_lane sessions;
	struct buf path;	  /* with NUL */
	struct buf sessions_path; /* with NUL */
	const struct store_options *options;
	pthread_mutex_t sessions_lock; /* over sessions_open */
	bool sessions_open;
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
		.durable = true,
	};
}

static const char *text_of(const struct buf *b)
{
	return (const char *)buf_bytes(b).ptr;
}

static enum err name_files(struct store_backend *b, const char *path)
{
	b->path = buf_make(PATH_LEN_MAX);
	b->sessions_path = buf_make(PATH_LEN_MAX);
	TRY(buf_put_str(&b->path, path));
	TRY(buf_put_u8(&b->path, 0));
	return sqlite_sessions_file_path(path, b->options->boot_id, &b->sessions_path);
}

static enum err open_durable(struct store_backend *b)
{
	const struct sqlite_file file = file_of(text_of(&b->path), b->options);
	TRY(sqlite_lane_open(&b->durable, &file));
	int number = 0;
	enum err e = sqlite_schema_number(&b->durable.writer, &number);
	if (e == OK && number < sqlite_schema_newest())
		e = ERR_WRONG_STATE;
	if (e != OK)
		sqlite_lane_close(&b->durable);
	return e;
}

static void release(struct store_backend *b)
{
	buf_free(&b->path);
	buf_free(&b->sessions_path);
	pthread_mutex_destroy(&b->sessions_lock);
	free(b);
}

static enum err driver_open(const char *path, const struct store_options *options,
			    struct store_backend **out)
{
	struct store_backend *b = calloc(1, sizeof(*b));
	if (!b)
		return ERR_NOMEM;
	b->options = options;
	pthread_mutex_init(&b->sessions_lock, NULL);
	enum err e = name_files(b, path);
	if (e == OK)
		e = open_durable(b);
	if (e != OK) {
		release(b);
		return e;
	}
	*out = b;
	return OK;
}

static void driver_close(struct store_backend *b)
{
	if (b->sessions_open)
		sqlite_lane_close(&b->sessions);
	sqlite_lane_close(&b->durable);
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

static enum err open_sessions_file(struct store_backend *b)
{
	struct sqlite_file file = file_of(text_of(&b->sessions_path), b->options);
	file.durable = false;
	file.create = true;
	enum err made = make_private(file.path, b->options);
	if (made != ERR_CONFLICT)
		TRY(made);
	TRY(sqlite_lane_open(&b->sessions, &file));
	enum err e = sqlite_schema_sessions(&b->sessions.writer);
	if (e != OK)
		sqlite_lane_close(&b->sessions);
	return e;
}

static bool is_damage(enum err e)
{
	return e == ERR_IO || e == ERR_UNSUPPORTED;
}

static enum err open_sessions(struct store_backend *b)
{
	if (!b->options->vfs)
		sqlite_sessions_file_sweep(text_of(&b->path), text_of(&b->sessions_path));
	enum err e = open_sessions_file(b);
	if (!is_damage(e))
		return e;
	LOG_EVENT(LOG_WARN, "sessions dropped", LOG_ERR(e));
	sqlite_sessions_file_remove(text_of(&b->sessions_path));
	return open_sessions_file(b);
}

static enum err lane_for(struct store_backend *b, enum statement statement,
			 struct sqlite_lane **out)
{
	*out = &b->durable;
	if (!statement_row(statement)->session)
		return OK;
	*out = &b->sessions;
	pthread_mutex_lock(&b->sessions_lock);
	enum err e = b->sessions_open ? OK : open_sessions(b);
	b->sessions_open = e == OK;
	pthread_mutex_unlock(&b->sessions_lock);
	return sqlite_connection_lost(e);
}

static enum err driver_run(struct store_backend *b, struct unit *unit)
{
	struct sqlite_lane *lane = NULL;
	TRY(lane_for(b, unit->steps[0].statement, &lane));
	return sqlite_lane_run(lane, unit);
}

static enum err driver_read(struct store_backend *b, struct step *step)
{
	struct sqlite_lane *lane = NULL;
	TRY(lane_for(b, step->statement, &lane));
	return sqlite_lane_read(lane, step);
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
};
