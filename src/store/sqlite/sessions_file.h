/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file of the sessions beside the database. It is never synced, so it may be torn after the
 * machine has gone down: its name holds what identifies this run of the machine, and files of
 * earlier runs are removed.
 */
#ifndef STORE_SQLITE_SESSIONS_FILE_H
#define STORE_SQLITE_SESSIONS_FILE_H

#include "base/buf.h"
#include "store/store.h"

/*
 * Append the path for the database at `database`, with a NUL. `boot_id` as in struct
 * store_options. ERR_IO: the kernel does not tell; ERR_NOMEM, ERR_TOO_LONG.
 */
enum err sqlite_sessions_file_path(const char *database, const char *boot_id, struct buf *out);

/*
 * Remove the session files of `database` but for that of this run, which is `path` (as made above).
 * What cannot be removed stays.
 */
void sqlite_sessions_file_sweep(const char *database, const char *path);

/* Remove the file itself with its -wal and -shm. */
void sqlite_sessions_file_remove(const char *path);

#endif
