/* SPDX-License-Identifier: Apache-2.0 */
/* For fuzzers of what is read from files: the input as a file that is only in memory. */
#ifndef FUZZ_MEMORY_FILE_H
#define FUZZ_MEMORY_FILE_H

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "round_trip.h"

/* The path of a file with this content, until the next call. */
static inline const char *memory_file(struct bytes content)
{
	static char path[32];
	static int fd = -1;
	if (fd < 0) {
		fd = memfd_create("fuzz", MFD_CLOEXEC);
		must(fd >= 0);
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	must(ftruncate(fd, 0) == 0);
	must(pwrite(fd, content.ptr, content.len, 0) == (ssize_t)content.len);
	return path;
}

#endif
