/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole files: read, and written so that a crash leaves the old or the new content.
 */
#ifndef SYS_FILE_H
#define SYS_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Append the content of `path` to `out`. ERR_NOT_FOUND if there is no such file, ERR_TOO_LONG if it
 * is longer than the buffer allows, ERR_IO otherwise.
 */
enum err file_read(const char *path, struct buf *out);

/*
 * Replace `path` by `content`: written beside it with `mode`, synced, renamed, directory synced.
 * ERR_IO on any failure: the old file is then untouched, unless it was the last step, the syncing
 * of the directory, that failed; then the new one is there.
 */
enum err file_write(const char *path, struct bytes content, mode_t mode);

/* Make the directory `path` with `mode` if it is not there. ERR_IO otherwise. */
enum err file_mkdir(const char *path, mode_t mode);

/*
 * Call `each` with the path of every regular file in the directory `path`, by name; files whose
 * name begins with a dot are passed over. The first error of `each` ends it and is returned.
 * ERR_NOT_FOUND if there is no such directory, ERR_IO.
 */
enum err file_each(const char *path, enum err (*each)(void *context, const char *file),
		   void *context);

/* True if `path` is a directory. */
bool file_is_directory(const char *path);

#endif
