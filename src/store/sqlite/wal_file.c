/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All files but write-ahead logs are opened by the VFS below and are its own. What is written to a
 * log is held as long as it goes on where the last write ended; whatever else is asked of the file
 * comes after it is written. An error of that write is told to who asks for the sync, in time for
 * the COMMIT to fail. Where a write may spoil what lies beside it, SQLite writes on behind the sync
 * to fill a sector, and others may read that at once: there, nothing is held.
 */
#include "store/sqlite/wal_file.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* SQLite's VFS for Unix cannot write more than 128 kB at a time. */
enum { HELD_MAX = 127 * 1024, NAME_MAX_LEN = 64 };

struct over {
	sqlite3_vfs base;
	sqlite3_vfs *below;
	char name[NAME_MAX_LEN];
};

/* What SQLite sees as an open log; the file of the VFS below follows it in memory. */
struct wal_file {
	sqlite3_file base;
	bool holds;
	uint8_t *held; /* made with the first write */
	size_t len;
	sqlite3_int64 offset; /* of what is held */
};

static sqlite3_file *below_of(sqlite3_file *f)
{
	return (sqlite3_file *)((struct wal_file *)f + 1);
}

static int write_below(sqlite3_file *f, const void *data, int len, sqlite3_int64 offset)
{
	sqlite3_file *below = below_of(f);
	return below->pMethods->xWrite(below, data, len, offset);
}

static int write_held(sqlite3_file *f)
{
	struct wal_file *wal = (struct wal_file *)f;
	int len = (int)wal->len;
	wal->len = 0;
	return len > 0 ? write_below(f, wal->held, len, wal->offset) : SQLITE_OK;
}

static int wal_write(sqlite3_file *f, const void *data, int len, sqlite3_int64 offset)
{
	struct wal_file *wal = (struct wal_file *)f;
	bool goes_on = offset == wal->offset + (sqlite3_int64)wal->len;
	int rc = SQLITE_OK;
	if (wal->holds && !wal->held)
		wal->held = malloc(HELD_MAX);
	if (!goes_on || wal->len + (size_t)len > HELD_MAX)
		rc = write_held(f);
	if (rc != SQLITE_OK)
		return rc;
	if (!wal->held || len > HELD_MAX)
		return write_below(f, data, len, offset);
	if (wal->len == 0)
		wal->offset = offset;
	memcpy(wal->held + wal->len, data, (size_t)len);
	wal->len += (size_t)len;
	return SQLITE_OK;
}

/* A function of the file below, after what is held was written. */
#define AFTER_WRITE(f, call)                                                                       \
	do {                                                                                       \
		sqlite3_file *below = below_of(f);                                                 \
		int rc = write_held(f);                                                            \
		return rc == SQLITE_OK ? below->pMethods->call : rc;                               \
	} while (0)

static int wal_read(sqlite3_file *f, void *data, int len, sqlite3_int64 offset)
{
	AFTER_WRITE(f, xRead(below, data, len, offset));
}

static int wal_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	AFTER_WRITE(f, xTruncate(below, size));
}

static int wal_sync(sqlite3_file *f, int flags)
{
	AFTER_WRITE(f, xSync(below, flags));
}

static int wal_size(sqlite3_file *f, sqlite3_int64 *size)
{
	AFTER_WRITE(f, xFileSize(below, size));
}

static int wal_control(sqlite3_file *f, int op, void *argument)
{
	AFTER_WRITE(f, xFileControl(below, op, argument));
}

static int wal_close(sqlite3_file *f)
{
	struct wal_file *wal = (struct wal_file *)f;
	int rc = write_held(f);
	int closed = below_of(f)->pMethods->xClose(below_of(f));
	free(wal->held);
	return rc == SQLITE_OK ? closed : rc;
}

static int wal_lock(sqlite3_file *f, int level)
{
	return below_of(f)->pMethods->xLock(below_of(f), level);
}

static int wal_unlock(sqlite3_file *f, int level)
{
	return below_of(f)->pMethods->xUnlock(below_of(f), level);
}

static int wal_reserved(sqlite3_file *f, int *out)
{
	return below_of(f)->pMethods->xCheckReservedLock(below_of(f), out);
}

static int wal_sector(sqlite3_file *f)
{
	return below_of(f)->pMethods->xSectorSize(below_of(f));
}

static int wal_characteristics(sqlite3_file *f)
{
	return below_of(f)->pMethods->xDeviceCharacteristics(below_of(f));
}

static const sqlite3_io_methods wal_methods = {
	.iVersion = 1,
	.xClose = wal_close,
	.xRead = wal_read,
	.xWrite = wal_write,
	.xTruncate = wal_truncate,
	.xSync = wal_sync,
	.xFileSize = wal_size,
	.xLock = wal_lock,
	.xUnlock = wal_unlock,
	.xCheckReservedLock = wal_reserved,
	.xFileControl = wal_control,
	.xSectorSize = wal_sector,
	.xDeviceCharacteristics = wal_characteristics,
};

static int over_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
	sqlite3_vfs *below = ((struct over *)vfs)->below;
	if (!(flags & SQLITE_OPEN_WAL))
		return below->xOpen(below, name, f, flags, out);
	*(struct wal_file *)f = (struct wal_file){};
	int rc = below->xOpen(below, name, below_of(f), flags, out);
	if (rc == SQLITE_OK) {
		f->pMethods = &wal_methods;
		((struct wal_file *)f)->holds =
			wal_characteristics(f) & SQLITE_IOCAP_POWERSAFE_OVERWRITE;
	} else if (below_of(f)->pMethods) {
		(void)below_of(f)->pMethods->xClose(below_of(f));
	}
	return rc;
}

/* Everything but opening is the VFS below's, which finds its own data where it is used to. */
static enum err make(sqlite3_vfs *below, const char *name)
{
	struct over *over = calloc(1, sizeof(*over));
	if (!over)
		return ERR_NOMEM;
	over->base = *below;
	over->below = below;
	(void)snprintf(over->name, sizeof(over->name), "%s", name);
	over->base.zName = over->name;
	over->base.pNext = NULL;
	over->base.szOsFile = (int)sizeof(struct wal_file) + below->szOsFile;
	over->base.xOpen = over_open;
	if (sqlite3_vfs_register(&over->base, 0) == SQLITE_OK)
		return OK;
	free(over);
	return ERR_NOMEM;
}

static enum err find_or_make(sqlite3_vfs *below, const char **name)
{
	char wanted[NAME_MAX_LEN] = "";
	(void)snprintf(wanted, sizeof(wanted), "rspd-%s", below->zName);
	if (!sqlite3_vfs_find(wanted))
		TRY(make(below, wanted));
	*name = sqlite3_vfs_find(wanted)->zName;
	return OK;
}

enum err sqlite_wal_vfs(const char *below, const char **name)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	sqlite3_vfs *vfs = sqlite3_vfs_find(below);
	if (!vfs)
		return ERR_IO;
	(void)pthread_mutex_lock(&lock);
	enum err e = find_or_make(vfs, name);
	(void)pthread_mutex_unlock(&lock);
	return e;
}
