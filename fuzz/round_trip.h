/* SPDX-License-Identifier: Apache-2.0 */
/* What the fuzzers of messages share: whatever decodes must encode, and decode again. */
#ifndef FUZZ_ROUND_TRIP_H
#define FUZZ_ROUND_TRIP_H

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"

enum { FUZZ_MAX = 1024 * 1024 };

static inline void must(bool holds)
{
	if (!holds)
		abort();
}

/* A data object: `stem`_decode(bytes, &out), `stem`_encode(&in, &buf). */
#define ROUND_TRIP_DER(stem, target)                                                               \
	static void round_trip_##stem(struct bytes in)                                             \
	{                                                                                          \
		CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);                             \
		target object = {};                                                                \
		if (stem##_decode(in, &object) != OK)                                              \
			return;                                                                    \
		must(stem##_encode(&object, &out) == OK);                                          \
		must(stem##_decode(buf_bytes(&out), &object) == OK);                               \
	}

/* A body: `stem`_decode(&arena, bytes, &out). */
#define ROUND_TRIP_JSON(stem, target)                                                              \
	static void round_trip_##stem(struct bytes in)                                             \
	{                                                                                          \
		CLEANUP(arena_free) struct arena a = arena_make(FUZZ_MAX);                         \
		CLEANUP(buf_free) struct buf out = buf_make(FUZZ_MAX);                             \
		target object = {};                                                                \
		if (stem##_decode(&a, in, &object) != OK)                                          \
			return;                                                                    \
		must(stem##_encode(&object, &out) == OK);                                          \
		must(stem##_decode(&a, buf_bytes(&out), &object) == OK);                           \
	}

#endif
