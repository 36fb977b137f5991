/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each file's content at its last sync is kept in memory beside a list of the writes since. One
 * lock for all of it: this is a test's disk, not a fast one. Files outlive their handles, as files
 * do. The write-ahead log's shared memory passes through: power loss takes it anyway.
 */
#include "powercut.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "sys/file.h"

enum { FILES_MAX = 16, FILE_SIZE_MAX = 64 * 1024 * 1024, SECTOR = 512, PIECE = 4096 };

struct pending {
	struct pending *next;
	int64_t offset;
	size_t len; /* 0: truncate to `offset` */
	uint8_t data[];
};

struct disk_file {
	char path[512];
	bool present;
	struct buf synced;
	struct pending *first;
	struct pending **last;
};

static struct {
	pthread_mutex_t lock;
	struct disk_file files[FILES_MAX];
	size_t files_n;
	uint64_t writes;
	uint64_t cut_at;
	bool off;
	sqlite3_vfs *below;
	bool (*fails)(void);
} disk = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* What SQLite sees as an open file; the file of the VFS below follows it in memory. */
struct handle {
	sqlite3_file base;
	struct disk_file *file; /* NULL for a temporary file */
};

static sqlite3_file *below_of(sqlite3_file *f)
{
	return (sqlite3_file *)((struct handle *)f + 1);
}

static void unlock(pthread_mutex_t **lock)
{
	(void)pthread_mutex_unlock(*lock);
}

#define HOLD_LOCK()                                                                                \
	CLEANUP(unlock) pthread_mutex_t *held = &disk.lock;                                        \
	(void)pthread_mutex_lock(held)

static void drop_pending(struct disk_file *f)
{
	while (f->first) {
		struct pending *p = f->first;
		f->first = p->next;
		free(p);
	}
	f->last = &f->first;
}

static void forget_all(void)
{
	for (size_t i = 0; i < disk.files_n; i++) {
		drop_pending(&disk.files[i]);
		buf_free(&disk.files[i].synced);
	}
	memset(disk.files, 0, sizeof(disk.files));
	disk.files_n = 0;
}

static struct disk_file *file_of(const char *path)
{
	for (size_t i = 0; i < disk.files_n; i++) {
		if (strcmp(disk.files[i].path, path) == 0)
			return &disk.files[i];
	}
	return NULL;
}

/* A file that is there already counts as synced. */
static struct disk_file *file_add(const char *path)
{
	if (disk.files_n == FILES_MAX)
		return NULL;
	struct disk_file *f = &disk.files[disk.files_n];
	(void)snprintf(f->path, sizeof(f->path), "%s", path);
	f->synced = buf_make(FILE_SIZE_MAX);
	f->last = &f->first;
	enum err e = file_read(path, &f->synced);
	if (e != OK && e != ERR_NOT_FOUND)
		return NULL;
	disk.files_n++;
	return f;
}

static int remember(struct disk_file *f, int64_t offset, const void *data, size_t len)
{
	struct pending *p = malloc(sizeof(*p) + len);
	if (!p)
		return SQLITE_NOMEM;
	*p = (struct pending){.offset = offset, .len = len};
	if (len > 0)
		memcpy(p->data, data, len);
	*f->last = p;
	f->last = &p->next;
	return SQLITE_OK;
}

void powercut_let_fail(bool (*fails)(void))
{
	disk.fails = fails;
}

static bool is_broken(void)
{
	return disk.off || (disk.fails && disk.fails());
}

/* Count one write. SQLITE_IOERR from the cut on. */
static int count_write(void)
{
	if (is_broken())
		return SQLITE_IOERR_WRITE;
	disk.writes++;
	disk.off = disk.cut_at != 0 && disk.writes >= disk.cut_at;
	return SQLITE_OK;
}

static enum err apply(struct buf *content, int64_t offset, struct bytes data)
{
	size_t end = (size_t)offset + data.len;
	while (content->len < end)
		TRY(buf_put_u8(content, 0));
	if (data.len == 0)
		content->len = (size_t)offset;
	else
		memcpy(content->ptr + offset, data.ptr, data.len);
	return OK;
}

