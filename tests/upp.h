/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The profile packages under $VECTORS/upp, for tests that look at each of them.
 */
#ifndef TESTS_UPP_H
#define TESTS_UPP_H

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "sys/file.h"

/*
 * Hand each package to `look`, with its path and the caller's context. Returns how many there were;
 * 0 without VECTORS or without packages, when the test is to be skipped.
 */
static inline size_t upp_each(void (*look)(const char *path, struct bytes package, void *context),
			      void *context)
{
	char pattern[PATH_MAX] = "";
	const char *vectors = getenv("VECTORS");
	glob_t found = {};
	if (!vectors || !*vectors)
		return 0;
	snprintf(pattern, sizeof(pattern), "%s/upp/*.der", vectors);
	if (glob(pattern, 0, NULL, &found) != 0)
		return 0;
	size_t n = found.gl_pathc;
	for (size_t i = 0; i < n; i++) {
		CLEANUP(buf_free) struct buf package = buf_make(LIMIT_PROFILE_PACKAGE);
		if (file_read(found.gl_pathv[i], &package) != OK)
			abort();
		look(found.gl_pathv[i], buf_bytes(&package), context);
	}
	globfree(&found);
	return n;
}

#endif
