/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A VFS over another by which the frames of a COMMIT reach the write-ahead log in one write. SQLite
 * itself makes two of each frame; nobody looks at them before they are synced.
 */
#ifndef STORE_SQLITE_WAL_FILE_H
#define STORE_SQLITE_WAL_FILE_H

#include "base/err.h"

/*
 * The name of the VFS over `below` (NULL: the system's); it is made if there is none yet, and lives
 * as long as the process. Any thread. ERR_IO: there is no `below`; ERR_NOMEM.
 */
enum err sqlite_wal_vfs(const char *below, const char **name);

#endif