static int write_piece(sqlite3_file *f, const void *data, int len, sqlite3_int64 offset)
{
	struct handle *h = (struct handle *)f;
	if (h->file) {
		HOLD_LOCK();
		int rc = count_write();
		if (rc == SQLITE_OK)
			rc = remember(h->file, offset, data, (size_t)len);
		if (rc != SQLITE_OK)
			return rc;
	}
	return below_of(f)->pMethods->xWrite(below_of(f), data, len, offset);
}

/* A long write reaches the disk in pieces, or some of them, or up to one of them. */
static int vfs_write(sqlite3_file *f, const void *data, int len, sqlite3_int64 offset)
{
	int rc = SQLITE_OK;
	for (int at = 0; at < len && rc == SQLITE_OK; at += PIECE) {
		int piece = len - at < PIECE ? len - at : PIECE;
		rc = write_piece(f, (const uint8_t *)data + at, piece, offset + at);
	}
	return rc;
}

static int vfs_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	struct handle *h = (struct handle *)f;
	if (h->file) {
		HOLD_LOCK();
		int rc = count_write();
		if (rc == SQLITE_OK)
			rc = remember(h->file, size, NULL, 0);
		if (rc != SQLITE_OK)
			return rc;
	}
	return below_of(f)->pMethods->xTruncate(below_of(f), size);
}

static int vfs_sync(sqlite3_file *f, int flags)
{
	(void)flags;
	struct handle *h = (struct handle *)f;
	if (!h->file)
		return SQLITE_OK;
	HOLD_LOCK();
	if (is_broken())
		return SQLITE_IOERR_FSYNC;
	for (const struct pending *p = h->file->first; p; p = p->next) {
		if (apply(&h->file->synced, p->offset, bytes_from(p->data, p->len)) != OK)
			return SQLITE_NOMEM;
	}
	drop_pending(h->file);
	return SQLITE_OK;
}

static int vfs_close(sqlite3_file *f)
{
	return below_of(f)->pMethods->xClose(below_of(f));
}

static int vfs_read(sqlite3_file *f, void *data, int len, sqlite3_int64 offset)
{
	return below_of(f)->pMethods->xRead(below_of(f), data, len, offset);
}

static int vfs_file_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return below_of(f)->pMethods->xFileSize(below_of(f), size);
}

static int vfs_lock(sqlite3_file *f, int level)
{
	return below_of(f)->pMethods->xLock(below_of(f), level);
}

static int vfs_unlock(sqlite3_file *f, int level)
{
	return below_of(f)->pMethods->xUnlock(below_of(f), level);
}

static int vfs_check_reserved(sqlite3_file *f, int *result)
{
	return below_of(f)->pMethods->xCheckReservedLock(below_of(f), result);
}

static int vfs_file_control(sqlite3_file *f, int operation, void *argument)
{
	return below_of(f)->pMethods->xFileControl(below_of(f), operation, argument);
}

static int vfs_sector_size(sqlite3_file *f)
{
	(void)f;
	return SECTOR;
}

/* No promises: no atomic writes, no order; but, as everywhere on Linux, what lies beside a write
 * stays as it is. */
static int vfs_characteristics(sqlite3_file *f)
{
	(void)f;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int vfs_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
	return below_of(f)->pMethods->xShmMap(below_of(f), page, size, extend, out);
}

static int vfs_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return below_of(f)->pMethods->xShmLock(below_of(f), offset, n, flags);
}

static void vfs_shm_barrier(sqlite3_file *f)
{
	below_of(f)->pMethods->xShmBarrier(below_of(f));
}

static int vfs_shm_unmap(sqlite3_file *f, int delete_too)
{
	return below_of(f)->pMethods->xShmUnmap(below_of(f), delete_too);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = vfs_close,
	.xRead = vfs_read,
	.xWrite = vfs_write,
	.xTruncate = vfs_truncate,
	.xSync = vfs_sync,
	.xFileSize = vfs_file_size,
	.xLock = vfs_lock,
	.xUnlock = vfs_unlock,
	.xCheckReservedLock = vfs_check_reserved,
	.xFileControl = vfs_file_control,
	.xSectorSize = vfs_sector_size,
	.xDeviceCharacteristics = vfs_characteristics,
	.xShmMap = vfs_shm_map,
	.xShmLock = vfs_shm_lock,
	.xShmBarrier = vfs_shm_barrier,
	.xShmUnmap = vfs_shm_unmap,
};

