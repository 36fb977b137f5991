/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of session files: DATABASE.sessions-SCHEMA-BOOT, with SQLite's -wal and -shm beside them.
 */
#include "store/sqlite/sessions_file.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/sqlite/schema.h"
#include "sys/file.h"

static const char infix[] = ".sessions-";

/* The first group of the kernel's boot id tells runs of one machine apart. */
enum { BOOT_ID_LEN = 8, PATH_LEN_MAX = 4096 };

static enum err kernel_boot_id(struct buf *out)
{
	struct buf text CLEANUP(buf_free) = buf_make(64);
	TRY(file_read("/proc/sys/kernel/random/boot_id", &text));
	struct bytes cursor = buf_bytes(&text);
	struct bytes id = {};
	TRY(bytes_take(&cursor, BOOT_ID_LEN, &id));
	return buf_put(out, id);
}

enum err sqlite_sessions_file_path(const char *database, const char *boot_id, struct buf *out)
{
	TRY(buf_put_fmt(out, "%s%s%d-", database, infix, SESSIONS_SCHEMA));
	TRY(boot_id ? buf_put_str(out, boot_id) : kernel_boot_id(out));
	return buf_put_u8(out, 0);
}

/* Split a path into its folder and the name within. */
static const char *split(const char *path, char *folder, size_t folder_size)
{
	const char *slash = strrchr(path, '/');
	if (!slash) {
		snprintf(folder, folder_size, ".");
		return path;
	}
	snprintf(folder, folder_size, "%.*s", (int)(slash - path) + 1, path);
	return slash + 1;
}

/* A session file of this database, and not of this run? */
static bool is_stale(const char *found, const char *database, const char *present)
{
	size_t len = strlen(database);
	return strncmp(found, database, len) == 0 &&
	       strncmp(found + len, infix, strlen(infix)) == 0 &&
	       strncmp(found, present, strlen(present)) != 0;
}

void sqlite_sessions_file_sweep(const char *database, const char *path)
{
	char folder[PATH_LEN_MAX] = {};
	const char *present = split(path, folder, sizeof(folder));
	const char *name = split(database, folder, sizeof(folder));
	DIR *dir = opendir(folder);
	if (!dir)
		return;
	for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
		if (is_stale(entry->d_name, name, present))
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
	}
	closedir(dir);
}

void sqlite_sessions_file_remove(const char *path)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char name[PATH_LEN_MAX] = {};
		snprintf(name, sizeof(name), "%s%s", path, suffixes[i]);
		(void)unlink(name);
	}
}
