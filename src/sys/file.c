/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files. Descriptors are closed on exec. */
#include "sys/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"

enum { CHUNK = 16 * 1024 };

static void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

static enum err open_error(void)
{
	return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
}

/* Read one chunk to the end of `out`; `*done` at the end of the file. */
static enum err read_chunk(int fd, struct buf *out, bool *done)
{
	uint8_t chunk[CHUNK];
	ssize_t got = read(fd, chunk, sizeof(chunk));
	if (got < 0)
		return errno == EINTR ? OK : ERR_IO;
	*done = got == 0;
	enum err e = buf_put(out, bytes_from(chunk, (size_t)got));
	wipe(chunk, (size_t)got); /* it may have been a key */
	return e;
}

enum err file_read(const char *path, struct buf *out)
{
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return open_error();
	for (bool done = false; !done;)
		TRY(read_chunk(fd, out, &done));
	return OK;
}

static enum err write_all(int fd, struct bytes content)
{
	while (content.len > 0) {
		ssize_t n = write(fd, content.ptr, content.len);
		if (n < 0 && errno != EINTR)
			return ERR_IO;
		struct bytes written = {};
		TRY(bytes_take(&content, n > 0 ? (size_t)n : 0, &written));
	}
	return fsync(fd) == 0 ? OK : ERR_IO;
}

/* A rename lasts only when its directory is on disk too. */
static enum err sync_directory_of(const char *path)
{
	char copy[PATH_MAX] = "";
	if (snprintf(copy, sizeof(copy), "%s", path) >= (int)sizeof(copy))
		return ERR_TOO_LONG;
	CLEANUP(close_fd) int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0 ? OK : ERR_IO;
}

enum err file_write(const char *path, struct bytes content, mode_t mode)
{
	char beside[PATH_MAX] = "";
	if (snprintf(beside, sizeof(beside), "%s.new", path) >= (int)sizeof(beside))
		return ERR_TOO_LONG;
	CLEANUP(close_fd) int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd < 0)
		return open_error();
	if (write_all(fd, content) != OK || rename(beside, path) != 0) {
		(void)unlink(beside);
		return ERR_IO;
	}
	return sync_directory_of(path);
}

enum err file_mkdir(const char *path, mode_t mode)
{
	return mkdir(path, mode) == 0 || errno == EEXIST ? OK : ERR_IO;
}

bool file_is_directory(const char *path)
{
	struct stat st = {};
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static enum err visit(const char *path, const char *name,
		      enum err (*each)(void *context, const char *file), void *context)
{
	char file[PATH_MAX] = "";
	struct stat st = {};
	if (snprintf(file, sizeof(file), "%s/%s", path, name) >= (int)sizeof(file))
		return ERR_TOO_LONG;
	return stat(file, &st) == 0 && S_ISREG(st.st_mode) ? each(context, file) : OK;
}

enum err file_each(const char *path, enum err (*each)(void *context, const char *file),
		   void *context)
{
	struct dirent **entries = NULL;
	enum err e = OK;
	int n = scandir(path, &entries, is_visible, alphasort);
	if (n < 0)
		return open_error();
	for (int i = 0; i < n; i++) {
		if (e == OK)
			e = visit(path, entries[i]->d_name, each, context);
		free(entries[i]);
	}
	free(entries);
	return e;
}
