/* SPDX-License-Identifier: Apache-2.0 */
/* Locks by flock(2), which the end of the process gives back. */
#include "sys/file_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err error_of(int number)
{
	if (number == EWOULDBLOCK)
		return ERR_BUSY;
	return number == EACCES || number == EROFS || number == EPERM ? ERR_DENIED : ERR_IO;
}

/* False if whoever had the lock has removed the file before we got it: then it locks nothing. */
static bool is_still_there(int fd, const char *path)
{
	struct stat ours = {}, there = {};
	return fstat(fd, &ours) == 0 && stat(path, &there) == 0 && ours.st_dev == there.st_dev &&
	       ours.st_ino == there.st_ino;
}

static enum err try_once(const char *path, int *fd)
{
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		return error_of(errno);
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return OK;
	int number = errno;
	(void)close(*fd);
	return error_of(number);
}

enum err file_lock_take(const char *path, struct file_lock *out)
{
	int fd = -1;
	int n = snprintf(out->path, sizeof(out->path), "%s.lock", path);
	bool fits = n >= 0 && (size_t)n < sizeof(out->path);
	enum err error = fits ? try_once(out->path, &fd) : ERR_TOO_LONG;
	while (error == OK && !is_still_there(fd, out->path)) {
		(void)close(fd);
		error = try_once(out->path, &fd);
	}
	if (error != OK)
		out->path[0] = '\0';
	out->fd = fd;
	return error;
}

void file_lock_release(struct file_lock *lock)
{
	if (lock->path[0] == '\0')
		return;
	(void)unlink(lock->path);
	(void)close(lock->fd);
	lock->path[0] = '\0';
}
