/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "One at a time" for what is not safe to be used twice at once: a lock on a file of its own, which
 * is there only as long as the lock. The end of a process, however it comes, gives its locks back.
 */
#ifndef SYS_FILE_LOCK_H
#define SYS_FILE_LOCK_H

#include <limits.h>

#include "base/err.h"

struct file_lock {
	char path[PATH_MAX]; /* "" when nothing is held */
	int fd;
};

/*
 * Make and lock the file `path` ".lock", without waiting. ERR_BUSY if somebody else holds it,
 * ERR_DENIED if no file may be made there, ERR_TOO_LONG for a path over PATH_MAX, ERR_IO.
 */
enum err file_lock_take(const char *path, struct file_lock *out);

/* Remove the file and give the lock back. Safe on a zeroed struct and twice. Fits CLEANUP(). */
void file_lock_release(struct file_lock *lock);

#endif