enum { KEPT_KINDS = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL };

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *f, int flags, int *out)
{
	(void)vfs;
	struct handle *h = (struct handle *)f;
	*h = (struct handle){};
	HOLD_LOCK();
	if (path && flags & KEPT_KINDS) {
		h->file = file_of(path);
		if (!h->file)
			h->file = file_add(path);
		if (!h->file || is_broken())
			return SQLITE_CANTOPEN;
		h->file->present = true;
	}
	int rc = disk.below->xOpen(disk.below, path, below_of(f), flags, out);
	if (rc == SQLITE_OK)
		h->base.pMethods = &methods;
	return rc;
}

/* A deletion counts as a write that is on the disk at once. */
static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_directory)
{
	(void)vfs;
	HOLD_LOCK();
	struct disk_file *f = file_of(path);
	if (f) {
		if (count_write() != SQLITE_OK)
			return SQLITE_IOERR_DELETE;
		drop_pending(f);
		buf_free(&f->synced);
		f->present = false;
	}
	return disk.below->xDelete(disk.below, path, sync_directory);
}

bool powercut_all(void)
{
	const char *wanted = getenv("POWERCUT");
	return wanted && strcmp(wanted, "all") == 0;
}

enum err powercut_register(void)
{
	static sqlite3_vfs vfs;
	disk.below = sqlite3_vfs_find(NULL);
	if (!disk.below)
		return ERR_IO;
	vfs = *disk.below;
	vfs.pNext = NULL;
	vfs.zName = POWERCUT_VFS;
	vfs.szOsFile = (int)sizeof(struct handle) + disk.below->szOsFile;
	vfs.xOpen = vfs_open;
	vfs.xDelete = vfs_delete;
	return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK ? OK : ERR_NOMEM;
}

void powercut_arm(uint64_t at)
{
	HOLD_LOCK();
	forget_all();
	disk.writes = 0;
	disk.cut_at = at;
	disk.off = false;
}

uint64_t powercut_writes(void)
{
	HOLD_LOCK();
	return disk.writes;
}

bool powercut_is_off(void)
{
	HOLD_LOCK();
	return disk.off;
}

/* The next number of a seeded stream. */
static uint64_t draw(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return *seed >> 33;
}

/* Apply what arrived of the unsynced writes to the synced content. */
static enum err lose(struct disk_file *f, enum powercut_loss loss, uint64_t *seed)
{
	for (const struct pending *p = f->first; p && loss != POWERCUT_LOSE_ALL; p = p->next) {
		bool torn = loss == POWERCUT_TEAR && !p->next && p->len > SECTOR;
		size_t len = torn ? p->len / 2 / SECTOR * SECTOR : p->len;
		if (torn || draw(seed) % 2 == 0)
			TRY(apply(&f->synced, p->offset, bytes_from(p->data, len)));
	}
	drop_pending(f);
	return OK;
}

/* Without a sync: nobody cuts the power of the test machine. */
static enum err write_file(const char *path, struct bytes content)
{
	FILE *file = fopen(path, "we");
	if (!file)
		return ERR_IO;
	bool written = content.len == 0 || fwrite(content.ptr, content.len, 1, file) == 1;
	return fclose(file) == 0 && written ? OK : ERR_IO;
}

enum err powercut_restore(enum powercut_loss loss, uint64_t seed)
{
	HOLD_LOCK();
	for (size_t i = 0; i < disk.files_n; i++) {
		struct disk_file *f = &disk.files[i];
		char shm[sizeof(f->path) + 8] = "";
		(void)snprintf(shm, sizeof(shm), "%s-shm", f->path);
		(void)unlink(shm);
		if (!f->present)
			continue;
		TRY(lose(f, loss, &seed));
		TRY(write_file(f->path, buf_bytes(&f->synced)));
	}
	forget_all();
	disk.off = false;
	disk.cut_at = 0;
	return OK;
}
